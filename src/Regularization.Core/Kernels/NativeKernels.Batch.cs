namespace Regularization;

/// <content>The kernels of batches.</content>
internal sealed unsafe partial class NativeKernels
{
    protected override void BatchDotCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> u, Span<double> result)
    {
        fixed (long* starts = x.Starts)
        fixed (int* rows = x.RowIndices)
        fixed (float* values = x.Values)
        fixed (int* columnsPointer = columns)
        fixed (double* uPointer = u)
        fixed (double* resultPointer = result)
        {
            NativeAbi.Sparse sparse = Sparse(x, starts, rows, values);
            Check(_table->BatchDot64(&sparse, columnsPointer, columns.Length, uPointer, resultPointer));
        }
    }

    protected override void BatchDotCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<float> u, Span<float> result)
    {
        fixed (long* starts = x.Starts)
        fixed (int* rows = x.RowIndices)
        fixed (float* values = x.Values)
        fixed (int* columnsPointer = columns)
        fixed (float* uPointer = u)
        fixed (float* resultPointer = result)
        {
            NativeAbi.Sparse sparse = Sparse(x, starts, rows, values);
            Check(_table->BatchDot32(&sparse, columnsPointer, columns.Length, uPointer, resultPointer));
        }
    }

    protected override void BatchAddCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        fixed (long* starts = x.Starts)
        fixed (int* rows = x.RowIndices)
        fixed (float* values = x.Values)
        fixed (int* columnsPointer = columns)
        fixed (double* aPointer = a)
        fixed (double* yPointer = y)
        {
            NativeAbi.Sparse sparse = Sparse(x, starts, rows, values);
            Check(_table->BatchAdd64(&sparse, columnsPointer, columns.Length, aPointer, yPointer));
        }
    }

    protected override void BatchAddCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<float> a, Span<float> y)
    {
        fixed (long* starts = x.Starts)
        fixed (int* rows = x.RowIndices)
        fixed (float* values = x.Values)
        fixed (int* columnsPointer = columns)
        fixed (float* aPointer = a)
        fixed (float* yPointer = y)
        {
            NativeAbi.Sparse sparse = Sparse(x, starts, rows, values);
            Check(_table->BatchAdd32(&sparse, columnsPointer, columns.Length, aPointer, yPointer));
        }
    }

    protected override void BatchMomentsCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<float> h, Span<float> first, Span<float> second)
    {
        fixed (long* starts = x.Starts)
        fixed (int* rows = x.RowIndices)
        fixed (float* values = x.Values)
        fixed (int* columnsPointer = columns)
        fixed (float* hPointer = h)
        fixed (float* firstPointer = first)
        fixed (float* secondPointer = second)
        {
            NativeAbi.Sparse sparse = Sparse(x, starts, rows, values);
            Check(_table->BatchMoments(&sparse, columnsPointer, columns.Length, hPointer, firstPointer, secondPointer));
        }
    }

    protected override void BatchDescentCore(in SparseView x, ReadOnlySpan<float> h, in BatchView at, Span<float> v, Span<float> vSum)
    {
        fixed (long* starts = x.Starts)
        fixed (int* rows = x.RowIndices)
        fixed (float* values = x.Values)
        fixed (float* hPointer = h)
        fixed (float* vPointer = v)
        fixed (float* vSumPointer = vSum)
        fixed (int* columns = at.Columns)
        fixed (float* inverseScale = at.InverseScale)
        fixed (float* lower = at.Lower)
        fixed (float* upper = at.Upper)
        fixed (float* center = at.Center)
        fixed (float* curvature = at.Curvature)
        fixed (float* gradient = at.Gradient)
        fixed (float* l1 = at.L1)
        fixed (float* l2 = at.L2)
        fixed (float* moves = at.Moves)
        fixed (float* start = at.Start)
        fixed (float* change = at.Change)
        fixed (float* weightSum = at.WeightSum)
        fixed (float* maxChange = at.MaxChange)
        {
            NativeAbi.Sparse sparse = Sparse(x, starts, rows, values);
            NativeAbi.Batch batch = new()
            {
                Count = at.Columns.Length,
                Columns = columns,
                InverseScale = inverseScale,
                Lower = lower,
                Upper = upper,
                Center = center,
                Curvature = curvature,
                Gradient = gradient,
                L1 = l1,
                L2 = l2,
                Moves = moves,
                Start = start,
                Change = change,
                WeightSum = weightSum,
                Uniform = at.Uniform,
                MaxChange = maxChange,
            };
            Check(_table->BatchCd(&sparse, hPointer, &batch, vPointer, vSumPointer));
        }
    }
}
