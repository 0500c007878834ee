namespace Regularization;

/// <summary>
/// The working model in residual form, for any loss: linear predictor, residual and curvature over the rows. Coordinate descent works on the quadratic
/// model of the loss at the current point (weighted least squares, the whole problem for the squared loss), then a line search makes the step safe: a proximal Newton method.
/// Source: Friedman, Hastie, Tibshirani (2010), section 3; Lee, Sun, Saunders, Proximal Newton-type methods (2014), algorithm 1.
/// </summary>
internal sealed partial class ResidualModel : WorkingModel
{
    /// <summary>Curvatures are not taken below this share of the largest (or, where that has no bound, of their mean), as where p rounds to 0 or 1.</summary>
    private const double LeastCurvature = 1e-9;

    /// <summary>Where the curvature jumps, it is taken to be at least this share of one that is nowhere too small: less is slow to solve, and gains nothing.</summary>
    private const double LeastShare = 1e-2;

    /// <summary>The same where quadratic models are solved on their Gram matrix.</summary>
    private const double LeastShareByGram = 1e-5;

    /// <summary>A coefficient at 0 is left there by a quadratic model if its gradient is below this share of what would move it.</summary>
    public const double NearThreshold = 0.98;

    private readonly double[] _eta;
    private readonly double[] _residual;
    private readonly double[] _u;
    private readonly double[] _h;
    private readonly double[] _work;
    private readonly double[] _other;
    private readonly FreeProjection _projection;
    private double[] _dualResidual;
    private readonly int _threads;
    private readonly ColumnCurvature _columns;
    private QuadraticGram? _gram;
    private bool _isByGram;
    private double[] _buffer = [];
    private double[] _before = [];
    private double _intercept;
    private double _loss;

    /// <summary>Whether the loss is known to be that of the current point, but for the rounding of its last step.</summary>
    private bool _hasLoss;
    private double _hSum;

    /// <summary>The share after a quadratic model first promised too much.</summary>
    private const double RaisedShare = 1e-3;

    /// <summary>What is taken at least of <see cref="Loss.CurvatureBound"/>, or where the curvature jumps of <see cref="Loss.MajorizingCurvature"/>: more while quadratic models promise too much; at 1 they are above the loss, and every step helps.</summary>
    private double _share;

    /// <summary>The part of the last step that was made, 0 if none.</summary>
    private double _stepMade = 1;

    /// <param name="context">The problem.</param>
    /// <param name="set">The working set.</param>
    /// <param name="intercept">On the original scale.</param>
    /// <param name="threads">What losses may use; null for what the design may.</param>
    public ResidualModel(FitContext context, WorkingSet set, double intercept, int? threads = null)
        : base(context, set)
    {
        _threads = threads ?? context.Design.Threads;
        int n = context.Y.Length;
        Loss = context.Loss;
        (_intercept, _share) = (intercept, SmallestShare);
        _eta = new double[n];
        _residual = new double[n];
        _dualResidual = _residual;
        (_u, _h, _work, _other) = (new double[n], new double[n], new double[n], new double[n]);
        _projection = new FreeProjection(context, set);
        _columns = new ColumnCurvature(context, set);
        _gram = QuadraticGram.Suits(context) ? new QuadraticGram(context, set) : null;
        if (context.Loss.IsSquared)
        {
            context.Design.W.CopyTo(_h, 0);
            _hSum = 1;
        }

        Grow();
        Restart();
    }

    public override double Intercept => _intercept;

    public override double LossValue => _loss;

    /// <summary>The linear predictor, length n.</summary>
    public double[] Eta => _eta;

    public StandardizedDesign Design => Context.Design;

    /// <summary>w ∘ residual, length n.</summary>
    public double[] U => _u;

    /// <summary>Weights of the rows in the quadratic model, length n.</summary>
    public double[] Curvatures => _h;

    /// <summary>Whether there has been a quadratic model.</summary>
    public bool HasCurvatures => _hSum > 0;

    /// <summary>Length n, for the step in η before <see cref="LineSearch"/>.</summary>
    public double[] Step => _other;

    /// <summary>Length n.</summary>
    public double[] Work => _work;

    private ReadOnlySpan<double> W => Context.Design.W;

    /// <summary>Kernel weights of the quadratic model.</summary>
    private RowWeights H => Loss.IsSquared ? Context.Design.Weights : new RowWeights(_h, 0, _hSum);

    public override void Grow()
    {
        _columns.Grow();
        _gram?.Grow();
        int size = Set.Columns.Length;
        if (_buffer.Length < size)
        {
            (_buffer, Gradient) = (Resized(_buffer, size), Resized(Gradient, size));
        }
    }

    /// <summary>Moves to the coefficients of the set and an intercept.</summary>
    public void Restart(double intercept)
    {
        _intercept = intercept;
        Restart();
    }

    /// <summary>Computes the linear predictor from the coefficients, so that rounding errors of updates do not add up along a path.</summary>
    public void Restart()
    {
        Context.StartingPredictor(_intercept).CopyTo(_eta, 0);
        (int[] columns, double[] values) = Nonzeros();
        Context.Design.AddColumns(columns, values, _eta);
        _hasLoss = false;
    }

    public override void Refresh()
    {
        Set.LayTangents();
        RefreshRows();
        FillGradient(Set.VisitArray, Set.VisitedColumns, _u, Gradient);
        if (ProjectDual())
        {
            FillGradient(Set.VisitArray, Set.VisitedColumns, _work, DualGradient);
        }
    }

    public override void RefreshForStep()
    {
        Set.LayTangents();
        RefreshRows();
        int[] support = Support();
        FillGradient(support, Set.ColumnsAt(support), _u, Gradient);
    }

    /// <summary>The part of <see cref="Refresh"/> that is about rows; what is left is the gradient of <see cref="U"/> at the visited positions, then <see cref="ProjectDual"/>, to which the curvatures of the loss are left in <see cref="Work"/>.</summary>
    public void RefreshRows()
    {
        _lossGap = null;
        RowBlocks.For(_threads, _eta.Length, (start, count) =>
            Loss.Derivatives(_eta.AsSpan(start, count), Context.Y.AsSpan(start, count), _residual.AsSpan(start, count), Loss.IsSquared ? [] : _work.AsSpan(start, count)));
        double mean = Context.Options.Intercept ? VectorMath.Dot(W, _residual) : 0;
        if (Loss.IsSquared && mean != 0)
        {
            ShiftIntercept(mean);
            VectorMath.Subtract(_residual, mean, _residual);
        }

        InterceptGradient = Loss.IsSquared ? 0 : mean;
        _loss = _hasLoss ? _loss : LossAt(_eta);
        _hasLoss = !Loss.IsSquared;
        VectorMath.Multiply(_residual, W, _u);
        if (!Loss.IsSquared)
        {
            if (Loss.HasSmoothCurvature)
            {
                double bound = Loss.CurvatureBound;
                double floor = double.IsFinite(bound) ? _share * bound : LeastCurvature * VectorMath.Dot(_work, W);
                VectorMath.Max(_work, Math.Max(floor, double.Epsilon), _h);
            }
            else
            {
                Loss.MajorizingCurvature(_eta, Context.Y, _h);
                VectorMath.Multiply(_h, _share, _h);
                VectorMath.Max(_h, _work, _h);
            }

            VectorMath.Multiply(_h, W, _h);
            _hSum = VectorMath.Sum(_h);
        }
    }

    protected override bool TryMove(int[] positions, double[] change)
    {
        double[] before = Remember();
        for (int k = 0; k < positions.Length; k++)
        {
            Set.Beta[positions[k]] += change[k];
        }

        if (_gram?.Holds(positions) != true)
        {
            _columns.Update(positions, _h, _hSum);
            _isByGram = false;
        }

        int[] moved = Moved(before, positions);
        return LineSearch(before, moved, EtaStep(before, moved, InterceptStep()), halvings: 4);
    }

    public override void Extrapolate(int[] positions, double[] change, double interceptChange)
    {
        var scaled = new double[change.Length];
        double penalty = 0;
        for (int k = 0; k < positions.Length; k++)
        {
            int at = positions[k];
            scaled[k] = change[k] * Set.InverseScale[at];
            penalty += Context.Penalty.Value(Set.Beta[at] + change[k], Set.Strength[at]) - Context.Penalty.Value(Set.Beta[at], Set.Strength[at]);
        }

        Array.Fill(_other, interceptChange);
        Context.Design.AddColumns(Set.ColumnsAt(positions), scaled, _other);
        VectorMath.Add(_other, _eta, _work);
        if (!(LossAt(_work) + penalty < LossAt(_eta)))
        {
            return;
        }

        for (int k = 0; k < positions.Length; k++)
        {
            Set.Beta[positions[k]] += change[k];
        }

        Accept(1, interceptChange);
    }

    /// <summary>The coefficients by position, in an array that stays as it is until this is asked for again.</summary>
    public double[] Remember()
    {
        if (_before.Length < Set.Count)
        {
            _before = new double[Set.Columns.Length];
        }

        Set.Beta.AsSpan(0, Set.Count).CopyTo(_before);
        return _before;
    }

    /// <summary>Moves to a linear predictor, to which the coefficients belong already, and its intercept.</summary>
    /// <param name="eta">η, length n.</param>
    /// <param name="intercept">On the original scale.</param>
    /// <param name="loss">Σ w loss at η, if it is known.</param>
    public void Place(ReadOnlySpan<double> eta, double intercept, double? loss = null)
    {
        eta.CopyTo(_eta);
        (_intercept, _loss, _hasLoss) = (intercept, loss ?? double.NaN, loss is not null && !Loss.IsSquared);
    }

    /// <summary>The intercept when the columns are centred.</summary>
    public double CenteredIntercept() => _intercept + Set.VisitArray.Sum(Centered);

    /// <summary>Moves to other coefficients at the visited positions and another intercept of the centred design.</summary>
    public void MoveTo(ReadOnlySpan<double> beta, double centeredIntercept)
    {
        for (int k = 0; k < Set.Visit.Length; k++)
        {
            Set.Beta[Set.Visit[k]] = beta[k];
        }

        _intercept = centeredIntercept - Set.VisitArray.Sum(Centered);
        Restart();
    }

    private double Centered(int position) => Set.Beta[position] * Set.InverseScale[position] * Context.Design.Center[Set.Columns[position]];

    /// <summary>The intercept's step to the best of the quadratic model: t = Σ u / Σ h.</summary>
    public double InterceptStep() => Context.Options.Intercept ? VectorMath.Sum(_u) / _hSum : 0;

    /// <summary>Puts the step in η since <paramref name="before"/> into the other array.</summary>
    /// <returns>The part of it that is the same for all rows: the intercept's step less Σ change · centre.</returns>
    private double EtaStep(double[] before, int[] moved, double interceptStep)
    {
        var changes = new double[moved.Length];
        double[] center = Center;
        for (int i = 0; i < moved.Length; i++)
        {
            int k = moved[i];
            changes[i] = (Set.Beta[k] - before[k]) * Set.InverseScale[k];
            interceptStep -= changes[i] * center[k];
        }

        Array.Fill(_other, interceptStep);
        Context.Design.AddColumns(Set.ColumnsAt(moved), changes, _other);
        return interceptStep;
    }

    /// <summary>Of some positions those whose coefficients are others than before.</summary>
    public int[] Moved(double[] before, int[] positions)
    {
        int[] moved = Scratch(positions.Length);
        double[] beta = Set.Beta;
        int count = 0;
        foreach (int k in positions)
        {
            if (beta[k] != before[k])
            {
                moved[count++] = k;
            }
        }

        return moved[..count];
    }

    private void ShiftIntercept(double by)
    {
        _intercept += by;
        VectorMath.Add(_eta, by, _eta);
    }

    private void FillGradient(int[] positions, int[] columns, double[] u, double[] gradient)
    {
        Context.Design.Gradient(columns, u, _buffer.AsMemory(0, columns.Length));
        for (int k = 0; k < columns.Length; k++)
        {
            gradient[positions[k]] = _buffer[k];
        }
    }

    private (int[] Columns, double[] Values) Nonzeros()
    {
        int[] positions = [.. Enumerable.Range(0, Set.Count).Where(k => Set.Beta[k] != 0)];
        return ([.. positions.Select(k => Set.Columns[k])], [.. positions.Select(k => Set.Beta[k] * Set.InverseScale[k])]);
    }

    private static double[] Resized(double[] array, int size)
    {
        Array.Resize(ref array, size);
        return array;
    }
}
