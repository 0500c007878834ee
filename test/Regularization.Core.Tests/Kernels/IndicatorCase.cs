namespace Regularization.Tests;

/// <summary>Random indicator columns, as bits and as the dense matrix that they stand for. Words beyond the rows are 0.</summary>
internal sealed class IndicatorCase
{
    private readonly int _rows;
    private readonly int _columns;

    public IndicatorCase(Random random, int rows, int columns, double share)
    {
        (_rows, _columns) = (rows, columns);
        Words = new ulong[IndicatorView.LengthOf(rows, columns)];
        Dense = new float[rows * columns];
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < rows; i++)
            {
                if (random.NextDouble() < share)
                {
                    Dense[(j * rows) + i] = 1;
                    Words[(((i / 512 * columns) + j) * 8) + (i / 64 % 8)] |= 1UL << (i % 64);
                }
            }
        }
    }

    public ulong[] Words { get; }

    public float[] Dense { get; }

    public IndicatorView View => new(Words, _rows, _columns);

    public DenseView DenseView => new(Dense, _rows, _rows, _columns);
}
