using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Regularization;

/// <content>Kernels on sparse columns. Row indices are not checked again: whoever made the matrix has.</content>
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

            double rest = hSum - weight;
            result[k] = rest <= 1e-12 * hSum ? sum : sum + (rest * center[k] * center[k]);
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
        ref int row = ref MemoryMarshal.GetReference(rows);
        ref float value = ref MemoryMarshal.GetReference(values);
        ref double right = ref MemoryMarshal.GetReference(r);
        Vector128<double> sum0 = Vector128<double>.Zero;
        Vector128<double> sum1 = Vector128<double>.Zero;
        nint i = 0;
        for (; i <= rows.Length - 4; i += 4)
        {
            // Four values are widened at once: one by one each would wait for the one before, in the register they share.
            (Vector128<double> low, Vector128<double> high) = Vector128.Widen(Vector128.LoadUnsafe(ref value, (nuint)i));
            Vector128<double> right0 = Vector128.Create(Unsafe.Add(ref right, Unsafe.Add(ref row, i)), Unsafe.Add(ref right, Unsafe.Add(ref row, i + 1)));
            Vector128<double> right1 = Vector128.Create(Unsafe.Add(ref right, Unsafe.Add(ref row, i + 2)), Unsafe.Add(ref right, Unsafe.Add(ref row, i + 3)));
            sum0 = Vector128.MultiplyAddEstimate(low, right0, sum0);
            sum1 = Vector128.MultiplyAddEstimate(high, right1, sum1);
        }

        double sum = Vector128.Sum(sum0 + sum1);
        for (; i < rows.Length; i++)
        {
            sum += Unsafe.Add(ref value, i) * Unsafe.Add(ref right, Unsafe.Add(ref row, i));
        }

        return sum;
    }

    private static void SparseAdd(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, double a, Span<double> y)
    {
        ref int row = ref MemoryMarshal.GetReference(rows);
        ref float value = ref MemoryMarshal.GetReference(values);
        ref double target = ref MemoryMarshal.GetReference(y);
        nint i = 0;
        for (; i <= rows.Length - 4; i += 4)
        {
            (Vector128<double> low, Vector128<double> high) = Vector128.Widen(Vector128.LoadUnsafe(ref value, (nuint)i));
            low *= a;
            high *= a;
            Unsafe.Add(ref target, Unsafe.Add(ref row, i)) += low[0];
            Unsafe.Add(ref target, Unsafe.Add(ref row, i + 1)) += low[1];
            Unsafe.Add(ref target, Unsafe.Add(ref row, i + 2)) += high[0];
            Unsafe.Add(ref target, Unsafe.Add(ref row, i + 3)) += high[1];
        }

        for (; i < rows.Length; i++)
        {
            Unsafe.Add(ref target, Unsafe.Add(ref row, i)) += a * Unsafe.Add(ref value, i);
        }
    }

    private static void SparseAdd(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, double a, ReadOnlySpan<double> h, Span<double> y)
    {
        ref int row = ref MemoryMarshal.GetReference(rows);
        ref float value = ref MemoryMarshal.GetReference(values);
        ref double weight = ref MemoryMarshal.GetReference(h);
        ref double target = ref MemoryMarshal.GetReference(y);
        nint i = 0;
        for (; i <= rows.Length - 4; i += 4)
        {
            (Vector128<double> low, Vector128<double> high) = Vector128.Widen(Vector128.LoadUnsafe(ref value, (nuint)i));
            low *= a;
            high *= a;
            int row0 = Unsafe.Add(ref row, i);
            int row1 = Unsafe.Add(ref row, i + 1);
            int row2 = Unsafe.Add(ref row, i + 2);
            int row3 = Unsafe.Add(ref row, i + 3);
            Unsafe.Add(ref target, row0) += low[0] * Unsafe.Add(ref weight, row0);
            Unsafe.Add(ref target, row1) += low[1] * Unsafe.Add(ref weight, row1);
            Unsafe.Add(ref target, row2) += high[0] * Unsafe.Add(ref weight, row2);
            Unsafe.Add(ref target, row3) += high[1] * Unsafe.Add(ref weight, row3);
        }

        for (; i < rows.Length; i++)
        {
            int last = Unsafe.Add(ref row, i);
            Unsafe.Add(ref target, last) += a * Unsafe.Add(ref value, i) * Unsafe.Add(ref weight, last);
        }
    }
}
