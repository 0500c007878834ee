using System.Collections;

namespace Regularization;

/// <summary>The solutions for a descending sequence of lambdas.</summary>
/// <remarks>
/// <example>
/// <code>
/// RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Lasso).Fit(problem);
/// Solution solution = path.At(lambda: 0.1);                       // the nearest
/// IReadOnlyList&lt;CoefficientRow&gt; table = path.CoefficientTable(solution);
/// path.ToHtml("path.html");
/// </code>
/// </example>
/// </remarks>
public sealed class RegularizationPath : IReadOnlyList<Solution>
{
    private readonly Solution[] _solutions;

    internal RegularizationPath(Solution[] solutions, double lambdaMax, double nullDeviance, double[] scale, double seconds, bool isCanceled = false)
    {
        _solutions = solutions;
        IsCanceled = isCanceled;
        (LambdaMax, NullDeviance, Scale, Seconds) = (lambdaMax, nullDeviance, scale, seconds);
    }

    /// <summary>The smallest lambda at which every penalised coefficient is 0 (for ridge, which has none, that of an elastic net with L1Ratio 0.001, as glmnet has it).</summary>
    public double LambdaMax { get; }

    /// <summary>The mean deviance of the intercept-only model: Σ w_i deviance_i / Σ w_i.</summary>
    public double NullDeviance { get; }

    /// <summary>Seconds spent on the whole path.</summary>
    public double Seconds { get; }

    /// <summary>The number of lambdas fitted.</summary>
    public int Count => _solutions.Length;

    /// <summary>The largest duality gap of the path, relative to the null model's loss; NaN if there are none.</summary>
    public double LargestGap => _solutions.Length == 0 ? double.NaN : _solutions.Max(s => s.DualityGap);

    /// <summary>Whether a cancellation token ended the path before its last lambda.</summary>
    public bool IsCanceled { get; }

    /// <summary>Canceled if the path was; converged if every solution is; else the status of the first that is not.</summary>
    public FitStatus Status => IsCanceled ? FitStatus.Canceled : _solutions.FirstOrDefault(s => s.Status != FitStatus.Converged)?.Status ?? FitStatus.Converged;

    /// <summary>What each feature was divided by, length p: the standard deviations, or ones. Coefficient times scale is the standardised coefficient. 0 for a constant feature.</summary>
    public IReadOnlyList<double> Scale { get; }

    /// <summary>A feature that float32 may have lost digits of, or null.</summary>
    internal FarFeature? Farthest { get; init; }

    /// <summary>Whether there is an intercept.</summary>
    internal bool HasIntercept { get; init; }

    /// <summary>Means and variances of the features under the weights of the rows.</summary>
    internal ColumnMoments? Moments { get; init; }

    /// <summary>What it was fitted to, for reports.</summary>
    internal FitOrigin? Origin { get; init; }

    /// <summary>The solution at a position; position 0 has the largest lambda.</summary>
    /// <param name="index">0 .. Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public Solution this[int index] => (uint)index < (uint)_solutions.Length
        ? _solutions[index]
        : throw new ArgumentOutOfRangeException(nameof(index), $"Position {index} is not on the path, which has {Counted.Of(_solutions.Length, "lambda")}; it must be at least 0 and below {_solutions.Length}.");

    /// <summary>The nonzero coefficients of a solution of this path, the largest standardised ones first.</summary>
    /// <param name="solution">A solution of this path.</param>
    /// <exception cref="ArgumentException">It has not as many coefficients as there are features.</exception>
    public IReadOnlyList<CoefficientRow> CoefficientTable(Solution solution)
    {
        ArgumentNullException.ThrowIfNull(solution);
        if (solution.Coefficients.Count != Scale.Count)
        {
            throw new ArgumentException($"The solution has {Counted.Of(solution.Coefficients.Count, "coefficient")}, but the path was fitted to {Counted.Of(Scale.Count, "feature")}. Give a solution of this path.", nameof(solution));
        }

        return CoefficientRow.Table(solution.Coefficients, Scale, Origin?.FeatureNames);
    }

    /// <summary>The solution whose lambda is nearest on the log scale.</summary>
    /// <param name="lambda">A lambda, not negative.</param>
    public Solution At(double lambda)
    {
        LambdaGrid.CheckLambda(lambda, nameof(lambda));
        return _solutions.MinBy(s => Math.Abs(Math.Log(s.Lambda + double.Epsilon) - Math.Log(lambda + double.Epsilon)))
            ?? throw new InvalidOperationException("The path is empty: it was cancelled before its first lambda.");
    }

    /// <summary>The path with one of its solutions alone.</summary>
    internal RegularizationPath Only(int index) => new([this[index]], LambdaMax, NullDeviance, [.. Scale], Seconds, IsCanceled) { Farthest = Farthest, HasIntercept = HasIntercept, Moments = Moments, Origin = Origin };

    /// <inheritdoc/>
    public IEnumerator<Solution> GetEnumerator() => ((IEnumerable<Solution>)_solutions).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => _solutions.Length == 0
        ? "empty path"
        : FormattableString.Invariant($"{Counted.Of(Count, "lambda")} from {_solutions[0].Lambda:g4} to {_solutions[^1].Lambda:g4}, up to {Counted.Of(_solutions.Max(s => s.NonzeroCount), "feature")}, largest {_solutions[0].ProofName} {_solutions.Max(s => s.Proof):0.0e0}{OpenLambdas.In(_solutions.Select(s => s.Status), IsCanceled)}, {Seconds:0.000} s");
}
