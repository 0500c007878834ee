using System.Diagnostics;

namespace Regularization;

/// <summary>Cross-validation of the whole of RuleFit: for each fold trees grown on the other rows, their rules, and the lasso path over them, judged on the fold.</summary>
internal sealed class RuleFolds
{
    private readonly RuleFitter _fitter;
    private readonly TrainingProblem _problem;
    private readonly ReadOnlyMemory<float> _features;
    private readonly Func<IReadOnlyList<int>, LeafTable> _grow;
    private readonly IReadOnlyList<string>? _names;
    private readonly int[] _foldOfRow;
    private readonly int[] _nameOfFold;
    private readonly double[] _weights;

    /// <param name="fitter">How rules are chosen.</param>
    /// <param name="problem">The problem on all rows.</param>
    /// <param name="features">All features, by rows.</param>
    /// <param name="by">The folds.</param>
    /// <param name="grow">Grows trees on some rows and puts these in them.</param>
    /// <param name="names">Names of the features.</param>
    public RuleFolds(RuleFitter fitter, TrainingProblem problem, ReadOnlyMemory<float> features, LambdaSelection.CrossValidatedLambda by, Func<IReadOnlyList<int>, LeafTable> grow, IReadOnlyList<string>? names)
    {
        (_fitter, _problem, _features, _grow, _names, _weights) = (fitter, problem, features, grow, names, problem.NormalizedWeights());
        var validator = new CrossValidator(fitter.Loss, Penalties.Lasso) { Folds = by.Folds, Seed = by.Seed ?? fitter.Seed, FoldOfRow = by.FoldOfRow };
        (_foldOfRow, _nameOfFold) = validator.AssignFolds(problem);
        for (int f = 0; f < _nameOfFold.Length; f++)
        {
            _ = validator.Training(problem, _weights, _foldOfRow, f, _nameOfFold[f]);      // refuses folds that cannot be trained on before anything is grown
        }
    }

    /// <summary>The curves over the lambdas of the path on all rows.</summary>
    public CrossValidationResult Judge(RegularizationPath path, IProgress<FitProgress>? progress, long started, CancellationToken cancellationToken)
    {
        FoldMeasure[] measures = FoldMeasure.For(_fitter.Loss);
        double[] lambdas = [.. path.Select(solution => solution.Lambda)], foldWeights = new double[_nameOfFold.Length];
        var scores = new FoldScores(measures, _nameOfFold, lambdas, progress);
        for (int f = 0; f < _nameOfFold.Length; f++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] held = [.. Enumerable.Range(0, _foldOfRow.Length).Where(i => _foldOfRow[i] == f)];
            foldWeights[f] = held.Sum(i => _weights[i]);
            Judge(f, held, lambdas, measures, scores, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new CrossValidationResult(path, scores.Curves(foldWeights, lambdas.Length), _foldOfRow, _nameOfFold.Length, scores.Unconverged, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private void Judge(int fold, int[] held, double[] lambdas, FoldMeasure[] measures, FoldScores scores, CancellationToken cancellationToken)
    {
        int p = _features.Length / _foldOfRow.Length;
        int[] rows = [.. Enumerable.Range(0, _foldOfRow.Length).Where(i => _foldOfRow[i] != fold)];
        LeafTable leaves = _grow(rows);
        if (leaves.Rows != rows.Length)
        {
            throw new ArgumentException($"There are {leaves.Rows} rows in the trees of fold {_nameOfFold[fold]}, which were to be grown on {rows.Length}; put these rows in them, in their order.");
        }

        var own = new float[rows.Length * p];
        for (int i = 0; i < rows.Length; i++)
        {
            _features.Span.Slice(rows[i] * p, p).CopyTo(own.AsSpan(i * p));
        }

        double[] y = [.. rows.Select(i => _problem.Y[i])], yHeld = [.. held.Select(i => _problem.Y[i])], wHeld = [.. held.Select(i => _weights[i])];
        double[]? weights = _problem.Weights is null ? null : [.. rows.Select(i => _problem.Weights[i])];
        var candidates = new RuleCandidates(leaves, own, weights, _names, _fitter.LinearTerms ? _fitter.WinsorizedShare : null);
        var problem = new TrainingProblem(candidates.Matrix(own, rows.Length), y) { Weights = weights };
        RegularizationPath path = new PathSolver(_fitter.Loss, Penalties.Lasso) { Options = _fitter.Options, Grid = new LambdaGrid { Values = lambdas } }.Fit(problem, null, cancellationToken);
        for (int k = 0; k < path.Count; k++)
        {
            RuleSet set = candidates.With(path[k].Intercept, path[k].Coefficients);
            var predictions = new FoldPredictions([.. held.Select(i => set.Score(_features.Span.Slice(i * p, p)))], yHeld, wHeld);
            scores.Record(fold, k, path[k], [.. measures.Select(measure => measure.Value(predictions))]);
        }
    }
}
