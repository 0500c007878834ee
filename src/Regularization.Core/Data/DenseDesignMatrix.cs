using System.Buffers;

namespace Regularization;

/// <summary>A dense design matrix: float32, column-major; columns that are 0 or 1 as bits besides (<see cref="IndicatorColumns"/>).</summary>
internal sealed class DenseDesignMatrix : DesignMatrix
{
    private const int RowBlock = 1024;

    /// <summary>Below so many products a second thread costs more than it brings.</summary>
    private const double SmallestParallelGram = 1_000_000;

    /// <summary>Rows that a task of a Gram matrix has at least.</summary>
    private const int SmallestChunk = 768;

    private readonly float[] _values;
    private readonly Lazy<IndicatorColumns?> _indicators;

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
        _indicators = new(() => IndicatorColumns.Of(values, rows, columns));
    }

    /// <summary>Rows of a matrix, whose values are known to be finite.</summary>
    private DenseDesignMatrix(DenseDesignMatrix of, float[] values, int rows)
        : base(rows, of.Columns)
    {
        _values = values;
        int columns = of.Columns;
        _indicators = new(() => IndicatorColumns.Of(values, rows, columns));
    }

    public override bool IsSparse => false;

    public override long EntryCount => _values.LongLength;

    private DenseView View => new(_values, Rows, Rows, Columns);

    /// <summary>Adds the products of columns over some rows to a Gram matrix.</summary>
    private delegate void TileKernel(int fromRow, int toRow, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int stride);

    internal override void Dot(ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        if (IndicatorsFor(columns) is not { } indicators)
        {
            DotDense(columns, r, rStride, rCount, result, resultStride, accumulate);
            return;
        }

        using Borrowed<int> places = new(columns.Length);
        int left = indicators.Dot(columns, r, rStride, rCount, result, resultStride, accumulate, places.Span);
        if (left == columns.Length)
        {
            DotDense(columns, r, rStride, rCount, result, resultStride, accumulate);
        }
        else if (left > 0)
        {
            using Borrowed<int> others = At(columns, places.Span[..left]);
            using Borrowed<double> own = new(rCount * left);
            DotDense(others.Span, r, rStride, rCount, own.Span, left, accumulate: false);
            for (int c = 0; c < rCount; c++)
            {
                for (int k = 0; k < left; k++)
                {
                    ref double target = ref result[(c * resultStride) + places.Span[k]];
                    target = (accumulate ? target : 0) + own.Span[(c * left) + k];
                }
            }
        }
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
            Kernels.Current.Dot(Between(row, Math.Min(row + RowBlock, Rows)), columns, r[row..], rStride, rCount, result, resultStride, accumulate || row > 0);
        }
    }

    internal override void Square(ReadOnlySpan<int> columns, in RowWeights h, ReadOnlySpan<double> center, Span<double> result)
    {
        if (IndicatorsFor(columns) is not { } indicators)
        {
            Kernels.Current.Square(View, columns, h.Values, h.Uniform, center, result);
            return;
        }

        using Borrowed<int> places = new(columns.Length);
        int left = indicators.Square(columns, h, center, result, places.Span);
        if (left == columns.Length)
        {
            Kernels.Current.Square(View, columns, h.Values, h.Uniform, center, result);
        }
        else if (left > 0)
        {
            using Borrowed<int> others = At(columns, places.Span[..left]);
            using Borrowed<double> ofOthers = At(center, places.Span[..left]), own = new(left);
            Kernels.Current.Square(View, others.Span, h.Values, h.Uniform, ofOthers.Span, own.Span);
            for (int k = 0; k < left; k++)
            {
                result[places.Span[k]] = own.Span[k];
            }
        }
    }

    internal override void Add(ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        if (IndicatorsFor(columns) is not { } indicators)
        {
            Kernels.Current.Add(View, columns, a, y);
            return;
        }

        using Borrowed<int> places = new(columns.Length);
        int left = indicators.Add(columns, a, y, places.Span);
        if (left == columns.Length)
        {
            Kernels.Current.Add(View, columns, a, y);
        }
        else if (left > 0)
        {
            using Borrowed<int> others = At(columns, places.Span[..left]);
            using Borrowed<double> ofOthers = At(a, places.Span[..left]);
            Kernels.Current.Add(View, others.Span, ofOthers.Span, y);
        }
    }

    internal override void Gram(int[] columns, int first, double[] h, double uniform, double[] center, Memory<double> gram, int stride, int threads) =>
        GramRows(columns, first, h, uniform, center, gram[Math.Min(gram.Length, first * stride)..], stride, threads);

    internal override void GramRows(int[] columns, int first, double[] h, double uniform, double[] center, Memory<double> rows, int stride, int threads) =>
        GramRows(columns, first, h, uniform, center, rows, stride, threads, AddGram);

    /// <summary>Of this many values spread over a column three quarters must be different.</summary>
    private const int SampledValues = 64;

    /// <summary>Indicators have a faster way, which rounds nothing.</summary>
    internal override bool SuitsSingleGram(ReadOnlySpan<int> columns)
    {
        bool suits = Kernels.Current.HasFastSingleGram && Rows >= SampledValues && _indicators.Value is null;
        int[] sample = new int[SampledValues];      // the bits of the values: but for 0 and -0 they differ where the values do
        for (int k = 0; k < columns.Length && suits; k++)
        {
            ReadOnlySpan<float> column = _values.AsSpan(columns[k] * Rows, Rows);
            for (int i = 0; i < sample.Length; i++)
            {
                sample[i] = BitConverter.SingleToInt32Bits(column[(int)((long)i * Rows / sample.Length)]);
            }

            Array.Sort(sample);
            int different = 1;
            for (int i = 1; i < sample.Length; i++)
            {
                different += sample[i] == sample[i - 1] ? 0 : 1;
            }

            suits = different >= SampledValues * 3 / 4;
        }

        return suits;
    }

    internal override void GramSingle(int[] columns, double[] h, double uniform, double[] center, Memory<double> gram, int stride, int threads) =>
        GramRows(columns, 0, h, uniform, center, gram, stride, threads, AddGramSingle);

    /// <summary>Tiles of the matrix, and where these are too few for the threads, blocks of rows of each, which are added up in their order.</summary>
    private void GramRows(int[] columns, int first, double[] h, double uniform, double[] center, Memory<double> rows, int stride, int threads, TileKernel add)
    {
        int size = columns.Length, added = size - first;
        if (threads <= 1 || (double)added * size * Rows < SmallestParallelGram)
        {
            // Tiles of indicators are made by their bits, if they are by themselves.
            foreach (GramTile tile in LeastBlock > 1 ? GramTile.Cover(first, size) : [new GramTile(first, size, 0, size)])
            {
                Add(tile, 0, Rows, rows.Span[(((tile.From - first) * stride) + tile.RightFrom)..], stride);
            }

            return;
        }

        List<GramTile> tiles = GramTile.Cover(first, size);
        int chunks = Math.Clamp(((4 * threads) + tiles.Count - 1) / tiles.Count, 1, Math.Max(1, Rows / SmallestChunk));
        double[] partial = ArrayPool<double>.Shared.Rent(checked((chunks - 1) * added * size));
        ParallelWork.Each(threads, tiles.Count * chunks, task =>
        {
            GramTile tile = tiles[task / chunks];
            int chunk = task % chunks, from = StartOf(chunk, chunks), to = StartOf(chunk + 1, chunks);
            Span<double> target = chunk == 0 ? rows.Span[(((tile.From - first) * stride) + tile.RightFrom)..] : partial.AsSpan(((((chunk - 1) * added) + tile.From - first) * size) + tile.RightFrom);
            Add(tile, from, to, target, chunk == 0 ? stride : size);
        });
        for (int part = 0; part < (chunks - 1) * added; part++)
        {
            int k = part % added;
            Span<double> row = rows.Span.Slice(k * stride, first + k + 1);
            VectorMath.Add(row, partial.AsSpan(part * size, row.Length), row);
        }

        ArrayPool<double>.Shared.Return(partial);

        void Add(in GramTile tile, int fromRow, int toRow, Span<double> target, int targetStride)
        {
            for (int k = tile.From; k < tile.To; k++)
            {
                AlignedMemory.PutZeros(target.Slice((k - tile.From) * targetStride, Math.Min(tile.RightTo, k + 1) - tile.RightFrom));
            }

            add(fromRow, toRow, columns.AsSpan(tile.From..tile.To), columns.AsSpan(tile.RightFrom..tile.RightTo), tile.From - tile.RightFrom, h.Length == 0 ? default : h.AsSpan(fromRow, toRow - fromRow), uniform, center.AsSpan(tile.From..tile.To), center.AsSpan(tile.RightFrom..tile.RightTo), target, targetStride);
        }
    }

    internal override void CoordinateDescent(in RowWeights h, Span<double> u, ref double shift, in CoordinateView at, ref EpochProgress progress) =>
        Kernels.Current.CoordinateDescent(View, h.Values, h.Uniform, u, at, ref progress);

    internal override long EntriesOf(int column) => Rows;

    internal override void CostsOf(ReadOnlySpan<int> columns, Span<long> costs)
    {
        IndicatorColumns? indicators = _indicators.Value;
        for (int k = 0; k < columns.Length; k++)
        {
            costs[k] = indicators?.Holds(columns[k]) == true ? (Rows + IndicatorColumns.CostDivisor - 1) / IndicatorColumns.CostDivisor : Rows;
        }
    }

    internal override int LeastBlock => _indicators.Value?.IsMost == true ? IndicatorColumns.Few : 1;

    internal override int ColumnsAtOnce(int entries, int threads)
    {
        int dense = Math.Max(1, entries / Rows);
        return _indicators.Value?.IsMost == true ? Math.Max(dense, Math.Clamp((Columns + threads - 1) / threads, IndicatorColumns.Few, IndicatorColumns.Many)) : dense;
    }

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

    private void AddGram(int fromRow, int toRow, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int stride)
    {
        if (IndicatorsFor(right)?.TryGram(fromRow, toRow, left, right, diagonal, h, uniform, leftCenter, rightCenter, gram, stride) != true)
        {
            Kernels.Current.Gram(Between(fromRow, toRow), left, right, diagonal, h, uniform, leftCenter, rightCenter, gram, stride);
        }
    }

    private void AddGramSingle(int fromRow, int toRow, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int stride) =>
        Kernels.Current.GramSingle(Between(fromRow, toRow), left, right, diagonal, h, uniform, leftCenter, rightCenter, gram, stride);

    /// <summary>Some of the rows.</summary>
    private DenseView Between(int fromRow, int toRow) => new(_values.AsSpan(fromRow), Rows, toRow - fromRow, Columns);

    /// <summary>The first row of a chunk; lines of indicators are not cut.</summary>
    private int StartOf(int chunk, int chunks)
    {
        int row = (int)((long)Rows * chunk / chunks);
        return row == Rows ? row : row / IndicatorView.LineRows * IndicatorView.LineRows;
    }

    /// <summary>The indicators, where these are columns enough that they may serve; the first time they are looked for.</summary>
    private IndicatorColumns? IndicatorsFor(ReadOnlySpan<int> columns) => columns.Length >= IndicatorColumns.LeastColumns ? _indicators.Value : null;

    /// <summary>The values at some places.</summary>
    private static Borrowed<T> At<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> places)
    {
        var taken = new Borrowed<T>(places.Length);
        for (int k = 0; k < places.Length; k++)
        {
            taken.Span[k] = values[places[k]];
        }

        return taken;
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
