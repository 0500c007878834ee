namespace Regularization.Tool;

/// <summary>Takes rows of features one after the other and makes a dense or a sparse matrix of them.</summary>
internal sealed class RowMatrixBuilder(int columns, bool isSparse)
{
    private readonly List<long> _starts = [0];
    private readonly List<int> _columns = [];
    private readonly List<float> _values = [];

    public void Add(FeatureVector row)
    {
        _columns.AddRange(row.Features);
        _values.AddRange(row.Values);
        _starts.Add(_columns.Count);
    }

    /// <exception cref="ToolException">A dense matrix would be larger than an array can be.</exception>
    public RowMatrix Finish()
    {
        if (isSparse)
        {
            return RowMatrix.FromCompressedRows(columns, [.. _starts], [.. _columns], [.. _values]);
        }

        int rows = _starts.Count - 1;
        if ((long)rows * columns > Array.MaxLength)
        {
            throw new ToolException($"{rows:N0} rows x {columns:N0} features to judge by are more than can be held ({Array.MaxLength:N0} values). Leave out rows.");
        }

        float[] dense = new float[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (long k = _starts[i]; k < _starts[i + 1]; k++)
            {
                dense[(i * columns) + _columns[(int)k]] = _values[(int)k];
            }
        }

        return RowMatrix.FromRows(dense, rows, columns);
    }
}
