using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

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
    private readonly Memory<float>[] _inTurn;
    private readonly DesignByRows _design;
    private readonly double[]? _weights;
    private readonly int[] _positionOf;
    private readonly long[][] _starts;
    private readonly int[][] _positions;
    private readonly float[][] _values;
    private int[] _columns = [];

    /// <param name="design">The design.</param>
    /// <param name="threads">What may be used.</param>
    /// <param name="weights">Rows of weight 0, such as those that a fold holds out, are left out: products with them are 0. Null if all count.</param>
    public ColumnsByRows(DesignByRows design, int threads = 1, double[]? weights = null)
    {
        (_design, _weights) = (design, weights);
        _positionOf = new int[design.Columns];
        Array.Fill(_positionOf, -1);
        _threads = Math.Clamp(design.Rows / LeastRows, 1, threads);
        (_doubles, _floats, _others) = (new PartialSums<double>(_threads), new PartialSums<float>(_threads), new PartialSums<float>(_threads));
        _inTurn = new Memory<float>[_threads];
        (_starts, _positions, _values) = (new long[_threads][], new int[_threads][], new float[_threads][]);
        for (int t = 0; t < _threads; t++)
        {
            (_starts[t], _positions[t], _values[t]) = (new long[RowsOf(t).End.Value - RowsOf(t).Start.Value + 1], [], []);
        }
    }

    /// <summary>result = X'u.</summary>
    public void Dot(ReadOnlyMemory<double> u, Span<double> result)
    {
        int length = result.Length;
        ForEachPart((t, rows) => Kernels.Current.BatchDot(Part(t), u.Span[Wide(rows)], _doubles.Clear(t, length)));
        _doubles.AddUp(_threads, result);
    }

    /// <inheritdoc cref="Dot(ReadOnlyMemory{double}, Span{double})"/>
    public void Dot(ReadOnlyMemory<float> u, Span<float> result)
    {
        int length = result.Length;
        ForEachPart((t, rows) => Kernels.Current.BatchDot(Part(t), u.Span[Wide(rows)], _floats.Clear(t, length)));
        _floats.AddUp(_threads, result);
    }

    /// <summary>y = X a.</summary>
    public void Times(ReadOnlyMemory<double> a, Memory<double> y) => ForEachPart((t, rows) => Kernels.Current.BatchTimes(Part(t), a.Span, y.Span[Wide(rows)]));

    /// <summary>first = X'h and second = (X ∘ X)'h.</summary>
    public void Moments(float[] h, Span<float> first, Span<float> second)
    {
        int length = first.Length;
        ForEachPart((t, rows) => Kernels.Current.BatchMoments(Part(t), h.AsSpan(Wide(rows)), _floats.Clear(t, length), _others.Clear(t, length)));
        _floats.AddUp(_threads, first);
        _others.AddUp(_threads, second);
    }

    /// <summary>y = h ∘ (X p), the sums of y over the rows, and q = X'y unless it is empty; an empty h means that every weight is <paramref name="uniform"/>.</summary>
    public void Gram(float[] h, float uniform, float[] p, float[] y, Span<float> ySum, Span<float> q)
    {
        // p and q in turn: an entry then meets one line of memory and not two.
        bool hasProduct = !q.IsEmpty;
        ForEachPart((t, rows) =>
        {
            Span<float> both = InTurn(t, p);
            Kernels.Current.BatchGram(
                Part(t), h.Length == 0 ? [] : h.AsSpan(Wide(rows)), uniform, both, y.AsSpan(Wide(rows)), _others.Clear(t, Batch), hasProduct ? both[Batch..] : [], 2 * Batch);
        });
        for (int t = 0; t < _threads && hasProduct; t++)
        {
            ReadOnlySpan<float> both = _inTurn[t].Span;
            for (int at = 0; at < q.Length; at += Batch)
            {
                Vector256<float> product = Interleaved.Load(both, (2 * at) + Batch);
                Interleaved.Store(t == 0 ? product : Interleaved.Load(q, at) + product, q, at);
            }
        }

        _others.AddUp(_threads, ySum[..Batch]);
    }

    /// <summary>Makes these the columns.</summary>
    public void Set(int[] columns)
    {
        foreach (int j in _columns)
        {
            _positionOf[j] = -1;
        }

        _columns = columns;
        for (int k = 0; k < columns.Length; k++)
        {
            _positionOf[columns[k]] = k;
        }

        ForEachPart((t, rows) =>
        {
            int most = _design.EntriesIn(rows);
            if (_positions[t].Length < most)
            {
                // Room for those that are left out, too, so that no entry has to be looked at twice.
                (_positions[t], _values[t]) = (new int[most], new float[most]);
            }

            _design.Select(rows, _weights, _positionOf, _starts[t], _positions[t], _values[t]);
        });
    }

    /// <summary>The columns, and those rows that one thread has, as the kernels take them.</summary>
    public SparseRowView Part(int thread)
    {
        int count = (int)_starts[thread][^1];
        return new SparseRowView(_starts[thread], _positions[thread].AsSpan(0, count), _values[thread].AsSpan(0, count), _columns.Length);
    }

    /// <summary>The numbers of a batch for some rows.</summary>
    private static Range Wide(Range rows) => (rows.Start.Value * Batch)..(rows.End.Value * Batch);

    private Range RowsOf(int thread) => (int)((long)_design.Rows * thread / _threads)..(int)((long)_design.Rows * (thread + 1) / _threads);

    private void ForEachPart(Action<int, Range> action) => ParallelWork.Each(_threads, _threads, t => action(t, RowsOf(t)));

    /// <summary>p, with zeros in turn.</summary>
    private Span<float> InTurn(int thread, float[] p)
    {
        int length = _columns.Length * Batch;
        if (_inTurn[thread].Length < 2 * length)
        {
            _inTurn[thread] = AlignedMemory.Allocate<float>(checked((int)(length * 5L / 2)));
        }

        Span<float> both = _inTurn[thread].Span[..(2 * length)];
        for (int at = 0; at < length; at += Batch)
        {
            Interleaved.Store(Interleaved.Load(p, at), both, 2 * at);
            Interleaved.Store(Vector256<float>.Zero, both, (2 * at) + Batch);
        }

        return both;
    }

    /// <summary>The sums that threads have of their rows.</summary>
    private sealed class PartialSums<T>(int threads)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        private readonly Memory<T>[] _parts = new Memory<T>[threads];

        /// <summary>Zeros for a thread to add to.</summary>
        public Span<T> Clear(int thread, int length)
        {
            if (_parts[thread].Length < length)
            {
                _parts[thread] = AlignedMemory.Allocate<T>(checked((int)(length * 5L / 4)));
            }

            Span<T> part = _parts[thread].Span[..length];
            part.Clear();
            return part;
        }

        public void AddUp(int threads, Span<T> result)
        {
            _parts[0].Span[..result.Length].CopyTo(result);
            for (int t = 1; t < threads; t++)
            {
                TensorPrimitives.Add<T>(result, _parts[t].Span[..result.Length], result);
            }
        }
    }
}
