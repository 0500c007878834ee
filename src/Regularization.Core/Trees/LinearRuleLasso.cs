namespace Regularization;

/// <summary>The lasso over rules and linear terms for numbers and two classes.</summary>
internal sealed class LinearRuleLasso : RuleLasso
{
    private readonly Loss _loss;
    private readonly FitOptions _options;

    /// <param name="fitter">How rules are chosen.</param>
    /// <param name="candidates">The rules and terms.</param>
    /// <param name="features">The features of the rows, by rows.</param>
    /// <param name="y">The response.</param>
    /// <param name="weights">Example weights, or null.</param>
    /// <param name="tolerance">The tolerance of its fits; null for that of the fitter.</param>
    public LinearRuleLasso(RuleFitter fitter, RuleCandidates candidates, ReadOnlySpan<float> features, double[] y, IReadOnlyList<double>? weights, double? tolerance = null)
        : base(candidates, candidates.Columns(features, y.Length), y, weights) =>
        (_loss, _options) = (fitter.Loss, fitter.Options with { Tolerance = tolerance ?? fitter.Options.Tolerance });

    /// <summary>The lasso with a penalty factor for rules.</summary>
    /// <param name="factor">Of rules.</param>
    /// <exception cref="InvalidOperationException">It is infinite, and there is no linear term.</exception>
    public Penalty PenaltyOf(double factor)
    {
        if (!double.IsInfinity(factor))
        {
            return WithFactor(factor);
        }

        // Whatever lambda is, 0 too, rules with an infinite factor are held at 0.
        Candidates.RequireTerms();
        double[] Bounds(double ofTerms) => [.. Enumerable.Range(0, Candidates.Count).Select(k => k < Candidates.RuleCount ? 0 : ofTerms)];
        return Penalties.Lasso with { LowerBounds = Bounds(double.NegativeInfinity), UpperBounds = Bounds(double.PositiveInfinity) };
    }

    /// <summary>The path at a penalty factor.</summary>
    /// <param name="factor">Of rules.</param>
    /// <param name="grid">The lambdas.</param>
    /// <param name="mostRules">The path ends before the first solution with more rules; null for all of the path.</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    public RegularizationPath Path(double factor, LambdaGrid grid, int? mostRules, IProgress<FitProgress>? progress, CancellationToken cancellationToken) => new PathSolver(_loss, PenaltyOf(factor))
    {
        Options = _options,
        Grid = grid,
        EndsBefore = mostRules is { } most ? solution => Candidates.RulesIn(solution.Coefficients) > most : null,
    }.Fit(Problem, progress, cancellationToken);

    /// <summary>What comes of a solution when its rules and terms alone are fitted at shares of its lambda.</summary>
    /// <param name="solution">The solution.</param>
    /// <param name="factor">Of rules.</param>
    /// <param name="shares">The shares, ascending; at 1 it is the solution itself.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    /// <returns>One for each share, of all features: with the lambda of the solution, and the proof of its own fit.</returns>
    public Solution[] Relaxed(Solution solution, double factor, IReadOnlyList<double> shares, CancellationToken cancellationToken)
    {
        int[] support = solution.Coefficients.Indices.ToArray();
        return Relaxed(solution, solution.Lambda, support, shares, grid =>
        {
            var solver = new PathSolver(_loss, double.IsInfinity(factor) ? Penalties.Lasso : WithFactor(factor, support)) { Options = _options, Grid = grid };
            return [.. solver.Fit(Alone(support), null, cancellationToken).Select(of => of with { Lambda = solution.Lambda, Coefficients = Lifted(of.Coefficients, support) })];
        });
    }
}
