namespace Regularization;

/// <summary>What the folds of a cross-validation are worth at each lambda, written by several threads.</summary>
/// <param name="measures">What is measured.</param>
/// <param name="names">The numbers that users know the folds by.</param>
/// <param name="lambdas">The lambdas that may be fitted.</param>
/// <param name="progress">Told of every solution, one at a time, until it throws; null for none.</param>
internal sealed class FoldScores(IReadOnlyList<Measure> measures, int[] names, double[] lambdas, IProgress<FitProgress>? progress)
{
    private readonly Lock _gate = new();
    private readonly SharedProgress<FitProgress> _progress = new(progress);
    private readonly double[,,] _values = new double[measures.Count, names.Length, lambdas.Length];
    private int _done;
    private int _unconverged;

    /// <summary>Fits that did not meet the tolerance.</summary>
    public int Unconverged => _unconverged;

    /// <summary>Notes what a fold's solution at lambda k is worth.</summary>
    public void Record(int fold, int k, Solution solution, double[] values) =>
        Record(fold, k, values, solution.Status, new FitProgress(string.Empty, 0, 0, lambdas[k], solution.NonzeroCount, solution.DevianceExplained));

    /// <inheritdoc cref="Record(int, int, Solution, double[])"/>
    public void Record(int fold, int k, MultinomialSolution solution, double[] values) =>
        Record(fold, k, values, solution.Status, new FitProgress(string.Empty, 0, 0, lambdas[k], solution.NonzeroCount, solution.DevianceExplained));

    /// <summary>The curves of the first lambdas.</summary>
    /// <param name="foldWeights">The weight of each fold's rows.</param>
    /// <param name="count">How many lambdas have been fitted.</param>
    public CrossValidationCurve[] Curves(double[] foldWeights, int count) => [.. measures.Select((measure, m) => Curve(measure, m, foldWeights, count))];

    private void Record(int fold, int k, double[] values, FitStatus status, FitProgress done)
    {
        for (int m = 0; m < values.Length; m++)
        {
            _values[m, fold, k] = values[m];
        }

        lock (_gate)
        {
            _done++;
            _unconverged += status == FitStatus.Converged ? 0 : 1;
            _progress.Report(done with { Stage = $"fold {names[fold]}", Completed = _done, Total = names.Length * lambdas.Length });
        }
    }

    /// <summary>A measure's means over the folds that have it, and their standard errors: NaN where there is one.</summary>
    private CrossValidationCurve Curve(Measure measure, int index, double[] foldWeights, int count)
    {
        int folds = names.Length;
        double[] mean = new double[count], error = new double[count];
        for (int k = 0; k < count; k++)
        {
            double sum = 0, total = 0, spread = 0;
            int used = 0;
            for (int f = 0; f < folds; f++)
            {
                if (!double.IsNaN(_values[index, f, k]))
                {
                    sum += foldWeights[f] * _values[index, f, k];
                    total += foldWeights[f];
                    used++;
                }
            }

            mean[k] = sum / total;
            for (int f = 0; f < folds; f++)
            {
                if (!double.IsNaN(_values[index, f, k]))
                {
                    spread += foldWeights[f] * (_values[index, f, k] - mean[k]) * (_values[index, f, k] - mean[k]);
                }
            }

            error[k] = Math.Sqrt(spread / total / (used - 1));
        }

        int without = measure.MayBeMissing && count > 0 ? Enumerable.Range(0, folds).Count(f => double.IsNaN(_values[index, f, 0])) : 0;
        return new CrossValidationCurve(measure.Name, measure.HigherIsBetter, mean, error) { Target = measure.Target, FoldsWithout = without };
    }
}
