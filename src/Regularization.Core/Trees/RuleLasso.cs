namespace Regularization;

/// <summary>The lasso over rules and linear terms on some rows, at any penalty factor of the rules.</summary>
internal sealed class RuleLasso
{
    private readonly RuleFitter _fitter;
    private readonly FitOptions _options;
    private readonly float[] _columns;
    private readonly double[] _y;

    /// <param name="fitter">How rules are chosen.</param>
    /// <param name="candidates">The rules and terms.</param>
    /// <param name="features">The features of the rows, by rows.</param>
    /// <param name="y">The response.</param>
    /// <param name="weights">Example weights, or null.</param>
    /// <param name="tolerance">The tolerance of its fits; null for that of the fitter.</param>
    public RuleLasso(RuleFitter fitter, RuleCandidates candidates, ReadOnlySpan<float> features, double[] y, IReadOnlyList<double>? weights, double? tolerance = null)
    {
        (_fitter, Candidates, _y) = (fitter, candidates, y);
        _options = fitter.Options with { Tolerance = tolerance ?? fitter.Options.Tolerance };
        _columns = candidates.Columns(features, y.Length);
        Problem = new TrainingProblem(DesignMatrix.FromColumns(_columns, y.Length, candidates.Count), y) { Weights = weights, FeatureNames = candidates.Names };
    }

    /// <summary>The rules and terms.</summary>
    public RuleCandidates Candidates { get; }

    /// <summary>All rules and then all terms as features.</summary>
    public TrainingProblem Problem { get; }

    /// <summary>The lasso with a penalty factor for rules.</summary>
    /// <param name="factor">Of rules.</param>
    /// <exception cref="InvalidOperationException">It is infinite, and there is no linear term.</exception>
    public Penalty PenaltyOf(double factor)
    {
        if (double.IsInfinity(factor) && Candidates.RuleCount == Candidates.Count)
        {
            throw new InvalidOperationException("A penalty factor of rules is infinite, and there are no linear terms: nothing is left to choose from. Allow linear terms, or leave that factor out.");
        }

        if (factor == 1)
        {
            return Penalties.Lasso;
        }

        // Whatever lambda is, 0 too, rules with an infinite factor are held at 0.
        double[] PerColumn(double ofRules, double ofTerms) => [.. Enumerable.Range(0, Candidates.Count).Select(k => k < Candidates.RuleCount ? ofRules : ofTerms)];
        return double.IsInfinity(factor)
            ? Penalties.Lasso with { LowerBounds = PerColumn(0, double.NegativeInfinity), UpperBounds = PerColumn(0, double.PositiveInfinity) }
            : Penalties.Lasso with { Factors = PerColumn(factor, 1) };
    }

    /// <summary>The path at a penalty factor.</summary>
    /// <param name="factor">Of rules.</param>
    /// <param name="grid">The lambdas.</param>
    /// <param name="mostRules">The path ends before the first solution with more rules; null for all of the path.</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    public RegularizationPath Path(double factor, LambdaGrid grid, int? mostRules, IProgress<FitProgress>? progress, CancellationToken cancellationToken) => new PathSolver(_fitter.Loss, PenaltyOf(factor))
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
        double[] lambdas = [.. shares.Where(share => share < 1).Select(share => share * solution.Lambda)];
        if (support.Length == 0 || lambdas.Length == 0)
        {
            return [.. shares.Select(_ => solution)];
        }

        int n = _y.Length;
        var columns = new float[n * support.Length];
        for (int k = 0; k < support.Length; k++)
        {
            _columns.AsSpan(support[k] * n, n).CopyTo(columns.AsSpan(k * n));
        }

        Penalty all = PenaltyOf(factor);
        RegularizationPath path = new PathSolver(_fitter.Loss, all.Factors is null ? Penalties.Lasso : all with { Factors = [.. support.Select(all.Factor)] })
        {
            Options = _options,
            Grid = new LambdaGrid { Values = lambdas },
        }.Fit(new TrainingProblem(DesignMatrix.FromColumns(columns, n, support.Length), _y) { Weights = Problem.Weights }, null, cancellationToken);

        // The path descends, the shares ascend.
        return [.. shares.Select((share, s) => share < 1 && lambdas.Length - 1 - s < path.Count ? Lifted(path[lambdas.Length - 1 - s]) : solution)];

        Solution Lifted(Solution of)
        {
            int[] kept = [.. of.Coefficients.Indices.ToArray().Select(k => support[k])];
            return of with { Lambda = solution.Lambda, Coefficients = new SparseCoefficients(Candidates.Count, kept, of.Coefficients.Values.ToArray()) };
        }
    }
}
