namespace Regularization;

/// <summary>The kernels of networks, all in float32: matrix products by rows, products with sparse rows, and the fused update of an optimiser.</summary>
internal abstract partial class KernelSet
{
    /// <summary>
    /// C (+)= op(A) op(B), all by rows: C is m x n (rows <paramref name="cStride"/> apart), op(A) is m x k, op(B) is k x n; op transposes where asked,
    /// so that A is held as k x m, or B as n x k.
    /// </summary>
    public abstract void Gemm(bool transposeA, bool transposeB, int m, int n, int k, ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, bool accumulate);

    /// <summary>z[i, .] += Σ_j x[rows[i], j] · w[j, .] with w of <paramref name="width"/> columns, by rows.</summary>
    public abstract void SparseTimes(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> w, int width, Span<float> z);

    /// <summary>result[j, from .. to) += Σ_i x[rows[i], j] · d[i, from .. to): the transposed product, over some of the <paramref name="width"/> columns only, so that threads can share it.</summary>
    public abstract void SparseTransposeTimes(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> d, int width, int from, int to, Span<float> result);

    /// <summary>One fused update of weights: <see cref="OptimizerStep"/> says the formula. Moments that the rule does not use may be empty.</summary>
    public abstract void Update(in OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, Span<float> largest);
}

/// <summary>A sparse float32 matrix by rows (CSR): the entries of row i are at <c>Starts[i] .. Starts[i + 1]</c>.</summary>
internal readonly ref struct SparseRowView(ReadOnlySpan<long> starts, ReadOnlySpan<int> columnIndices, ReadOnlySpan<float> values)
{
    public readonly ReadOnlySpan<long> Starts = starts;
    public readonly ReadOnlySpan<int> ColumnIndices = columnIndices;
    public readonly ReadOnlySpan<float> Values = values;
}
