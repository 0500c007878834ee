namespace Regularization;

/// <summary>A dense design matrix: float32, column-major.</summary>
internal sealed class DenseDesignMatrix : DesignMatrix
{
    private const int RowBlock = 1024;

    private readonly float[] _values;

    public DenseDesignMatrix(float[] values, int rows, int columns)
        : base(rows, columns)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.LongLength != (long)rows * columns)
        {
            throw new ArgumentException($"The design matrix has {values.LongLength} values; {rows} rows x {columns} columns need {(long)rows * columns}.", nameof(values));
        }

        long bad = FiniteCheck.IndexOfNonFinite(values);
        if (bad >= 0)
        {
            throw new ArgumentException(FiniteCheck.FeatureMessage(values[bad], bad % rows, bad / rows), nameof(values));
        }

        _values = values;
    }

    public override bool IsSparse => false;

    public override long EntryCount => _values.LongLength;

    private DenseView View => new(_values, Rows, Rows, Columns);

    internal override void Dot(ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        if (rCount == 1)
        {
            Kernels.Current.Dot(View, columns, r, rStride, rCount, result, resultStride, accumulate);
            return;
        }

        // Several right-hand sides are used over and over: by blocks of rows they stay in cache.
        for (int row = 0; row < Rows; row += RowBlock)
        {
            var block = new DenseView(_values.AsSpan(row), Rows, Math.Min(RowBlock, Rows - row), Columns);
            Kernels.Current.Dot(block, columns, r[row..], rStride, rCount, result, resultStride, accumulate || row > 0);
        }
    }

    internal override void Square(ReadOnlySpan<int> columns, in RowWeights h, ReadOnlySpan<double> center, Span<double> result) =>
        Kernels.Current.Square(View, columns, h.Values, h.Uniform, center, result);

    internal override void Add(ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y) => Kernels.Current.Add(View, columns, a, y);

    internal override void CoordinateDescent(in RowWeights h, Span<double> u, ref double shift, in CoordinateView at, ref EpochProgress progress) =>
        Kernels.Current.CoordinateDescent(View, h.Values, h.Uniform, u, at, ref progress);

    internal override long EntriesOf(int column) => Rows;

    internal override DesignMatrix SelectRows(ReadOnlySpan<int> rows)
    {
        var values = new float[(long)rows.Length * Columns];
        for (int j = 0; j < Columns; j++)
        {
            ReadOnlySpan<float> from = _values.AsSpan(j * Rows, Rows);
            Span<float> to = values.AsSpan(j * rows.Length, rows.Length);
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = from[rows[i]];
            }
        }

        return new DenseDesignMatrix(values, rows.Length, Columns);
    }

    internal override RowMatrix ToRows()
    {
        var rows = new float[_values.Length];
        for (int j = 0; j < Columns; j++)
        {
            for (int i = 0; i < Rows; i++)
            {
                rows[((long)i * Columns) + j] = _values[((long)j * Rows) + i];
            }
        }

        return RowMatrix.FromRows(rows, Rows, Columns);
    }
}
