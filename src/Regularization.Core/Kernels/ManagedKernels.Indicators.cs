using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Regularization;

/// <content>The kernels on indicator columns: what 8 rows add to a sum is one of 256 numbers, which are computed once for all columns.</content>
internal sealed partial class ManagedKernels
{
    private const int Choices = 256;
    private const int WordBytes = 8;

    /// <summary>Columns whose words are taken at once.</summary>
    private const int WordsAtOnce = 512;

    public override int LeastForIndicatorDot => 256;

    public override int LeastForIndicatorAdd => int.MaxValue;

    public override bool HasFastIndicatorGram => false;

    protected override void DotCore(in IndicatorView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        Span<double> tables = stackalloc double[WordBytes * Choices];
        Span<ulong> words = stackalloc ulong[WordsAtOnce];
        for (int c = 0; c < rCount; c++)
        {
            Span<double> all = result.Slice(c * resultStride, columns.Length);
            for (int k = 0; k < all.Length && !accumulate; k++)
            {
                all[k] = columns[k] < 0 ? all[k] : 0;
            }

            for (int row = 0; row < x.Rows; row += IndicatorView.WordRows)
            {
                FillTables(r.Slice((c * rStride) + row, Math.Min(IndicatorView.WordRows, x.Rows - row)), tables);
                for (int from = 0; from < columns.Length; from += WordsAtOnce)
                {
                    Span<double> target = all[from..Math.Min(all.Length, from + WordsAtOnce)];
                    TakeWords(x, row, columns.Slice(from, target.Length), words);
                    for (int k = 0; k < target.Length; k++)
                    {
                        target[k] += LookUp(tables, words[k]);
                    }
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
        Span<ulong> words = stackalloc ulong[WordsAtOnce];
        for (int row = 0; row < x.Rows; row += IndicatorView.WordRows)
        {
            if (!h.IsEmpty)
            {
                FillTables(h.Slice(row, Math.Min(IndicatorView.WordRows, x.Rows - row)), tables);
            }

            for (int from = 0; from < right.Length; from += WordsAtOnce)
            {
                int wide = Math.Min(WordsAtOnce, right.Length - from);
                TakeWords(x, row, right.Slice(from, wide), words);
                for (int k = Math.Max(0, from - diagonal); k < left.Length; k++)
                {
                    ulong own = left[k] < 0 ? 0 : x.Words[x.IndexOf(row, left[k])];
                    Span<double> target = gram.Slice((k * gramStride) + from, own == 0 ? 0 : (int)Math.Min(wide, (long)k + diagonal + 1 - from));
                    AddShared(own, words, tables, h.IsEmpty, uniform, target);
                }
            }
        }
    }

    /// <summary>Adds what a word has in common with others.</summary>
    private static void AddShared(ulong own, ReadOnlySpan<ulong> words, ReadOnlySpan<double> tables, bool isUniform, double uniform, Span<double> target)
    {
        if (isUniform)
        {
            for (int l = 0; l < target.Length; l++)
            {
                target[l] += uniform * BitOperations.PopCount(own & words[l]);
            }

            return;
        }

        for (int l = 0; l < target.Length; l++)
        {
            target[l] += LookUp(tables, own & words[l]);
        }
    }

    /// <summary>The words of some columns that begin with a row; 0 where there is no column.</summary>
    private static void TakeWords(in IndicatorView x, int row, ReadOnlySpan<int> columns, Span<ulong> words)
    {
        int start = x.IndexOf(row, 0);
        for (int k = 0; k < columns.Length; k++)
        {
            words[k] = columns[k] < 0 ? 0 : x.Words[start + (columns[k] * IndicatorLine)];
        }
    }

    /// <summary>For each byte of a word the sum of a over the bits of every value that it may have; beyond a there is 0.</summary>
    private static void FillTables(ReadOnlySpan<double> a, Span<double> tables)
    {
        for (int i = 0; i < IndicatorView.WordRows; i++)
        {
            Span<double> table = tables.Slice(i / 8 * Choices, Choices);
            int half = 1 << (i % 8);
            if (half == 1)
            {
                table[0] = 0;
            }

            VectorMath.Add(table[..half], i < a.Length ? a[i] : 0, table.Slice(half, half));
        }
    }

    /// <summary>The sum over the bits of a word. A byte is always within its table.</summary>
    private static double LookUp(ReadOnlySpan<double> tables, ulong word)
    {
        ref double table = ref MemoryMarshal.GetReference(tables);
        double a = Unsafe.Add(ref table, (nuint)(word & 255)) + Unsafe.Add(ref table, Choices + (nuint)((word >> 8) & 255));
        double b = Unsafe.Add(ref table, (2 * Choices) + (nuint)((word >> 16) & 255)) + Unsafe.Add(ref table, (3 * Choices) + (nuint)((word >> 24) & 255));
        double c = Unsafe.Add(ref table, (4 * Choices) + (nuint)((word >> 32) & 255)) + Unsafe.Add(ref table, (5 * Choices) + (nuint)((word >> 40) & 255));
        double d = Unsafe.Add(ref table, (6 * Choices) + (nuint)((word >> 48) & 255)) + Unsafe.Add(ref table, (7 * Choices) + (nuint)(word >> 56));
        return (a + b) + (c + d);
    }
}
