namespace Regularization;

/// <summary>An algorithm that minimises the objective over a working set. Screening, growth of the set and the final proof are the same for all.</summary>
/// <remarks>
/// <example>
/// <code>
/// FitOptions options = FitOptions.Default with { Solver = Solvers.ProximalGradient };
/// RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Lasso) { Options = options }.Fit(problem);
/// Console.WriteLine(options.Solver.Name);
/// </code>
/// </example>
/// </remarks>
public abstract class Solver
{
    private protected Solver()
    {
    }

    /// <summary>The name of the algorithm, in lower case.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it can work in covariance form.</summary>
    internal abstract bool UsesCovariances { get; }

    /// <summary>Brings the gap over the visited positions down to <paramref name="target"/>. The model is refreshed at return.</summary>
    /// <param name="context">The problem.</param>
    /// <param name="model">Where to start, and the answer.</param>
    /// <param name="target">The gap (or KKT residual) asked for.</param>
    /// <param name="epochs">Counted up.</param>
    /// <param name="cancellationToken">Checked once an epoch or so.</param>
    internal abstract FitStatus Minimize(FitContext context, WorkingModel model, double target, ref int epochs, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
