using System.Buffers;

namespace Regularization;

/// <summary>
/// Rows as their nonzero values: row-wise blocks of (feature, value) while they are read, then sorted into compressed sparse columns.
/// </summary>
/// <param name="columns">p, the number of features.</param>
/// <param name="mostBorrowed">Entries beyond these are not in borrowed memory, which is kept for the next training.</param>
internal sealed partial class SparseRowStore(int columns, int mostBorrowed = 1 << 22) : RowStore(columns)
{
    private const int SmallestBlock = 1 << 12, LargestBlock = 1 << 18;

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
        }

        Dispose();
        return new FeatureTable(Columns, starts, indices, values);
    }

    public override void Dispose()
    {
        _blocks.ForEach(block => block.GiveBack());
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
            int count = Math.Min(values.Length - from, _last.Capacity - _last.Count);
            indices.Slice(from, count).CopyTo(_last.Indices.AsSpan(_last.Count));
            values.Slice(from, count).CopyTo(_last.Values.AsSpan(_last.Count));
            _last.Count += count;
            from += count;
        }

        Nonzeros += values.Length;
    }

    private void MakeRoom()
    {
        if (_last.Count == _last.Capacity)
        {
            _last = new Block(Math.Clamp(_last.Capacity * 2, SmallestBlock, LargestBlock), isBorrowed: Nonzeros < mostBorrowed);
            _blocks.Add(_last);
        }
    }

    private void EndRow(long before)
    {
        _entriesOfRow.Add((int)(Nonzeros - before));
        Rows++;
    }

    /// <param name="capacity">Entries that it may hold.</param>
    /// <param name="isBorrowed">Whether the memory is given back, as the next training reads as much again.</param>
    private sealed class Block(int capacity, bool isBorrowed)
    {
        public static readonly Block Empty = new(0, isBorrowed: false);

        public int Capacity => capacity;

        public int[] Indices { get; private set; } = isBorrowed ? ArrayPool<int>.Shared.Rent(capacity) : GC.AllocateUninitializedArray<int>(capacity);

        public float[] Values { get; private set; } = isBorrowed ? ArrayPool<float>.Shared.Rent(capacity) : GC.AllocateUninitializedArray<float>(capacity);

        public int Count { get; set; }

        /// <summary>It holds nothing any more. Once.</summary>
        public void GiveBack()
        {
            if (isBorrowed)
            {
                ArrayPool<int>.Shared.Return(Indices);
                ArrayPool<float>.Shared.Return(Values);
            }

            (Indices, Values, Count) = ([], [], 0);
        }
    }
}
