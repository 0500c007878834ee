namespace Regularization;

/// <summary>
/// The columns that have been candidates so far along a path, by position in the order in which they came, with their coefficients, penalty terms and
/// bounds; and which of them the solver visits at this lambda. All other coefficients are 0.
/// </summary>
internal sealed class WorkingSet
{
    private readonly FitContext _context;
    private readonly int[] _positionOf;
    private readonly FoldedConcavePenalty? _bent;
    private int[] _visit = [];
    private int[]? _visitedColumns;
    private long? _visitedEntries;

    public WorkingSet(FitContext context)
    {
        _context = context;
        _bent = context.Penalty is FoldedConcavePenalty { IsConvex: false } bent ? bent : null;
        _positionOf = new int[context.Design.Columns];
        Array.Fill(_positionOf, -1);
    }

    public int Count { get; private set; }

    public double Lambda { get; private set; }

    public int[] Columns { get; private set; } = [];

    /// <summary>Coefficients of the standardised features.</summary>
    public double[] Beta { get; private set; } = [];

    /// <summary>λ v_j.</summary>
    public double[] Strength { get; private set; } = [];

    /// <summary>Factor of |b| at this lambda, if the penalty is an elastic net, or of its tangent.</summary>
    public double[] L1 { get; private set; } = [];

    /// <summary>Factor of b²/2 at this lambda, if the penalty is an elastic net, or of its tangent.</summary>
    public double[] L2 { get; private set; } = [];

    /// <summary>Second derivatives of the penalty, if they are not <see cref="L2"/>.</summary>
    public double[] Bends { get; private set; } = [];

    /// <summary>Whether L1 and L2 are those of tangents to a penalty that is not convex, at the coefficients when <see cref="LayTangents"/> was last called.</summary>
    public bool HasTangents => _bent is not null;

    public double[] Lower { get; private set; } = [];

    public double[] Upper { get; private set; } = [];

    public double[] InverseScale { get; private set; } = [];

    /// <summary>Whether every penalty term, or its tangent, is l1 |b| + l2/2 b², so that the kernels and Newton steps apply.</summary>
    public bool IsElasticNet { get; private set; } = true;

    /// <summary>The positions that the solver visits, ascending.</summary>
    public ReadOnlySpan<int> Visit => _visit;

    public int[] VisitArray => _visit;

    /// <summary>The columns of these positions.</summary>
    public int[] VisitedColumns => _visitedColumns ??= ColumnsAt(_visit);

    /// <summary>The entries of these columns.</summary>
    public long VisitedEntries => _visitedEntries ??= VisitedColumns.Sum(_context.Design.X.EntriesOf);

    /// <summary>The columns of some positions.</summary>
    public int[] ColumnsAt(ReadOnlySpan<int> positions)
    {
        var columns = new int[positions.Length];
        for (int k = 0; k < columns.Length; k++)
        {
            columns[k] = Columns[positions[k]];
        }

        return columns;
    }

    public int PositionOf(int column) => _positionOf[column];

    /// <summary>Adds columns that are not yet in; their coefficients are 0.</summary>
    public void Add(ReadOnlySpan<int> columns)
    {
        Reserve(Count + columns.Length);
        foreach (int column in columns)
        {
            int position = Count++;
            _positionOf[column] = position;
            Columns[position] = column;
            Beta[position] = 0;
            (Lower[position], Upper[position]) = _context.Bounds(column);
            InverseScale[position] = _context.Design.InverseScale[column];
            SetStrength(position);
        }
    }

    public void SetLambda(double lambda)
    {
        Lambda = lambda;
        for (int k = 0; k < Count; k++)
        {
            SetStrength(k);
        }
    }

    public void SetVisit(int[] positions) => (_visit, _visitedColumns, _visitedEntries) = (positions, null, null);

    /// <summary>Whether nothing holds a coefficient: no penalty and no bounds.</summary>
    public bool IsFree(int position) =>
        Strength[position] == 0 && double.IsInfinity(Lower[position]) && double.IsInfinity(Upper[position]);

    /// <summary>Σ ω(b_k) over all positions.</summary>
    public double PenaltyValue()
    {
        double sum = 0;
        for (int k = 0; k < Count; k++)
        {
            if (Beta[k] != 0)
            {
                sum += _context.Penalty.Value(Beta[k], Strength[k]);
            }
        }

        return sum;
    }

    /// <summary>argmin over b in the bounds of (b − z)²/2 + step ω(b), or for the tangent to ω at the coefficient: it is where it is if that is stationary.</summary>
    public double Prox(int position, double z, double step)
    {
        double b = Prox(Beta[position], z, step, Strength[position]);
        return double.IsNaN(b) ? b : Math.Min(Math.Max(b, Lower[position]), Upper[position]);
    }

    /// <summary>The same for a coefficient outside the set, which is 0, without bounds.</summary>
    public double ProxAtZero(double z, double step, double strength) => Prox(0, z, step, strength);

    /// <summary>Lays the tangents at the present coefficients, for a penalty that is not convex.</summary>
    public void LayTangents()
    {
        for (int k = 0; k < Count && _bent is not null; k++)
        {
            SetStrength(k);
        }
    }

    /// <summary>How much the tangent to a penalty term grows from one coefficient to another.</summary>
    public double TangentChange(int position, double from, double to) =>
        (L1[position] * (Math.Abs(to) - Math.Abs(from))) + (L2[position] / 2 * ((to * to) - (from * from)));

    public CoordinateView View(ReadOnlySpan<int> visit, ReadOnlySpan<double> center, ReadOnlySpan<double> curvature, Span<double> beta) => new()
    {
        Visit = visit,
        Columns = Columns.AsSpan(0, Count),
        Center = center,
        InverseScale = InverseScale.AsSpan(0, Count),
        Curvature = curvature,
        L1 = L1.AsSpan(0, Count),
        L2 = L2.AsSpan(0, Count),
        Lower = Lower.AsSpan(0, Count),
        Upper = Upper.AsSpan(0, Count),
        Beta = beta,
    };

    /// <summary>The coefficients on the original scale, sparse.</summary>
    public SparseCoefficients OriginalCoefficients()
    {
        (int[] columns, int[] positions) = Support();
        return new SparseCoefficients(_context.Design.Columns, columns, [.. positions.Select(Original)]);
    }

    /// <summary>The columns with a coefficient other than 0, ascending, and their positions.</summary>
    public (int[] Columns, int[] Positions) Support()
    {
        int[] positions = [.. Enumerable.Range(0, Count).Where(k => Beta[k] != 0)], columns = ColumnsAt(positions);
        Array.Sort(columns, positions);
        return (columns, positions);
    }

    /// <summary>The coefficient on the original scale, within its bounds to the last bit.</summary>
    private double Original(int position)
    {
        (double lower, double upper) = _context.Penalty.Bounds(Columns[position]);
        return Math.Clamp(Beta[position] * InverseScale[position], lower, upper);
    }

    private void SetStrength(int position)
    {
        double strength = Strength[position] = Lambda * _context.Penalty.Factor(Columns[position]);
        if (_bent is not null)
        {
            double size = Math.Abs(Beta[position]);
            (L1[position], L2[position], Bends[position]) = (_bent.Slope(size, strength), _bent.Ridge(strength), _bent.Curvature(size, strength));
            return;
        }

        IsElasticNet &= _context.Penalty.TryElasticNet(Strength[position], out L1[position], out L2[position]);
    }

    private double Prox(double at, double z, double step, double strength) =>
        _bent is null ? _context.Penalty.Prox(z, step, strength) : _bent.TangentProx(at, z, step, strength);

    private void Reserve(int count)
    {
        if (count <= Columns.Length)
        {
            return;
        }

        int capacity = Math.Max(count, Math.Min(_positionOf.Length, Math.Max(64, Columns.Length * 2)));
        Columns = Resized(Columns, capacity);
        (Beta, Strength, L1, L2) = (Resized(Beta, capacity), Resized(Strength, capacity), Resized(L1, capacity), Resized(L2, capacity));
        Bends = _bent is null ? Bends : Resized(Bends, capacity);
        (Lower, Upper, InverseScale) = (Resized(Lower, capacity), Resized(Upper, capacity), Resized(InverseScale, capacity));
    }

    private static T[] Resized<T>(T[] array, int capacity)
    {
        Array.Resize(ref array, capacity);
        return array;
    }
}
