using System.Numerics.Tensors;

namespace Regularization;

/// <summary>
/// Some columns of a sparse design by rows, as positions in their list, ascending within each row, and their products with batches of vectors
/// (<see cref="KernelSet.Batch"/>), on all threads: each has rows of its own, and sums of its own that are added up in order.
/// </summary>
internal sealed class ColumnsByRows
{
    /// <summary>A thread has so many rows at the least.</summary>
    private const int LeastRows = 1000;

    private const int Batch = KernelSet.Batch;

    private readonly int _threads;
    private readonly PartialSums<double> _doubles;
    private readonly PartialSums<float> _floats;
    private readonly PartialSums<float> _others;
    private readonly SparseDesignMatrix _design;
    private readonly long[] _starts;
    private int[] _positions = [];
    private float[] _values = [];
    private int _count;

    public ColumnsByRows(SparseDesignMatrix design, int threads = 1)
    {
        _design = design;
        _starts = new long[design.Rows + 1];
        _threads = Math.Clamp(design.Rows / LeastRows, 1, threads);
        (_doubles, _floats, _others) = (new PartialSums<double>(_threads), new PartialSums<float>(_threads), new PartialSums<float>(_threads));
    }

    /// <summary>The columns as the kernels take them.</summary>
    public SparseRowView View => Part(0.._design.Rows);

    /// <summary>result = X'u.</summary>
    public void Dot(double[] u, Span<double> result)
    {
        int length = result.Length;
        ForEachPart((t, rows) => Kernels.Current.BatchDot(Part(rows), u.AsSpan(Wide(rows)), _doubles.Clear(t, length)));
        _doubles.AddUp(_threads, result);
    }

    /// <inheritdoc cref="Dot(double[], Span{double})"/>
    public void Dot(float[] u, Span<float> result)
    {
        int length = result.Length;
        ForEachPart((t, rows) => Kernels.Current.BatchDot(Part(rows), u.AsSpan(Wide(rows)), _floats.Clear(t, length)));
        _floats.AddUp(_threads, result);
    }

    /// <summary>y = X a.</summary>
    public void Times(double[] a, double[] y) => ForEachPart((_, rows) => Kernels.Current.BatchTimes(Part(rows), a, y.AsSpan(Wide(rows))));

    /// <summary>first = X'h and second = (X ∘ X)'h.</summary>
    public void Moments(float[] h, Span<float> first, Span<float> second)
    {
        int length = first.Length;
        ForEachPart((t, rows) => Kernels.Current.BatchMoments(Part(rows), h.AsSpan(Wide(rows)), _floats.Clear(t, length), _others.Clear(t, length)));
        _floats.AddUp(_threads, first);
        _others.AddUp(_threads, second);
    }

    /// <summary>y = h ∘ (X p), the sums of y over the rows, and q = X'y unless it is empty; an empty h means that every weight is <paramref name="uniform"/>.</summary>
    public void Gram(float[] h, float uniform, float[] p, float[] y, Span<float> ySum, Span<float> q)
    {
        int length = q.Length;
        ForEachPart((t, rows) => Kernels.Current.BatchGram(
            Part(rows), h.Length == 0 ? [] : h.AsSpan(Wide(rows)), uniform, p, y.AsSpan(Wide(rows)), _others.Clear(t, Batch), _floats.Clear(t, length)));
        _floats.AddUp(_threads, q);
        _others.AddUp(_threads, ySum[..Batch]);
    }

    /// <summary>The numbers of a batch for some rows.</summary>
    private static Range Wide(Range rows) => (rows.Start.Value * Batch)..(rows.End.Value * Batch);

    private void ForEachPart(Action<int, Range> action)
    {
        int rows = _design.Rows;
        if (_threads == 1)
        {
            action(0, 0..rows);
            return;
        }

        Parallel.For(0, _threads, new ParallelOptions { MaxDegreeOfParallelism = _threads }, t => action(t, (int)((long)rows * t / _threads)..(int)((long)rows * (t + 1) / _threads)));
    }

    private SparseRowView Part(Range rows)
    {
        (int from, int to) = (rows.Start.Value, rows.End.Value);
        return new SparseRowView(_starts.AsSpan(from, to - from + 1), _positions.AsSpan(0, (int)_starts[^1]), _values.AsSpan(0, (int)_starts[^1]), _count);
    }

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

    /// <summary>The sums that threads have of their rows.</summary>
    private sealed class PartialSums<T>(int threads)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        private readonly T[][] _parts = [.. Enumerable.Repeat(Array.Empty<T>(), threads)];

        /// <summary>Zeros for a thread to add to.</summary>
        public Span<T> Clear(int thread, int length)
        {
            if (_parts[thread].Length < length)
            {
                _parts[thread] = new T[length * 5L / 4];
            }

            Span<T> part = _parts[thread].AsSpan(0, length);
            part.Clear();
            return part;
        }

        public void AddUp(int threads, Span<T> result)
        {
            _parts[0].AsSpan(0, result.Length).CopyTo(result);
            for (int t = 1; t < threads; t++)
            {
                TensorPrimitives.Add<T>(result, _parts[t].AsSpan(0, result.Length), result);
            }
        }
    }
}
