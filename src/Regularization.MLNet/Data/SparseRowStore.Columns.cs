using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Regularization;

/// <content>
/// The sort into compressed sparse columns. What takes time is to write all over the memory, so that it is done twice within a small part of it: entries go to
/// the range of columns that theirs is in, then to their column. Both keep the order of rows.
/// </content>
internal sealed partial class SparseRowStore
{
    /// <summary>Fewer entries are not worth another thread, nor are fewer than there are columns.</summary>
    private const int EntriesPerThread = 100_000;

    /// <summary>More entries than this are not borrowed memory: that would be kept for the next training.</summary>
    private const int MostBorrowed = 1 << 22;

    /// <summary>Columns of a range at the least, as a power of two, and ranges at the most: the places where the next entries go stay in the cache.</summary>
    private const int LeastRangeBits = 10;
    private const int MostRanges = 256;

    public override DesignMatrix ToDesignMatrix(int threads)
    {
        CheckCount();
        int count = (int)Nonzeros, bits = Math.Max(LeastRangeBits, BitOperations.Log2((uint)((Columns - 1) / MostRanges) + 1) + 1), ranges = ((Columns - 1) >> bits) + 1;
        Part[] parts = PartsOf((int)Math.Clamp(Nonzeros / Math.Max(EntriesPerThread, Columns), 1, Math.Max(1, threads)), ranges);
        ParallelWork.Each(parts.Length, parts.Length, p => parts[p].Count(Columns));

        // Where the entries of each part go: in the range after those of the parts before, and so in the column.
        long[] starts = new long[Columns + 1];
        int at = 0;
        for (int range = 0; range < ranges; range++)
        {
            int first = range << bits, end = Math.Min(Columns, first + (1 << bits));
            foreach (Part part in parts)
            {
                part.RangeStart[range] = at;
                at += SumOf(part.Next.AsSpan(first, end - first));
            }
        }

        at = 0;
        for (int j = 0; j < Columns; j++)
        {
            foreach (Part part in parts)
            {
                (part.Next[j], at) = (at, at + part.Next[j]);
            }

            starts[j + 1] = at;
        }

        Entry[] entries = count <= MostBorrowed ? ArrayPool<Entry>.Shared.Rent(count) : GC.AllocateUninitializedArray<Entry>(count);
        ParallelWork.Each(parts.Length, parts.Length, p => parts[p].ToRanges(CollectionsMarshal.AsSpan(_entriesOfRow), bits, entries));
        _blocks.Clear();
        int[] rowIndices = GC.AllocateUninitializedArray<int>(count);
        float[] values = GC.AllocateUninitializedArray<float>(count);
        ParallelWork.Each(parts.Length, ranges * parts.Length, task => parts[task % parts.Length].ToColumns(task / parts.Length, entries, rowIndices, values));
        if (count <= MostBorrowed)
        {
            ArrayPool<Entry>.Shared.Return(entries);
        }

        return DesignMatrix.FromCompressedColumns(Rows, starts, rowIndices, values);
    }

    private static int SumOf(ReadOnlySpan<int> counts)
    {
        int sum = 0;
        foreach (int count in counts)
        {
            sum += count;
        }

        return sum;
    }

    /// <summary>Divides the blocks into parts that are gone through side by side.</summary>
    private Part[] PartsOf(int count, int ranges)
    {
        var parts = new Part[count];
        int row = 0, left = _entriesOfRow[0];
        for (int p = 0; p < count; p++)
        {
            int first = (int)((long)_blocks.Count * p / count), end = (int)((long)_blocks.Count * (p + 1) / count);
            parts[p] = new Part([.. _blocks[first..end]], row, left, ranges);
            int entries = parts[p].Blocks.Sum(block => block.Count);
            while (entries > left)
            {
                entries -= left;
                left = _entriesOfRow[++row];
            }

            left -= entries;
        }

        return parts;
    }

    /// <summary>Some blocks in a row.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="row">The row of their first entry.</param>
    /// <param name="left">How many entries of that row are left from there on.</param>
    /// <param name="ranges">Ranges of columns.</param>
    private sealed class Part(Block[] blocks, int row, int left, int ranges)
    {
        private readonly int[] _rangeEnd = new int[ranges];

        public Block[] Blocks => blocks;

        /// <summary>By column: the number of entries, then where the next one goes.</summary>
        public int[] Next { get; private set; } = [];

        /// <summary>By range: where its entries begin.</summary>
        public int[] RangeStart { get; } = new int[ranges];

        public void Count(int columns)
        {
            Next = new int[columns];
            foreach (Block block in blocks)
            {
                foreach (int j in block.Indices.AsSpan(0, block.Count))
                {
                    Next[j]++;
                }
            }
        }

        public void ToRanges(ReadOnlySpan<int> entriesOfRow, int bits, Entry[] entries)
        {
            int[] next = _rangeEnd;
            RangeStart.CopyTo(next, 0);
            foreach (Block block in blocks)
            {
                ReadOnlySpan<int> indices = block.Indices.AsSpan(0, block.Count);
                ReadOnlySpan<float> values = block.Values.AsSpan(0, block.Count);
                for (int k = 0; k < indices.Length; k++)
                {
                    while (left == 0)
                    {
                        left = entriesOfRow[++row];
                    }

                    left--;
                    int j = indices[k];
                    entries[next[j >> bits]++] = new Entry(j, row, values[k]);
                }

                block.GiveBack();
            }
        }

        public void ToColumns(int range, Entry[] entries, int[] rowIndices, float[] values)
        {
            int[] next = Next;
            foreach (ref readonly Entry entry in entries.AsSpan(RangeStart[range].._rangeEnd[range]))
            {
                int at = next[entry.Column]++;
                rowIndices[at] = entry.Row;
                values[at] = entry.Value;
            }
        }
    }

    private readonly record struct Entry(int Column, int Row, float Value);
}
