using System.Runtime.InteropServices;

namespace Regularization;

/// <summary>
/// The Gram matrix of all rows that the folds of a cross-validation share: Σ_i h_i (x_ij − m_j)(x_il − m_l) over the columns that any of them has asked for, h being the weights
/// of the rows or the curvatures of a loss somewhere, m the means under h, or 0 without an intercept. Raw columns: each fold has scales of its own.
/// </summary>
/// <remarks>It holds the lower triangle, of at most <see cref="LargestSize"/> columns, rows that come together as long as the last of them: 144 MB where they come by and by, 288 MB where all come at once.</remarks>
internal sealed class GramStore : ISharedGram
{
    /// <summary>Columns that are held; folds do without it for others.</summary>
    private const int LargestSize = 6000;

    private readonly StandardizedDesign _design;
    private readonly int[] _positionOf;
    private Row[] _rows = [];
    private readonly List<int> _columns = [];
    private readonly List<double> _centers = [];

    /// <summary>A store for the weights of the rows.</summary>
    /// <param name="design">The design of all rows.</param>
    public GramStore(StandardizedDesign design)
    {
        (_design, H, HSum) = (design, design.W, 1);
        _positionOf = new int[design.Columns];
        Array.Fill(_positionOf, -1);
    }

    /// <summary>h.</summary>
    public double[] H { get; private set; }

    /// <summary>Σ h.</summary>
    public double HSum { get; private set; }

    /// <summary>Counts the times that <see cref="Start"/> was called: what was taken at another count is of other weights.</summary>
    public int Version { get; private set; }

    /// <summary>Whether a column is held.</summary>
    public bool Holds(int column) => _positionOf[column] >= 0;

    /// <summary>Begins anew, with other weights and no columns.</summary>
    public void Start(double[] h)
    {
        (H, HSum) = ([.. h], VectorMath.Sum(h));
        Version++;
        Array.Fill(_positionOf, -1);
        _rows = [];
        _columns.Clear();
        _centers.Clear();
    }

    /// <summary>Takes in columns, on all threads; those that are held already are passed over.</summary>
    public void Add(IEnumerable<int> columns)
    {
        int[] fresh = [.. columns.Where(j => _positionOf[j] < 0).Distinct().Order()];
        int first = _columns.Count, size = Math.Min(LargestSize, first + fresh.Length);
        if (size == first)
        {
            return;
        }

        for (int k = first; k < size; k++)
        {
            _columns.Add(fresh[k - first]);
            _positionOf[_columns[k]] = k;
        }

        // Rows that come together are held together; the matrix is handed over as if those before them were there.
        int stride = AlignedMemory.Stride(size);
        Memory<double> rows = AlignedMemory.Allocate<double>((size - first) * stride);
        bool isOfRows = ReferenceEquals(H, _design.W), isUniform = isOfRows && _design.Weights.Values.IsEmpty;
        int[] all = [.. _columns], added = all[first..];
        _centers.AddRange(isOfRows ? added.Select(j => _design.Center[j]) : _design.Means(added, H, HSum));
        _design.X.GramRows(all, first, isUniform ? [] : H, _design.Weights.Uniform, [.. _centers], rows, stride, _design.Threads);
        MemoryMarshal.TryGetArray<double>(rows, out ArraySegment<double> together);
        _rows = [.. _rows, .. Enumerable.Range(0, size - first).Select(k => new Row(together.Array!, together.Offset + (k * stride)))];
    }

    /// <summary>For the design of all rows.</summary>
    public bool TryCross(StandardizedDesign design, int[] columns, int first, Memory<double> gram, int stride)
    {
        if (!TryFind(columns, out int[] at))
        {
            return false;
        }

        double[] scale = [.. columns.Select(j => design.InverseScale[j])];
        for (int k = first; k < at.Length; k++)
        {
            Span<double> row = gram.Span.Slice(k * stride, k + 1);
            CopyRow(at, k, row);
            for (int l = 0; l < row.Length; l++)
            {
                row[l] *= scale[k] * scale[l];
            }
        }

        return true;
    }

    /// <summary>Where columns are held, if all of them are.</summary>
    public bool TryFind(int[] columns, out int[] at)
    {
        at = new int[columns.Length];
        for (int k = 0; k < at.Length; k++)
        {
            at[k] = _positionOf[columns[k]];
            if (at[k] < 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>m of the column held there.</summary>
    public double CenterAt(int at) => _centers[at];

    /// <summary>row[l] = the product of the columns held at at[k] and at[l].</summary>
    public void CopyRow(int[] at, int k, Span<double> row)
    {
        int own = at[k];
        Row[] rows = _rows;
        Row lower = rows[own];
        for (int l = 0; l < row.Length; l++)
        {
            int other = at[l];
            row[l] = other <= own ? lower.Values[lower.From + other] : rows[other].Values[rows[other].From + own];
        }
    }

    /// <summary>A row of the lower triangle: it begins at an element of an array. (No <see cref="Memory{T}"/>: in this loop its cost is seen.)</summary>
    private readonly record struct Row(double[] Values, int From);
}
