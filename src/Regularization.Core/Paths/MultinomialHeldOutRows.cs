namespace Regularization;

/// <summary>Rows that judge multinomial models: the deviance −2 log p of a row's own class, with p in [1e-5, 1 − 1e-5] as glmnet has it, and whether the most probable class is another.</summary>
/// <param name="x">Their features.</param>
/// <param name="labels">Their classes.</param>
/// <param name="weights">Their weights.</param>
/// <param name="offsets">Their class offsets, or null.</param>
internal sealed class MultinomialHeldOutRows(DesignMatrix x, int[] labels, double[] weights, double[]? offsets)
{
    private const double LeastProbability = 1e-5;

    /// <summary>What is measured; the first is what lambda is chosen by.</summary>
    public static IReadOnlyList<Measure> Measures { get; } = [new("deviance", HigherIsBetter: false), new("misclassification", HigherIsBetter: false)];

    /// <summary>The weighted mean of each measure.</summary>
    public double[] Judge(MultinomialSolution solution) => [.. Values(solution).Select(Mean)];

    /// <summary>The weighted mean of each measure at lambda k; the probabilities of the rows, by these numbers, are noted.</summary>
    public double[] Judge(MultinomialSolution solution, HeldOutPredictions noted, int k, int[] rows) => [.. Values(solution, noted, k, rows).Select(Mean)];

    /// <summary>The weighted mean of each measure, and its standard error over rows: (Σ w (value − mean)² / Σ w / (n − 1))^½; probabilities are noted.</summary>
    public (double Mean, double StandardError)[] JudgeWithErrors(MultinomialSolution solution, HeldOutPredictions noted, int k, int[] rows) => [.. Values(solution, noted, k, rows).Select(values =>
    {
        double mean = Mean(values);
        return (mean, Math.Sqrt(Mean([.. values.Select(v => (v - mean) * (v - mean))]) / (values.Length - 1)));
    })];

    private double Mean(double[] values)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += weights[i] * values[i];
            total += weights[i];
        }

        return sum / total;
    }

    /// <summary>For each measure its values by row.</summary>
    private double[][] Values(MultinomialSolution solution, HeldOutPredictions? noted = null, int at = 0, int[]? rows = null)
    {
        int n = labels.Length, classes = solution.ClassCount;
        double[] p = solution.Probabilities(x, offsets), deviance = new double[n], wrong = new double[n];
        noted?.Record(at, rows!, p);
        for (int i = 0; i < n; i++)
        {
            int largest = 0;
            for (int k = 1; k < classes; k++)
            {
                largest = p[(k * n) + i] > p[(largest * n) + i] ? k : largest;
            }

            deviance[i] = -2 * Math.Log(Math.Clamp(p[(labels[i] * n) + i], LeastProbability, 1 - LeastProbability));
            wrong[i] = largest == labels[i] ? 0 : 1;
        }

        return [deviance, wrong];
    }
}
