namespace Regularization;

/// <summary>A sparse design matrix: float32, compressed sparse columns.</summary>
internal sealed partial class SparseDesignMatrix : DesignMatrix
{
    private readonly long[] _starts;
    private readonly int[] _rows;
    private readonly float[] _values;
    private readonly WeakReference<DesignByRows> _byRows = new(null!);

    public SparseDesignMatrix(int rows, long[] columnStarts, int[] rowIndices, float[] values)
        : base(rows, CheckedColumns(columnStarts))
    {
        ArgumentNullException.ThrowIfNull(rowIndices);
        ArgumentNullException.ThrowIfNull(values);
        if (rowIndices.LongLength != columnStarts[^1] || values.LongLength != columnStarts[^1])
        {
            throw new ArgumentException($"The column starts end at {columnStarts[^1]}, but there are {rowIndices.LongLength} row indices and {values.LongLength} values.", nameof(columnStarts));
        }

        CheckEntries(rows, columnStarts, rowIndices, values);
        (_starts, _rows, _values) = (columnStarts, rowIndices, values);
    }

    public override bool IsSparse => true;

    public override long EntryCount => _starts[^1];

    /// <summary>The matrix as the kernels take it.</summary>
    public SparseView View => new(_starts, _rows, _values, Rows);

    /// <summary>The same entries by rows: one copy for all that hold it at the same time, such as the folds of a cross-validation.</summary>
    public DesignByRows ByRows()
    {
        lock (_byRows)
        {
            if (!_byRows.TryGetTarget(out DesignByRows? byRows))
            {
                _byRows.SetTarget(byRows = new DesignByRows(this));
            }

            return byRows;
        }
    }

    internal override void Dot(ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate) =>
        Kernels.Current.Dot(View, columns, r, rStride, rCount, result, resultStride, accumulate);

    internal override void Square(ReadOnlySpan<int> columns, in RowWeights h, ReadOnlySpan<double> center, Span<double> result) =>
        Kernels.Current.Square(View, columns, h.Values, h.Uniform, h.Sum, center, result);

    internal override void Add(ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y) => Kernels.Current.Add(View, columns, a, y);

    internal override void CoordinateDescent(in RowWeights h, Span<double> u, ref double shift, in CoordinateView at, ref EpochProgress progress) =>
        Kernels.Current.CoordinateDescent(View, h.Values, h.Uniform, h.Sum, u, ref shift, at, ref progress);

    internal override long EntriesOf(int column) => _starts[column + 1] - _starts[column];

    internal override void CostsOf(ReadOnlySpan<int> columns, Span<long> costs)
    {
        long[] starts = _starts;
        for (int k = 0; k < columns.Length; k++)
        {
            int j = columns[k];
            costs[k] = starts[j + 1] - starts[j];
        }
    }

    internal override DesignMatrix SelectRows(ReadOnlySpan<int> rows)
    {
        var placeOf = new int[Rows];
        Array.Fill(placeOf, -1);
        for (int i = 0; i < rows.Length; i++)
        {
            placeOf[rows[i]] = i;
        }

        var starts = new long[Columns + 1];
        List<int> indices = [];
        List<float> values = [];
        for (int j = 0; j < Columns; j++)
        {
            for (long k = _starts[j]; k < _starts[j + 1]; k++)
            {
                int place = placeOf[_rows[k]];
                if (place >= 0)
                {
                    indices.Add(place);
                    values.Add(_values[k]);
                }
            }

            starts[j + 1] = indices.Count;
        }

        return new SparseDesignMatrix(rows.Length, starts, [.. indices], [.. values]);
    }

    internal override RowMatrix ToRows()
    {
        var starts = new long[Rows + 1];
        for (long k = 0; k < EntryCount; k++)
        {
            starts[_rows[k] + 1]++;
        }

        for (int i = 0; i < Rows; i++)
        {
            starts[i + 1] += starts[i];
        }

        long[] next = [.. starts];
        int[] columns = new int[EntryCount];
        float[] values = new float[EntryCount];
        for (int j = 0; j < Columns; j++)
        {
            for (long k = _starts[j]; k < _starts[j + 1]; k++)
            {
                long at = next[_rows[k]]++;
                (columns[at], values[at]) = (j, _values[k]);
            }
        }

        return RowMatrix.OverCompressedRows(Columns, starts, columns, values);
    }

    private static int CheckedColumns(long[] columnStarts)
    {
        ArgumentNullException.ThrowIfNull(columnStarts);
        if (columnStarts.Length < 2)
        {
            throw new ArgumentException($"There {(columnStarts.Length == 1 ? "is one column start" : "are no column starts")}; there must be one for each column, of which there is at least one, and the end.", nameof(columnStarts));
        }

        if (columnStarts[0] != 0)
        {
            throw new ArgumentException($"The first column start is {columnStarts[0]}; it must be 0.", nameof(columnStarts));
        }

        for (int j = 1; j < columnStarts.Length; j++)
        {
            if (columnStarts[j] < columnStarts[j - 1])
            {
                string what = j == columnStarts.Length - 1 ? "The end" : $"The start of column {j}";
                throw new ArgumentException($"{what} is {columnStarts[j]}, below the start of column {j - 1} ({columnStarts[j - 1]}); column starts must not decrease.", nameof(columnStarts));
            }
        }

        return columnStarts.Length - 1;
    }

    private static void CheckEntries(int rows, long[] starts, int[] rowIndices, float[] values)
    {
        for (int j = 0; j + 1 < starts.Length; j++)
        {
            ReadOnlySpan<int> column = rowIndices.AsSpan((int)starts[j], (int)(starts[j + 1] - starts[j]));
            int previous = -1;
            bool ascends = true;
            foreach (int row in column)
            {
                ascends &= row > previous;
                previous = row;
            }

            if (!ascends || previous >= rows)
            {
                ThrowForRows(column, j, rows);
            }
        }

        long at = FiniteCheck.IndexOfNonFinite(values);
        if (at >= 0)
        {
            int j = Array.FindLastIndex(starts, start => start <= at);
            throw new ArgumentException(FiniteCheck.FeatureMessage(values[at], rowIndices[at], j), nameof(values));
        }
    }

    private static void ThrowForRows(ReadOnlySpan<int> column, int index, int rows)
    {
        int previous = -1;
        foreach (int row in column)
        {
            if (row < 0 || row >= rows)
            {
                throw new ArgumentException($"Column {index} has row index {row}; there are {Counted.Of(rows, "row")}, counted from 0.", "rowIndices");
            }

            if (row <= previous)
            {
                throw new ArgumentException($"Column {index} has row index {row} after {previous}; within a column they must ascend without repeats.", "rowIndices");
            }

            previous = row;
        }
    }
}
