namespace Regularization;

/// <summary>The weighted mean of each column and its variance about it, with weights that sum to 1.</summary>
internal sealed record ColumnMoments(double[] Mean, double[] Variance)
{
    /// <summary>Those of all columns.</summary>
    public static ColumnMoments Of(DesignMatrix x, int[] columns, double[] weights, bool uniform, int threads)
    {
        var moments = new ColumnMoments(new double[x.Columns], new double[x.Columns]);
        ColumnBlocks.For(threads, columns, x, (from, to) =>
        {
            ReadOnlySpan<int> block = columns.AsSpan(from, to - from);
            Span<double> mean = moments.Mean.AsSpan(from, to - from);
            x.Dot(block, weights, mean);
            x.Square(block, uniform ? new RowWeights([], 1.0 / x.Rows, 1) : new RowWeights(weights, 0, 1), mean, moments.Variance.AsSpan(from, to - from));
        });
        return moments;
    }

    /// <summary>Computes those of some columns anew.</summary>
    public void Replace(DesignMatrix x, int[] columns, double[] weights)
    {
        double[] mean = new double[columns.Length], variance = new double[columns.Length];
        x.Dot(columns, weights, mean);
        x.Square(columns, new RowWeights(weights, 0, 1), mean, variance);
        for (int k = 0; k < columns.Length; k++)
        {
            (Mean[columns[k]], Variance[columns[k]]) = (mean[k], variance[k]);
        }
    }
}
