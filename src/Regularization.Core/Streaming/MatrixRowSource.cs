namespace Regularization;

/// <summary>Rows that are in memory already.</summary>
internal sealed class MatrixRowSource : RowSource
{
    private readonly RowMatrix _x;
    private readonly double[] _y;
    private readonly double[] _weights;
    private readonly double[] _offsets;

    /// <summary>Weights and offsets may be empty.</summary>
    public MatrixRowSource(RowMatrix x, double[] y, double[] weights, double[] offsets)
    {
        Require(y, "responses", nameof(y));
        if (weights.Length > 0)
        {
            Require(weights, "weights", nameof(weights));
        }

        if (offsets.Length > 0)
        {
            Require(offsets, "offsets", nameof(offsets));
        }

        (_x, _y, _weights, _offsets) = (x, y, weights, offsets);

        void Require(double[] values, string what, string parameter)
        {
            if (values.Length != x.Rows)
            {
                throw new ArgumentException($"There are {values.Length} {what} for {x.Rows} rows; there must be one a row.", parameter);
            }
        }
    }

    public IReadOnlyList<string>? Names { get; init; }

    public override int Features => _x.Columns;

    public override IReadOnlyList<string>? FeatureNames => Names;

    public override RowReader Open(int pass) => new Reader(this);

    private sealed class Reader(MatrixRowSource source) : RowReader
    {
        private readonly RowMatrix _x = source._x;
        private int _row = -1;

        public override bool IsSparse => _x.IsSparse;

        public override ReadOnlySpan<int> Indices => _x.IsSparse ? Entries(_x.Sparse.ColumnIndices) : [];

        public override ReadOnlySpan<float> Values => _x.IsSparse ? Entries(_x.Sparse.Values) : _x.DenseRow(_row);

        public override double Label => source._y[_row];

        public override double Weight => source._weights.Length > 0 ? source._weights[_row] : 1;

        public override double Offset => source._offsets.Length > 0 ? source._offsets[_row] : 0;

        public override bool Read() => ++_row < _x.Rows;

        private ReadOnlySpan<T> Entries<T>(ReadOnlySpan<T> all)
        {
            ReadOnlySpan<long> starts = _x.Sparse.Starts;
            return all[(int)starts[_row]..(int)starts[_row + 1]];
        }
    }
}
