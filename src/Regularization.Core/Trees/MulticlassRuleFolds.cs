namespace Regularization;

/// <summary>Folds of growing and choosing for several classes.</summary>
internal sealed class MulticlassRuleFolds : RuleFolds
{
    private readonly MulticlassRuleFitter _fitter;
    private readonly MulticlassRuleLasso _lasso;

    /// <param name="fitter">How rules are chosen.</param>
    /// <param name="lasso">The lasso on all rows.</param>
    /// <param name="features">All features, by rows.</param>
    /// <param name="by">The folds.</param>
    /// <param name="grow">Grows trees on some rows and puts these in them.</param>
    /// <param name="names">Names of the features.</param>
    /// <param name="classNames">Names of the classes for messages, or null for their numbers.</param>
    public MulticlassRuleFolds(
        MulticlassRuleFitter fitter, MulticlassRuleLasso lasso, ReadOnlyMemory<float> features, LambdaSelection.CrossValidatedLambda by, Func<IReadOnlyList<int>, LeafTable> grow, IReadOnlyList<string>? names, IReadOnlyList<string>? classNames)
        : base(fitter.Search, lasso.Problem, features, Checked(fitter, lasso.Problem, by, classNames), grow, names) =>
        (_fitter, _lasso, Paths) = (fitter, lasso, new MultinomialPath[fitter.Search.Factors.Count]);

    /// <summary>The path on all rows at each factor.</summary>
    public MultinomialPath[] Paths { get; }

    protected override IReadOnlyList<Measure> Measures => MultinomialHeldOutRows.Measures;

    protected override double[] FitAll(int at, IProgress<FitProgress>? progress, CancellationToken cancellationToken) =>
        [.. (Paths[at] = _lasso.Path(Search.Factors[at], _fitter.Grid, _fitter.MaximumRules, progress, cancellationToken)).Select(solution => solution.Lambda)];

    protected override LambdaGrid Grid => _fitter.Grid;

    protected override bool IsKept(int at) => _fitter.Chooser(_lasso.At(Search.Factors[at]), Search.Factors[at]).IsKeptBySome(Paths[at]);

    protected override int? Find(int at, CrossValidationCurve curve, SelectionRule rule) => _fitter.Chooser(_lasso.At(Search.Factors[at]), Search.Factors[at]).Find(curve, Paths[at], rule);

    protected override void Judge(RuleFold fold, double[][] lambdas, FoldScores[][] scores, CancellationToken cancellationToken)
    {
        var lasso = new MulticlassRuleLasso(_fitter, fold.Candidates, fold.Features, fold.Y, fold.Weights, Search.JudgedTolerance);
        MultinomialHeldOutRows? held = null;
        for (int v = 0; v < lambdas.Length; v++)
        {
            double factor = Search.Factors[v];
            held = held is null || double.IsInfinity(factor) ? HeldOut(lasso.At(factor).Candidates, fold) : held;
            MultinomialPath path = lasso.Path(factor, new LambdaGrid { Values = lambdas[v] }, null, null, cancellationToken);
            for (int k = 0; k < path.Count; k++)
            {
                MultinomialSolution[] relaxed = lasso.Relaxed(path[k], factor, Search.Shares, cancellationToken);
                for (int s = 0; s < relaxed.Length; s++)
                {
                    scores[v][s].Record(fold.Number, k, relaxed[s], held.Judge(relaxed[s]));
                }
            }
        }
    }

    private static MultinomialHeldOutRows HeldOut(RuleCandidates candidates, RuleFold fold)
    {
        int n = fold.HeldY.Length;
        var columns = new float[n * candidates.Count];
        for (int at = 0; at < candidates.Count; at++)
        {
            candidates.Fill(at, fold.HeldFeatures, columns.AsSpan(at * n, n));
        }

        return new MultinomialHeldOutRows(DesignMatrix.FromColumns(columns, n, candidates.Count), [.. fold.HeldY.Select(y => (int)y)], fold.HeldWeights, offsets: null);
    }

    /// <summary>The folds; refuses those that cannot be trained on before anything is grown.</summary>
    private static (int[] OfRow, int[] Names) Checked(MulticlassRuleFitter fitter, TrainingProblem all, LambdaSelection.CrossValidatedLambda by, IReadOnlyList<string>? classNames)
    {
        var validator = new MultinomialCrossValidator(Penalties.Lasso) { Folds = by.Folds, Seed = by.Seed ?? fitter.Seed, FoldOfRow = by.FoldOfRow, ClassNames = classNames };
        int[] labels = MultinomialContext.ReadLabels(all.Y, classes: 0, out int classes);
        validator.CheckClasses(labels, classes, all);
        (int[] ofRow, int[] names) = validator.AssignFolds(all);
        double[] weights = all.NormalizedWeights();
        for (int f = 0; f < names.Length; f++)
        {
            _ = validator.Training(all, labels, classes, weights, ofRow, f, names[f]);
        }

        return (ofRow, names);
    }
}
