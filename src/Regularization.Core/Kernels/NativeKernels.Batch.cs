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

    protected override void BatchDotCore(in SparseRowView x, ReadOnlySpan<double> u, Span<double> result)
    {
        fixed (long* starts = x.Starts)
        fixed (int* columns = x.ColumnIndices)
        fixed (float* values = x.Values)
        fixed (double* uPointer = u)
        fixed (double* resultPointer = result)
        {
            NativeAbi.Rows rows = new() { Starts = starts, Columns = columns, Values = values, N = x.Rows };
            Check(_table->BatchRowsDot64(&rows, uPointer, resultPointer));
        }
    }

    protected override void BatchDotCore(in SparseRowView x, ReadOnlySpan<float> u, Span<float> result)
    {
        fixed (long* starts = x.Starts)
        fixed (int* columns = x.ColumnIndices)
        fixed (float* values = x.Values)
        fixed (float* uPointer = u)
        fixed (float* resultPointer = result)
        {
            NativeAbi.Rows rows = new() { Starts = starts, Columns = columns, Values = values, N = x.Rows };
            Check(_table->BatchRowsDot32(&rows, uPointer, resultPointer));
        }
    }

    protected override void BatchTimesCore(in SparseRowView x, ReadOnlySpan<double> a, Span<double> y)
    {
        fixed (long* starts = x.Starts)
        fixed (int* columns = x.ColumnIndices)
        fixed (float* values = x.Values)
        fixed (double* aPointer = a)
        fixed (double* yPointer = y)
        {
            NativeAbi.Rows rows = new() { Starts = starts, Columns = columns, Values = values, N = x.Rows };
            Check(_table->BatchRowsTimes64(&rows, aPointer, yPointer));
        }
    }

    protected override void BatchMomentsCore(in SparseRowView x, ReadOnlySpan<float> h, Span<float> first, Span<float> second)
    {
        fixed (long* starts = x.Starts)
        fixed (int* columns = x.ColumnIndices)
        fixed (float* values = x.Values)
        fixed (float* hPointer = h)
        fixed (float* firstPointer = first)
        fixed (float* secondPointer = second)
        {
            NativeAbi.Rows rows = new() { Starts = starts, Columns = columns, Values = values, N = x.Rows };
            Check(_table->BatchRowsMoments(&rows, hPointer, firstPointer, secondPointer));
        }
    }

    protected override void BatchGramCore(in SparseRowView x, ReadOnlySpan<float> h, float uniform, ReadOnlySpan<float> p, Span<float> y, Span<float> ySum, Span<float> q, int stride)
    {
        fixed (long* starts = x.Starts)
        fixed (int* columns = x.ColumnIndices)
        fixed (float* values = x.Values)
        fixed (float* hPointer = h)
        fixed (float* pPointer = p)
        fixed (float* yPointer = y)
        fixed (float* ySumPointer = ySum)
        fixed (float* qPointer = q)
        {
            NativeAbi.Rows rows = new() { Starts = starts, Columns = columns, Values = values, N = x.Rows };
            Check(_table->BatchRowsGram(&rows, hPointer, uniform, pPointer, yPointer, ySumPointer, qPointer, stride));
        }
    }

    protected override void BatchDescentCore(in SparseView x, ReadOnlySpan<float> h, in BatchView at, Span<float> v, Span<float> vSum, int stride)
    {
        fixed (long* starts = x.Starts)
        fixed (int* rows = x.RowIndices)
        fixed (float* values = x.Values)
        fixed (float* hPointer = h)
        fixed (float* vPointer = v)
        fixed (float* vSumPointer = vSum)
        fixed (int* visit = at.Visit)
        fixed (int* columns = at.Columns)
        fixed (float* inverseScale = at.InverseScale)
        fixed (float* lower = at.Lower)
        fixed (float* upper = at.Upper)
        fixed (float* center = at.Center)
        fixed (float* curvature = at.Curvature)
        fixed (float* above = at.Above)
        fixed (float* below = at.Below)
        fixed (float* l2 = at.L2)
        fixed (float* moves = at.Moves)
        fixed (float* start = at.Start)
        fixed (float* change = at.Change)
        fixed (float* weightSum = at.WeightSum)
        {
            NativeAbi.Sparse sparse = Sparse(x, starts, rows, values);
            NativeAbi.Batch batch = new()
            {
                Size = at.Columns.Length,
                VisitCount = at.Visit.Length,
                Visit = visit,
                Columns = columns,
                InverseScale = inverseScale,
                Lower = lower,
                Upper = upper,
                Center = center,
                Curvature = curvature,
                Above = above,
                Below = below,
                L2 = l2,
                Moves = moves,
                Start = start,
                Change = change,
                WeightSum = weightSum,
                Uniform = at.Uniform,
            };
            Check(_table->BatchCd(&sparse, hPointer, &batch, vPointer, vSumPointer, stride));
        }
    }
}
