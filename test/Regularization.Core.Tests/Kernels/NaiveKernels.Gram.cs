namespace Regularization.Tests;

/// <content>The kernels of Gram matrices and of the systems made of them.</content>
internal sealed partial class NaiveKernels
{
    protected override void GramCore(in DenseView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int gramStride)
    {
        for (int k = 0; k < left.Length; k++)
        {
            for (int l = 0; l < right.Length && l <= k + diagonal; l++)
            {
                double sum = 0;
                for (int i = 0; i < x.Rows; i++)
                {
                    sum += (h.IsEmpty ? uniform : h[i]) * (x.Values[(left[k] * x.Stride) + i] - leftCenter[k]) * (x.Values[(right[l] * x.Stride) + i] - rightCenter[l]);
                }

                gram[(k * gramStride) + l] += sum;
            }
        }
    }

    protected override void GramSingleCore(in DenseView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int gramStride) =>
        GramCore(x, left, right, diagonal, h, uniform, leftCenter, rightCenter, gram, gramStride);

    protected override void GramCore(in SparseView x, ReadOnlySpan<int> columns, in SparseRowView y, int diagonal, ReadOnlySpan<double> h, double uniform, Span<double> gram, int gramStride)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            for (long e = x.Starts[columns[k]]; e < x.Starts[columns[k] + 1]; e++)
            {
                int row = x.RowIndices[(int)e];
                for (long other = y.Starts[row]; other < y.Starts[row + 1]; other++)
                {
                    int l = y.ColumnIndices[(int)other];
                    if (l <= k + diagonal)
                    {
                        gram[(k * gramStride) + l] += (h.IsEmpty ? uniform : h[row]) * x.Values[(int)e] * y.Values[(int)other];
                    }
                }
            }
        }
    }

    protected override bool CholeskyCore(Span<double> a, int size, int stride, int keep)
    {
        for (int i = keep; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double rest = a[(i * stride) + j];
                for (int l = 0; l < j; l++)
                {
                    rest -= a[(i * stride) + l] * a[(j * stride) + l];
                }

                a[(i * stride) + j] = i == j ? Math.Sqrt(rest) : rest / a[(j * stride) + j];
                if (i == j && !(rest > 0 && double.IsFinite(rest)))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
