namespace Regularization;

/// <summary>
/// Fits some lambdas side by side on a sparse design: what is expensive there is to fetch an entry and what it meets, and that is done once for all of them.
/// Each is a proximal Newton method of its own (<see cref="ResidualModel"/>), of which the passes over the design are made together. A lane that has come
/// to its gap takes the next lambda (<see cref="LambdaPipeline"/>), so that none is idle while others need more steps.
/// </summary>
/// <remarks>
/// The visited columns are those that some lane has in its support or near it, and those that violate the optimality conditions at some lambda, found by
/// passes over all columns after the first step of a lane and after its last, which prove its solution.
/// </remarks>
internal sealed partial class LambdaLanes
{
    /// <summary>Problems side by side.</summary>
    public const int Size = KernelSet.Batch;

    /// <summary>Epochs that a problem makes at the most.</summary>
    public const int MostEpochs = MostSteps * (EpochsBefore + EpochsAfterFailure);

    private const int MostSteps = 40;

    /// <summary>A problem whose measure has not fallen by a tenth for so many steps is given up.</summary>
    private const int MostFruitless = 5;

    /// <summary>Epochs of coordinate descent before the conjugate gradients.</summary>
    private const int EpochsBefore = 3;

    /// <summary>After a step that did not lower its objective a problem does without conjugate gradients, whose support was wrong, and all at work have more epochs.</summary>
    private const int EpochsAfterFailure = 8;

    /// <summary>The share of the tolerance that is asked for over the visited columns: the others may take the rest.</summary>
    private const double TargetShare = 0.9;

    private const double Forcing = 0.2;
    private const int MostIterations = 25;

    /// <summary>After the first step columns come in whose gradients are beyond this share of their threshold: more will be.</summary>
    private const double Margin = 0.97;

    /// <summary>A column at 0 whose gradients are all below this share of their thresholds is no longer visited.</summary>
    private const double Far = 0.9;

    private readonly FitContext _context;
    private readonly ColumnsByRows _byRows;
    private readonly BatchQuadratic _quadratic;
    private readonly BatchScreening _screening;
    private readonly int _threads;
    private readonly double _tolerance;
    private readonly bool[] _isActive = new bool[Size];
    private readonly bool[] _hasFailed = new bool[Size];
    private readonly bool[] _isVisited;
    private readonly bool _hasIdleRows;

    /// <summary>Epochs after conjugate gradients: one where bounds may have stopped them, else none is worth it.</summary>
    private readonly int _epochsAfter;
    /// <summary>Columns that lanes need; they are visited from the next step on.</summary>
    private readonly HashSet<int> _missing = [];
    private readonly Memory<double> _rows;
    private Memory<double> _products;
    private Memory<double> _changes;
    private bool _hasPrepared;

    /// <param name="context">The problem; its design is sparse.</param>
    /// <param name="design">The design.</param>
    /// <param name="threads">What the passes may use.</param>
    public LambdaLanes(FitContext context, DesignByRows design, int threads)
    {
        _context = context;
        _tolerance = context.Options.Tolerance;
        _threads = threads;
        _hasIdleRows = context.Design.W.Contains(0);
        _epochsAfter = context.Penalty.LowerBounds is null && context.Penalty.UpperBounds is null ? 0 : 1;
        _byRows = new ColumnsByRows(design, threads, _hasIdleRows ? context.Design.W : null);
        _quadratic = new BatchQuadratic(context, _byRows, threads);
        _screening = new BatchScreening(context, threads);
        _rows = AlignedMemory.Allocate<double>(context.Design.Rows * Size);
        _rows.Span.Clear();
        _isVisited = new bool[context.Design.Columns];
        for (int b = 0; b < Size; b++)
        {
            var set = new WorkingSet(context);
            set.SetLambda(1);
            Lanes[b] = new LambdaLane(new ResidualModel(context, set, context.NullIntercept, threads: 1));
        }
    }

    public int FreeCount => Lanes.Count(lane => lane.IsFree);

    public LambdaLane[] Lanes { get; } = new LambdaLane[Size];

    /// <summary>The gradient of every column where a lane is, or was when it was last screened.</summary>
    public double[] GradientOf(LambdaLane lane)
    {
        double[] gradient = _screening.GradientOf(Array.IndexOf(Lanes, lane));
        WorkingSet set = lane.Model.Set;
        foreach (int k in set.Visit)
        {
            gradient[set.Columns[k]] = lane.Model.Gradient[k];
        }

        return gradient;
    }

    /// <summary>
    /// Measures every lane that is at work where it is now, and looks at all columns where that is due. Those that have come to their gap, or cannot, are
    /// at work no longer; what the others need joins the visited columns in <see cref="Step"/>.
    /// </summary>
    public void Measure(CancellationToken cancellationToken)
    {
        Begin();
        if (!_isActive.Contains(true))
        {
            return;
        }

        Refresh();
        ForEachActive(b =>
        {
            LambdaLane lane = Lanes[b];
            double measure = DualCertificate.MeasureOf(_context, lane.Model, 2 * lane.Target, out bool isPart);
            if (!isPart && !lane.IsWhole)
            {
                // A part may have been far below what is whole now.
                lane.Expect();
                lane.IsWhole = true;
            }

            lane.Fruitless = measure < 0.9 * lane.BestMeasure ? 0 : lane.Fruitless + 1;
            lane.BestMeasure = Math.Min(lane.BestMeasure, measure);
        });
        Span<double> margins = stackalloc double[Size];
        for (int b = 0; b < Size; b++)
        {
            LambdaLane lane = Lanes[b];
            margins[b] = !_isActive[b] ? double.PositiveInfinity : IsAtEnd(lane) || cancellationToken.IsCancellationRequested ? 1 : lane.Steps == 1 ? Margin : double.PositiveInfinity;
        }

        _screening.Check(Lanes, margins, _isVisited);
        for (int b = 0; b < Size; b++)
        {
            if (margins[b] <= 1)
            {
                Conclude(Lanes[b], _screening.MissingIn(b).Count, cancellationToken);
                _missing.UnionWith(Lanes[b].IsActive ? _screening.MissingIn(b) : []);
            }
        }
    }

    private static bool IsAtEnd(LambdaLane lane) => lane.BestMeasure <= lane.Target || lane.Fruitless >= MostFruitless || lane.Steps >= MostSteps;

    private void Conclude(LambdaLane lane, int missing, CancellationToken cancellationToken)
    {
        if (lane.Certificate.Measure <= _tolerance || cancellationToken.IsCancellationRequested)
        {
            lane.IsActive = false;
        }
        else if (missing > 0 && lane.Steps < MostSteps)
        {
            lane.Expect();
        }
        else if (IsAtEnd(lane))
        {
            bool mayTryHarder = lane.BestMeasure <= lane.Target && lane.Steps < MostSteps && lane.Target > 1e-17;
            lane.Target = mayTryHarder ? lane.Target / 10 : lane.Target;
            lane.IsActive = mayTryHarder;
        }
    }

    /// <summary>One step of every lane that is at work; those that are new begin first.</summary>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    public void Step(CancellationToken cancellationToken)
    {
        Begin();
        if (!_isActive.Contains(true))
        {
            return;
        }

        bool hasChanged = UpdateVisits(), hasNew = Lanes.Any(lane => lane.IsNew);
        if (hasNew)
        {
            PlaceNew();
        }

        if (hasChanged || hasNew)
        {
            ForEachActive(b =>
            {
                if (Lanes[b].IsNew)
                {
                    Lanes[b].Model.RefreshRows();
                    Lanes[b].Begin();
                }
            });
            PutRows(b => _isActive[b] ? Lanes[b].Model.U : null);
            DotVisited();
        }

        ResidualModel[] models = [.. Lanes.Select(lane => lane.Model)];
        _quadratic.Prepare(models, _isActive, !_hasPrepared, _products);
        _hasPrepared = true;
        _quadratic.Descend(EpochsBefore, cancellationToken);
        _quadratic.ConjugateGradients(_hasFailed, Forcing, MostIterations, cancellationToken);
        int after = _hasFailed.Contains(true) ? EpochsAfterFailure : _epochsAfter;
        _quadratic.Descend(after, cancellationToken);
        Move();
        ForEachActive(b =>
        {
            Lanes[b].Steps++;
            Lanes[b].Epochs += EpochsBefore + after;
        });
    }

    private void Begin()
    {
        for (int b = 0; b < Size; b++)
        {
            (_isActive[b], _hasFailed[b]) = (Lanes[b].IsActive, Lanes[b].IsActive && Lanes[b].HasFailed);
        }
    }

    /// <summary>Brings every problem that is active up to date with its point.</summary>
    private void Refresh()
    {
        ForEachActive(b => Lanes[b].Model.RefreshRows());
        PutRows(b => _isActive[b] ? Lanes[b].Model.U : null);
        DotVisited();
        bool[] isOther = new bool[Size];
        ForEachActive(b => isOther[b] = Lanes[b].Model.ProjectDual());
        if (isOther.Contains(true))
        {
            PutRows(b => isOther[b] ? Lanes[b].Model.Work : null);
            _byRows.Dot(_rows, Wide(_changes));
            ForEachActive(b =>
            {
                if (isOther[b])
                {
                    SetGradient(Lanes[b].Model, b, Lanes[b].Model.Work, Lanes[b].Model.DualGradient, _changes.Span);
                }
            });
        }
    }

    /// <summary>The gradients of the active problems at the visited columns, from what is in the rows.</summary>
    private void DotVisited()
    {
        _byRows.Dot(_rows, Wide(_products));
        ForEachActive(b => SetGradient(Lanes[b].Model, b, Lanes[b].Model.U, Lanes[b].Model.Gradient, _products.Span));
    }

    private Span<double> Wide(Memory<double> array) => array.Span[..(Lanes[0].Model.Set.Visit.Length * Size)];

    private void ForEachActive(Action<int> action) => ParallelWork.Each(_threads, KernelSet.Batch, b =>
    {
        if (_isActive[b])
        {
            action(b);
        }
    });

    /// <summary>Centres and scales the products of one problem.</summary>
    private void SetGradient(ResidualModel model, int b, double[] u, double[] gradient, ReadOnlySpan<double> products)
    {
        double sum = _context.Options.Intercept ? VectorMath.Sum(u) : 0;
        WorkingSet set = model.Set;
        ReadOnlySpan<int> visit = set.Visit;
        for (int i = 0; i < visit.Length; i++)
        {
            gradient[visit[i]] = (products[(i * Size) + b] - (_context.Design.Center[set.Columns[visit[i]]] * sum)) * set.InverseScale[visit[i]];
        }
    }

    /// <summary>Moves every active problem by the step of its quadratic model, as far as its loss allows.</summary>
    private void Move()
    {
        _changes.Span.Clear();
        double[][] before = new double[Size][];
        int[] movable = [.. _quadratic.Movable.Select(k => Lanes[0].Model.Set.Visit[k])];
        double[] intercept = new double[Size];
        ForEachActive(b =>
        {
            ResidualModel model = Lanes[b].Model;
            WorkingSet set = model.Set;
            before[b] = model.Remember();
            Span<double> changes = _changes.Span;
            intercept[b] = model.InterceptStep();
            foreach (int k in _quadratic.Movable)
            {
                int position = set.Visit[k], at = (k * Size) + b;
                float change = _quadratic.Change[at];
                if (change != 0)
                {
                    double old = set.Beta[position], end = _quadratic.Start[at] + change == 0 ? 0 : Math.Clamp(old + change, set.Lower[position], set.Upper[position]);
                    set.Beta[position] = end;
                    changes[at] = (end - old) * set.InverseScale[position];
                    intercept[b] -= changes[at] * _quadratic.Center[at];
                }
            }
        });
        _byRows.Times(_changes, _rows);
        TakeSteps(b => _isActive[b], intercept);
        ForEachActive(b => Lanes[b].HasFailed = !Lanes[b].Model.LineSearch(before[b], Lanes[b].Model.Moved(before[b], movable), intercept[b]));
    }
}
