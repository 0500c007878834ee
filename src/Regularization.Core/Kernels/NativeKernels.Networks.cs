namespace Regularization;

/// <content>The kernels of networks.</content>
internal sealed unsafe partial class NativeKernels
{
    public override void Gemm(bool transposeA, bool transposeB, int m, int n, int k, ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, bool accumulate) =>
        ManagedKernels.Instance.Gemm(transposeA, transposeB, m, n, k, a, aStride, b, bStride, c, cStride, accumulate);

    public override void SparseTimes(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> w, int width, Span<float> z) =>
        ManagedKernels.Instance.SparseTimes(x, rows, w, width, z);

    public override void SparseTransposeTimes(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> d, int width, int from, int to, Span<float> result) =>
        ManagedKernels.Instance.SparseTransposeTimes(x, rows, d, width, from, to, result);

    public override void Update(in OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, Span<float> largest) =>
        ManagedKernels.Instance.Update(step, weights, gradient, first, second, largest);
}
