namespace Regularization;

/// <summary>The multinomial lasso over rules and linear terms.</summary>
internal sealed class MulticlassRuleLasso : RuleLasso
{
    private readonly bool _grouped;
    private readonly double[] _y;
    private readonly FitOptions _options;
    private MulticlassRuleLasso? _ofTerms;

    /// <param name="fitter">How rules are chosen.</param>
    /// <param name="candidates">The rules and terms.</param>
    /// <param name="features">The features of the rows, by rows.</param>
    /// <param name="y">The classes.</param>
    /// <param name="weights">Example weights, or null.</param>
    /// <param name="tolerance">The tolerance of its fits; null for that of the fitter.</param>
    public MulticlassRuleLasso(MulticlassRuleFitter fitter, RuleCandidates candidates, ReadOnlySpan<float> features, double[] y, IReadOnlyList<double>? weights, double? tolerance = null)
        : this(fitter.Grouped, fitter.Options with { Tolerance = tolerance ?? fitter.Options.Tolerance }, candidates, candidates.Columns(features, y.Length), y, weights)
    {
    }

    private MulticlassRuleLasso(bool grouped, FitOptions options, RuleCandidates candidates, float[] columns, double[] y, IReadOnlyList<double>? weights)
        : base(candidates, columns, y, weights) => (_grouped, _options, _y) = (grouped, options, y);

    /// <summary>This lasso, or that over the linear terms alone where the penalty factor of rules is infinite.</summary>
    /// <param name="factor">Of rules.</param>
    /// <exception cref="InvalidOperationException">It is infinite, and there is no linear term.</exception>
    public MulticlassRuleLasso At(double factor) => !double.IsInfinity(factor)
        ? this
        : _ofTerms ??= new MulticlassRuleLasso(_grouped, _options, Candidates.Terms(), Columns[(Candidates.RuleCount * _y.Length)..], _y, Problem.Weights);

    /// <summary>The lasso with a penalty factor for rules; an infinite one is that of the linear terms alone.</summary>
    /// <param name="factor">Of rules.</param>
    public Penalty PenaltyOf(double factor) => double.IsInfinity(factor) ? Penalties.Lasso : WithFactor(factor);

    /// <summary>The path at a penalty factor, of <see cref="At"/>.</summary>
    /// <param name="factor">Of rules.</param>
    /// <param name="grid">The lambdas.</param>
    /// <param name="mostRules">The path ends before the first solution with more rules; null for all of the path.</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within a step.</param>
    public MultinomialPath Path(double factor, LambdaGrid grid, int? mostRules, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        MulticlassRuleLasso own = At(factor);
        return new MultinomialPathSolver(PenaltyOf(factor))
        {
            Grouped = _grouped,
            Options = _options,
            Grid = grid,
            EndsBefore = mostRules is { } most ? solution => own.Candidates.RulesIn(solution) > most : null,
        }.Fit(own.Problem, progress, cancellationToken);
    }

    /// <summary>What comes of a solution when its rules and terms alone, in all classes, are fitted at shares of its lambda.</summary>
    /// <param name="solution">The solution, of <see cref="At"/>.</param>
    /// <param name="factor">Of rules.</param>
    /// <param name="shares">The shares, ascending; at 1 it is the solution itself.</param>
    /// <param name="cancellationToken">Stops within a step.</param>
    /// <returns>One for each share, of the same features: with the lambda of the solution, and the proof of its own fit.</returns>
    public MultinomialSolution[] Relaxed(MultinomialSolution solution, double factor, IReadOnlyList<double> shares, CancellationToken cancellationToken)
    {
        int[] support = solution.FeaturesWithCoefficient();
        MulticlassRuleLasso own = At(factor);
        return Relaxed(solution, solution.Lambda, support, shares, grid =>
        {
            var solver = new MultinomialPathSolver(double.IsInfinity(factor) ? Penalties.Lasso : WithFactor(factor, support)) { Grouped = _grouped, Options = _options, Grid = grid };
            return
            [
                .. solver.Fit(own.Alone(support), null, cancellationToken).Select(of => of with { Lambda = solution.Lambda, Coefficients = [.. of.Coefficients.Select(ofClass => own.Lifted(ofClass, support))] }),
            ];
        });
    }
}
