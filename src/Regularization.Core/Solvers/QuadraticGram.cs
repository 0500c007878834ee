namespace Regularization;

/// <summary>
/// The quadratic model of a curved loss in covariance form, for dense features: the Gram matrix of the columns that move, with the row weights h of a point that is not far. An epoch costs
/// the square of their number, whatever the number of rows.
/// </summary>
/// <param name="context">The problem.</param>
/// <param name="set">The working set.</param>
/// <param name="mostDrift">How far h may move, relative to its size, before the matrix is made anew: 0 where the curvature jumps.</param>
/// <remarks>
/// While h moves little the matrix is kept and grown: then the model is a little off, which shows in the next gradient, and costs less than another matrix. Columns are taken
/// about their h-weighted means, so that the intercept's step is to the best of the model whatever the others do.
/// </remarks>
internal sealed partial class QuadraticGram(FitContext context, WorkingSet set, double mostDrift = QuadraticGram.MostDrift)
{
    /// <summary>How far a smooth curvature may move.</summary>
    public const double MostDrift = 0.05;

    /// <summary>With more columns, or fewer rows for each that moves, or fewer that are visited, residual form is cheaper.</summary>
    private const int LargestSize = 1000;
    private const int RowsPerColumn = 8;

    /// <summary>Products that a matrix made for each step may take: about half a second.</summary>
    private const double MostProducts = 5e9;

    private const int FewestVisited = 16;

    /// <summary>The matrix is made anew, without those that do not move any more, when it has so many times the columns that do.</summary>
    private const int MostIdle = 2;

    private readonly double[] _h = new double[context.Y.Length];
    private bool _isShared;
    private Memory<double> _gram;
    private int _stride;
    private int _size;
    private int[] _positions = [];
    private int[] _placeOf = [];
    private double[] _means = [];
    private double[] _q = [];

    /// <summary>The h-weighted mean of each column that is held, by position of the working set, on the original scale.</summary>
    public double[] Center { get; private set; } = [];

    /// <summary>Whether this form can be had, and there are rows enough for it: smooth curvatures and dense features.</summary>
    public static bool Suits(FitContext context) =>
        !context.Loss.IsSquared && context.Loss.HasSmoothCurvature && !context.Design.X.IsSparse && context.Options.Solver.UsesCovariances
        && context.Design.Rows >= RowsPerColumn * FewestVisited;

    /// <summary>Makes room for the positions that have come in.</summary>
    public void Grow()
    {
        int positions = set.Columns.Length, known = _placeOf.Length;
        if (known < positions)
        {
            Array.Resize(ref _placeOf, positions);
            Array.Fill(_placeOf, -1, known, positions - known);
            double[] center = Center;
            Array.Resize(ref center, positions);
            Center = center;
        }
    }

    /// <summary>Whether that is likely to be cheaper than residual form: it takes more steps, whose cost for each row is small only beside that of many columns, and the matrix must be small beside the rows.</summary>
    /// <param name="context">The problem.</param>
    /// <param name="moving">Columns that move.</param>
    /// <param name="visited">Columns that are visited.</param>
    public static bool IsCheaper(FitContext context, int moving, int visited) =>
        visited >= FewestVisited && moving <= LargestSize && (long)moving * RowsPerColumn <= context.Design.Rows;

    /// <summary>Whether a matrix of so many columns can be made anew for every step.</summary>
    public static bool IsAffordable(FitContext context, int columns) => columns <= LargestSize && (double)columns * columns * context.Design.Rows <= MostProducts;

    /// <summary>Whether row weights are too far from those of a matrix.</summary>
    public static bool HasDrifted(double[] h, double[] from, double mostDrift = MostDrift) => VectorMath.Distance(h, from) > mostDrift * VectorMath.Norm(h);

    /// <summary>Has the matrix made anew the next time: a step based on it was too long.</summary>
    public void Forget() => _size = 0;

    /// <summary>Whether all these positions are held.</summary>
    public bool Holds(int[] positions) => _size > 0 && Array.TrueForAll(positions, k => PlaceOf(k) >= 0);

    /// <summary>Takes in these positions, with the row weights of the matrix, or all anew with these weights if they have moved. False if there are too many.</summary>
    public bool TryTake(int[] positions, double[] h)
    {
        if (positions.Length > LargestSize || positions.Length == 0)
        {
            _size = 0;
            return false;
        }

        int[] fresh = [.. positions.Where(k => PlaceOf(k) < 0)];
        int size = _size + fresh.Length;
        if (_size == 0 || size > LargestSize || size > 64 + (MostIdle * positions.Length) || HasDrifted(h, _h, mostDrift) || (_isShared && fresh.Length > 0 && !context.CurvatureShare!.IsCurrent))
        {
            _isShared = context.CurvatureShare?.TryWeights(_h) == true && !HasDrifted(h, _h, mostDrift);
            if (!_isShared)
            {
                h.CopyTo(_h, 0);
            }

            Array.Fill(_placeOf, -1);
            (_size, fresh) = (0, positions);
            _factor.Forget();
        }

        if (_isShared && _size == 0)
        {
            // A row stands on those before it alone: what the matrix over all rows has comes first.
            int[] held = [.. fresh.Where(k => context.CurvatureShare!.Holds(set.Columns[k]))];
            Add(held);
            fresh = [.. fresh.Except(held)];
        }

        Add(fresh);
        return true;
    }

    /// <summary>The matrix of some positions, all of them held, by rows; the lower triangle.</summary>
    public void CopyTo(int[] positions, double[] gram)
    {
        for (int k = 0; k < positions.Length; k++)
        {
            ReadOnlySpan<double> row = _gram.Span.Slice(PlaceOf(positions[k]) * _stride, _size);
            for (int l = 0; l <= k; l++)
            {
                gram[(k * positions.Length) + l] = row[PlaceOf(positions[l])];
            }
        }
    }

    private int PlaceOf(int position) => _size > 0 ? _placeOf[position] : -1;

    private void Add(int[] fresh)
    {
        int first = _size;
        Reserve(first + fresh.Length);
        foreach (int position in fresh)
        {
            _placeOf[position] = _size;
            _positions[_size++] = position;
        }

        if (fresh.Length == 0)
        {
            return;
        }

        StandardizedDesign design = context.Design;
        int[] columns = set.ColumnsAt(_positions.AsSpan(0, _size));
        if (!_isShared || !context.CurvatureShare!.TryCross(design, columns, first, _means, _gram, _stride))
        {
            design.Means(columns[first..], _h, VectorMath.Sum(_h)).CopyTo(_means, first);
            WeightedGram.Cross(design, columns, first, _h, _means[.._size], _gram, _stride);
        }

        Span<double> gram = _gram.Span;
        for (int k = first; k < _size; k++)
        {
            Center[_positions[k]] = _means[k];
            for (int l = 0; l < k; l++)
            {
                gram[(l * _stride) + k] = gram[(k * _stride) + l];
            }
        }
    }

    private void Reserve(int size)
    {
        if (size <= _stride)
        {
            return;
        }

        int stride = AlignedMemory.Stride(AlignedMemory.Room(size, LargestSize));
        Memory<double> larger = AlignedMemory.Allocate<double>(stride * stride);
        for (int k = 0; k < _size; k++)
        {
            AlignedMemory.Put(_gram.Span.Slice(k * _stride, _size), larger.Span[(k * stride)..]);
        }

        (_gram, _stride) = (larger, stride);
        Array.Resize(ref _positions, stride);
        Array.Resize(ref _means, stride);
        Array.Resize(ref _q, stride);
    }
}
