namespace Regularization;

/// <summary>The kernels on indicator columns. Positions whose column is below 0 are passed over.</summary>
internal abstract partial class KernelSet
{
    /// <summary>RK_INDICATOR_LINE: words of a column that lie together.</summary>
    public const int IndicatorLine = 8;

    /// <summary>The indicator columns from which a product with a vector is faster than the dense one: what they share must be worth its computation.</summary>
    public virtual int LeastForIndicatorDot => 96;

    /// <summary>The same for sums of columns.</summary>
    public virtual int LeastForIndicatorAdd => 64;

    /// <summary>Whether the Gram matrix of indicators under weights is made faster than the dense one.</summary>
    public virtual bool HasFastIndicatorGram => true;

    /// <inheritdoc cref="Dot(in DenseView, ReadOnlySpan{int}, ReadOnlySpan{double}, int, int, Span{double}, int, bool)"/>
    public void Dot(in IndicatorView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        KernelArguments.Check(x, columns);
        KernelArguments.CheckRightHandSides(x.Rows, columns.Length, r.Length, rStride, rCount, result.Length, resultStride);
        if (!columns.IsEmpty)
        {
            DotCore(x, columns, r, rStride, rCount, result, resultStride, accumulate);
        }
    }

    /// <inheritdoc cref="Add(in DenseView, ReadOnlySpan{int}, ReadOnlySpan{double}, Span{double})"/>
    public void Add(in IndicatorView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        KernelArguments.Check(x, columns);
        KernelArguments.CheckAtLeast(columns.Length, a.Length, nameof(a));
        KernelArguments.CheckRows(x.Rows, y.Length, nameof(y));
        AddCore(x, columns, a, y);
    }

    /// <summary>
    /// gram[k·gramStride + l] += Σ_i h_i x[i, left[k]] x[i, right[l]] for l ≤ k + <paramref name="diagonal"/>, not centred; an empty <paramref name="h"/> means
    /// that every weight is <paramref name="uniform"/>. Centring it afterwards loses digits where columns are nearly constant.
    /// </summary>
    public void Gram(in IndicatorView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, Span<double> gram, int gramStride)
    {
        KernelArguments.Check(x, left);
        KernelArguments.Check(x, right);
        KernelArguments.CheckWeights(x.Rows, h.Length);
        KernelArguments.CheckMatrix(left.Length, right.Length, gram.Length, gramStride, nameof(gram));
        KernelArguments.CheckRange(0, diagonal, int.MaxValue - left.Length);
        if (!left.IsEmpty && !right.IsEmpty)
        {
            GramCore(x, left, right, diagonal, h, uniform, gram, gramStride);
        }
    }

    protected abstract void DotCore(in IndicatorView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate);

    protected abstract void AddCore(in IndicatorView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y);

    protected abstract void GramCore(in IndicatorView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, Span<double> gram, int gramStride);
}

/// <summary>Columns that are 0 or 1, as bits: x[i, j] is bit i mod 64 of <c>Words[(i / 512 · Columns + j) · 8 + i / 64 mod 8]</c>; bits of rows from n on are 0 (<c>rk_indicators</c>).</summary>
internal readonly ref struct IndicatorView(ReadOnlySpan<ulong> words, int rows, int columns)
{
    /// <summary>Rows of a word, and of what lies together.</summary>
    public const int WordRows = 64;
    public const int LineRows = WordRows * KernelSet.IndicatorLine;

    public readonly ReadOnlySpan<ulong> Words = words;
    public readonly int Rows = rows;
    public readonly int Columns = columns;

    /// <summary>The words that so many rows and columns take.</summary>
    public static long LengthOf(int rows, int columns) => ((long)rows + LineRows - 1) / LineRows * columns * KernelSet.IndicatorLine;

    /// <summary>Where the word of a column is that begins with a row, a multiple of 64.</summary>
    public int IndexOf(int row, int column) => (((row / LineRows * Columns) + column) * KernelSet.IndicatorLine) + (row / WordRows % KernelSet.IndicatorLine);
}
