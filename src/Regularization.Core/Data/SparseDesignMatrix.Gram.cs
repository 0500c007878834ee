namespace Regularization;

/// <content>Gram matrices.</content>
internal sealed partial class SparseDesignMatrix
{
    /// <summary>Columns with c² Σh so many times Σ h (x − c)² would lose half of their digits if they were centred after the multiplication.</summary>
    private const double FarFromZero = 1e4;

    /// <summary>Fewer entries than these are done sooner by one thread.</summary>
    private const int SmallestParallelPairs = 20_000;

    /// <summary>Columns multiplied at once where that is done with all rows written out.</summary>
    private const int Batch = 8;

    /// <summary>
    /// x_k'H x_l − c_k c_l Σh, where the products are made of the pairs of entries that share a row: there are few. Not so for columns with entries in
    /// most rows, and digits are lost for columns far from 0: these are centred with all rows written out, then multiplied with all others.
    /// </summary>
    internal override void Gram(int[] columns, int first, double[] h, double uniform, double[] center, Memory<double> gram, int stride, int threads)
    {
        int size = columns.Length;
        double hSum = h.Length == 0 ? uniform * Rows : VectorMath.Sum(h), entries = 0;
        foreach (int column in columns)
        {
            entries += EntriesOf(column);
        }

        var square = new double[size];
        if (h.Length > 0 || columns.Any(column => EntriesOf(column) == Rows))
        {
            ColumnBlocks.For(threads, columns, this, (from, to) => Square(columns.AsSpan(from, to - from), new RowWeights(h, uniform, hSum), center.AsSpan(from, to - from), square.AsSpan(from, to - from)));
        }
        else
        {
            // A row without an entry adds its weight times c².
            square.AsSpan().Fill(double.PositiveInfinity);
        }

        List<int> written = [];
        var paired = new bool[size];
        for (int k = 0; k < size; k++)
        {
            // A step over a pair takes twice the time of a product with a written row, and that as long as writing one.
            bool far = center[k] * center[k] * hSum > FarFromZero * square[k];
            bool popular = EntriesOf(columns[k]) * entries > ((0.5 * entries) + Rows) * Rows;
            paired[k] = k >= first && !far && !popular;
            if (far || (k >= first && popular))
            {
                written.Add(k);
            }
        }

        MultiplyPairs(columns, first, paired, h, uniform, hSum, center, gram, stride, threads);
        ParallelWork.Each(threads, (written.Count + Batch - 1) / Batch, b =>
            MultiplyWritten(columns, first, written, written[(b * Batch)..Math.Min((b + 1) * Batch, written.Count)], h, uniform, center, gram, stride));
    }

    /// <summary>The rows of the matrix of which <paramref name="paired"/> says so.</summary>
    private void MultiplyPairs(int[] columns, int first, bool[] paired, double[] h, double uniform, double hSum, double[] center, Memory<double> gram, int stride, int threads)
    {
        (long[] starts, int[] positions, float[] values) = RowsSharedWith(columns, first, paired);
        ParallelWork.Each(positions.Length < SmallestParallelPairs ? 1 : threads, columns.Length - first, added =>
        {
            int k = first + added;
            Span<double> row = gram.Span.Slice(k * stride, k + 1);
            row.Clear();
            if (paired[k])
            {
                Kernels.Current.Gram(View, columns.AsSpan(k, 1), new SparseRowView(starts, positions, values, k + 1), k, h, uniform, row, k + 1);
                VectorMath.MultiplyAdd(center.AsSpan(0, k + 1), -hSum * center[k], row, row);
            }
        });
    }

    /// <summary>The entries of the given columns by rows, as positions in ascending order, in the rows in which one of the paired columns has an entry.</summary>
    private (long[] Starts, int[] Positions, float[] Values) RowsSharedWith(int[] columns, int first, bool[] paired)
    {
        var counts = new int[Rows];
        var shared = new byte[Rows];
        for (int k = first; k < columns.Length; k++)
        {
            for (long e = _starts[columns[k]]; paired[k] && e < _starts[columns[k] + 1]; e++)
            {
                shared[_rows[e]] = 1;
            }
        }

        foreach (int column in columns)
        {
            foreach (int row in RowsOf(column))
            {
                counts[row] += shared[row];
            }
        }

        var starts = new long[Rows + 1];
        for (int i = 0; i < Rows; i++)
        {
            starts[i + 1] = starts[i] + counts[i];
        }

        // Entries of other rows go to a place after the end: to ask of each takes longer.
        int total = (int)starts[Rows];
        var positions = new int[total + 1];
        var values = new float[total + 1];
        for (int i = 0; i < Rows; i++)
        {
            counts[i] = shared[i] == 0 ? total : (int)starts[i];
        }

        for (int k = 0; k < columns.Length; k++)
        {
            ReadOnlySpan<int> rows = RowsOf(columns[k]);
            ReadOnlySpan<float> entries = _values.AsSpan((int)_starts[columns[k]], rows.Length);
            for (int e = 0; e < rows.Length; e++)
            {
                int row = rows[e], at = counts[row];
                (positions[at], values[at]) = (k, entries[e]);
                counts[row] = at + shared[row];
            }
        }

        return (starts, positions, values);
    }

    private ReadOnlySpan<int> RowsOf(int column) => _rows.AsSpan((int)_starts[column], (int)EntriesOf(column));

    /// <summary>Rows and columns of the matrix for the positions of a batch: Σ_i x_il v_i − c_l Σv with v_i = h_i (x_ik − c_k). A pair of written ones belongs to the later.</summary>
    private void MultiplyWritten(int[] columns, int first, List<int> written, List<int> batch, double[] h, double uniform, double[] center, Memory<double> gram, int stride)
    {
        double[] right = new double[batch.Count * Rows], products = new double[batch.Count * columns.Length];
        for (int b = 0; b < batch.Count; b++)
        {
            int k = batch[b];
            Span<double> column = right.AsSpan(b * Rows, Rows);
            column.Fill(-center[k]);
            Add([columns[k]], [1], column);
            if (h.Length == 0)
            {
                VectorMath.Multiply(column, uniform, column);
            }
            else
            {
                VectorMath.Multiply(column, h, column);
            }
        }

        Dot(columns, right, Rows, batch.Count, products, columns.Length, accumulate: false);
        Span<double> entries = gram.Span;
        for (int b = 0; b < batch.Count; b++)
        {
            int k = batch[b];
            double sum = VectorMath.Sum(right.AsSpan(b * Rows, Rows));
            for (int l = 0; l < columns.Length; l++)
            {
                int low = Math.Min(k, l), high = Math.Max(k, l);
                if (high >= first && (l <= k || written.BinarySearch(l) < 0))
                {
                    entries[(high * stride) + low] = products[(b * columns.Length) + l] - (center[l] * sum);
                }
            }
        }
    }
}
