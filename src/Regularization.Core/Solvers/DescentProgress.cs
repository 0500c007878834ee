namespace Regularization;

/// <summary>How the rounds of a descent go: what their measures and objectives say of how strictly to solve the next quadratic model, whether to step on single columns, and whether this is the end.</summary>
internal sealed class DescentProgress(FitContext context, WorkingModel model, double target)
{
    /// <summary>Changes whose squares are below this share of the null loss are rounding.</summary>
    private const double LeastTolerance = 1e-31;

    /// <summary>Rounds after which nothing moves at all: the end of what the arithmetic can do.</summary>
    private const int MostUnmoved = 8;

    private const double LargestStrictness = 1e-2;

    /// <summary>Measures beyond so many targets need not be exact, which spares the loss's part of the gap.</summary>
    private const double FarFromTarget = 10;

    /// <summary>Where the curvature jumps, an objective that falls by this share of the target is progress.</summary>
    private const double LeastShareOfTarget = 1e-2;

    /// <summary>Where steps in a curved loss can only be short, as a longer one would bring e^η beyond all bounds, so is this share, if it is more than rounding.</summary>
    private const double LeastShareOfShortSteps = 1e-4;
    private const double RoundingOfObjective = 1e-14;
    private const double RoundingWhereBent = 1e-15;

    /// <summary>A round that leaves more than this share of the best measure is no progress, and one that leaves more than the other a slow one.</summary>
    private const double LeastFall = 0.9;
    private const double SlowFall = 0.5;

    /// <summary>Where a window is narrow, strictness is not below this, and so many rounds without progress are the end.</summary>
    private const double LeastStrictness = 1e-12;
    private const int MostStuckWhereNarrow = 20;
    private const int MostStuck = 3;

    private readonly bool _isBent = model.Set.HasTangents;

    /// <summary>Whether the quadratic model is the objective itself.</summary>
    private readonly bool _isExact = context.Loss.IsSquared && !model.Set.HasTangents;

    private double _strictness = model.Strictness;
    private double _measure = double.NaN;
    private double _best = double.PositiveInfinity;
    private double _bestSinceStart = double.PositiveInfinity;
    private double _objective = double.PositiveInfinity;
    private double _lowest = double.PositiveInfinity;
    private bool _isWhole;
    private int _fruitless;
    private int _stuck;
    private int _unmoved;
    private int _slow;

    /// <summary>Beyond this the measure need not be exact.</summary>
    public double Limit => _isExact ? double.PositiveInfinity : FarFromTarget * target;

    /// <summary>What was strict enough here will do for the next lambda; a little less may do as well.</summary>
    public double NextStrictness => _isExact ? Math.Min(_strictness * 2, LargestStrictness) : Math.Min(WorkingModel.LeastStrict, _strictness * 100);

    /// <summary>How far to solve the next quadratic model, relative to the null loss: one that is not the objective itself only as far as a share of the gap that is left, which goes as the square of a residual.</summary>
    public double Tolerance => _isExact ? _strictness : _isBent ? _strictness * _measure * _measure : _strictness * _measure / Math.Max(1, model.Set.Visit.Length);

    /// <summary>Whether to try a Newton step even where epochs have solved the model.</summary>
    public bool AsksForNewton => _fruitless > 2 || _isBent;

    /// <summary>Whether to step on single columns; where that has not helped either, epochs go on.</summary>
    public bool AsksForSteps => IsSlow && _slow < 2 * ActiveSet.RoundsBefore && !_isBent;

    /// <summary>Whether many rounds have been slow.</summary>
    public bool IsSlow => _slow >= ActiveSet.RoundsBefore;

    /// <summary>Whether more rounds would bring nothing.</summary>
    public bool IsEnd => (model.HasNarrowModels ? _stuck > MostStuckWhereNarrow : _stuck > MostStuck && Tolerance < LeastTolerance) || _unmoved > MostUnmoved;

    /// <summary>Counts the rounds from here, if steps on single columns were not enough.</summary>
    public void ForgetSlow() => _slow = 0;

    /// <summary>Takes in the measure of the refreshed model.</summary>
    /// <param name="measure">Above the target.</param>
    /// <param name="isPart">Whether that is a part of it, as it is beyond the <see cref="Limit"/>.</param>
    /// <param name="isSolved">Whether the last quadratic model was solved as far as was asked, or as can be.</param>
    /// <param name="stepped">Whether that was by steps on single columns.</param>
    public void Add(double measure, bool isPart, bool isSolved, bool stepped)
    {
        if (!isPart && !_isWhole)
        {
            // A part may have been far below what is whole now: nothing would be progress beside it.
            (_isWhole, _best, _bestSinceStart) = (true, double.PositiveInfinity, double.PositiveInfinity);
        }

        double last = _measure, before = _objective;
        _measure = measure;
        _objective = _isExact ? double.NaN : model.LossValue + model.Set.PenaltyValue();
        if (isSolved)
        {
            _fruitless = measure < LeastFall * _best || IsLowest() ? 0 : _fruitless + 1;
            bool falls = _objective < before - Math.Max(LeastShareOfShortSteps * target * context.NullLoss, RoundingOfObjective * Math.Abs(_objective));
            _stuck = _fruitless == 0 || measure < LeastFall * _bestSinceStart || falls ? 0 : _stuck + 1;

            // The quadratic model of a curved loss was solved by steps as far as it can be.
            bool canBeStricter = measure > (_isExact ? 0.1 : 0.3) * _best && (_isExact || (!stepped && Tolerance >= LeastTolerance));
            _strictness = canBeStricter ? Math.Max(_strictness / 10, model.HasNarrowModels ? LeastStrictness : 0) : _strictness;
        }

        _unmoved = measure == last && double.IsFinite(measure) ? _unmoved + 1 : 0;

        // Where the last lambda ended the part of the gap that is computed may be next to nothing: nothing that comes would be progress beside it.
        bool isPartAtStart = double.IsNaN(last) && measure > Limit;
        _bestSinceStart = isPartAtStart ? _bestSinceStart : Math.Min(_bestSinceStart, measure);
        _slow += measure > SlowFall * _best ? 1 : 0;
        (_best, _lowest) = (Math.Min(_best, measure), _fruitless == 0 ? _objective : _lowest);
    }

    /// <summary>Where a penalty bends, or the curvature jumps, the measure may rest or grow for long while the objective still falls.</summary>
    private bool IsLowest() => (_isBent || !context.Loss.HasSmoothCurvature) && _objective < _lowest - (_isBent ? RoundingWhereBent * Math.Abs(_lowest) : LeastShareOfTarget * target * context.NullLoss);
}
