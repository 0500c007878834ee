using System.Buffers;
using unsafe DenseGramKernel = delegate* unmanaged[Cdecl]<Regularization.NativeAbi.Dense*, int*, int, int*, int, int, double*, double, double*, double*, double*, long, double*, long, int>;

namespace Regularization;

/// <content>The kernels of Gram matrices.</content>
internal sealed unsafe partial class NativeKernels
{
    [ThreadStatic]
    private static Memory<double> _gramScratch;

    public override bool HasFastSingleGram => true;

    protected override void GramCore(in DenseView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int gramStride) =>
        MakeGram(_table->DenseGram, x, left, right, diagonal, h, uniform, leftCenter, rightCenter, gram, gramStride);

    protected override void GramSingleCore(in DenseView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int gramStride) =>
        MakeGram(_table->DenseGram32, x, left, right, diagonal, h, uniform, leftCenter, rightCenter, gram, gramStride);

    protected override void GramCore(in SparseView x, ReadOnlySpan<int> columns, in SparseRowView y, int diagonal, ReadOnlySpan<double> h, double uniform, Span<double> gram, int gramStride)
    {
        fixed (long* starts = x.Starts)
        fixed (int* rows = x.RowIndices)
        fixed (float* values = x.Values)
        fixed (int* columnsPointer = columns)
        fixed (long* rowStarts = y.Starts)
        fixed (int* rowColumns = y.ColumnIndices)
        fixed (float* rowValues = y.Values)
        fixed (double* hPointer = h)
        fixed (double* gramPointer = gram)
        {
            NativeAbi.Sparse sparse = Sparse(x, starts, rows, values);
            NativeAbi.Rows byRows = new() { Starts = rowStarts, Columns = rowColumns, Values = rowValues, N = y.Rows };
            Check(_table->SparseGram(&sparse, columnsPointer, columns.Length, &byRows, diagonal, hPointer, uniform, gramPointer, gramStride));
        }
    }

    protected override bool CholeskyCore(Span<double> a, int size, int stride, int keep)
    {
        int length = NativeAbi.CholeskyScratch(size), positive;
        double[] scratch = ArrayPool<double>.Shared.Rent(length + AlignedMemory.LineLength);
        fixed (double* aPointer = a)
        fixed (double* scratchPointer = scratch)
        {
            Check(_table->Cholesky(size, aPointer, stride, keep, &positive, AlignedMemory.NextLine(scratchPointer), length));
        }

        ArrayPool<double>.Shared.Return(scratch);
        return positive != 0;
    }

    private void MakeGram(DenseGramKernel kernel, in DenseView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int gramStride)
    {
        Span<double> scratch = (_gramScratch.IsEmpty ? _gramScratch = AlignedMemory.Allocate<double>(NativeAbi.GramScratch) : _gramScratch).Span;
        fixed (float* values = x.Values)
        fixed (int* leftPointer = left)
        fixed (int* rightPointer = right)
        fixed (double* hPointer = h)
        fixed (double* leftCenterPointer = leftCenter)
        fixed (double* rightCenterPointer = rightCenter)
        fixed (double* gramPointer = gram)
        fixed (double* scratchPointer = scratch)
        {
            NativeAbi.Dense dense = Dense(x, values);
            Check(kernel(&dense, leftPointer, left.Length, rightPointer, right.Length, diagonal, hPointer, uniform, leftCenterPointer, rightCenterPointer, gramPointer, gramStride, scratchPointer, scratch.Length));
        }
    }
}
