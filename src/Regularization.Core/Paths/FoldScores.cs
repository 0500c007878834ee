namespace Regularization;

/// <summary>What the folds of a cross-validation are worth at each lambda, written by several threads.</summary>
/// <param name="measures">What is measured.</param>
/// <param name="names">The numbers that users know the folds by.</param>
/// <param name="lambdas">The lambdas that may be fitted.</param>
/// <param name="progress">Told of every solution, one at a time; null for none.</param>
internal sealed class FoldScores(FoldMeasure[] measures, int[] names, double[] lambdas, IProgress<FitProgress>? progress)
{
    private readonly Lock _gate = new();
    private readonly double[,,] _values = new double[measures.Length, names.Length, lambdas.Length];
    private int _done;
    private int _unconverged;

    /// <summary>Fits that did not meet the tolerance.</summary>
    public int Unconverged => _unconverged;

    /// <summary>Judges a fold's solution at lambda k.</summary>
    public void Record(int fold, int k, Solution solution, HeldOutRows heldOut)
    {
        heldOut.Judge(solution, measures, _values, fold, k);
        lock (_gate)
        {
            _done++;
            _unconverged += solution.Status == FitStatus.Converged ? 0 : 1;
            progress?.Report(new FitProgress($"fold {names[fold]}", _done, names.Length * lambdas.Length, lambdas[k], solution.NonzeroCount, solution.DevianceExplained));
        }
    }

    /// <summary>The curves of the first lambdas.</summary>
    /// <param name="foldWeights">The weight of each fold's rows.</param>
    /// <param name="count">How many lambdas have been fitted.</param>
    public CrossValidationCurve[] Curves(double[] foldWeights, int count) => [.. measures.Select((measure, m) => Curve(measure, m, foldWeights, count))];

    private CrossValidationCurve Curve(FoldMeasure measure, int index, double[] foldWeights, int count)
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

        return new CrossValidationCurve(measure.Name, measure.HigherIsBetter, mean, error);
    }
}
