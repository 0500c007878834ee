namespace Regularization;

/// <summary>
/// The numeric kernels under every solver: products with columns of the design matrix, coordinate descent epochs, proximal operators.
/// The native library and <see cref="ManagedKernels"/> do the same; <c>regularization_native.h</c> says it with formulas.
/// Lengths and indices of columns and positions are checked here, once, so that the implementations need not; the row indices of a sparse
/// matrix are not, because whoever made the matrix has.
/// </summary>
internal abstract partial class KernelSet
{
    /// <summary>A name as the user forces it: <c>managed</c>, <c>baseline</c>, <c>avx2</c>, <c>avx512</c>, <c>neon</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// result[c·resultStride + k] (+)= Σ_i x[i, columns[k]] · r[c·rStride + i]. The bits of a column's results do not depend on the other columns
    /// of the call, so that blocks of columns can be given to threads in any way.
    /// </summary>
    public void Dot(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        KernelArguments.Check(x, columns);
        KernelArguments.CheckRightHandSides(x.Rows, columns.Length, r.Length, rStride, rCount, result.Length, resultStride);
        if (!columns.IsEmpty)
        {
            DotCore(x, columns, r, rStride, rCount, result, resultStride, accumulate);
        }
    }

    /// <inheritdoc cref="Dot(in DenseView, ReadOnlySpan{int}, ReadOnlySpan{double}, int, int, Span{double}, int, bool)"/>
    public void Dot(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        KernelArguments.Check(x, columns);
        KernelArguments.CheckRightHandSides(x.Rows, columns.Length, r.Length, rStride, rCount, result.Length, resultStride);
        if (!columns.IsEmpty)
        {
            DotCore(x, columns, r, rStride, rCount, result, resultStride, accumulate);
        }
    }

    /// <summary>result[k] = Σ_i h_i (x[i, columns[k]] − center[k])²; an empty <paramref name="h"/> means that every weight is <paramref name="uniform"/>.</summary>
    public void Square(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> center, Span<double> result)
    {
        KernelArguments.Check(x, columns);
        KernelArguments.CheckWeights(x.Rows, h.Length);
        KernelArguments.CheckAtLeast(columns.Length, center.Length, nameof(center));
        KernelArguments.CheckAtLeast(columns.Length, result.Length, nameof(result));
        SquareCore(x, columns, h, uniform, center, result);
    }

    /// <inheritdoc cref="Square(in DenseView, ReadOnlySpan{int}, ReadOnlySpan{double}, double, ReadOnlySpan{double}, Span{double})"/>
    public void Square(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> h, double uniform, double hSum, ReadOnlySpan<double> center, Span<double> result)
    {
        KernelArguments.Check(x, columns);
        KernelArguments.CheckWeights(x.Rows, h.Length);
        KernelArguments.CheckAtLeast(columns.Length, center.Length, nameof(center));
        KernelArguments.CheckAtLeast(columns.Length, result.Length, nameof(result));
        SquareCore(x, columns, h, uniform, hSum, center, result);
    }

    /// <summary>y_i += Σ_k a[k] · x[i, columns[k]].</summary>
    public void Add(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        KernelArguments.Check(x, columns);
        KernelArguments.CheckAtLeast(columns.Length, a.Length, nameof(a));
        KernelArguments.CheckRows(x.Rows, y.Length, nameof(y));
        AddCore(x, columns, a, y);
    }

    /// <inheritdoc cref="Add(in DenseView, ReadOnlySpan{int}, ReadOnlySpan{double}, Span{double})"/>
    public void Add(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        KernelArguments.Check(x, columns);
        KernelArguments.CheckAtLeast(columns.Length, a.Length, nameof(a));
        KernelArguments.CheckRows(x.Rows, y.Length, nameof(y));
        AddCore(x, columns, a, y);
    }

    /// <summary>Epochs of coordinate descent in residual form on dense columns: <c>dense_cd</c>.</summary>
    public void CoordinateDescent(in DenseView x, ReadOnlySpan<double> h, double uniform, Span<double> u, in CoordinateView at, ref EpochProgress progress)
    {
        KernelArguments.Check(at, usesColumns: true);
        KernelArguments.Check(x, at.Columns[..at.Beta.Length]);
        KernelArguments.CheckWeights(x.Rows, h.Length);
        KernelArguments.CheckRows(x.Rows, u.Length, nameof(u));
        CoordinateDescentCore(x, h, uniform, u, at, ref progress);
    }

    /// <summary>Epochs of coordinate descent in residual form on sparse columns: <c>sparse_cd</c>.</summary>
    public void CoordinateDescent(in SparseView x, ReadOnlySpan<double> h, double uniform, double hSum, Span<double> u, ref double shift, in CoordinateView at, ref EpochProgress progress)
    {
        KernelArguments.Check(at, usesColumns: true);
        KernelArguments.Check(x, at.Columns[..at.Beta.Length]);
        KernelArguments.CheckWeights(x.Rows, h.Length);
        KernelArguments.CheckRows(x.Rows, u.Length, nameof(u));
        CoordinateDescentCore(x, h, uniform, hSum, u, ref shift, at, ref progress);
    }

    /// <summary>Epochs of coordinate descent in covariance form: <c>gram_cd</c>.</summary>
    public void CoordinateDescent(ReadOnlySpan<double> gram, int gramStride, Span<double> q, in CoordinateView at, ref EpochProgress progress)
    {
        KernelArguments.Check(at, usesColumns: false);
        KernelArguments.CheckGram(at.Beta.Length, gram.Length, gramStride);
        KernelArguments.CheckAtLeast(at.Beta.Length, q.Length, nameof(q));
        CoordinateDescentCore(gram, gramStride, q, at, ref progress);
    }

    /// <summary>result[k] = clip(soft(z[k], step·l1[k]) / (1 + step·l2[k]), lower[k], upper[k]) for all k of <paramref name="z"/>.</summary>
    public void ProxElasticNet(ReadOnlySpan<double> z, double step, ReadOnlySpan<double> l1, ReadOnlySpan<double> l2, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, Span<double> result)
    {
        KernelArguments.CheckAtLeast(z.Length, l1.Length, nameof(l1));
        KernelArguments.CheckAtLeast(z.Length, l2.Length, nameof(l2));
        KernelArguments.CheckAtLeast(z.Length, lower.Length, nameof(lower));
        KernelArguments.CheckAtLeast(z.Length, upper.Length, nameof(upper));
        KernelArguments.CheckAtLeast(z.Length, result.Length, nameof(result));
        ProxElasticNetCore(z, step, l1, l2, lower, upper, result);
    }

    protected abstract void DotCore(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate);

    protected abstract void DotCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate);

    protected abstract void SquareCore(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> center, Span<double> result);

    protected abstract void SquareCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> h, double uniform, double hSum, ReadOnlySpan<double> center, Span<double> result);

    protected abstract void AddCore(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y);

    protected abstract void AddCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y);

    protected abstract void CoordinateDescentCore(in DenseView x, ReadOnlySpan<double> h, double uniform, Span<double> u, in CoordinateView at, ref EpochProgress progress);

    protected abstract void CoordinateDescentCore(in SparseView x, ReadOnlySpan<double> h, double uniform, double hSum, Span<double> u, ref double shift, in CoordinateView at, ref EpochProgress progress);

    protected abstract void CoordinateDescentCore(ReadOnlySpan<double> gram, int gramStride, Span<double> q, in CoordinateView at, ref EpochProgress progress);

    protected abstract void ProxElasticNetCore(ReadOnlySpan<double> z, double step, ReadOnlySpan<double> l1, ReadOnlySpan<double> l2, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, Span<double> result);
}

/// <summary>Columns of a dense float32 matrix, column-major: column j starts at <c>Values[j·Stride]</c>. A block of rows is a view with an offset start.</summary>
internal readonly ref struct DenseView(ReadOnlySpan<float> values, int stride, int rows, int columns)
{
    public readonly ReadOnlySpan<float> Values = values;
    public readonly int Stride = stride;
    public readonly int Rows = rows;
    public readonly int Columns = columns;
}

/// <summary>A sparse float32 matrix in CSC: the entries of column j are at <c>Starts[j] .. Starts[j + 1]</c>.</summary>
internal readonly ref struct SparseView(ReadOnlySpan<long> starts, ReadOnlySpan<int> rowIndices, ReadOnlySpan<float> values, int rows)
{
    public readonly ReadOnlySpan<long> Starts = starts;
    public readonly ReadOnlySpan<int> RowIndices = rowIndices;
    public readonly ReadOnlySpan<float> Values = values;
    public readonly int Rows = rows;

    public int Columns => Starts.Length - 1;
}

/// <summary>The coordinates of a coordinate descent, arrays over the positions of a working set (as many as <see cref="Beta"/> has): <c>rk_coordinates</c>.</summary>
internal readonly ref struct CoordinateView
{
    /// <summary>Positions to visit in an epoch, in this order.</summary>
    public required ReadOnlySpan<int> Visit { get; init; }

    /// <summary>The column of each position (not used in covariance form).</summary>
    public required ReadOnlySpan<int> Columns { get; init; }

    /// <summary>h-weighted mean of each position's column, or 0 (not used in covariance form).</summary>
    public required ReadOnlySpan<double> Center { get; init; }

    /// <summary>1 / scale of each position's column (not used in covariance form).</summary>
    public required ReadOnlySpan<double> InverseScale { get; init; }

    /// <summary>Σ_i h_i z_ik²; positions where it is not positive are passed over.</summary>
    public required ReadOnlySpan<double> Curvature { get; init; }

    public required ReadOnlySpan<double> L1 { get; init; }

    public required ReadOnlySpan<double> L2 { get; init; }

    public required ReadOnlySpan<double> Lower { get; init; }

    public required ReadOnlySpan<double> Upper { get; init; }

    /// <summary>The coefficients, read and written.</summary>
    public required Span<double> Beta { get; init; }
}

/// <summary>When a coordinate descent stops, and what happened.</summary>
internal struct EpochProgress
{
    public int MaxEpochs;
    public double Tolerance;

    /// <summary>Epochs made.</summary>
    public int Epochs;

    /// <summary>The last epoch's largest curvature · change².</summary>
    public double MaxChange;
}
