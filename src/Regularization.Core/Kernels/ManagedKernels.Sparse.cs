namespace Regularization;

internal sealed partial class ManagedKernels
{
    protected override void DotCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            Entries(x, columns[k], out ReadOnlySpan<int> rows, out ReadOnlySpan<float> values);
            for (int c = 0; c < rCount; c++)
            {
                double sum = SparseDot(rows, values, x.Rows == 0 ? default : r.Slice(c * rStride, x.Rows));
                ref double target = ref result[(c * resultStride) + k];
                target = accumulate ? target + sum : sum;
            }
        }
    }

    protected override void SquareCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> h, double uniform, double hSum, ReadOnlySpan<double> center, Span<double> result)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            Entries(x, columns[k], out ReadOnlySpan<int> rows, out ReadOnlySpan<float> values);
            double sum = 0;
            double weight = 0;
            for (int i = 0; i < rows.Length; i++)
            {
                double hi = h.IsEmpty ? uniform : h[rows[i]];
                double z = values[i] - center[k];
                sum += hi * z * z;
                weight += hi;
            }

            result[k] = sum + ((hSum - weight) * center[k] * center[k]);
        }
    }

    protected override void AddCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            if (a[k] != 0)
            {
                Entries(x, columns[k], out ReadOnlySpan<int> rows, out ReadOnlySpan<float> values);
                SparseAdd(rows, values, a[k], y);
            }
        }
    }

    private static void Entries(in SparseView x, int column, out ReadOnlySpan<int> rows, out ReadOnlySpan<float> values)
    {
        int start = (int)x.Starts[column];
        int length = (int)x.Starts[column + 1] - start;
        rows = x.RowIndices.Slice(start, length);
        values = x.Values.Slice(start, length);
    }

    private static double SparseDot(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, ReadOnlySpan<double> r)
    {
        values = values[..rows.Length];
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = 0;
        for (; i <= rows.Length - 4; i += 4)
        {
            sum0 += values[i] * r[rows[i]];
            sum1 += values[i + 1] * r[rows[i + 1]];
            sum2 += values[i + 2] * r[rows[i + 2]];
            sum3 += values[i + 3] * r[rows[i + 3]];
        }

        double sum = sum0 + sum1 + (sum2 + sum3);
        for (; i < rows.Length; i++)
        {
            sum += values[i] * r[rows[i]];
        }

        return sum;
    }

    private static void SparseAdd(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, double a, Span<double> y)
    {
        values = values[..rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            y[rows[i]] += a * values[i];
        }
    }

    private static void SparseAdd(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, double a, ReadOnlySpan<double> h, Span<double> y)
    {
        values = values[..rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            y[rows[i]] += a * values[i] * h[rows[i]];
        }
    }
}
