namespace Regularization.Tests;

/// <content>The kernels on indicator columns.</content>
internal sealed partial class NaiveKernels
{
    protected override void DotCore(in IndicatorView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        for (int c = 0; c < rCount; c++)
        {
            for (int k = 0; k < columns.Length; k++)
            {
                if (columns[k] >= 0)
                {
                    double sum = accumulate ? result[(c * resultStride) + k] : 0;
                    for (int i = 0; i < x.Rows; i++)
                    {
                        sum += Value(x, i, columns[k]) ? r[(c * rStride) + i] : 0;
                    }

                    result[(c * resultStride) + k] = sum;
                }
            }
        }
    }

    protected override void AddCore(in IndicatorView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            for (int i = 0; i < x.Rows && columns[k] >= 0; i++)
            {
                y[i] += Value(x, i, columns[k]) ? a[k] : 0;
            }
        }
    }

    protected override void GramCore(in IndicatorView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, Span<double> gram, int gramStride)
    {
        for (int k = 0; k < left.Length; k++)
        {
            for (int l = 0; l < right.Length && l <= k + diagonal; l++)
            {
                for (int i = 0; i < x.Rows && left[k] >= 0 && right[l] >= 0; i++)
                {
                    gram[(k * gramStride) + l] += Value(x, i, left[k]) && Value(x, i, right[l]) ? h.IsEmpty ? uniform : h[i] : 0;
                }
            }
        }
    }

    private static bool Value(in IndicatorView x, int row, int column) => ((x.Words[(((row / 512 * x.Columns) + column) * 8) + (row / 64 % 8)] >> (row % 64)) & 1) != 0;
}
