namespace Regularization;

/// <summary>All entries of a sparse design by rows, columns ascending within each: what <see cref="ColumnsByRows"/> selects from.</summary>
internal sealed class DesignByRows
{
    private readonly long[] _starts;
    private readonly int[] _columns;
    private readonly float[] _values;

    public DesignByRows(SparseDesignMatrix design)
    {
        (Rows, Columns) = (design.Rows, design.Columns);
        SparseView x = design.View;
        int total = checked((int)x.Starts[Columns]);
        (_starts, _columns, _values) = (new long[Rows + 1], GC.AllocateUninitializedArray<int>(total), GC.AllocateUninitializedArray<float>(total));
        for (int e = 0; e < total; e++)
        {
            _starts[x.RowIndices[e] + 1]++;
        }

        for (int i = 1; i < _starts.Length; i++)
        {
            _starts[i] += _starts[i - 1];
        }

        // While the entries are put in, starts[i] is where the next of row i goes; afterwards that is where row i + 1 begins.
        for (int j = 0; j < Columns; j++)
        {
            for (int e = (int)x.Starts[j]; e < (int)x.Starts[j + 1]; e++)
            {
                long at = _starts[x.RowIndices[e]]++;
                (_columns[at], _values[at]) = (j, x.Values[e]);
            }
        }

        Array.Copy(_starts, 0, _starts, 1, Rows);
        _starts[0] = 0;
    }

    public int Rows { get; }

    public int Columns { get; }

    public int EntriesIn(Range rows) => (int)(_starts[rows.End] - _starts[rows.Start]);

    /// <summary>Takes what is in some columns and rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="weights">By row of the design: nothing is taken from those of weight 0. Empty if all count.</param>
    /// <param name="positionOf">By column, its position among those that are taken; below 0 if it is not.</param>
    /// <param name="starts">Receives where each row begins; one more than there are rows.</param>
    /// <param name="positions">Receives the positions; room for <see cref="EntriesIn"/>.</param>
    /// <param name="values">Receives the values; room for as many.</param>
    public void Select(Range rows, ReadOnlySpan<double> weights, ReadOnlySpan<int> positionOf, Span<long> starts, Span<int> positions, Span<float> values)
    {
        (int from, int to) = (rows.Start.Value, rows.End.Value);
        int at = 0;
        for (int i = from; i < to; i++)
        {
            starts[i - from] = at;
            if (!weights.IsEmpty && weights[i] == 0)
            {
                continue;
            }

            int start = (int)_starts[i], length = (int)(_starts[i + 1] - start);
            at += Kernels.Current.Select(_columns.AsSpan(start, length), _values.AsSpan(start, length), positionOf, positions.Slice(at, length), values.Slice(at, length));
        }

        starts[to - from] = at;
    }
}
