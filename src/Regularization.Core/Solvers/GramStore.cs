namespace Regularization;

/// <summary>
/// The Gram matrix of all rows that the folds of a cross-validation share: Σ_i w_i (x_ij − m_j)(x_il − m_l) over the columns that any of them has asked for, m being
/// the means over all rows, or 0 without an intercept. Raw columns: each fold has scales of its own.
/// </summary>
/// <remarks>It holds at most <see cref="LargestSize"/> columns, 288 MB.</remarks>
internal sealed class GramStore
{
    /// <summary>Columns that are held; folds do without it for others.</summary>
    private const int LargestSize = 6000;

    private readonly StandardizedDesign _design;
    private readonly int[] _positionOf;
    private int[] _columns = [];
    private Memory<double> _gram;
    private int _stride;

    /// <param name="design">The design of all rows.</param>
    public GramStore(StandardizedDesign design)
    {
        _design = design;
        _positionOf = new int[design.Columns];
        Array.Fill(_positionOf, -1);
    }

    /// <summary>Where a column is held, or -1.</summary>
    public int PositionOf(int column) => _positionOf[column];

    /// <summary>The product of the columns at two positions.</summary>
    public double this[int k, int l] => _gram.Span[k >= l ? (k * _stride) + l : (l * _stride) + k];

    /// <summary>Row k of the lower triangle: products with the positions up to k.</summary>
    public ReadOnlySpan<double> Row(int k) => _gram.Span.Slice(k * _stride, k + 1);

    /// <summary>Takes in columns, on all threads; those that are held already are passed over.</summary>
    public void Add(IEnumerable<int> columns)
    {
        int[] fresh = [.. columns.Where(j => _positionOf[j] < 0).Distinct().Order()];
        int first = _columns.Length, size = Math.Min(LargestSize, first + fresh.Length);
        if (size == first)
        {
            return;
        }

        Reserve(first, size);
        Array.Resize(ref _columns, size);
        for (int k = first; k < size; k++)
        {
            _columns[k] = fresh[k - first];
            _positionOf[_columns[k]] = k;
        }

        RowWeights weights = _design.Weights;
        double[] center = [.. _columns.Select(j => _design.Center[j])];
        _design.X.Gram(_columns, first, weights.Values.IsEmpty ? [] : _design.W, weights.Uniform, center, _gram, _stride, _design.Threads);
    }

    private void Reserve(int first, int size)
    {
        if (size <= _stride)
        {
            return;
        }

        int stride = AlignedMemory.Stride(Math.Max(size, Math.Min(LargestSize, first * 3 / 2)));
        Memory<double> larger = AlignedMemory.Allocate(stride * stride);
        for (int k = 0; k < first; k++)
        {
            Row(k).CopyTo(larger.Span[(k * stride)..]);
        }

        (_gram, _stride) = (larger, stride);
    }
}
