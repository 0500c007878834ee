using System.Runtime.InteropServices;

namespace Regularization;

/// <summary>
/// Rows as their nonzero values: row-wise blocks of (feature, value) while they are read, then a counting sort into compressed sparse columns.
/// </summary>
/// <param name="columns">p, the number of features.</param>
internal sealed class SparseRowStore(int columns) : RowStore(columns)
{
    private const int SmallestBlock = 1 << 12, LargestBlock = 1 << 18;

    /// <summary>Fewer entries are not worth another thread.</summary>
    private const int EntriesPerThread = 100_000;

    private readonly List<Block> _blocks = [];
    private readonly List<int> _entriesOfRow = [];
    private Block _last = Block.Empty;

    public override void Add(ReadOnlySpan<float> values)
    {
        long before = Nonzeros;
        for (int j = 0; j < values.Length; j++)
        {
            if (values[j] != 0)
            {
                Append(j, values[j]);
            }
        }

        EndRow(before);
    }

    public override void Add(ReadOnlySpan<int> indices, ReadOnlySpan<float> values)
    {
        long before = Nonzeros;
        if (values.Contains(0))
        {
            for (int k = 0; k < values.Length; k++)
            {
                if (values[k] != 0)
                {
                    Append(indices[k], values[k]);
                }
            }
        }
        else
        {
            Append(indices, values);
        }

        EndRow(before);
    }

    public override void CopyTo(RowStore other)
    {
        var indices = new int[Columns];
        var values = new float[Columns];
        int blockIndex = 0, at = 0;
        foreach (int count in _entriesOfRow)
        {
            for (int k = 0; k < count; k++)
            {
                if (at == _blocks[blockIndex].Count)
                {
                    (blockIndex, at) = (blockIndex + 1, 0);
                }

                (indices[k], values[k]) = (_blocks[blockIndex].Indices[at], _blocks[blockIndex].Values[at]);
                at++;
            }

            other.Add(indices.AsSpan(0, count), values.AsSpan(0, count));
        }
    }

    public override DesignMatrix ToDesignMatrix(int threads)
    {
        CheckCount();

        var starts = new long[Columns + 1];
        foreach (Block block in _blocks)
        {
            foreach (int j in block.Indices.AsSpan(0, block.Count))
            {
                starts[j + 1]++;
            }
        }

        for (int j = 0; j < Columns; j++)
        {
            starts[j + 1] += starts[j];
        }

        int[] next = new int[Columns];
        for (int j = 0; j < next.Length; j++)
        {
            next[j] = (int)starts[j];
        }

        int[] rowIndices = GC.AllocateUninitializedArray<int>((int)Nonzeros);
        float[] values = GC.AllocateUninitializedArray<float>((int)Nonzeros);
        int parts = (int)Math.Clamp(Nonzeros / EntriesPerThread, 1, Math.Max(1, threads));
        ParallelWork.Each(parts, parts, part => Sort(FirstOf(part), FirstOf(part + 1), next, rowIndices, values));
        Dispose();
        return DesignMatrix.FromCompressedColumns(Rows, starts, rowIndices, values);

        // The parts have about as many entries each.
        int FirstOf(int part)
        {
            int at = Array.BinarySearch(starts, Nonzeros * part / parts);
            return part == 0 ? 0 : part == parts ? Columns : at < 0 ? ~at : at;
        }
    }

    /// <summary>Puts the entries of some columns where they belong. The others are read, too: what takes time is to write all over the memory.</summary>
    private void Sort(int from, int to, int[] next, int[] rowIndices, float[] values)
    {
        uint columns = (uint)(to - from);
        ReadOnlySpan<int> entriesOfRow = CollectionsMarshal.AsSpan(_entriesOfRow);
        int row = 0, left = entriesOfRow[0];
        for (int b = 0; b < _blocks.Count; b++)
        {
            ReadOnlySpan<int> blockIndices = _blocks[b].Indices.AsSpan(0, _blocks[b].Count);
            ReadOnlySpan<float> blockValues = _blocks[b].Values.AsSpan(0, _blocks[b].Count);
            for (int k = 0; k < blockIndices.Length; k++)
            {
                while (left == 0)
                {
                    left = entriesOfRow[++row];
                }

                left--;
                int j = blockIndices[k];
                if ((uint)(j - from) < columns)
                {
                    int at = next[j]++;
                    rowIndices[at] = row;
                    values[at] = blockValues[k];
                }
            }

            if (to - from == Columns)
            {
                _blocks[b] = Block.Empty;      // may be collected from here on
            }
        }
    }

    public override FeatureTable ToTable()
    {
        CheckCount();
        var starts = new long[Rows + 1];
        for (int i = 0; i < Rows; i++)
        {
            starts[i + 1] = starts[i] + _entriesOfRow[i];
        }

        int[] indices = GC.AllocateUninitializedArray<int>((int)Nonzeros);
        float[] values = GC.AllocateUninitializedArray<float>((int)Nonzeros);
        for (int b = 0, at = 0; b < _blocks.Count; b++)
        {
            Block block = _blocks[b];
            block.Indices.AsSpan(0, block.Count).CopyTo(indices.AsSpan(at));
            block.Values.AsSpan(0, block.Count).CopyTo(values.AsSpan(at));
            at += block.Count;
            _blocks[b] = Block.Empty;      // may be collected from here on
        }

        return new FeatureTable(Columns, starts, indices, values);
    }

    public override void Dispose()
    {
        _blocks.Clear();
        _last = Block.Empty;
    }

    private void CheckCount()
    {
        if (Nonzeros > Array.MaxLength)
        {
            throw new InvalidOperationException(
                $"The features have {Nonzeros:n0} values other than 0; the most that can be trained on is {Array.MaxLength:n0}. "
                + "Train on a sample of the rows, or drop features.");
        }
    }

    private void Append(int index, float value)
    {
        MakeRoom();
        _last.Indices[_last.Count] = index;
        _last.Values[_last.Count++] = value;
        Nonzeros++;
    }

    private void Append(ReadOnlySpan<int> indices, ReadOnlySpan<float> values)
    {
        for (int from = 0; from < values.Length;)
        {
            MakeRoom();
            int count = Math.Min(values.Length - from, _last.Indices.Length - _last.Count);
            indices.Slice(from, count).CopyTo(_last.Indices.AsSpan(_last.Count));
            values.Slice(from, count).CopyTo(_last.Values.AsSpan(_last.Count));
            _last.Count += count;
            from += count;
        }

        Nonzeros += values.Length;
    }

    private void MakeRoom()
    {
        if (_last.Count == _last.Indices.Length)
        {
            _last = new Block(Math.Clamp(_last.Indices.Length * 2, SmallestBlock, LargestBlock));
            _blocks.Add(_last);
        }
    }

    private void EndRow(long before)
    {
        _entriesOfRow.Add((int)(Nonzeros - before));
        Rows++;
    }

    private sealed class Block(int capacity)
    {
        public static readonly Block Empty = new(0);
        public readonly int[] Indices = GC.AllocateUninitializedArray<int>(capacity);
        public readonly float[] Values = GC.AllocateUninitializedArray<float>(capacity);
        public int Count;
    }
}
