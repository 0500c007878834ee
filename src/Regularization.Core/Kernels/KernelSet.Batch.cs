namespace Regularization;

/// <summary>The kernels of batches: so many problems on one sparse matrix side by side, their arrays interleaved, that of problem b of element i at i·<see cref="Batch"/> + b.</summary>
internal abstract partial class KernelSet
{
    /// <summary>RK_BATCH.</summary>
    public const int Batch = 8;

    /// <summary>result[k] = Σ_i x[i, columns[k]] u_i for every problem.</summary>
    public void BatchDot(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> u, Span<double> result)
    {
        CheckBatch(x, columns, u.Length, result.Length);
        if (!columns.IsEmpty)
        {
            BatchDotCore(x, columns, u, result);
        }
    }

    /// <summary>result[k] += Σ_i x[i, k] u_i for every problem and all columns of a matrix by rows.</summary>
    public void BatchDot(in SparseRowView x, ReadOnlySpan<double> u, Span<double> result)
    {
        CheckBatch(x, u.Length, result.Length);
        BatchDotCore(x, u, result);
    }

    /// <inheritdoc cref="BatchDot(in SparseRowView, ReadOnlySpan{double}, Span{double})"/>
    public void BatchDot(in SparseRowView x, ReadOnlySpan<float> u, Span<float> result)
    {
        CheckBatch(x, u.Length, result.Length);
        BatchDotCore(x, u, result);
    }

    /// <summary>y_i = Σ_k x[i, k] a_k for every problem.</summary>
    public void BatchTimes(in SparseRowView x, ReadOnlySpan<double> a, Span<double> y)
    {
        CheckBatch(x, y.Length, a.Length);
        BatchTimesCore(x, a, y);
    }

    /// <summary>first[k] += Σ_i h_i x[i, k] and second[k] += Σ_i h_i x[i, k]² for every problem.</summary>
    public void BatchMoments(in SparseRowView x, ReadOnlySpan<float> h, Span<float> first, Span<float> second)
    {
        CheckBatch(x, h.Length, Math.Min(first.Length, second.Length));
        BatchMomentsCore(x, h, first, second);
    }

    /// <summary>y_i = h_i Σ_k x[i, k] p_k, <paramref name="ySum"/> = Σ_i y_i, and q[k] += Σ_i x[i, k] y_i for every problem, unless q is empty; an empty <paramref name="h"/> means that every weight is <paramref name="uniform"/>. p_k and q_k are at k·<paramref name="stride"/>.</summary>
    public void BatchGram(in SparseRowView x, ReadOnlySpan<float> h, float uniform, ReadOnlySpan<float> p, Span<float> y, Span<float> ySum, Span<float> q, int stride = Batch)
    {
        CheckStride(stride);
        CheckBatch(x, h.IsEmpty ? y.Length : Math.Min(h.Length, y.Length), q.IsEmpty ? p.Length : Math.Min(p.Length, q.Length), columnStride: stride);
        KernelArguments.CheckAtLeast(Batch, ySum.Length, nameof(ySum));
        BatchGramCore(x, h, uniform, p, y, ySum, q, stride);
    }

    /// <summary>
    /// One epoch of coordinate descent for every problem, in correction form: v is how much the weighted residual has changed since the start, but for a multiple
    /// of h, and <paramref name="vSum"/> its sum. An empty <paramref name="h"/> means that every weight is <see cref="BatchView.Uniform"/>.
    /// h_i and v_i are at i·<paramref name="stride"/>.
    /// </summary>
    public void BatchDescent(in SparseView x, ReadOnlySpan<float> h, in BatchView at, Span<float> v, Span<float> vSum, int stride = Batch)
    {
        CheckStride(stride);
        CheckBatch(x, at.Columns, h.IsEmpty ? v.Length : Math.Min(h.Length, v.Length), at.Change.Length, stride);
        KernelArguments.CheckAtLeast(Batch, vSum.Length, nameof(vSum));
        at.Check();
        BatchDescentCore(x, h, at, v, vSum, stride);
    }

    protected abstract void BatchDotCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> u, Span<double> result);

    protected abstract void BatchDotCore(in SparseRowView x, ReadOnlySpan<double> u, Span<double> result);

    protected abstract void BatchDotCore(in SparseRowView x, ReadOnlySpan<float> u, Span<float> result);

    protected abstract void BatchTimesCore(in SparseRowView x, ReadOnlySpan<double> a, Span<double> y);

    protected abstract void BatchMomentsCore(in SparseRowView x, ReadOnlySpan<float> h, Span<float> first, Span<float> second);

    protected abstract void BatchGramCore(in SparseRowView x, ReadOnlySpan<float> h, float uniform, ReadOnlySpan<float> p, Span<float> y, Span<float> ySum, Span<float> q, int stride);

    protected abstract void BatchDescentCore(in SparseView x, ReadOnlySpan<float> h, in BatchView at, Span<float> v, Span<float> vSum, int stride);

    private static void CheckStride(int stride)
    {
        if (stride < Batch)
        {
            throw new ArgumentException($"The stride is {stride}; it must be at least {Batch}.", nameof(stride));
        }
    }

    private static void CheckBatch(in SparseRowView x, int rowValues, int columnValues, int columnStride = Batch)
    {
        KernelArguments.CheckAllRows(x);
        KernelArguments.CheckAtLeast(x.Rows * Batch, rowValues, "rows of the batch");
        KernelArguments.CheckAtLeast(LengthOf(x.Columns, columnStride), columnValues, "columns of the batch");
    }

    private static int LengthOf(int count, int stride) => count == 0 ? 0 : ((count - 1) * stride) + Batch;

    private static void CheckBatch(in SparseView x, ReadOnlySpan<int> columns, int rowValues, int columnValues, int rowStride = Batch)
    {
        KernelArguments.Check(x, columns);
        KernelArguments.CheckAtLeast(LengthOf(x.Rows, rowStride), rowValues, "rows of the batch");
        KernelArguments.CheckAtLeast(columns.Length * Batch, columnValues, "columns of the batch");
    }
}

/// <summary>The coordinates of a batch of coordinate descents; <c>rk_batch</c> in the ABI header says what each is.</summary>
internal readonly ref struct BatchView
{
    /// <summary>The coordinates to visit, in this order.</summary>
    public required ReadOnlySpan<int> Visit { get; init; }

    public required ReadOnlySpan<int> Columns { get; init; }

    /// <summary>One for each coordinate, as are the bounds; what follows has one for each coordinate and problem.</summary>
    public required ReadOnlySpan<float> InverseScale { get; init; }

    public required ReadOnlySpan<float> Lower { get; init; }

    public required ReadOnlySpan<float> Upper { get; init; }

    public required ReadOnlySpan<float> Center { get; init; }

    public required ReadOnlySpan<float> Curvature { get; init; }

    /// <summary>z_k'u − l1 − l2 start, and + l1 in <see cref="Below"/>: the descent of the objective where the coefficient ends above 0, or below.</summary>
    public required ReadOnlySpan<float> Above { get; init; }

    public required ReadOnlySpan<float> Below { get; init; }

    public required ReadOnlySpan<float> L2 { get; init; }

    public required ReadOnlySpan<float> Moves { get; init; }

    public required ReadOnlySpan<float> Start { get; init; }

    public required Span<float> Change { get; init; }

    /// <summary>Σ h, one for each problem.</summary>
    public required ReadOnlySpan<float> WeightSum { get; init; }

    public required float Uniform { get; init; }

    public void Check()
    {
        int count = Columns.Length, all = count * KernelSet.Batch;
        KernelArguments.CheckIndices(Visit, count, nameof(Visit), "coordinate");
        KernelArguments.CheckAtLeast(count, Math.Min(InverseScale.Length, Math.Min(Lower.Length, Upper.Length)), "coordinates of the batch");
        int least = Math.Min(Math.Min(Math.Min(Center.Length, Curvature.Length), Math.Min(Above.Length, Below.Length)), Math.Min(Math.Min(L2.Length, Moves.Length), Start.Length));
        KernelArguments.CheckAtLeast(all, least, "coordinates of the batch");
        KernelArguments.CheckAtLeast(KernelSet.Batch, WeightSum.Length, nameof(WeightSum));
    }
}
