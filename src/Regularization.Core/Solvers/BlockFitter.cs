using System.Diagnostics;

namespace Regularization;

/// <summary>
/// Fits with a <see cref="BlockPenalty"/>: a working set by the penalty's strong rule, proximal Newton steps on it, and the proof over all columns that
/// nothing was missed.
/// </summary>
/// <remarks>Source of the strong rule for groups: Tibshirani et al. (2012), section 5; for SLOPE see <see cref="SlopePenalty"/>.</remarks>
internal sealed class BlockFitter : IPathFitter
{
    private const int MostRounds = 60;

    /// <summary>A quadratic model is minimised to this share of the gap that is left.</summary>
    private const double InnerShare = 1e-2;

    /// <summary>Minimising a quadratic model further than this is the work of rounding.</summary>
    private const double LeastShare = 1e-13;

    /// <summary>Where the curvature jumps, a quadratic model that is not solved in these many epochs is not worth more: the next one has another curvature.</summary>
    private const int MostEpochsOfAModel = 200;

    /// <summary>So many steps without a measure that is 1% smaller, or an objective that fell by 1% of the target, are the end: of precision, or of a problem that has no minimum.</summary>
    private const int MostIdleSteps = 20;
    private const double LeastGain = 1e-2;

    private readonly FitContext _context;
    private readonly BlockPenalty _penalty;
    private readonly BlockModel _model;
    private readonly bool[] _mayEnter;
    private readonly double[] _gradient;
    private readonly int[] _free;
    private BlockDual _dual;
    private double _lastLambda;
    private int _epochs;
    private readonly int[] _eligible;

    public BlockFitter(FitContext context, CancellationToken cancellationToken)
    {
        _context = context;
        _penalty = (BlockPenalty)context.Penalty;
        _model = new BlockModel(context);
        int columns = context.Design.Columns;
        (_mayEnter, _gradient) = (new bool[columns], new double[columns]);
        _eligible = [.. context.Design.AllColumns.Where(context.IsEligible)];
        _free = [.. _eligible.Where(_penalty.IsFree)];
        _dual = new BlockDual(context, _model, _free);
        if (_free.Length > 0)
        {
            _model.SetColumns(_free);
            Minimize(1, Math.Min(context.Options.Tolerance, 1e-8), cancellationToken);
        }

        _dual.Project(context.Design.AllColumns, _gradient);
        LambdaMax = context.HasVariation ? _penalty.DualNorm(_gradient) : 0;
        _lastLambda = LambdaMax;
    }

    /// <inheritdoc/>
    public double LambdaMax { get; }

    /// <summary>The fitter for a penalty.</summary>
    public static IPathFitter For(FitContext context, CancellationToken cancellationToken) =>
        context.Penalty is BlockPenalty ? new BlockFitter(context, cancellationToken) : new LambdaFitter(context, cancellationToken);

    /// <inheritdoc/>
    public Solution Fit(double lambda, double tolerance, CancellationToken cancellationToken, bool visitAll = false)
    {
        long started = Stopwatch.GetTimestamp();
        _epochs = 0;
        if (lambda == 0 && _free.Length < _eligible.Length)
        {
            _dual = new BlockDual(_context, _model, _eligible);
        }
        else if (_lastLambda == 0)
        {
            _dual = new BlockDual(_context, _model, _free);
        }

        Select(lambda, Math.Max(_lastLambda - lambda, 0), visitAll || lambda == 0);
        double target = tolerance / 2;
        for (int round = 0; ; round++)
        {
            FitStatus status = Minimize(lambda, target, cancellationToken);
            _dual.Project(_context.Design.AllColumns, _gradient);
            double gap = _dual.Gap(_penalty, _context.Design.AllColumns, _gradient, _model.Beta, lambda);
            double kkt = _dual.Kkt(_penalty, _gradient, _model.Beta, lambda);
            double measure = double.IsNaN(gap) ? kkt : gap;
            if (measure <= tolerance || status is FitStatus.Canceled or FitStatus.EpochLimit || round == MostRounds)
            {
                return Done(measure <= tolerance ? FitStatus.Converged : status == FitStatus.Converged ? FitStatus.EpochLimit : status, gap, kkt);
            }

            if (!Select(lambda, 0, isAll: false))
            {
                if (status == FitStatus.PrecisionLimit || target < 1e-17)
                {
                    return Done(FitStatus.PrecisionLimit, gap, kkt);
                }

                target /= 10;
            }
        }

        Solution Done(FitStatus status, double gap, double kkt)
        {
            _lastLambda = lambda;
            return _model.ToSolution(lambda, gap, kkt, _epochs, Stopwatch.GetElapsedTime(started).TotalSeconds, status);
        }
    }

    /// <summary>Adds to the working set what the last gradient and a slack let in, or starts it anew from that and the support; says whether it grew.</summary>
    private bool Select(double lambda, double slack, bool isAll)
    {
        _penalty.MayEnter(_gradient, lambda, slack, _mayEnter);
        var present = new HashSet<int>(_model.Columns);
        bool keeps = slack == 0 || _context.Loss.IsSquared;
        List<int> columns = keeps ? [.. _model.Columns] : [.. _model.Columns.Where(j => _model.Beta[j] != 0)];
        if (!keeps)
        {
            present = [.. columns];
        }

        int before = columns.Count;
        foreach (int j in _eligible)
        {
            if ((isAll || _mayEnter[j] || _penalty.IsFree(j)) && present.Add(j))
            {
                columns.Add(j);
            }
        }

        _model.SetColumns([.. columns]);
        return columns.Count > before;
    }

    /// <summary>Newton steps until the measure over the working set is at most the target.</summary>
    private FitStatus Minimize(double lambda, double target, CancellationToken cancellationToken)
    {
        double[] gradient = new double[_model.Columns.Length];
        double last = double.PositiveInfinity, best = double.PositiveInfinity, lowest = double.PositiveInfinity, share = InnerShare;
        for (int idle = 0; ; idle++)
        {
            _dual.Project(_model.Columns, gradient);
            double gap = _dual.Gap(_model.Penalty, _model.Columns, gradient, _model.Visited, lambda);
            double measure = double.IsNaN(gap) ? _dual.Kkt(_model.Penalty, gradient, _model.Visited, lambda) : gap;
            if (measure <= target)
            {
                return FitStatus.Converged;
            }

            if (cancellationToken.IsCancellationRequested)
            {
                return FitStatus.Canceled;
            }

            if (_epochs >= _context.Options.MaxEpochs)
            {
                return FitStatus.EpochLimit;
            }

            double objective = _model.LossValue + _model.Penalty.Value(_model.Visited, lambda);
            idle = measure < (1 - LeastGain) * best || objective < lowest - (LeastGain * target * _context.NullLoss) ? 0 : idle;
            lowest = idle == 0 ? objective : lowest;
            share = measure > last / 2 ? Math.Max(share / 10, LeastShare) : share;
            (last, best) = (measure, Math.Min(best, measure));
            double tolerance = share * Math.Max(target, _context.Loss.IsSquared ? 0 : measure / 10) * _context.NullLoss;
            bool moved = _model.Step(lambda, tolerance, Math.Min(_context.Loss.HasSmoothCurvature ? int.MaxValue : MostEpochsOfAModel, _context.Options.MaxEpochs - _epochs), ref _epochs, cancellationToken);
            if (idle == MostIdleSteps || (!moved && share == LeastShare))
            {
                return FitStatus.PrecisionLimit;
            }

            share = moved ? share : Math.Max(share / 10, LeastShare);
        }
    }
}
