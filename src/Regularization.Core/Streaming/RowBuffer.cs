namespace Regularization;

/// <summary>Some rows held in memory, in numbered slots whose arrays are used again.</summary>
internal sealed class RowBuffer
{
    private readonly List<Slot> _slots = [];

    /// <summary>Rows held.</summary>
    public int Count { get; private set; }

    /// <summary>The memory of all slots' entries.</summary>
    public long Bytes { get; private set; }

    public Slot this[int index] => _slots[index];

    /// <summary>Copies the row a reader stands on into a new slot at the end.</summary>
    public void Add(RowReader row)
    {
        if (Count == _slots.Count)
        {
            _slots.Add(new Slot());
        }

        Set(Count++, row);
    }

    /// <summary>Copies the row a reader stands on over the row of a slot.</summary>
    public void Set(int index, RowReader row) => Bytes += _slots[index].Copy(row);

    /// <summary>Takes the row of a slot out; the last row moves there.</summary>
    public void Remove(int index)
    {
        Count--;
        (_slots[index], _slots[Count]) = (_slots[Count], _slots[index]);
    }

    internal sealed class Slot
    {
        private int[] _indices = [];
        private float[] _values = [];
        private int _indexCount;
        private int _valueCount;

        public bool IsSparse { get; private set; }

        public ReadOnlySpan<int> Indices => _indices.AsSpan(0, _indexCount);

        public ReadOnlySpan<float> Values => _values.AsSpan(0, _valueCount);

        public double Label { get; private set; }

        public double Weight { get; private set; }

        public double Offset { get; private set; }

        /// <returns>By how many bytes the slot grew.</returns>
        public long Copy(RowReader row)
        {
            ReadOnlySpan<int> indices = row.Indices;
            ReadOnlySpan<float> values = row.Values;
            long grown = Grow(ref _indices, indices.Length) + Grow(ref _values, values.Length);
            indices.CopyTo(_indices);
            values.CopyTo(_values);
            (_indexCount, _valueCount) = (indices.Length, values.Length);
            (IsSparse, Label, Weight, Offset) = (row.IsSparse, row.Label, row.Weight, row.Offset);
            return grown;
        }

        private static long Grow<T>(ref T[] array, int length)
        {
            if (length <= array.Length)
            {
                return 0;
            }

            int before = array.Length;
            array = new T[Math.Max(length, Math.Min(2 * before, Array.MaxLength))];
            return 4L * (array.Length - before);
        }
    }
}
