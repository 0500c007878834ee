using System.Runtime.InteropServices;

namespace Regularization.Tool;

/// <summary>Sparse rows as they come, over columns that are numbered as they come; turned into columns of a chosen order at the end.</summary>
internal sealed class RowEntries
{
    private readonly List<int> _columns = [];
    private readonly List<float> _values = [];
    private readonly List<int> _rowEnds = [];
    private readonly List<int> _rowsOfColumn = [];

    public int Rows => _rowEnds.Count;

    /// <summary>In how many rows each column occurs.</summary>
    public IReadOnlyList<int> RowsOfColumn => _rowsOfColumn;

    /// <summary>Adds an entry to the row that is being read; each column at most once a row.</summary>
    public void Add(int column, float value)
    {
        while (column >= _rowsOfColumn.Count)
        {
            _rowsOfColumn.Add(0);
        }

        _rowsOfColumn[column]++;
        _columns.Add(column);
        _values.Add(value);
    }

    public void EndRow() => _rowEnds.Add(_columns.Count);

    /// <summary>The columns and values of a row, the values to be changed in place.</summary>
    public void Row(int row, out ReadOnlySpan<int> columns, out Span<float> values)
    {
        int start = row == 0 ? 0 : _rowEnds[row - 1];
        columns = CollectionsMarshal.AsSpan(_columns)[start.._rowEnds[row]];
        values = CollectionsMarshal.AsSpan(_values)[start.._rowEnds[row]];
    }

    /// <summary>Divides each column by its value of the largest size, and gives these sizes.</summary>
    public float[] ScaleToLargest()
    {
        float[] sizes = new float[_rowsOfColumn.Count];
        for (int k = 0; k < _columns.Count; k++)
        {
            sizes[_columns[k]] = Math.Max(sizes[_columns[k]], Math.Abs(_values[k]));
        }

        for (int k = 0; k < _columns.Count; k++)
        {
            _values[k] /= sizes[_columns[k]];
        }

        return sizes;
    }

    /// <summary>The entries of the columns in the order given; columns that are not in it are left out.</summary>
    public FeatureBlock ToBlock(ModelInput input, IReadOnlyList<int> order) => new Block(input, this, order);

    private sealed class Block(ModelInput input, RowEntries entries, IReadOnlyList<int> order) : FeatureBlock(input)
    {
        public override long Nonzeros { get; } = order.Sum(column => (long)entries.RowsOfColumn[column]);

        public override void WriteTo(DesignWriter writer)
        {
            // A counting sort by column; rows stay ascending within each.
            int[] next = StartsInOrder();
            int[] rows = new int[Nonzeros];
            float[] values = new float[Nonzeros];
            for (int i = 0; i < entries.Rows; i++)
            {
                entries.Row(i, out ReadOnlySpan<int> columns, out Span<float> rowValues);
                for (int k = 0; k < columns.Length; k++)
                {
                    if (next[columns[k]] >= 0)
                    {
                        int at = next[columns[k]]++;
                        (rows[at], values[at]) = (i, rowValues[k]);
                    }
                }
            }

            int written = 0;
            foreach (int column in order)
            {
                writer.NextColumn();
                for (int end = written + entries.RowsOfColumn[column]; written < end; written++)
                {
                    writer.Add(rows[written], values[written]);
                }
            }
        }

        private int[] StartsInOrder()
        {
            int[] starts = new int[entries.RowsOfColumn.Count];
            Array.Fill(starts, -1);
            int start = 0;
            foreach (int column in order)
            {
                starts[column] = start;
                start += entries.RowsOfColumn[column];
            }

            return starts;
        }
    }
}
