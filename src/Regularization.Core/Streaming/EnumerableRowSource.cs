namespace Regularization;

/// <summary>Rows of an enumerable, one enumeration a pass.</summary>
internal sealed class EnumerableRowSource(int features, Func<int, IEnumerable<StreamRow>> rowsOfPass, bool canReopen) : RowSource
{
    private bool _opened;

    public override int Features => features;

    public override bool CanReopen => canReopen;

    public override RowReader Open(int pass)
    {
        if (_opened && !canReopen)
        {
            throw new InvalidOperationException("The rows can be read once only and have been read. Open the stream again and make a new row source.");
        }

        _opened = true;
        return new Reader(rowsOfPass(pass).GetEnumerator());
    }

    private sealed class Reader(IEnumerator<StreamRow> rows) : RowReader
    {
        private StreamRow _row;

        public override bool IsSparse => !_row.Indices.IsEmpty || _row.Values.IsEmpty;

        public override ReadOnlySpan<int> Indices => _row.Indices.Span;

        public override ReadOnlySpan<float> Values => _row.Values.Span;

        public override double Label => _row.Label;

        public override double Weight => _row.Weight;

        public override double Offset => _row.Offset;

        public override bool Read()
        {
            if (!rows.MoveNext())
            {
                return false;
            }

            _row = rows.Current;
            return true;
        }

        protected override void Close() => rows.Dispose();
    }
}
