using System.Runtime.InteropServices;

namespace Regularization;

/// <summary>
/// Rows as all their values, while their number is not yet known: chunks of rows are transposed as they fill up and kept by panels of neighbouring
/// columns, so that the columns can be put together panel by panel, each panel's memory being given back at once.
/// </summary>
/// <remarks>
/// Panels are outside of the managed heap: there a buffer can grow without being copied (on Linux by <c>mremap</c>), and giving it back is immediate.
/// The peak is the design matrix, one panel in 16 and two chunks. In a panel the chunks follow one another, each with its columns in order, and in
/// each column the chunk's rows.
/// </remarks>
internal sealed class DenseRowStore : RowStore
{
    private const int ChunkValues = 1 << 20, SmallestChunkRows = 16, LargestChunkRows = 4096, MostPanels = 16;

    private readonly int _chunkRows;
    private readonly float[] _chunk;
    private readonly Panel[] _panels;
    private float[]? _transposed;
    private int _rowsInChunk;

    /// <summary>An empty store.</summary>
    /// <param name="columns">p, the number of features.</param>
    public DenseRowStore(int columns)
        : base(columns)
    {
        _chunkRows = Math.Clamp(ChunkValues / columns, SmallestChunkRows, LargestChunkRows);
        _chunk = GC.AllocateUninitializedArray<float>(checked(_chunkRows * columns));
        int panels = Math.Min(columns, MostPanels);
        _panels = [.. Enumerable.Range(0, panels).Select(k => new Panel((int)((long)columns * k / panels), (int)((long)columns * (k + 1) / panels)))];
    }

    public override void Add(ReadOnlySpan<float> values)
    {
        values.CopyTo(NextRow());
        Nonzeros += values.Length - MemoryMarshal.Cast<float, int>(values).Count(0);
    }

    public override void Add(ReadOnlySpan<int> indices, ReadOnlySpan<float> values)
    {
        Span<float> row = NextRow();
        row.Clear();
        for (int k = 0; k < values.Length; k++)
        {
            row[indices[k]] = values[k];
        }

        Nonzeros += values.Length - MemoryMarshal.Cast<float, int>(values).Count(0);
    }

    public override void CopyTo(RowStore other)
    {
        int flushed = Rows - _rowsInChunk;
        var columns = new float[flushed == 0 ? 0 : _chunk.Length];
        var row = new float[Columns];
        for (int first = 0; first < flushed; first += _chunkRows)
        {
            foreach (Panel panel in _panels)
            {
                panel.Read((long)first * panel.Columns, columns, panel.From * _chunkRows, panel.Columns * _chunkRows);
            }

            for (int i = 0; i < _chunkRows; i++)
            {
                for (int j = 0; j < Columns; j++)
                {
                    row[j] = columns[(j * _chunkRows) + i];
                }

                other.Add(row);
            }
        }

        for (int i = 0; i < _rowsInChunk; i++)
        {
            other.Add(_chunk.AsSpan(i * Columns, Columns));
        }
    }

    public override DesignMatrix ToDesignMatrix(int threads)
    {
        if ((long)Rows * Columns > Array.MaxLength)
        {
            throw TooManyValues(Rows, Columns);
        }

        float[] values = GC.AllocateUninitializedArray<float>(Rows * Columns);
        int flushed = Rows - _rowsInChunk;
        Transpose(_chunk, _rowsInChunk, Columns, values.AsSpan(flushed), Rows);
        foreach (Panel panel in _panels)
        {
            for (int first = 0; first < flushed; first += _chunkRows)
            {
                for (int j = 0; j < panel.Columns; j++)
                {
                    panel.Read(((long)first * panel.Columns) + ((long)j * _chunkRows), values, ((panel.From + j) * Rows) + first, _chunkRows);
                }
            }

            panel.Dispose();
        }

        return DesignMatrix.FromColumns(values, Rows, Columns);
    }

    public override void Dispose()
    {
        foreach (Panel panel in _panels)
        {
            panel.Dispose();
        }
    }

    private Span<float> NextRow()
    {
        if (_rowsInChunk == _chunkRows)
        {
            _transposed ??= GC.AllocateUninitializedArray<float>(_chunk.Length);
            Transpose(_chunk, _chunkRows, Columns, _transposed, _chunkRows);
            foreach (Panel panel in _panels)
            {
                panel.Append(_transposed, panel.From * _chunkRows, panel.Columns * _chunkRows);
            }

            _rowsInChunk = 0;
        }

        Rows++;
        return _chunk.AsSpan(_rowsInChunk++ * Columns, Columns);
    }

    /// <summary>to[j · stride + i] = from[i · columns + j], in tiles that fit the first-level cache.</summary>
    private static void Transpose(ReadOnlySpan<float> from, int rows, int columns, Span<float> to, int stride)
    {
        const int Tile = 32;
        for (int firstColumn = 0; firstColumn < columns; firstColumn += Tile)
        {
            int endColumn = Math.Min(firstColumn + Tile, columns);
            for (int firstRow = 0; firstRow < rows; firstRow += Tile)
            {
                int endRow = Math.Min(firstRow + Tile, rows);
                for (int j = firstColumn; j < endColumn; j++)
                {
                    Span<float> column = to.Slice((j * stride) + firstRow, endRow - firstRow);
                    for (int i = 0; i < column.Length; i++)
                    {
                        column[i] = from[((firstRow + i) * columns) + j];
                    }
                }
            }
        }
    }

    /// <summary>A growing buffer outside of the managed heap for the columns from .. to − 1.</summary>
    private sealed class Panel(int from, int to) : IDisposable
    {
        private nint _memory;
        private long _capacity, _count;

        ~Panel() => Free();

        public int From => from;

        public int Columns => to - from;

        public void Append(float[] values, int start, int count)
        {
            if (_count + count > _capacity)
            {
                _capacity = Math.Max(_count + count, _capacity + (_capacity / 2));
                nint bytes = checked((nint)(_capacity * sizeof(float)));
                _memory = _memory == 0 ? Marshal.AllocHGlobal(bytes) : Marshal.ReAllocHGlobal(_memory, bytes);
            }

            Marshal.Copy(values, start, At(_count), count);
            _count += count;
        }

        public void Read(long position, float[] values, int start, int count) => Marshal.Copy(At(position), values, start, count);

        public void Dispose()
        {
            Free();
            GC.SuppressFinalize(this);
        }

        private nint At(long position) => _memory + (nint)(position * sizeof(float));

        private void Free()
        {
            Marshal.FreeHGlobal(_memory);
            (_memory, _capacity, _count) = (0, 0, 0);
        }
    }
}
