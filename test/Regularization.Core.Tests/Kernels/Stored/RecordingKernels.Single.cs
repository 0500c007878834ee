namespace Regularization.Tests;

/// <content>The kernels of batches and of networks.</content>
internal sealed partial class RecordingKernels
{
    protected override void BatchDotCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> u, Span<double> result)
    {
        double[] before = [.. result];
        _naive.BatchDot(x, columns, u, result);
        Calls.Call("batch_dot64").Matrix(x).Array(columns).Number(columns.Length).Array(u).Changed<double>(before, result);
    }

    protected override void BatchDotCore(in SparseRowView x, ReadOnlySpan<double> u, Span<double> result)
    {
        double[] before = [.. result];
        _naive.BatchDot(x, u, result);
        Calls.Call("batch_rows_dot64").Matrix(x).Array(u).Changed<double>(before, result);
    }

    protected override void BatchDotCore(in SparseRowView x, ReadOnlySpan<float> u, Span<float> result)
    {
        float[] before = [.. result];
        _naive.BatchDot(x, u, result);
        Calls.Call("batch_rows_dot32").Matrix(x).Array(u).Changed<float>(before, result);
    }

    protected override void BatchTimesCore(in SparseRowView x, ReadOnlySpan<double> a, Span<double> y)
    {
        double[] before = [.. y];
        _naive.BatchTimes(x, a, y);
        Calls.Call("batch_rows_times64").Matrix(x).Array(a).Changed<double>(before, y);
    }

    protected override void BatchMomentsCore(in SparseRowView x, ReadOnlySpan<float> h, Span<float> first, Span<float> second)
    {
        float[] beforeFirst = [.. first], beforeSecond = [.. second];
        _naive.BatchMoments(x, h, first, second);
        Calls.Call("batch_rows_moments").Matrix(x).Array(h).Changed<float>(beforeFirst, first).Changed<float>(beforeSecond, second);
    }

    protected override void BatchGramCore(in SparseRowView x, ReadOnlySpan<float> h, float uniform, ReadOnlySpan<float> p, Span<float> y, Span<float> ySum, Span<float> q, int stride)
    {
        float[] beforeY = [.. y], beforeSum = [.. ySum], beforeQ = [.. q];
        _naive.BatchGram(x, h, uniform, p, y, ySum, q, stride);
        Calls.Call("batch_rows_gram").Matrix(x).Array(h).Number(uniform).Array(p).Changed<float>(beforeY, y).Changed<float>(beforeSum, ySum).Changed<float>(beforeQ, q).Number(stride);
    }

    protected override void BatchDescentCore(in SparseView x, ReadOnlySpan<float> h, in BatchView at, Span<float> v, Span<float> vSum, int stride)
    {
        float[] beforeV = [.. v], beforeSum = [.. vSum], change = [.. at.Change];
        _naive.BatchDescent(x, h, at, v, vSum, stride);
        Calls.Call("batch_cd").Matrix(x).Array(h).Batch(at, change).Changed<float>(beforeV, v).Changed<float>(beforeSum, vSum).Number(stride);
    }

    protected override void GemmCore(bool transposeA, bool transposeB, int m, int n, int k, ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, bool accumulate)
    {
        float[] before = [.. c];
        _naive.Gemm(transposeA, transposeB, m, n, k, a, aStride, b, bStride, c, cStride, accumulate);
        Calls.Call("gemm").Number(transposeA).Number(transposeB).Number(m).Number(n).Number(k).Array(a).Number(aStride).Array(b).Number(bStride).Changed<float>(before, c)
            .Number(cStride).Number(accumulate).Scratch(NativeAbi.GemmScratch).Number(NativeAbi.GemmScratch);
    }

    protected override void SparseTimesCore(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> w, int width, Span<float> z)
    {
        float[] before = [.. z];
        _naive.SparseTimes(x, rows, w, width, z);
        Calls.Call("rows_times").Matrix(x).Array(rows).Number(rows.Length).Array(w).Number(width).Changed<float>(before, z);
    }

    protected override void SparseTransposeTimesCore(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> d, int width, int from, int to, Span<float> result)
    {
        float[] before = [.. result];
        _naive.SparseTransposeTimes(x, rows, d, width, from, to, result);
        Calls.Call("rows_transpose_times").Matrix(x).Array(rows).Number(rows.Length).Array(d).Number(width).Number(from).Number(to).Changed<float>(before, result);
    }

    protected override void UpdateCore(in OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, Span<float> largest)
    {
        float[] beforeWeights = [.. weights], beforeFirst = [.. first], beforeSecond = [.. second], beforeLargest = [.. largest];
        _naive.Update(step, weights, gradient, first, second, largest);
        Calls.Call("update_weights").Steps(step).Number(weights.Length).Changed<float>(beforeWeights, weights).Array(gradient)
            .Changed<float>(beforeFirst, first).Changed<float>(beforeSecond, second).Changed<float>(beforeLargest, largest);
    }

    protected override void UpdateIdleCore(ReadOnlySpan<OptimizerStep> steps, ReadOnlySpan<int> rows, ReadOnlySpan<int> from, int most, int width, Span<float> weights, Span<float> first, Span<float> second, Span<float> largest)
    {
        float[] beforeWeights = [.. weights], beforeFirst = [.. first], beforeSecond = [.. second], beforeLargest = [.. largest];
        _naive.UpdateIdle(steps, rows, from, most, width, weights, first, second, largest);
        Calls.Call("update_idle").Steps(steps).Number(steps.Length).Array(rows).Number(rows.Length).Array(from).Number(most).Number(width)
            .Changed<float>(beforeWeights, weights).Changed<float>(beforeFirst, first).Changed<float>(beforeSecond, second).Changed<float>(beforeLargest, largest);
    }
}
