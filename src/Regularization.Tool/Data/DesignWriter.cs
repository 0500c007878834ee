namespace Regularization.Tool;

/// <summary>Takes a design matrix column by column, entry by entry, and makes a dense or a sparse one of it.</summary>
internal abstract class DesignWriter
{
    /// <summary>Starts the next column; the first one too.</summary>
    public abstract void NextColumn();

    /// <summary>Sets an entry of the current column; rows ascend, what is not set is 0.</summary>
    public abstract void Add(int row, float value);

    public abstract DesignMatrix Finish();

    /// <summary>The writer for n x p with so many nonzeros, dense or sparse by the rule of the library.</summary>
    public static DesignWriter For(int rows, int columns, long nonzeros)
    {
        long all = (long)rows * columns;
        if (!DesignMatrix.PrefersSparse(nonzeros, rows, columns) && all <= Array.MaxLength)
        {
            return new Dense(rows, columns);
        }

        if (nonzeros > Array.MaxLength)
        {
            throw new ToolException(
                $"{rows:N0} rows x {columns:N0} features have {nonzeros:N0} values; at most {Array.MaxLength:N0} can be held. Leave out columns (--ignore) or rows.");
        }

        return new Sparse(rows, columns, nonzeros);
    }

    private sealed class Dense(int rows, int columns) : DesignWriter
    {
        private readonly float[] _values = new float[(long)rows * columns];
        private int _offset = -rows;

        public override void NextColumn() => _offset += rows;

        public override void Add(int row, float value) => _values[_offset + row] = value;

        public override DesignMatrix Finish() => DesignMatrix.FromColumns(_values, rows, columns);
    }

    private sealed class Sparse(int rows, int columns, long nonzeros) : DesignWriter
    {
        private readonly long[] _starts = new long[columns + 1];
        private readonly int[] _rows = new int[nonzeros];
        private readonly float[] _values = new float[nonzeros];
        private int _column = -1;
        private int _count;

        public override void NextColumn() => _starts[++_column] = _count;

        public override void Add(int row, float value)
        {
            if (value == 0)
            {
                return;
            }

            _rows[_count] = row;
            _values[_count++] = value;
        }

        public override DesignMatrix Finish()
        {
            _starts[columns] = _count;
            return DesignMatrix.FromCompressedColumns(rows, _starts, _rows, _values);
        }
    }
}
