namespace Regularization.Tests;

/// <summary>Leaves the work to <see cref="NaiveKernels"/> and writes down every call: its arguments in the order of the C ABI, and what it left behind.</summary>
internal sealed partial class RecordingKernels : KernelSet
{
    private readonly NaiveKernels _naive = new();

    public override string Name => "recording";

    public CallWriter Calls { get; } = new();

    protected override void DotCore(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        double[] before = [.. result];
        _naive.Dot(x, columns, r, rStride, rCount, result, resultStride, accumulate);
        Calls.Call("dense_dot").Matrix(x).Array(columns).Number(columns.Length).Array(r).Number(rStride).Number(rCount).Changed<double>(before, result).Number(resultStride).Number(accumulate);
    }

    protected override void DotCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        double[] before = [.. result];
        _naive.Dot(x, columns, r, rStride, rCount, result, resultStride, accumulate);
        Calls.Call("sparse_dot").Matrix(x).Array(columns).Number(columns.Length).Array(r).Number(rStride).Number(rCount).Changed<double>(before, result).Number(resultStride).Number(accumulate);
    }

    protected override void SquareCore(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> center, Span<double> result)
    {
        double[] before = [.. result];
        _naive.Square(x, columns, h, uniform, center, result);
        Calls.Call("dense_square").Matrix(x).Array(columns).Number(columns.Length).Array(h).Number(uniform).Array(center).Changed<double>(before, result);
    }

    protected override void SquareCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> h, double uniform, double hSum, ReadOnlySpan<double> center, Span<double> result)
    {
        double[] before = [.. result];
        _naive.Square(x, columns, h, uniform, hSum, center, result);
        Calls.Call("sparse_square").Matrix(x).Array(columns).Number(columns.Length).Array(h).Number(uniform).Number(hSum).Array(center).Changed<double>(before, result);
    }

    protected override void AddCore(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        double[] before = [.. y];
        _naive.Add(x, columns, a, y);
        Calls.Call("dense_add").Matrix(x).Array(columns).Number(columns.Length).Array(a).Changed<double>(before, y);
    }

    protected override void AddCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        double[] before = [.. y];
        _naive.Add(x, columns, a, y);
        Calls.Call("sparse_add").Matrix(x).Array(columns).Number(columns.Length).Array(a).Changed<double>(before, y);
    }

    protected override void GramCore(in DenseView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int gramStride) =>
        Record("dense_gram", x, left, right, diagonal, h, uniform, leftCenter, rightCenter, gram, gramStride);

    protected override void GramSingleCore(in DenseView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int gramStride) =>
        Record("dense_gram32", x, left, right, diagonal, h, uniform, leftCenter, rightCenter, gram, gramStride);

    protected override void GramCore(in SparseView x, ReadOnlySpan<int> columns, in SparseRowView y, int diagonal, ReadOnlySpan<double> h, double uniform, Span<double> gram, int gramStride)
    {
        double[] before = [.. gram];
        _naive.Gram(x, columns, y, diagonal, h, uniform, gram, gramStride);
        Calls.Call("sparse_gram").Matrix(x).Array(columns).Number(columns.Length).Matrix(y).Number(diagonal).Array(h).Number(uniform).Changed<double>(before, gram).Number(gramStride);
    }

    protected override void DotCore(in IndicatorView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        double[] before = [.. result];
        _naive.Dot(x, columns, r, rStride, rCount, result, resultStride, accumulate);
        Calls.Call("indicator_dot").Matrix(x).Array(columns).Number(columns.Length).Array(r).Number(rStride).Number(rCount).Changed<double>(before, result).Number(resultStride).Number(accumulate);
    }

    protected override void AddCore(in IndicatorView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        double[] before = [.. y];
        _naive.Add(x, columns, a, y);
        Calls.Call("indicator_add").Matrix(x).Array(columns).Number(columns.Length).Array(a).Changed<double>(before, y);
    }

    protected override void GramCore(in IndicatorView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, Span<double> gram, int gramStride)
    {
        double[] before = [.. gram];
        _naive.Gram(x, left, right, diagonal, h, uniform, gram, gramStride);
        Calls.Call("indicator_gram").Matrix(x).Array(left).Number(left.Length).Array(right).Number(right.Length).Number(diagonal).Array(h).Number(uniform).Changed<double>(before, gram).Number(gramStride);
    }

    protected override bool CholeskyCore(Span<double> a, int size, int stride, int keep)
    {
        double[] before = [.. a];
        bool positive = _naive.Cholesky(a, size, stride, keep);
        int scratch = NativeAbi.CholeskyScratch(size);
        Calls.Call("cholesky").Number(size).Changed<double>(before, a).Number(stride).Number(keep).Changed([-1], [positive ? 1 : 0]).Scratch(scratch).Number(scratch);
        return positive;
    }

    protected override void CoordinateDescentCore(in DenseView x, ReadOnlySpan<double> h, double uniform, Span<double> u, in CoordinateView at, ref EpochProgress progress)
    {
        double[] before = [.. u], beta = [.. at.Beta];
        _naive.CoordinateDescent(x, h, uniform, u, at, ref progress);
        Calls.Call("dense_cd").Matrix(x).Array(h).Number(uniform).Changed<double>(before, u).Coordinates(at, beta).Progress(progress);
    }

    protected override void CoordinateDescentCore(in SparseView x, ReadOnlySpan<double> h, double uniform, double hSum, Span<double> u, ref double shift, in CoordinateView at, ref EpochProgress progress)
    {
        double[] before = [.. u], beta = [.. at.Beta];
        double shiftBefore = shift;
        _naive.CoordinateDescent(x, h, uniform, hSum, u, ref shift, at, ref progress);
        Calls.Call("sparse_cd").Matrix(x).Array(h).Number(uniform).Number(hSum).Changed<double>(before, u).Changed([shiftBefore], [shift]).Coordinates(at, beta).Progress(progress);
    }

    protected override void CoordinateDescentCore(ReadOnlySpan<double> gram, int gramStride, Span<double> q, in CoordinateView at, ref EpochProgress progress)
    {
        double[] before = [.. q], beta = [.. at.Beta];
        _naive.CoordinateDescent(gram, gramStride, q, at, ref progress);
        Calls.Call("gram_cd").Array(gram).Number(gramStride).Changed<double>(before, q).Coordinates(at, beta).Progress(progress);
    }

    protected override void ProxElasticNetCore(ReadOnlySpan<double> z, double step, ReadOnlySpan<double> l1, ReadOnlySpan<double> l2, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, Span<double> result)
    {
        double[] before = [.. result];
        _naive.ProxElasticNet(z, step, l1, l2, lower, upper, result);
        Calls.Call("prox_elastic_net").Number(z.Length).Array(z).Number(step).Array(l1).Array(l2).Array(lower).Array(upper).Changed<double>(before, result);
    }

    private void Record(string kernel, in DenseView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int gramStride)
    {
        double[] before = [.. gram];
        _naive.Gram(x, left, right, diagonal, h, uniform, leftCenter, rightCenter, gram, gramStride);
        Calls.Call(kernel).Matrix(x).Array(left).Number(left.Length).Array(right).Number(right.Length).Number(diagonal).Array(h).Number(uniform)
            .Array(leftCenter).Array(rightCenter).Changed<double>(before, gram).Number(gramStride).Scratch(NativeAbi.GramScratch).Number(NativeAbi.GramScratch);
    }
}
