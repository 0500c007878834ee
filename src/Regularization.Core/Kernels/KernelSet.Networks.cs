namespace Regularization;

/// <summary>The kernels of networks, all in float32: matrix products by rows, products with sparse rows, and the fused update of an optimiser.</summary>
internal abstract partial class KernelSet
{
    /// <summary>
    /// C (+)= op(A) op(B), all by rows: C is m x n (rows <paramref name="cStride"/> apart), op(A) is m x k, op(B) is k x n; op transposes where asked,
    /// so that A is held as k x m, or B as n x k. C must not overlap the others.
    /// </summary>
    public void Gemm(bool transposeA, bool transposeB, int m, int n, int k, ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, bool accumulate)
    {
        KernelArguments.CheckMatrix(transposeA ? k : m, transposeA ? m : k, a.Length, aStride, nameof(a));
        KernelArguments.CheckMatrix(transposeB ? n : k, transposeB ? k : n, b.Length, bStride, nameof(b));
        KernelArguments.CheckMatrix(m, n, c.Length, cStride, nameof(c));
        if (m > 0 && n > 0)
        {
            GemmCore(transposeA, transposeB, m, n, k, a, aStride, b, bStride, c, cStride, accumulate);
        }
    }

    /// <summary>z[i, .] += Σ_j x[rows[i], j] · w[j, .] with w of <paramref name="width"/> columns, by rows.</summary>
    public void SparseTimes(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> w, int width, Span<float> z)
    {
        KernelArguments.Check(x, rows);
        KernelArguments.CheckMatrix(x.Columns, width, w.Length, width, nameof(w));
        KernelArguments.CheckMatrix(rows.Length, width, z.Length, width, nameof(z));
        SparseTimesCore(x, rows, w, width, z);
    }

    /// <summary>result[j, from .. to) += Σ_i x[rows[i], j] · d[i, from .. to): the transposed product, over some of the <paramref name="width"/> columns only, so that threads can share it.</summary>
    public void SparseTransposeTimes(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> d, int width, int from, int to, Span<float> result)
    {
        KernelArguments.Check(x, rows);
        KernelArguments.CheckRange(from, to, width);
        KernelArguments.CheckMatrix(rows.Length, width, d.Length, width, nameof(d));
        KernelArguments.CheckMatrix(x.Columns, width, result.Length, width, nameof(result));
        SparseTransposeTimesCore(x, rows, d, width, from, to, result);
    }

    /// <summary>One fused update of weights: <see cref="OptimizerStep"/> says the formula. Moments that the rule does not use may be empty.</summary>
    public void Update(in OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, Span<float> largest)
    {
        KernelArguments.CheckAtLeast(weights.Length, gradient.Length, nameof(gradient));
        KernelArguments.CheckMoments(step.Rule, weights.Length, first.Length, second.Length, largest.Length);
        UpdateCore(step, weights, gradient, first, second, largest);
    }

    /// <summary>
    /// Many updates at once where there was no gradient. The <paramref name="width"/> weights of each row r named get the update with gradient 0 for the
    /// steps from[r], from[r] + 1, … to the last one, but at most <paramref name="most"/> of them. No row is named twice; all steps have the rule of the
    /// first, and a proximal part where it has one.
    /// </summary>
    public void UpdateIdle(ReadOnlySpan<OptimizerStep> steps, ReadOnlySpan<int> rows, ReadOnlySpan<int> from, int most, int width, Span<float> weights, Span<float> first, Span<float> second, Span<float> largest)
    {
        KernelArguments.CheckRange(0, most, int.MaxValue);
        KernelArguments.CheckMatrix(from.Length, width, weights.Length, width, nameof(weights));
        KernelArguments.CheckIndices(rows, from.Length, nameof(rows), "row");
        foreach (int row in rows)
        {
            KernelArguments.CheckRange(from[row], steps.Length, steps.Length);
        }

        if (!steps.IsEmpty)
        {
            KernelArguments.CheckMoments(steps[0].Rule, weights.Length, first.Length, second.Length, largest.Length);
            UpdateIdleCore(steps, rows, from, most, width, weights, first, second, largest);
        }
    }

    protected abstract void GemmCore(bool transposeA, bool transposeB, int m, int n, int k, ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, bool accumulate);

    protected abstract void SparseTimesCore(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> w, int width, Span<float> z);

    protected abstract void SparseTransposeTimesCore(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> d, int width, int from, int to, Span<float> result);

    protected abstract void UpdateCore(in OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, Span<float> largest);

    protected abstract void UpdateIdleCore(ReadOnlySpan<OptimizerStep> steps, ReadOnlySpan<int> rows, ReadOnlySpan<int> from, int most, int width, Span<float> weights, Span<float> first, Span<float> second, Span<float> largest);
}

/// <summary>A sparse float32 matrix by rows (CSR): the entries of row i are at <c>Starts[i] .. Starts[i + 1]</c>.</summary>
internal readonly ref struct SparseRowView(ReadOnlySpan<long> starts, ReadOnlySpan<int> columnIndices, ReadOnlySpan<float> values, int columns)
{
    public readonly ReadOnlySpan<long> Starts = starts;
    public readonly ReadOnlySpan<int> ColumnIndices = columnIndices;
    public readonly ReadOnlySpan<float> Values = values;
    public readonly int Columns = columns;

    public int Rows => Starts.Length - 1;
}
