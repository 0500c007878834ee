namespace Regularization;

/// <summary>
/// How features are scaled for training, x_j → (x_j − mean_j) · factor_j, which is then folded into the first layer.
/// </summary>
/// <remarks>
/// Dense features get mean 0 and (weighted, 1/n) standard deviation 1. Sparse ones are divided by their largest size: a centre would fill them, and a
/// standard deviation would make a word of one message in ten thousand a hundred times as large as the others. A feature that is constant in training has
/// the factor 0: what a network would do with another value of it is not known.
/// </remarks>
internal sealed class FeatureScaling
{
    /// <summary>Features of a relative spread below this are constant up to rounding: the rule of the linear trainers.</summary>
    private const double ConstantBelow = 1e-11;

    private FeatureScaling(double[] means, double[] factors) => (Means, Factors) = (means, factors);

    /// <summary>Length p.</summary>
    public double[] Means { get; }

    /// <summary>Length p.</summary>
    public double[] Factors { get; }

    /// <summary>Features as they are.</summary>
    /// <param name="columns">p.</param>
    public static FeatureScaling None(int columns)
    {
        var factors = new double[columns];
        Array.Fill(factors, 1);
        return new FeatureScaling(new double[columns], factors);
    }

    /// <summary>The scaling that training rows ask for.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="weights">Row weights, positive, or null.</param>
    public static FeatureScaling Of(FeatureTable table, double[]? weights) => table.IsSparse ? OfSparse(table) : OfDense(table, weights);

    /// <summary>The feature whose mean is the most standard deviations from 0, and how many: float32 weights for it lose as many digits.</summary>
    public (int Column, double Ratio) Farthest()
    {
        (int Column, double Ratio) most = (0, 0);
        for (int j = 0; j < Means.Length; j++)
        {
            double ratio = Math.Abs(Means[j]) * Factors[j];
            most = ratio > most.Ratio ? (j, ratio) : most;
        }

        return most;
    }

    private static FeatureScaling OfSparse(FeatureTable table)
    {
        var factors = new double[table.Columns];
        for (int k = 0; k < table.Values.Length; k++)
        {
            ref double largest = ref factors[table.ColumnOf(k)];
            largest = Math.Max(largest, Math.Abs(table.Values[k]));
        }

        for (int j = 0; j < factors.Length; j++)
        {
            factors[j] = factors[j] == 0 ? 0 : 1 / factors[j];
        }

        return new FeatureScaling(new double[table.Columns], factors);
    }

    private static FeatureScaling OfDense(FeatureTable table, double[]? weights)
    {
        int columns = table.Columns;
        double[] means = new double[columns], factors = new double[columns], errors = new double[columns];
        double total = 0;
        for (int i = 0; i < table.Rows; i++)
        {
            double w = weights?[i] ?? 1;
            total += w;
            for (int j = 0; j < columns; j++)
            {
                means[j] += w * table.Values[(i * columns) + j];
            }
        }

        for (int j = 0; j < columns; j++)
        {
            means[j] /= total;
        }

        for (int i = 0; i < table.Rows; i++)
        {
            double w = weights?[i] ?? 1;
            for (int j = 0; j < columns; j++)
            {
                double d = table.Values[(i * columns) + j] - means[j];
                errors[j] += w * d;
                factors[j] += w * d * d;
            }
        }

        for (int j = 0; j < columns; j++)
        {
            // What rounding took from the mean, so that a feature that is constant comes out as that.
            double error = errors[j] / total, deviation = Math.Sqrt(Math.Max((factors[j] / total) - (error * error), 0));
            means[j] += error;
            factors[j] = deviation > ConstantBelow * Math.Abs(means[j]) ? 1 / deviation : 0;
        }

        return new FeatureScaling(means, factors);
    }
}
