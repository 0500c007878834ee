using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization.MLNet.Tests;

/// <summary>Made-up counts in proportion to an exposure, with amounts and an offset.</summary>
internal sealed class Counted
{
    public const int Columns = 3;

    [VectorType(Columns)]
    public float[] Features { get; set; } = [];

    public float Label { get; set; }

    public float Amount { get; set; }

    public float Exposure { get; set; }

    public float LogExposure { get; set; }

    public static List<Counted> Rows(int rows = 200, int seed = 3)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ =>
        {
            float[] x = [(float)random.NextDouble() - 0.5f, (float)random.NextDouble() - 0.5f, (float)random.NextDouble() - 0.5f];
            double exposure = 0.5 + (3 * random.NextDouble()), mean = exposure * Math.Exp(0.5 + (1.5 * x[0]) - x[1]), limit = Math.Exp(-mean);
            int count = -1;
            for (double product = 1; product > limit; count++)
            {
                product *= random.NextDouble();
            }

            return new Counted { Features = x, Label = count, Amount = (float)(mean * (0.2 - Math.Log(1 - random.NextDouble()))), Exposure = (float)exposure, LogExposure = (float)Math.Log((float)exposure) };
        })];
    }

    public static IDataView Load(MLContext ml, IEnumerable<Counted> rows) => ml.Data.LoadFromEnumerable(rows);

    public static TrainingProblem Problem(List<Counted> rows, Func<Counted, double> label, bool exposed = false)
    {
        var values = new double[rows.Count, Columns];
        for (int i = 0; i < rows.Count; i++)
        {
            for (int j = 0; j < Columns; j++)
            {
                values[i, j] = rows[i].Features[j];
            }
        }

        return new TrainingProblem(DesignMatrix.FromRows(values), rows.Select(label).ToArray()) { Offsets = exposed ? [.. rows.Select(r => Math.Log(r.Exposure))] : null };
    }
}
