namespace Regularization;

/// <summary>The gradients that <see cref="Screening"/> needs computed before it can say which columns matter.</summary>
/// <param name="columns">Ascending.</param>
/// <param name="weighted">The dual residual times the weights of the rows.</param>
/// <param name="isRenewal">Whether it is a pass over all columns, to be kept as a reference.</param>
internal sealed class ScreeningPass(int[] columns, double[] weighted, bool isRenewal)
{
    /// <summary>So many entries of the design matrix are passed by all folds before the next ones: they stay in the second-level cache.</summary>
    private const int BlockEntries = 65536;

    public int[] Columns { get; } = columns;

    public double[] Weighted { get; } = weighted;

    public bool IsRenewal { get; } = isRenewal;

    /// <summary>By position in <see cref="Columns"/>; filled by <see cref="Compute(StandardizedDesign)"/>.</summary>
    public double[] Gradient { get; } = new double[columns.Length];

    /// <summary>Fills <see cref="Gradient"/>.</summary>
    public void Compute(StandardizedDesign design) => design.Gradient(Columns, Weighted, Gradient);

    /// <summary>Does so for several designs of the same matrix, such that each column is fetched from memory once.</summary>
    public static void Compute(IReadOnlyList<(StandardizedDesign Design, ScreeningPass Pass)> passes, int threads)
    {
        if (passes.Count == 0)
        {
            return;
        }

        DesignMatrix x = passes[0].Design.X;
        double[] sums = [.. passes.Select(p => p.Design.SumFor(p.Pass.Weighted))];
        int width = x.ColumnsAtOnce(BlockEntries, threads), blocks = (x.Columns + width - 1) / width;
        ParallelWork.Each(threads, blocks, block =>
        {
            for (int m = 0; m < passes.Count; m++)
            {
                (StandardizedDesign design, ScreeningPass pass) = passes[m];
                int from = At(pass.Columns, block * width), to = At(pass.Columns, (block + 1) * width);
                if (from < to)
                {
                    design.Gradient(pass.Columns.AsSpan(from, to - from), pass.Weighted, sums[m], pass.Gradient.AsSpan(from, to - from));
                }
            }
        });
    }

    /// <summary>The position of the first column that is not below this one.</summary>
    private static int At(int[] columns, int column)
    {
        int at = Array.BinarySearch(columns, column);
        return at >= 0 ? at : ~at;
    }
}
