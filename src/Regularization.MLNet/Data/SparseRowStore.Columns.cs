using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Regularization;

/// <content>
/// The sort into compressed sparse columns. What takes time is to write all over the memory, so that it is done twice within a small part of it: entries go to
/// the range of columns that theirs is in, then to their column. Very many entries go to their columns at once, as there memory counts. The order of rows is kept.
/// </content>
internal sealed partial class SparseRowStore
{
    /// <summary>Fewer entries are not worth another thread, nor are fewer than there are columns.</summary>
    private const int EntriesPerThread = 100_000;

    /// <summary>Columns of a range at the least, as a power of two, and ranges at the most: the places where the next entries go stay in the cache.</summary>
    private const int LeastRangeBits = 10;
    private const int MostRanges = 256;

    public override DesignMatrix ToDesignMatrix(int threads)
    {
        CheckCount();
        int count = (int)Nonzeros;
        Part[] parts = PartsOf(count, (int)Math.Clamp(Nonzeros / Math.Max(EntriesPerThread, Columns), 1, Math.Max(1, threads)));
        ParallelWork.Each(parts.Length, parts.Length, p => parts[p].CountColumns(Columns));

        // Where the entries of each part go: in the column after those of the parts before.
        long[] starts = new long[Columns + 1];
        int at = 0;
        for (int j = 0; j < Columns; j++)
        {
            foreach (Part part in parts)
            {
                (part.Next[j], at) = (at, at + part.Next[j]);
            }

            starts[j + 1] = at;
        }

        int[] rowIndices = GC.AllocateUninitializedArray<int>(count);
        float[] values = GC.AllocateUninitializedArray<float>(count);
        if (count > mostBorrowed)
        {
            ParallelWork.Each(parts.Length, parts.Length, p => parts[p].ForEach(new ToColumns(parts[p].Next, rowIndices, values)));
        }
        else
        {
            SortByRanges(parts, starts, rowIndices, values);
        }

        Dispose();
        return DesignMatrix.FromCompressedColumns(Rows, starts, rowIndices, values);
    }

    private void SortByRanges(Part[] parts, long[] starts, int[] rowIndices, float[] values)
    {
        int bits = Math.Max(LeastRangeBits, BitOperations.Log2((uint)((Columns - 1) / MostRanges) + 1) + 1), ranges = ((Columns - 1) >> bits) + 1;
        for (int range = 0; range < ranges; range++)
        {
            // A part has in a range what is between its first place in each column and that of the next part.
            int first = range << bits, end = first + Math.Min(Columns - first, 1 << bits), at = (int)starts[first];
            for (int p = 0; p < parts.Length; p++)
            {
                parts[p].RangeStart.Add(at);
                for (int j = first; j < end; j++)
                {
                    at += (p + 1 < parts.Length ? parts[p + 1].Next[j] : (int)starts[j + 1]) - parts[p].Next[j];
                }
            }
        }

        Entry[] entries = ArrayPool<Entry>.Shared.Rent(values.Length);
        int[][] ends = [.. parts.Select(part => part.RangeStart.ToArray())];
        ParallelWork.Each(parts.Length, parts.Length, p => parts[p].ForEach(new ToRanges(ends[p], bits, entries)));
        ParallelWork.Each(parts.Length, ranges * parts.Length, task =>
        {
            (int range, int p) = Math.DivRem(task, parts.Length);
            var columns = new ToColumns(parts[p].Next, rowIndices, values);
            foreach (ref readonly Entry entry in entries.AsSpan(parts[p].RangeStart[range]..ends[p][range]))
            {
                columns.Put(entry.Column, entry.Row, entry.Value);
            }
        });
        ArrayPool<Entry>.Shared.Return(entries);
    }

    /// <summary>Divides the entries into parts of the same size that are gone through side by side.</summary>
    private Part[] PartsOf(int entries, int count)
    {
        var parts = new Part[count];
        int row = 0, left = _entriesOfRow[0];
        for (int p = 0; p < count; p++)
        {
            int first = (int)((long)entries * p / count), end = (int)((long)entries * (p + 1) / count), skipped = end - first;
            parts[p] = new Part(this, first, end, row, left);
            while (skipped > left)
            {
                skipped -= left;
                left = _entriesOfRow[++row];
            }

            left -= skipped;
        }

        return parts;
    }

    /// <summary>Takes entries one by one.</summary>
    private interface IPlace
    {
        void Put(int column, int row, float value);
    }

    /// <summary>Entries in a row.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="first">The number of the first.</param>
    /// <param name="end">That after the last.</param>
    /// <param name="firstRow">The row of the first.</param>
    /// <param name="firstLeft">How many entries of that row are left from there on.</param>
    private sealed class Part(SparseRowStore store, int first, int end, int firstRow, int firstLeft)
    {
        /// <summary>By column: the number of entries, then where the next one goes.</summary>
        public int[] Next { get; private set; } = [];

        /// <summary>By range: where its entries begin.</summary>
        public List<int> RangeStart { get; } = [];

        public void CountColumns(int columns)
        {
            Next = new int[columns];
            ForEach(new Counts(Next));
        }

        public void ForEach<TPlace>(TPlace place)
            where TPlace : struct, IPlace
        {
            ReadOnlySpan<int> entriesOfRow = CollectionsMarshal.AsSpan(store._entriesOfRow);
            int row = firstRow, left = firstLeft, start = 0;
            foreach (Block block in store._blocks)
            {
                int from = Math.Clamp(first - start, 0, block.Count), to = Math.Clamp(end - start, 0, block.Count);
                ReadOnlySpan<int> indices = block.Indices.AsSpan(from, to - from);
                ReadOnlySpan<float> values = block.Values.AsSpan(from, to - from);
                for (int k = 0; k < indices.Length; k++)
                {
                    while (left == 0)
                    {
                        left = entriesOfRow[++row];
                    }

                    left--;
                    place.Put(indices[k], row, values[k]);
                }

                start += block.Count;
            }
        }
    }

    private readonly struct Counts(int[] count) : IPlace
    {
        public void Put(int column, int row, float value) => count[column]++;
    }

    private readonly struct ToRanges(int[] next, int bits, Entry[] entries) : IPlace
    {
        public void Put(int column, int row, float value) => entries[next[column >> bits]++] = new Entry(column, row, value);
    }

    private readonly struct ToColumns(int[] next, int[] rowIndices, float[] values) : IPlace
    {
        public void Put(int column, int row, float value)
        {
            int at = next[column]++;
            rowIndices[at] = row;
            values[at] = value;
        }
    }

    private readonly record struct Entry(int Column, int Row, float Value);
}
