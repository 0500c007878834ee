namespace Regularization;

/// <summary>Folds of growing and choosing for numbers and two classes.</summary>
internal sealed class LinearRuleFolds : RuleFolds
{
    private readonly RuleFitter _fitter;
    private readonly LinearRuleLasso _lasso;
    private readonly FoldMeasure[] _measures;

    /// <param name="fitter">How rules are chosen.</param>
    /// <param name="lasso">The lasso on all rows.</param>
    /// <param name="features">All features, by rows.</param>
    /// <param name="by">The folds.</param>
    /// <param name="grow">Grows trees on some rows and puts these in them.</param>
    /// <param name="names">Names of the features.</param>
    public LinearRuleFolds(RuleFitter fitter, LinearRuleLasso lasso, ReadOnlyMemory<float> features, LambdaSelection.CrossValidatedLambda by, Func<IReadOnlyList<int>, LeafTable> grow, IReadOnlyList<string>? names)
        : base(fitter.Search, lasso.Problem, features, Checked(fitter, lasso.Problem, by), grow, names) =>
        (_fitter, _lasso, _measures, Paths) = (fitter, lasso, FoldMeasure.For(fitter.Loss), new RegularizationPath[fitter.Search.Factors.Count]);

    /// <summary>The path on all rows at each factor.</summary>
    public RegularizationPath[] Paths { get; }

    protected override IReadOnlyList<Measure> Measures => _measures;

    protected override double[] FitAll(int at, IProgress<FitProgress>? progress, CancellationToken cancellationToken) =>
        [.. (Paths[at] = _lasso.Path(Search.Factors[at], _fitter.Grid, _fitter.MaximumRules, progress, cancellationToken)).Select(solution => solution.Lambda)];

    protected override LambdaGrid Grid => _fitter.Grid;

    protected override bool IsKept(int at) => _fitter.Chooser(_lasso, Search.Factors[at]).IsKeptBySome(Paths[at]);

    protected override int? Find(int at, CrossValidationCurve curve, SelectionRule rule) => _fitter.Chooser(_lasso, Search.Factors[at]).Find(curve, Paths[at], rule);

    protected override void Judge(RuleFold fold, double[][] lambdas, FoldScores[][] scores, CancellationToken cancellationToken)
    {
        var lasso = new LinearRuleLasso(_fitter, fold.Candidates, fold.Features, fold.Y, fold.Weights, Search.JudgedTolerance);
        var columns = new float[fold.Candidates.Count][];       // of the rows held out, each made when it is first asked for
        for (int v = 0; v < lambdas.Length; v++)
        {
            RegularizationPath path = lasso.Path(Search.Factors[v], new LambdaGrid { Values = lambdas[v] }, null, null, cancellationToken);
            for (int k = 0; k < path.Count; k++)
            {
                Solution[] relaxed = lasso.Relaxed(path[k], Search.Factors[v], Search.Shares, cancellationToken);
                for (int s = 0; s < relaxed.Length; s++)
                {
                    var predictions = new FoldPredictions(Predictors(relaxed[s]), fold.HeldY, fold.HeldWeights);
                    scores[v][s].Record(fold.Number, k, relaxed[s], [.. _measures.Select(measure => measure.Value(predictions))]);
                }
            }
        }

        double[] Predictors(Solution solution)
        {
            var eta = new double[fold.HeldY.Length];
            Array.Fill(eta, solution.Intercept);
            for (int k = 0; k < solution.NonzeroCount; k++)
            {
                int at = solution.Coefficients.Indices[k];
                if (columns[at] is null)
                {
                    fold.Candidates.Fill(at, fold.HeldFeatures, columns[at] = new float[eta.Length]);
                }

                double coefficient = solution.Coefficients.Values[k];
                for (int i = 0; i < eta.Length; i++)
                {
                    eta[i] += coefficient * columns[at][i];
                }
            }

            return eta;
        }
    }

    /// <summary>The folds; refuses those that cannot be trained on before anything is grown.</summary>
    private static (int[] OfRow, int[] Names) Checked(RuleFitter fitter, TrainingProblem all, LambdaSelection.CrossValidatedLambda by)
    {
        var validator = new CrossValidator(fitter.Loss, Penalties.Lasso) { Folds = by.Folds, Seed = by.Seed ?? fitter.Seed, FoldOfRow = by.FoldOfRow };
        (int[] ofRow, int[] names) = validator.AssignFolds(all);
        double[] weights = all.NormalizedWeights();
        for (int f = 0; f < names.Length; f++)
        {
            _ = validator.Training(all, weights, ofRow, f, names[f]);
        }

        return (ofRow, names);
    }
}
