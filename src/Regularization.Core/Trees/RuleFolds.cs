using System.Diagnostics;

namespace Regularization;

/// <summary>Cross-validation of the whole of RuleFit: for each fold trees grown on the other rows, their rules, and the lasso path over them, at each penalty factor of rules and each relaxation, judged on the fold.</summary>
internal sealed class RuleFolds
{
    /// <summary>Fits that are judged need not be as near the best as the one that is kept: so many times its tolerance, but no more than this share of the null loss.</summary>
    private const double Looser = 100, LoosestTolerance = 1e-4;

    private readonly RuleFitter _fitter;
    private readonly RuleLasso _lasso;
    private readonly ReadOnlyMemory<float> _features;
    private readonly Func<IReadOnlyList<int>, LeafTable> _grow;
    private readonly IReadOnlyList<string>? _names;
    private readonly int[] _foldOfRow;
    private readonly int[] _nameOfFold;
    private readonly double[] _weights;

    /// <param name="fitter">How rules are chosen.</param>
    /// <param name="lasso">The lasso on all rows.</param>
    /// <param name="features">All features, by rows.</param>
    /// <param name="by">The folds.</param>
    /// <param name="grow">Grows trees on some rows and puts these in them.</param>
    /// <param name="names">Names of the features.</param>
    public RuleFolds(RuleFitter fitter, RuleLasso lasso, ReadOnlyMemory<float> features, LambdaSelection.CrossValidatedLambda by, Func<IReadOnlyList<int>, LeafTable> grow, IReadOnlyList<string>? names)
    {
        (_fitter, _lasso, _features, _grow, _names, _weights) = (fitter, lasso, features, grow, names, lasso.Problem.NormalizedWeights());
        var validator = new CrossValidator(fitter.Loss, Penalties.Lasso) { Folds = by.Folds, Seed = by.Seed ?? fitter.Seed, FoldOfRow = by.FoldOfRow };
        (_foldOfRow, _nameOfFold) = validator.AssignFolds(lasso.Problem);
        for (int f = 0; f < _nameOfFold.Length; f++)
        {
            _ = validator.Training(lasso.Problem, _weights, _foldOfRow, f, _nameOfFold[f]);      // refuses folds that cannot be trained on before anything is grown
        }
    }

    /// <summary>The best of all factors, relaxations and lambdas, and among the lambdas of the best what a rule makes of their curve.</summary>
    public RuleChoice Choose(SelectionRule rule, IProgress<FitProgress>? progress, long started, CancellationToken cancellationToken)
    {
        IReadOnlyList<double> factors = _fitter.RulePenaltyFactors, shares = _fitter.Relaxations;
        FoldMeasure[] measures = FoldMeasure.For(_fitter.Loss);
        var foldWeights = new double[_nameOfFold.Length];
        RegularizationPath[] paths = [.. factors.Select(factor => _lasso.Path(factor, _fitter.Grid, _fitter.MaximumRules, progress, cancellationToken))];
        double[][] lambdas = [.. paths.Select(path => (double[])[.. path.Select(solution => solution.Lambda)])];
        FoldScores[][] scores = [.. lambdas.Select(own => (FoldScores[])[.. shares.Select((_, s) => new FoldScores(measures, _nameOfFold, own, s == 0 ? progress : null))])];
        for (int f = 0; f < _nameOfFold.Length; f++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] held = [.. Enumerable.Range(0, _foldOfRow.Length).Where(i => _foldOfRow[i] == f)];
            foldWeights[f] = held.Sum(i => _weights[i]);
            Judge(f, held, lambdas, measures, scores, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        RuleChoice? best = null;
        for (int v = 0; v < factors.Count; v++)
        {
            LinearModelFitter chooser = _fitter.Chooser(_lasso, factors[v]);
            for (int s = 0; s < shares.Count; s++)
            {
                CrossValidationCurve[] curves = scores[v][s].Curves(foldWeights, lambdas[v].Length);
                int least = chooser.IndexOf(curves[0], paths[v], SelectionRule.LambdaMin);
                if (best is null || curves[0].Mean[least] < best.Validation.Deviance.Mean[best.Index])
                {
                    var validation = new CrossValidationResult(paths[v], curves, _foldOfRow, _nameOfFold.Length, scores[v][s].Unconverged, Stopwatch.GetElapsedTime(started).TotalSeconds);
                    best = new RuleChoice(factors[v], shares[s], validation, least, factors.Count * shares.Count);
                }
            }
        }

        return best! with { Index = _fitter.Chooser(_lasso, best.Factor).IndexOf(best.Validation.Deviance, best.Validation.Path, rule) };
    }

    private void Judge(int fold, int[] held, double[][] lambdas, FoldMeasure[] measures, FoldScores[][] scores, CancellationToken cancellationToken)
    {
        int[] rows = [.. Enumerable.Range(0, _foldOfRow.Length).Where(i => _foldOfRow[i] != fold)];
        LeafTable leaves = _grow(rows);
        if (leaves.Rows != rows.Length)
        {
            throw new ArgumentException($"There are {leaves.Rows} rows in the trees of fold {_nameOfFold[fold]}, which were to be grown on {rows.Length}; put these rows in them, in their order.");
        }

        TrainingProblem all = _lasso.Problem;
        float[] own = Features(rows), heldFeatures = Features(held);
        double[] y = [.. rows.Select(i => all.Y[i])], yHeld = [.. held.Select(i => all.Y[i])], wHeld = [.. held.Select(i => _weights[i])];
        double[]? weights = all.Weights is null ? null : [.. rows.Select(i => all.Weights[i])];
        var candidates = new RuleCandidates(leaves, own, weights, _names, _fitter.LinearTerms ? _fitter.WinsorizedShare : null);
        double tolerance = _fitter.Options.Tolerance;
        var lasso = new RuleLasso(_fitter, candidates, own, y, weights, Math.Max(tolerance, Math.Min(Looser * tolerance, LoosestTolerance)));
        var columns = new float[candidates.Count][];       // of the rows held out, each made when it is first asked for
        for (int v = 0; v < lambdas.Length; v++)
        {
            double factor = _fitter.RulePenaltyFactors[v];
            RegularizationPath path = lasso.Path(factor, new LambdaGrid { Values = lambdas[v] }, null, null, cancellationToken);
            for (int k = 0; k < path.Count; k++)
            {
                Solution[] relaxed = lasso.Relaxed(path[k], factor, _fitter.Relaxations, cancellationToken);
                for (int s = 0; s < relaxed.Length; s++)
                {
                    var predictions = new FoldPredictions(Predictors(relaxed[s]), yHeld, wHeld);
                    scores[v][s].Record(fold, k, relaxed[s], [.. measures.Select(measure => measure.Value(predictions))]);
                }
            }
        }

        double[] Predictors(Solution solution)
        {
            var eta = new double[held.Length];
            Array.Fill(eta, solution.Intercept);
            for (int k = 0; k < solution.NonzeroCount; k++)
            {
                int at = solution.Coefficients.Indices[k];
                if (columns[at] is null)
                {
                    candidates.Fill(at, heldFeatures, columns[at] = new float[held.Length]);
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

    private float[] Features(int[] rows)
    {
        int p = _features.Length / _foldOfRow.Length;
        var own = new float[rows.Length * p];
        for (int i = 0; i < rows.Length; i++)
        {
            _features.Span.Slice(rows[i] * p, p).CopyTo(own.AsSpan(i * p));
        }

        return own;
    }
}
