namespace Regularization;

/// <summary>Features by rows, n x p, on their way to a network: all values (row-major) or the nonzero ones (CSR). It can be scaled in place.</summary>
internal sealed class FeatureTable
{
    private readonly int[] _indices;
    private readonly long[] _starts;

    /// <summary>All values.</summary>
    /// <param name="rows">n.</param>
    /// <param name="columns">p.</param>
    /// <param name="values">Length n·p, by rows.</param>
    public FeatureTable(int rows, int columns, float[] values) => (Rows, Columns, Values, _starts, _indices) = (rows, columns, values, [], []);

    /// <summary>The nonzero values.</summary>
    /// <param name="columns">p.</param>
    /// <param name="starts">Length n + 1: where each row starts.</param>
    /// <param name="indices">The feature of each value, ascending in each row.</param>
    /// <param name="values">The values.</param>
    public FeatureTable(int columns, long[] starts, int[] indices, float[] values) =>
        (Rows, Columns, Values, _starts, _indices) = (starts.Length - 1, columns, values, starts, indices);

    /// <summary>n.</summary>
    public int Rows { get; }

    /// <summary>p.</summary>
    public int Columns { get; }

    /// <summary>The values, or the nonzero ones.</summary>
    public float[] Values { get; }

    /// <summary>Whether only the nonzero values are held.</summary>
    public bool IsSparse => _starts.Length > 0;

    /// <summary>The feature of a value.</summary>
    /// <param name="at">Its place in <see cref="Values"/>.</param>
    public int ColumnOf(int at) => IsSparse ? _indices[at] : at % Columns;

    /// <summary>x_j := (x_j − mean_j) · factor_j. A table of nonzero values must have means of 0.</summary>
    /// <param name="scaling">Means and factors.</param>
    public void Apply(FeatureScaling scaling)
    {
        if (IsSparse)
        {
            for (int k = 0; k < Values.Length; k++)
            {
                Values[k] = (float)(Values[k] * scaling.Factors[_indices[k]]);
            }

            return;
        }

        for (int i = 0; i < Rows; i++)
        {
            Span<float> row = Values.AsSpan(i * Columns, Columns);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = (float)((row[j] - scaling.Means[j]) * scaling.Factors[j]);
            }
        }
    }

    /// <summary>The same with all values, if it is not so already.</summary>
    /// <exception cref="InvalidOperationException">There are more values than an array can hold.</exception>
    public FeatureTable ToDense()
    {
        if (!IsSparse)
        {
            return this;
        }

        using var store = new RowMajorStore(Columns);
        for (int i = 0; i < Rows; i++)
        {
            Range row = (int)_starts[i]..(int)_starts[i + 1];
            store.Add(_indices.AsSpan(row), Values.AsSpan(row));
        }

        return store.ToTable();
    }

    /// <summary>The same as networks take it, without a copy.</summary>
    public RowMatrix ToRowMatrix() => IsSparse ? RowMatrix.FromCompressedRows(Columns, _starts, _indices, Values) : RowMatrix.FromRows(Values, Rows, Columns);
}
