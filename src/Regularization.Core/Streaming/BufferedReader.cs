namespace Regularization;

/// <summary>A reader that stands on a row of a buffer.</summary>
internal abstract class BufferedReader : RowReader
{
    public override bool IsSparse => Row.IsSparse;

    public override ReadOnlySpan<int> Indices => Row.Indices;

    public override ReadOnlySpan<float> Values => Row.Values;

    public override double Label => Row.Label;

    public override double Weight => Row.Weight;

    public override double Offset => Row.Offset;

    protected RowBuffer.Slot Row { get; set; } = new();
}

/// <summary>
/// The rows of another reader in an order that a bounded buffer can make random: each row handed out is drawn from the buffer, and the next row read
/// takes its place. A row leaves the buffer any time after it came, and up to about the buffer's length before its turn.
/// </summary>
/// <param name="rows">Disposed of by this one.</param>
/// <param name="capacity">Rows to hold, at least 2.</param>
/// <param name="maxBytes">No more rows are held once they take this memory: rows are then handed out without another in their place until there is room.</param>
/// <param name="random">Where the order comes from.</param>
internal sealed class ShuffledReader(RowReader rows, int capacity, long maxBytes, Random random) : BufferedReader
{
    private readonly RowBuffer _buffer = new();
    private int _current = -1;
    private bool _ended;

    /// <summary>The memory of the rows held: at most the limit and one row.</summary>
    public long Bytes => _buffer.Bytes;

    public override bool Read()
    {
        if (_current >= 0 && !_ended && _buffer.Bytes <= maxBytes && (_ended = !rows.Read()) == false)
        {
            _buffer.Set(_current, rows);
        }
        else if (_current >= 0)
        {
            _buffer.Remove(_current);
        }

        while (!_ended && _buffer.Count < capacity && (_buffer.Bytes < maxBytes || _buffer.Count == 0) && (_ended = !rows.Read()) == false)
        {
            _buffer.Add(rows);
        }

        if (_buffer.Count == 0)
        {
            return false;
        }

        _current = random.Next(_buffer.Count);
        Row = _buffer[_current];
        return true;
    }

    protected override void Close() => rows.Dispose();
}

/// <summary>The rows of a buffer, in order, and then those of another reader.</summary>
internal sealed class ReplayReader(RowBuffer first, RowReader rest) : BufferedReader
{
    private int _next;
    private bool _inRest;

    public override bool IsSparse => _inRest ? rest.IsSparse : base.IsSparse;

    public override ReadOnlySpan<int> Indices => _inRest ? rest.Indices : base.Indices;

    public override ReadOnlySpan<float> Values => _inRest ? rest.Values : base.Values;

    public override double Label => _inRest ? rest.Label : base.Label;

    public override double Weight => _inRest ? rest.Weight : base.Weight;

    public override double Offset => _inRest ? rest.Offset : base.Offset;

    public override bool Read()
    {
        if (_next < first.Count)
        {
            Row = first[_next++];
            return true;
        }

        _inRest = true;
        return rest.Read();
    }

    protected override void Close() => rest.Dispose();
}
