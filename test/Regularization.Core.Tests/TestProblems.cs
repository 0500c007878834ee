namespace Regularization.Tests;

/// <summary>Small problems for tests.</summary>
internal static class TestProblems
{
    /// <summary>A CSC matrix of the nonzeros of column-major values.</summary>
    public static DesignMatrix Sparse(ReadOnlySpan<double> values, int rows, int columns)
    {
        var starts = new long[columns + 1];
        var indices = new List<int>();
        var entries = new List<float>();
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < rows; i++)
            {
                float value = (float)values[(j * rows) + i];
                if (value != 0)
                {
                    indices.Add(i);
                    entries.Add(value);
                }
            }

            starts[j + 1] = indices.Count;
        }

        return DesignMatrix.FromCompressedColumns(rows, starts, [.. indices], [.. entries]);
    }

    /// <summary>Gaussian features (column-major), each sparse to the given share, and a response from the first few of them.</summary>
    public static (double[] X, double[] Y) Random(int rows, int columns, int seed, double density = 1, bool classes = false, double noise = 1)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double[] x = new double[rows * columns], y = new double[rows];
        for (int k = 0; k < x.Length; k++)
        {
            x[k] = random.NextDouble() < density ? (float)(Normal() + 0.5) : 0;
        }

        for (int i = 0; i < rows; i++)
        {
            double eta = noise * Normal();
            for (int j = 0; j < Math.Min(5, columns); j++)
            {
                eta += x[(j * rows) + i] * (j % 2 == 0 ? 1.5 : -1);
            }

            y[i] = classes ? (random.NextDouble() < 1 / (1 + Math.Exp(-eta)) ? 1 : 0) : eta;
        }

        return (x, y);
    }
}
