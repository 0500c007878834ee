namespace Regularization;

/// <summary>A dense design matrix: float32, column-major; columns that are 0 or 1 as bits besides (<see cref="IndicatorColumns"/>).</summary>
internal sealed partial class DenseDesignMatrix : DesignMatrix
{
    private const int RowBlock = 1024;

    /// <summary>Below so many products a second thread costs more than it brings.</summary>
    private const double SmallestParallelGram = 1_000_000;

    /// <summary>A product with an indicator takes about this share of the time of a dense one.</summary>
    private const int IndicatorShare = 8;

    private const int IndicatorsAtOnce = 512;

    /// <summary>Rows that a task of a Gram matrix has at least.</summary>
    private const int SmallestChunk = 768;

    private readonly float[] _values;
    private readonly IndicatorColumns? _indicators;

    public DenseDesignMatrix(float[] values, int rows, int columns)
        : base(rows, columns)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.LongLength != (long)rows * columns)
        {
            throw new ArgumentException($"The design matrix has {values.LongLength} values; {rows} rows x {columns} columns need {(long)rows * columns}.", nameof(values));
        }

        long bad = FiniteCheck.IndexOfNonFinite(values);
        if (bad >= 0)
        {
            throw new ArgumentException(FiniteCheck.FeatureMessage(values[bad], bad % rows, bad / rows), nameof(values));
        }

        _values = values;
        _indicators = IndicatorColumns.Of(values, rows, columns);
    }

    /// <summary>Rows of a matrix, whose values are known to be finite.</summary>
    private DenseDesignMatrix(DenseDesignMatrix of, float[] values, int rows)
        : base(rows, of.Columns)
    {
        _values = values;
        _indicators = of._indicators is null ? null : IndicatorColumns.Of(values, rows, of.Columns);
    }

    public override bool IsSparse => false;

    public override long EntryCount => _values.LongLength;

    private DenseView View => new(_values, Rows, Rows, Columns);

    internal override void Dot(ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        if (_indicators?.TryDot(columns, r, rStride, rCount, result, resultStride, accumulate) == true)
        {
            DotOthers(columns, r, rStride, rCount, result, resultStride, accumulate);
            return;
        }

        DotDense(columns, r, rStride, rCount, result, resultStride, accumulate);
    }

    private void DotDense(ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        if (rCount == 1)
        {
            Kernels.Current.Dot(View, columns, r, rStride, rCount, result, resultStride, accumulate);
            return;
        }

        // Several right-hand sides are used over and over: by blocks of rows they stay in cache.
        for (int row = 0; row < Rows; row += RowBlock)
        {
            var block = new DenseView(_values.AsSpan(row), Rows, Math.Min(RowBlock, Rows - row), Columns);
            Kernels.Current.Dot(block, columns, r[row..], rStride, rCount, result, resultStride, accumulate || row > 0);
        }
    }

    internal override void Square(ReadOnlySpan<int> columns, in RowWeights h, ReadOnlySpan<double> center, Span<double> result)
    {
        if (_indicators?.TrySquare(columns, h, center, result) == true)
        {
            SquareOthers(columns, h, center, result);
            return;
        }

        Kernels.Current.Square(View, columns, h.Values, h.Uniform, center, result);
    }

    internal override void Add(ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        if (_indicators?.TryAdd(columns, a, y) == true)
        {
            AddOthers(columns, a, y);
            return;
        }

        Kernels.Current.Add(View, columns, a, y);
    }

    internal override void Gram(int[] columns, int first, double[] h, double uniform, double[] center, Memory<double> gram, int stride, int threads) =>
        GramRows(columns, first, h, uniform, center, gram[Math.Min(gram.Length, first * stride)..], stride, threads);

    /// <summary>Tiles of the matrix, and where these are too few for the threads, blocks of rows of each, which are added up in their order.</summary>
    internal override void GramRows(int[] columns, int first, double[] h, double uniform, double[] center, Memory<double> rows, int stride, int threads)
    {
        int size = columns.Length, added = size - first;
        for (int k = first; k < size; k++)
        {
            rows.Span.Slice((k - first) * stride, k + 1).Clear();
        }

        if (threads <= 1 || (double)added * size * Rows < SmallestParallelGram)
        {
            AddGram(new GramTile(first, size, 0, size), 0, Rows, columns, h, uniform, center, rows.Span, stride);
            return;
        }

        List<GramTile> tiles = GramTile.Cover(first, size);
        int chunks = Math.Clamp(((4 * threads) + tiles.Count - 1) / tiles.Count, 1, Math.Max(1, Rows / SmallestChunk));
        var partial = new double[(long)(chunks - 1) * added * size];
        Parallel.For(0, tiles.Count * chunks, new ParallelOptions { MaxDegreeOfParallelism = threads }, task =>
        {
            GramTile tile = tiles[task / chunks];
            int chunk = task % chunks, from = StartOf(chunk, chunks), to = StartOf(chunk + 1, chunks);
            Span<double> target = chunk == 0 ? rows.Span[(((tile.From - first) * stride) + tile.RightFrom)..] : partial.AsSpan(((((chunk - 1) * added) + tile.From - first) * size) + tile.RightFrom);
            AddGram(tile, from, to, columns, h, uniform, center, target, chunk == 0 ? stride : size);
        });
        for (int part = 0; part < (chunks - 1) * added; part++)
        {
            int k = part % added;
            Span<double> row = rows.Span.Slice(k * stride, first + k + 1);
            VectorMath.Add(row, partial.AsSpan(part * size, row.Length), row);
        }
    }

    internal override void CoordinateDescent(in RowWeights h, Span<double> u, ref double shift, in CoordinateView at, ref EpochProgress progress) =>
        Kernels.Current.CoordinateDescent(View, h.Values, h.Uniform, u, at, ref progress);

    /// <summary>For an indicator what corresponds to it in time.</summary>
    internal override long EntriesOf(int column) => _indicators?.Holds(column) == true ? (Rows + IndicatorShare - 1) / IndicatorShare : Rows;

    internal override int ColumnsAtOnce(int entries) => _indicators?.IsMost == true ? Math.Max(IndicatorsAtOnce, base.ColumnsAtOnce(entries)) : base.ColumnsAtOnce(entries);

    internal override DesignMatrix SelectRows(ReadOnlySpan<int> rows)
    {
        var values = new float[(long)rows.Length * Columns];
        for (int j = 0; j < Columns; j++)
        {
            ReadOnlySpan<float> from = _values.AsSpan(j * Rows, Rows);
            Span<float> to = values.AsSpan(j * rows.Length, rows.Length);
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = from[rows[i]];
            }
        }

        return new DenseDesignMatrix(this, values, rows.Length);
    }

    /// <summary>In one pass over the columns.</summary>
    internal override DesignMatrix[] SplitRows(int[] partOfRow, int parts, int threads)
    {
        int[] rows = new int[parts], within = new int[Rows];
        for (int i = 0; i < Rows; i++)
        {
            within[i] = rows[partOfRow[i]]++;
        }

        float[][] values = [.. rows.Select(count => new float[(long)count * Columns])];
        ColumnBlocks.For(threads, Enumerable.Range(0, Columns).ToArray(), this, (from, to) =>
        {
            for (int j = from; j < to; j++)
            {
                ReadOnlySpan<float> column = _values.AsSpan(j * Rows, Rows);
                for (int i = 0; i < column.Length; i++)
                {
                    int part = partOfRow[i];
                    values[part][(j * rows[part]) + within[i]] = column[i];
                }
            }
        });
        return [.. values.Select((value, part) => new DenseDesignMatrix(this, value, rows[part]))];
    }

    private void AddGram(in GramTile tile, int fromRow, int toRow, int[] columns, double[] h, double uniform, double[] center, Span<double> target, int stride)
    {
        ReadOnlySpan<int> left = columns.AsSpan(tile.From..tile.To), right = columns.AsSpan(tile.RightFrom..tile.RightTo);
        ReadOnlySpan<double> leftCenter = center.AsSpan(tile.From..tile.To), rightCenter = center.AsSpan(tile.RightFrom..tile.RightTo);
        int diagonal = tile.From - tile.RightFrom;
        var rows = new DenseView(_values.AsSpan(fromRow), Rows, toRow - fromRow, Columns);
        ReadOnlySpan<double> weights = h.Length == 0 ? default : h.AsSpan(fromRow, toRow - fromRow);
        if (_indicators?.TryGram(fromRow, toRow, left, right, diagonal, weights, uniform, leftCenter, rightCenter, target, stride) == true)
        {
            GramOthers(rows, left, right, diagonal, weights, uniform, leftCenter, rightCenter, target, stride);
            return;
        }

        Kernels.Current.Gram(rows, left, right, diagonal, weights, uniform, leftCenter, rightCenter, target, stride);
    }

    /// <summary>The first row of a chunk; lines of indicators are not cut.</summary>
    private int StartOf(int chunk, int chunks)
    {
        int row = (int)((long)Rows * chunk / chunks);
        return _indicators is null || row == Rows ? row : row / IndicatorView.LineRows * IndicatorView.LineRows;
    }

    internal override RowMatrix ToRows()
    {
        var rows = new float[_values.Length];
        for (int j = 0; j < Columns; j++)
        {
            for (int i = 0; i < Rows; i++)
            {
                rows[((long)i * Columns) + j] = _values[((long)j * Rows) + i];
            }
        }

        return RowMatrix.FromRows(rows, Rows, Columns);
    }
}
