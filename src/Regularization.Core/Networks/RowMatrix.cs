namespace Regularization;

/// <summary>
/// Features by rows, as networks read them: n rows by p columns of float32, dense (row-major) or sparse (CSR). Finite values only; not to be changed while it is in use.
/// </summary>
/// <remarks>
/// <example>
/// <code>
/// RowMatrix x = RowMatrix.FromRows([1, 10, 2, 20, 3, 30], rows: 3, columns: 2);   // row after row
/// float[] second = new float[x.Columns];
/// x.CopyRow(1, second);
/// </code>
/// </example>
/// </remarks>
public sealed class RowMatrix
{
    private readonly float[] _values;
    private readonly long[] _starts;
    private readonly int[] _columns;

    private RowMatrix(int rows, int columns, float[] values, long[] starts, int[] columnIndices)
    {
        Rows = Check.AtLeast(1, rows, "The number of rows");
        Columns = Check.AtLeast(1, columns, "The number of features");
        (_values, _starts, _columns) = (values, starts, columnIndices);
        long bad = FiniteCheck.IndexOfNonFinite(values);
        if (bad >= 0)
        {
            long row = IsSparse ? RowOf(bad) : bad / columns, column = IsSparse ? columnIndices[bad] : bad % columns;
            throw new ArgumentException(FiniteCheck.FeatureMessage(values[bad], row, column), nameof(values));
        }
    }

    /// <summary>n.</summary>
    public int Rows { get; }

    /// <summary>p.</summary>
    public int Columns { get; }

    /// <summary>Whether only the nonzero entries are held.</summary>
    public bool IsSparse => _starts.Length > 0;

    /// <summary>A dense matrix over the array, without a copy.</summary>
    /// <param name="values">Length rows·columns: x[i, j] is <c>values[i * columns + j]</c>.</param>
    /// <param name="rows">n.</param>
    /// <param name="columns">p.</param>
    /// <exception cref="ArgumentException">The sizes disagree, or a value is NaN or infinite.</exception>
    public static RowMatrix FromRows(float[] values, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.LongLength == (long)rows * columns
            ? new RowMatrix(rows, columns, values, [], [])
            : throw new ArgumentException($"There are {values.LongLength} values; {rows} rows x {columns} columns need {(long)rows * columns}.", nameof(values));
    }

    /// <summary>A sparse matrix in compressed row form. The values are not copied; what says where they are is.</summary>
    /// <param name="columns">p.</param>
    /// <param name="rowStarts">Length n + 1, from 0, not decreasing.</param>
    /// <param name="columnIndices">The column of each entry, ascending within a row.</param>
    /// <param name="values">The value of each entry.</param>
    /// <exception cref="ArgumentException">The arrays do not describe such a matrix, or a value is NaN or infinite.</exception>
    public static RowMatrix FromCompressedRows(int columns, long[] rowStarts, int[] columnIndices, float[] values)
    {
        ArgumentNullException.ThrowIfNull(rowStarts);
        ArgumentNullException.ThrowIfNull(columnIndices);
        ArgumentNullException.ThrowIfNull(values);
        return OverCompressedRows(columns, [.. rowStarts], [.. columnIndices], values); // kernels trust them: nobody else may hold them
    }

    /// <summary>The same over arrays that nobody else holds.</summary>
    internal static RowMatrix OverCompressedRows(int columns, long[] rowStarts, int[] columnIndices, float[] values)
    {
        int rows = rowStarts.Length - 1;
        if (rows < 1 || rowStarts[0] != 0 || rowStarts[^1] > columnIndices.LongLength || rowStarts[^1] > values.LongLength)
        {
            throw new ArgumentException($"The row starts must run from 0 to at most the number of entries ({Math.Min(columnIndices.LongLength, values.LongLength)}), one more of them than rows.", nameof(rowStarts));
        }

        for (int i = 0; i < rows; i++)
        {
            if (rowStarts[i + 1] < rowStarts[i] || rowStarts[i + 1] > rowStarts[^1])
            {
                throw new ArgumentException($"Row {i} starts at entry {rowStarts[i]}, and the next at {rowStarts[i + 1]}; row starts must not decrease, from 0 to {rowStarts[^1]}.", nameof(rowStarts));
            }

            int previous = -1;
            for (long k = rowStarts[i]; k < rowStarts[i + 1]; k++)
            {
                if (columnIndices[k] <= previous || columnIndices[k] >= columns)
                {
                    throw new ArgumentException($"Row {i} has column index {columnIndices[k]} after {previous}; within a row they must ascend without repeats and be below {columns}.", nameof(columnIndices));
                }

                previous = columnIndices[k];
            }
        }

        return new RowMatrix(rows, columns, values, rowStarts, columnIndices);
    }

    /// <summary>The same numbers by rows: a transposed copy.</summary>
    /// <param name="design">A design matrix.</param>
    public static RowMatrix FromDesign(DesignMatrix design)
    {
        ArgumentNullException.ThrowIfNull(design);
        return design.ToRows();
    }

    /// <summary>Copies a row, zeros included.</summary>
    /// <param name="row">The row, 0 .. n − 1.</param>
    /// <param name="target">Where to, length p.</param>
    /// <exception cref="ArgumentException">There is no such row, or the target is not p long.</exception>
    public void CopyRow(int row, Span<float> target)
    {
        if (row < 0 || row >= Rows || target.Length != Columns)
        {
            throw new ArgumentException($"Row {row} of {Rows} is to be copied to {target.Length} values; the row must be below the number of rows, and there must be {Columns} values.", nameof(row));
        }

        if (!IsSparse)
        {
            DenseRow(row).CopyTo(target);
            return;
        }

        target.Clear();
        for (long at = _starts[row]; at < _starts[row + 1]; at++)
        {
            target[_columns[at]] = _values[at];
        }
    }

    /// <summary>The row as it stands in memory, if dense.</summary>
    internal ReadOnlySpan<float> DenseRow(int row) => _values.AsSpan(row * Columns, Columns);

    internal SparseRowView Sparse => new(_starts, _columns, _values, Columns);

    /// <summary>Some rows one after the other, dense.</summary>
    internal void Gather(ReadOnlySpan<int> rows, Span<float> target)
    {
        for (int k = 0; k < rows.Length; k++)
        {
            DenseRow(rows[k]).CopyTo(target.Slice(k * Columns, Columns));
        }
    }

    /// <summary>The value of the largest size, and its column.</summary>
    internal (int Column, float Value) Largest()
    {
        int at = System.Numerics.Tensors.TensorPrimitives.IndexOfMaxMagnitude<float>(_values);
        return at < 0 ? (0, 0) : (IsSparse ? _columns[at] : at % Columns, _values[at]);
    }

    /// <summary>Whether two rows hold the same numbers.</summary>
    internal bool RowsAreSame(int first, int second)
    {
        if (!IsSparse)
        {
            return DenseRow(first).SequenceEqual(DenseRow(second));
        }

        long a = Next(_starts[first], first), b = Next(_starts[second], second);
        while (a < _starts[first + 1] && b < _starts[second + 1] && _columns[a] == _columns[b] && _values[a] == _values[b])
        {
            (a, b) = (Next(a + 1, first), Next(b + 1, second));
        }

        return a == _starts[first + 1] && b == _starts[second + 1];

        long Next(long at, int row)
        {
            while (at < _starts[row + 1] && _values[at] == 0)
            {
                at++;
            }

            return at;
        }
    }

    private long RowOf(long entry)
    {
        int at = Array.BinarySearch(_starts, entry);
        return at >= 0 ? at : ~at - 1;
    }
}
