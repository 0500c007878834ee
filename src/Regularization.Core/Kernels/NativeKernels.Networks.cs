namespace Regularization;

/// <content>The kernels of networks.</content>
internal sealed unsafe partial class NativeKernels
{
    [ThreadStatic]
    private static Memory<float> _scratch;

    protected override void GemmCore(bool transposeA, bool transposeB, int m, int n, int k, ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, bool accumulate)
    {
        Span<float> scratch = (_scratch.IsEmpty ? _scratch = AlignedMemory.Allocate<float>(NativeAbi.GemmScratch) : _scratch).Span;
        fixed (float* aPointer = a)
        fixed (float* bPointer = b)
        fixed (float* cPointer = c)
        fixed (float* scratchPointer = scratch)
        {
            Check(_table->Gemm(transposeA ? 1 : 0, transposeB ? 1 : 0, m, n, k, aPointer, aStride, bPointer, bStride, cPointer, cStride, accumulate ? 1 : 0, scratchPointer, scratch.Length));
        }
    }

    protected override void SparseTimesCore(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> w, int width, Span<float> z)
    {
        fixed (long* starts = x.Starts)
        fixed (int* columns = x.ColumnIndices)
        fixed (float* values = x.Values)
        fixed (int* rowsPointer = rows)
        fixed (float* wPointer = w)
        fixed (float* zPointer = z)
        {
            NativeAbi.Rows sparse = new() { Starts = starts, Columns = columns, Values = values, N = x.Rows };
            Check(_table->RowsTimes(&sparse, rowsPointer, rows.Length, wPointer, width, zPointer));
        }
    }

    protected override void SparseTransposeTimesCore(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> d, int width, int from, int to, Span<float> result)
    {
        fixed (long* starts = x.Starts)
        fixed (int* columns = x.ColumnIndices)
        fixed (float* values = x.Values)
        fixed (int* rowsPointer = rows)
        fixed (float* dPointer = d)
        fixed (float* resultPointer = result)
        {
            NativeAbi.Rows sparse = new() { Starts = starts, Columns = columns, Values = values, N = x.Rows };
            Check(_table->RowsTransposeTimes(&sparse, rowsPointer, rows.Length, dPointer, width, from, to, resultPointer));
        }
    }

    protected override void UpdateCore(in OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, Span<float> largest)
    {
        fixed (OptimizerStep* stepPointer = &step)
        fixed (float* weightsPointer = weights)
        fixed (float* gradientPointer = gradient)
        fixed (float* firstPointer = first)
        fixed (float* secondPointer = second)
        fixed (float* largestPointer = largest)
        {
            Check(_table->UpdateWeights(stepPointer, weights.Length, weightsPointer, gradientPointer, firstPointer, secondPointer, largestPointer));
        }
    }

    protected override void UpdateIdleCore(ReadOnlySpan<OptimizerStep> steps, ReadOnlySpan<int> rows, ReadOnlySpan<int> from, int most, int width, Span<float> weights, Span<float> first, Span<float> second, Span<float> largest)
    {
        fixed (OptimizerStep* stepsPointer = steps)
        fixed (int* rowsPointer = rows)
        fixed (int* fromPointer = from)
        fixed (float* weightsPointer = weights)
        fixed (float* firstPointer = first)
        fixed (float* secondPointer = second)
        fixed (float* largestPointer = largest)
        {
            Check(_table->UpdateIdle(stepsPointer, steps.Length, rowsPointer, rows.Length, fromPointer, most, width, weightsPointer, firstPointer, secondPointer, largestPointer));
        }
    }
}
