namespace Regularization;

/// <summary>
/// The working model in covariance form, for the squared loss: the Gram matrix of the columns that have been candidates, grown as they come. One update
/// costs the size of the working set, whatever the number of rows, and so do gradients, gap and Newton steps.
/// Source: Friedman, Hastie, Tibshirani (2010), section 2.2.
/// </summary>
internal sealed partial class CovarianceModel : WorkingModel
{
    /// <summary>The gradient follows the updates of the coefficients for this many epochs before it is computed anew, lest rounding errors add up.</summary>
    private const int MostEpochsOnUpdates = 100;

    /// <summary>Below this tolerance it is always computed anew.</summary>
    private const double LeastToleranceOnUpdates = 1e-7;

    /// <summary>Largest working set held so: 98 MB of Gram matrix.</summary>
    private const int LargestSet = 3500;

    private readonly double _nullSquares;
    private Memory<double> _gram;
    private int _stride;
    private int _size;
    private double[] _nullGradient = [];
    private double _squares;
    private double _dualSquares;
    private int _epochsOnUpdates;
    private double[] _projected = [];
    private readonly SupportFactor _factor = new(NewtonRidge);
    private Cholesky? _freeFactor;
    private int[] _free = [];

    public CovarianceModel(FitContext context, WorkingSet set)
        : base(context, set)
    {
        double sum = 0;
        for (int i = 0; i < context.NullResidual.Length; i++)
        {
            sum += context.Design.W[i] * context.NullResidual[i] * context.NullResidual[i];
        }

        _nullSquares = sum;
        Grow();
    }

    public override double Intercept
    {
        get
        {
            double intercept = Context.NullIntercept;
            for (int k = 0; k < Set.Count; k++)
            {
                intercept -= Set.Beta[k] * Set.InverseScale[k] * Context.Design.Center[Set.Columns[k]];
            }

            return intercept;
        }
    }

    public override double LossValue => _squares / 2;

    /// <summary>Whether this form is the cheaper one: an update costs the size of the set here, and two passes over a column's entries in residual form.</summary>
    public static bool Suits(FitContext context, WorkingSet set)
    {
        if (!context.Loss.IsSquared || !set.IsElasticNet || set.Count > LargestSet)
        {
            return false;
        }

        double entries = 0;
        for (int k = 0; k < set.Count; k++)
        {
            entries += context.Design.X.EntriesOf(set.Columns[k]);
        }

        return 2 * entries >= (double)set.Count * set.Count;
    }

    public override void Grow()
    {
        int first = _size;
        _size = Set.Count;
        if (_size > _stride)
        {
            int stride = AlignedMemory.Stride(AlignedMemory.Room(_size, Math.Min(LargestSet, Context.Design.Columns)));
            Memory<double> larger = AlignedMemory.Allocate<double>(stride * stride);
            for (int k = 0; k < first; k++)
            {
                AlignedMemory.Put(_gram.Span.Slice(k * _stride, first), larger.Span[(k * stride)..]);
            }

            (_gram, _stride) = (larger, stride);
            (Gradient, DualGradient, _nullGradient) = ([.. Gradient, .. new double[stride - Gradient.Length]], new double[stride], new double[stride]);
        }

        int[] columns = Set.Columns[.._size];
        if (SuitsSingle(first))
        {
            MakeInSingle(columns);
        }
        else if (Context.SharedGram is null || !Context.SharedGram.TryCross(Context.Design, columns, first, _gram, _stride))
        {
            WeightedGram.Cross(Context.Design, columns, first, Context.Design.W, _gram, _stride);
        }

        MirrorGram(first);
        for (int k = 0; k < _size; k++)
        {
            _nullGradient[k] = Context.NullGradient[Set.Columns[k]];
        }

        FillGradient(first);
    }

    public override void Refresh()
    {
        Set.LayTangents();
        Span<double> q = Gradient.AsSpan(0, _size);
        if (_epochsOnUpdates >= MostEpochsOnUpdates || Context.Options.Tolerance < LeastToleranceOnUpdates)
        {
            FillGradient(0);
        }

        KeepExact();
        ReadOnlySpan<double> beta = Set.Beta.AsSpan(0, _size);
        _squares = Math.Max(0, _nullSquares - VectorMath.Dot(beta, _nullGradient.AsSpan(0, _size)) - VectorMath.Dot(beta, q));
        ProjectDual();
    }

    public override double LossGap(double scale) => (((1 - scale) * (1 - scale) * _dualSquares) + (_squares - _dualSquares)) / 2;

    public override double[] DualResidual()
    {
        double[] eta = Residual();
        if (_projected.Length > 0)
        {
            VectorMath.Negate(_projected, _projected);
            Context.Design.AddTo(eta, [.. _free.Select(k => Set.Columns[k])], _projected);
            VectorMath.Negate(_projected, _projected);
        }

        return eta;
    }

    /// <summary>Whether coefficients so large that they cancel have cost this form the digits that a gap of this size needs; the residual form keeps them.</summary>
    public bool LosesDigits(double tolerance)
    {
        double terms = 0;
        ReadOnlySpan<double> gram = _gram.Span;
        for (int k = 0; k < _size; k++)
        {
            terms += Math.Abs(Set.Beta[k]) * (Math.Abs(_nullGradient[k]) + Math.Abs(Set.Beta[k] * gram[(k * _stride) + k]));
        }

        return 1e-15 * terms > 0.1 * tolerance * _nullSquares;
    }

    public override bool Descend(double tolerance, int maxEpochs, ref int epochs, CancellationToken cancellationToken)
    {
        CoordinateView view = View();
        int chunk = CoordinateEpochs.Chunk((double)Set.Visit.Length * _size);
        for (int left = maxEpochs; left > 0 && !cancellationToken.IsCancellationRequested;)
        {
            var progress = new EpochProgress { MaxEpochs = Math.Min(left, chunk), Tolerance = tolerance };
            Kernels.Current.CoordinateDescent(_gram.Span, _stride, Gradient.AsSpan(0, _size), view, ref progress);
            epochs += progress.Epochs;
            _epochsOnUpdates += progress.Epochs;
            left -= progress.Epochs;
            if (progress.MaxChange <= tolerance)
            {
                return true;
            }
        }

        return false;
    }

    public override bool CanStep => true;

    public override bool DescendBySteps(double tolerance, int maxSteps, ref int epochs, CancellationToken cancellationToken)
    {
        MakeExact();
        _epochsOnUpdates = MostEpochsOnUpdates;
        return new ActiveSet(_gram.Span, _stride, Gradient.AsSpan(0, _size), View(), _factor).Descend(tolerance, maxSteps, ref epochs, cancellationToken);
    }

    protected override int LeastEpochs => 3;

    /// <summary>What a step has cost depends on how much of the factor could be kept; the rest of it is two passes over rows of the Gram matrix, as an epoch is.</summary>
    protected override double EpochsPerNewtonStep(int support)
    {
        double size = support, kept = Math.Max(0, support - _factor.Appended);
        return NewtonSystem.PriceOfProduct * ((size * size * size) - (kept * kept * kept)) / (3 * size * Math.Max(1, Set.Visit.Length));
    }

    protected override void SupportGram(int[] support, double[] gram)
    {
        ReadOnlySpan<double> all = _gram.Span;
        for (int k = 0; k < support.Length; k++)
        {
            ReadOnlySpan<double> row = all.Slice(support[k] * _stride, _size);
            for (int l = 0; l <= k; l++)
            {
                gram[(k * support.Length) + l] = row[support[l]];
            }
        }
    }

    protected override bool SolveNewton(int[] support, double[] l2, double[] b)
    {
        if (!_factor.Update(support, _gram.Span, _stride, l2.AsSpan(0, _size)) && !(MakeExact() && _factor.Update(support, _gram.Span, _stride, l2.AsSpan(0, _size))))
        {
            return false;
        }

        _factor.Solve(support, b);
        return true;
    }

    public override void Extrapolate(int[] positions, double[] change, double interceptChange) => TryMove(positions, change);

    protected override bool TryMove(int[] positions, double[] change)
    {
        var image = new double[_size];
        VectorMath.AddRows(_gram.Span, _stride, positions, change, image);
        double decrease = 0;
        for (int k = 0; k < positions.Length; k++)
        {
            int at = positions[k];
            double b = Set.Beta[at];
            decrease += (change[k] * Gradient[at]) + Context.Penalty.Value(b, Set.Strength[at]) - Context.Penalty.Value(b + change[k], Set.Strength[at]);
        }

        for (int k = 0; k < positions.Length; k++)
        {
            decrease -= change[k] * image[positions[k]] / 2;
        }

        if (!(decrease > 0))
        {
            return false;
        }

        for (int k = 0; k < positions.Length; k++)
        {
            Set.Beta[positions[k]] += change[k];
        }

        Span<double> q = Gradient.AsSpan(0, _size);
        VectorMath.Subtract(q, image, q);
        _epochsOnUpdates++;
        return true;
    }

    private CoordinateView View()
    {
        double[] curvature = new double[_size];
        ReadOnlySpan<double> gram = _gram.Span;
        for (int k = 0; k < _size; k++)
        {
            curvature[k] = gram[(k * _stride) + k];
        }

        return Set.View(Set.Visit, [], curvature, Set.Beta.AsSpan(0, _size));
    }

    /// <summary>Above the diagonal what is below it, from the row <paramref name="first"/> on.</summary>
    private void MirrorGram(int first)
    {
        Span<double> gram = _gram.Span;
        for (int l = 0; l < _size; l++)
        {
            for (int k = Math.Max(first, l + 1); k < _size; k++)
            {
                gram[(l * _stride) + k] = gram[(k * _stride) + l];
            }
        }
    }

    private Cholesky? FactorOf(int[] positions)
    {
        var gram = new double[positions.Length * positions.Length];
        SupportGram(positions, gram);
        return Cholesky.Factor(gram, positions.Length, FreeProjection.Ridge);
    }

    /// <summary>Computes the gradient at the positions from <paramref name="first"/> on from the coefficients.</summary>
    private void FillGradient(int first)
    {
        _epochsOnUpdates = first == 0 ? 0 : _epochsOnUpdates;
        Span<double> q = Gradient.AsSpan(first, _size - first);
        _nullGradient.AsSpan(first, q.Length).CopyTo(q);
        for (int k = first; k < _correction.Length; k++)
        {
            q[k - first] += _correction[k];
        }

        int[] positions = [.. Enumerable.Range(0, _size).Where(k => Set.Beta[k] != 0)];
        VectorMath.AddRows(_gram.Span[first..], _stride, positions, [.. positions.Select(k => -Set.Beta[k])], q);
    }

    private void ProjectDual()
    {
        DualGradient = Gradient;
        _dualSquares = _squares;
        _projected = [];
        int[] free = [.. Set.VisitArray.Where(Set.IsFree)];
        if (free.Length == 0)
        {
            return;
        }

        if (_freeFactor is null || !free.AsSpan().SequenceEqual(_free))
        {
            _free = free;
            _freeFactor = free.Length > FreeProjection.LargestProjection ? null : FactorOf(free);
        }

        if (_freeFactor is null)
        {
            return;
        }

        // ρ' = ρ − Z_A c with Z_A'Wρ' = 0, refined as FreeProjection does; ‖ρ‖² − ‖ρ'‖² = c'(g + g').
        DualGradient = [.. Gradient];
        double[] total = new double[free.Length], coefficients = new double[free.Length];
        for (int pass = 0; pass <= FreeProjection.Refinements; pass++)
        {
            for (int k = 0; k < free.Length; k++)
            {
                coefficients[k] = DualGradient[free[k]];
            }

            _freeFactor.Solve(coefficients);
            VectorMath.Negate(coefficients, coefficients);
            VectorMath.AddRows(_gram.Span, _stride, free, coefficients, DualGradient.AsSpan(0, _size));
            VectorMath.Subtract(total, coefficients, total);
        }

        for (int k = 0; k < free.Length; k++)
        {
            _dualSquares -= total[k] * (Gradient[free[k]] + DualGradient[free[k]]);
        }

        _dualSquares = Math.Max(0, _dualSquares);
        _projected = total;
    }
}
