namespace Regularization;

/// <summary>The kernels of Gram matrices and of the systems made of them.</summary>
internal abstract partial class KernelSet
{
    /// <summary>RK_CHOLESKY_STEP: the rows that <see cref="Cholesky"/> keeps are a multiple of it.</summary>
    public const int CholeskyStep = 24;

    /// <summary>
    /// gram[k·gramStride + l] += Σ_i h_i (x[i, left[k]] − leftCenter[k]) (x[i, right[l]] − rightCenter[l]) for l ≤ k + <paramref name="diagonal"/>; an empty
    /// <paramref name="h"/> means that every weight is <paramref name="uniform"/>. Columns are centred before they are multiplied: nothing cancels.
    /// </summary>
    public void Gram(in DenseView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int gramStride)
    {
        CheckGram(x, left, right, diagonal, h, leftCenter, rightCenter, gram, gramStride);
        if (!left.IsEmpty && !right.IsEmpty)
        {
            GramCore(x, left, right, diagonal, h, uniform, leftCenter, rightCenter, gram, gramStride);
        }
    }

    /// <summary>Whether <see cref="GramSingle"/> is faster than <see cref="Gram(in DenseView, ReadOnlySpan{int}, ReadOnlySpan{int}, int, ReadOnlySpan{double}, double, ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int)"/>.</summary>
    public virtual bool HasFastSingleGram => false;

    /// <summary>
    /// The same for centres that are float32 numbers, where that is faster in float32 for some hundreds of rows at a time, the sums of which are added up in float64: twice as many products at once, and
    /// a rounding error of about 1e-9 of the columns' norms, more where products are alike.
    /// </summary>
    public void GramSingle(in DenseView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int gramStride)
    {
        CheckGram(x, left, right, diagonal, h, leftCenter, rightCenter, gram, gramStride);
        if (!left.IsEmpty && !right.IsEmpty)
        {
            GramSingleCore(x, left, right, diagonal, h, uniform, leftCenter, rightCenter, gram, gramStride);
        }
    }

    /// <summary>
    /// gram[k·gramStride + l] += Σ_i h_i x[i, columns[k]] · y[i, l] for l ≤ k + <paramref name="diagonal"/>, with the columns of y held by rows, ascending
    /// within each. Of these, rows without an entry of <paramref name="columns"/> are not read.
    /// </summary>
    public void Gram(in SparseView x, ReadOnlySpan<int> columns, in SparseRowView y, int diagonal, ReadOnlySpan<double> h, double uniform, Span<double> gram, int gramStride)
    {
        KernelArguments.Check(x, columns);
        KernelArguments.Check(y, []);
        KernelArguments.CheckAtLeast(x.Rows, y.Rows, nameof(y));
        KernelArguments.CheckWeights(x.Rows, h.Length);
        KernelArguments.CheckRange(0, diagonal, int.MaxValue - columns.Length);
        KernelArguments.CheckMatrix(columns.Length, y.Columns, gram.Length, gramStride, nameof(gram));
        if (!columns.IsEmpty)
        {
            GramCore(x, columns, y, diagonal, h, uniform, gram, gramStride);
        }
    }

    /// <summary>
    /// A = L L' in place: a is size x size, rows <paramref name="stride"/> apart; what is above the diagonal is neither read nor written. The first
    /// <paramref name="keep"/> rows, a multiple of <see cref="CholeskyStep"/> or all, are those of L already.
    /// </summary>
    /// <returns>Whether A is numerically positive definite; where it is not, a is left half done.</returns>
    public bool Cholesky(Span<double> a, int size, int stride, int keep)
    {
        KernelArguments.CheckMatrix(size, size, a.Length, stride, nameof(a));
        KernelArguments.CheckRange(0, keep, size);
        return CholeskyCore(a, size, stride, keep == size ? keep : keep / CholeskyStep * CholeskyStep);
    }

    protected abstract void GramCore(in DenseView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int gramStride);

    protected abstract void GramSingleCore(in DenseView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int gramStride);

    protected abstract void GramCore(in SparseView x, ReadOnlySpan<int> columns, in SparseRowView y, int diagonal, ReadOnlySpan<double> h, double uniform, Span<double> gram, int gramStride);

    protected abstract bool CholeskyCore(Span<double> a, int size, int stride, int keep);

    private static void CheckGram(in DenseView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int gramStride)
    {
        KernelArguments.Check(x, left);
        KernelArguments.Check(x, right);
        KernelArguments.CheckWeights(x.Rows, h.Length);
        KernelArguments.CheckAtLeast(left.Length, leftCenter.Length, nameof(leftCenter));
        KernelArguments.CheckAtLeast(right.Length, rightCenter.Length, nameof(rightCenter));
        KernelArguments.CheckMatrix(left.Length, right.Length, gram.Length, gramStride, nameof(gram));
        KernelArguments.CheckRange(0, diagonal, int.MaxValue - left.Length);
    }
}
