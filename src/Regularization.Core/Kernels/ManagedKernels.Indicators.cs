using System.Numerics;

namespace Regularization;

/// <content>The kernels on indicator columns: what 8 rows add to a sum is one of 256 numbers, which are computed once for all columns.</content>
internal sealed partial class ManagedKernels
{
    private const int Choices = 256;
    private const int WordBytes = 8;

    protected override void DotCore(in IndicatorView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        Span<double> tables = stackalloc double[WordBytes * Choices];
        for (int c = 0; c < rCount; c++)
        {
            Span<double> target = result.Slice(c * resultStride, columns.Length);
            for (int k = 0; k < target.Length && !accumulate; k++)
            {
                target[k] = columns[k] < 0 ? target[k] : 0;
            }

            for (int row = 0; row < x.Rows; row += IndicatorView.WordRows)
            {
                FillTables(r.Slice((c * rStride) + row, Math.Min(IndicatorView.WordRows, x.Rows - row)), tables);
                for (int k = 0; k < columns.Length; k++)
                {
                    target[k] += columns[k] < 0 ? 0 : LookUp(tables, x.Words[x.IndexOf(row, columns[k])]);
                }
            }
        }
    }

    protected override void AddCore(in IndicatorView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        for (int row = 0; row < x.Rows; row += IndicatorView.WordRows)
        {
            Span<double> target = y.Slice(row, Math.Min(IndicatorView.WordRows, x.Rows - row));
            for (int k = 0; k < columns.Length; k++)
            {
                for (ulong word = columns[k] < 0 || a[k] == 0 ? 0 : x.Words[x.IndexOf(row, columns[k])]; word != 0; word &= word - 1)
                {
                    target[BitOperations.TrailingZeroCount(word)] += a[k];
                }
            }
        }
    }

    protected override void GramCore(in IndicatorView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, Span<double> gram, int gramStride)
    {
        Span<double> tables = stackalloc double[WordBytes * Choices];
        for (int row = 0; row < x.Rows; row += IndicatorView.WordRows)
        {
            if (!h.IsEmpty)
            {
                FillTables(h.Slice(row, Math.Min(IndicatorView.WordRows, x.Rows - row)), tables);
            }

            for (int k = 0; k < left.Length; k++)
            {
                ulong own = left[k] < 0 ? 0 : x.Words[x.IndexOf(row, left[k])];
                Span<double> target = gram.Slice(k * gramStride, (int)Math.Min(right.Length, (long)k + diagonal + 1));
                for (int l = 0; l < target.Length && own != 0; l++)
                {
                    ulong both = right[l] < 0 ? 0 : own & x.Words[x.IndexOf(row, right[l])];
                    target[l] += h.IsEmpty ? uniform * BitOperations.PopCount(both) : LookUp(tables, both);
                }
            }
        }
    }

    /// <summary>For each byte of a word the sum of a over the bits of every value that it may have; beyond a there is 0.</summary>
    private static void FillTables(ReadOnlySpan<double> a, Span<double> tables)
    {
        for (int i = 0; i < IndicatorView.WordRows; i++)
        {
            Span<double> table = tables.Slice(i / 8 * Choices, Choices);
            int half = 1 << (i % 8);
            double more = i < a.Length ? a[i] : 0;
            if (half == 1)
            {
                table[0] = 0;
            }

            for (int s = 0; s < half; s++)
            {
                table[half + s] = table[s] + more;
            }
        }
    }

    private static double LookUp(ReadOnlySpan<double> tables, ulong word)
    {
        double sum = 0;
        for (int b = 0; word != 0; b += Choices, word >>= 8)
        {
            sum += tables[b + (int)(word & 255)];
        }

        return sum;
    }
}
