namespace Regularization.Tests;

/// <summary>A random sparse matrix and the same one dense.</summary>
internal sealed class SparseCase
{
    public SparseCase(Random random, int rows, int columns, double density)
    {
        Rows = rows;
        Columns = columns;
        Dense = new float[rows * columns];
        List<int> rowIndices = [];
        List<float> values = [];
        Starts = new long[columns + 1];
        for (int j = 0; j < columns; j++)
        {
            // some columns are empty and some are full
            double share = j % 5 == 3 ? 0 : j % 7 == 6 ? 1 : density;
            for (int i = 0; i < rows; i++)
            {
                if (random.NextDouble() < share)
                {
                    float value = (float)(random.NextDouble() - 0.3);
                    rowIndices.Add(i);
                    values.Add(value);
                    Dense[(j * rows) + i] = value;
                }
            }

            Starts[j + 1] = values.Count;
        }

        RowIndices = [.. rowIndices];
        Values = [.. values];
    }

    public int Rows { get; }

    public int Columns { get; }

    public long[] Starts { get; }

    public int[] RowIndices { get; }

    public float[] Values { get; }

    public float[] Dense { get; }

    public SparseView View => new(Starts, RowIndices, Values, Rows);

    public DenseView DenseView => new(Dense, Rows, Rows, Columns);
}
