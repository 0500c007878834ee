namespace Regularization;

/// <summary>Some columns of a sparse design by rows, as positions in their list, ascending within each row.</summary>
internal sealed class ColumnsByRows
{
    private readonly SparseDesignMatrix _design;
    private readonly long[] _starts;
    private int[] _positions = [];
    private float[] _values = [];
    private int _count;

    public ColumnsByRows(SparseDesignMatrix design)
    {
        _design = design;
        _starts = new long[design.Rows + 1];
    }

    /// <summary>The columns as the kernels take them.</summary>
    public SparseRowView View => new(_starts, _positions.AsSpan(0, (int)_starts[^1]), _values.AsSpan(0, (int)_starts[^1]), _count);

    /// <summary>Makes these the columns.</summary>
    public void Set(int[] columns)
    {
        _count = columns.Length;
        SparseView x = _design.View;
        Array.Clear(_starts);
        foreach (int column in columns)
        {
            for (long e = x.Starts[column]; e < x.Starts[column + 1]; e++)
            {
                _starts[x.RowIndices[(int)e] + 1]++;
            }
        }

        for (int i = 1; i < _starts.Length; i++)
        {
            _starts[i] += _starts[i - 1];
        }

        int total = checked((int)_starts[^1]);
        if (_positions.Length < total)
        {
            (_positions, _values) = (new int[total * 5L / 4], new float[total * 5L / 4]);
        }

        // While the entries are put in, starts[i] is where the next of row i goes; afterwards that is where row i + 1 begins.
        for (int k = 0; k < columns.Length; k++)
        {
            for (long e = x.Starts[columns[k]]; e < x.Starts[columns[k] + 1]; e++)
            {
                long at = _starts[x.RowIndices[(int)e]]++;
                (_positions[at], _values[at]) = (k, x.Values[(int)e]);
            }
        }

        Array.Copy(_starts, 0, _starts, 1, _starts.Length - 1);
        _starts[0] = 0;
    }
}
