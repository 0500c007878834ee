namespace Regularization.Tests;

/// <summary>Small data for networks.</summary>
internal static class NetworkProblems
{
    public static RowMatrix Matrix(float[][] x, bool sparse)
    {
        if (!sparse)
        {
            return RowMatrix.FromRows([.. x.SelectMany(r => r)], x.Length, x[0].Length);
        }

        var starts = new long[x.Length + 1];
        var columns = new List<int>();
        var values = new List<float>();
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < x[i].Length; j++)
            {
                if (x[i][j] != 0)
                {
                    columns.Add(j);
                    values.Add(x[i][j]);
                }
            }

            starts[i + 1] = columns.Count;
        }

        return RowMatrix.FromCompressedRows(x[0].Length, starts, [.. columns], [.. values]);
    }

    /// <summary>Gaussian features; the response is a number, a class 0 or 1, or one of three classes, from the first few of them.</summary>
    public static (float[][] X, float[] Y) Random(int rows, int columns, int seed, int classes = 0)
    {
        var random = new Random(seed);
        float Normal() => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        float[][] x = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).Select(_ => Normal()).ToArray())];
        float[] y = [.. x.Select(r =>
        {
            float eta = (2 * r[0]) - r[1] + (r[2] * r[0]) + (0.5f * Normal());
            return classes switch { 0 => eta, 2 => eta > 0 ? 1 : 0, _ => eta < -1 ? 0f : eta > 1 ? 2 : 1 };
        })];
        return (x, y);
    }
}
