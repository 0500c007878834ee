namespace Regularization;

/// <summary>
/// Some rows held in memory, in numbered slots whose arrays are used again. A slot that once held a long row gives its memory back when a shorter one takes
/// its place and the slots together have more than a quarter to spare: else rows of very different lengths would make all slots as long as the longest row.
/// </summary>
internal sealed class RowBuffer
{
    /// <summary>Memory that may be spare whatever the rows take.</summary>
    private const long Slack = 1 << 20;

    private readonly List<Slot> _slots = [];
    private long _content;

    /// <summary>Rows held.</summary>
    public int Count => _slots.Count;

    /// <summary>The memory of all slots, spare entries included.</summary>
    public long Bytes { get; private set; }

    public Slot this[int index] => _slots[index];

    /// <summary>Copies the row a reader stands on into a new slot at the end.</summary>
    public void Add(RowReader row)
    {
        _slots.Add(new Slot());
        Bytes += Slot.OwnBytes;
        _content += Slot.OwnBytes;
        Set(Count - 1, row);
    }

    /// <summary>Copies the row a reader stands on over the row of a slot.</summary>
    public void Set(int index, RowReader row)
    {
        Slot slot = _slots[index];
        Bytes -= slot.Bytes;
        _content -= slot.Content;
        slot.Copy(row, tight: Bytes > _content + (_content / 4) + Slack);
        Bytes += slot.Bytes;
        _content += slot.Content;
    }

    /// <summary>Takes the row of a slot out, with its memory; the last row moves there.</summary>
    public void Remove(int index)
    {
        Bytes -= _slots[index].Bytes;
        _content -= _slots[index].Content;
        _slots[index] = _slots[^1];
        _slots.RemoveAt(Count - 1);
    }

    internal sealed class Slot
    {
        /// <summary>About what a slot takes without any entry: the object, two arrays, the reference to it.</summary>
        public const long OwnBytes = 128;

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

        /// <summary>Its memory.</summary>
        public long Bytes => OwnBytes + (4L * (_indices.Length + _values.Length));

        /// <summary>The memory that its row needs.</summary>
        public long Content => OwnBytes + (4L * (_indexCount + _valueCount));

        /// <param name="row">Stands on the row.</param>
        /// <param name="tight">Whether the memory that the row does not need is given back.</param>
        public void Copy(RowReader row, bool tight)
        {
            Copy(row.Indices, ref _indices, ref _indexCount, tight);
            Copy(row.Values, ref _values, ref _valueCount, tight);
            (IsSparse, Label, Weight, Offset) = (row.IsSparse, row.Label, row.Weight, row.Offset);
        }

        private static void Copy<T>(ReadOnlySpan<T> entries, ref T[] array, ref int count, bool tight)
        {
            if (entries.Length > array.Length || (tight && entries.Length < array.Length))
            {
                array = entries.IsEmpty ? [] : new T[entries.Length];
            }

            entries.CopyTo(array);
            count = entries.Length;
        }
    }
}
