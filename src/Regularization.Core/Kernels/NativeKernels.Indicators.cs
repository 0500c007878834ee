namespace Regularization;

/// <content>The kernels on indicator columns.</content>
internal sealed unsafe partial class NativeKernels
{
    protected override void DotCore(in IndicatorView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        fixed (ulong* words = x.Words)
        fixed (int* columnsPointer = columns)
        fixed (double* rPointer = r)
        fixed (double* resultPointer = result)
        {
            NativeAbi.Indicators indicators = new() { Words = words, N = x.Rows, P = x.Columns };
            Check(_table->IndicatorDot(&indicators, columnsPointer, columns.Length, rPointer, rStride, rCount, resultPointer, resultStride, accumulate ? 1 : 0));
        }
    }

    protected override void AddCore(in IndicatorView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        fixed (ulong* words = x.Words)
        fixed (int* columnsPointer = columns)
        fixed (double* aPointer = a)
        fixed (double* yPointer = y)
        {
            NativeAbi.Indicators indicators = new() { Words = words, N = x.Rows, P = x.Columns };
            Check(_table->IndicatorAdd(&indicators, columnsPointer, columns.Length, aPointer, yPointer));
        }
    }

    protected override void GramCore(in IndicatorView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, Span<double> gram, int gramStride)
    {
        fixed (ulong* words = x.Words)
        fixed (int* leftPointer = left)
        fixed (int* rightPointer = right)
        fixed (double* hPointer = h)
        fixed (double* gramPointer = gram)
        {
            NativeAbi.Indicators indicators = new() { Words = words, N = x.Rows, P = x.Columns };
            Check(_table->IndicatorGram(&indicators, leftPointer, left.Length, rightPointer, right.Length, diagonal, hPointer, uniform, gramPointer, gramStride));
        }
    }
}
