namespace Regularization;

/// <summary>
/// The point of a fit with a <see cref="BlockPenalty"/>, and proximal Newton steps on a working set of columns: the quadratic model of the loss, profiled over
/// the intercept, is minimised on its Gram matrix, and a line search follows unless the model is the loss.
/// </summary>
/// <remarks>Source: Lee, Sun, Saunders, Proximal Newton-type methods (2014), algorithm 1.</remarks>
internal sealed class BlockModel
{
    /// <summary>Curvatures are taken to be at least this share of the largest.</summary>
    private const double LeastCurvature = 1e-10;

    /// <summary>Where the curvature jumps, it is taken to be at least this share of one that is nowhere too small.</summary>
    private const double LeastShare = 1e-5;

    /// <summary>That share after a first step that was too long.</summary>
    private const double RaisedShare = 1e-3;

    private const int MostHalvings = 40;

    private readonly FitContext _context;
    private readonly double[] _u;
    private readonly double[] _h;
    private readonly double[] _direction;
    private readonly double[] _trial;
    private BlockQuadratic _quadratic;
    private BlockPenalty _penalty;
    private readonly BlockGram _gram;
    private double[] _gradient = [];
    private double[] _change = [];

    /// <summary>Where the curvature jumps, what is taken at least of <see cref="Loss.MajorizingCurvature"/>: more while quadratic models promise too much, or are too hard to solve; at 1 they are above the loss, and every step helps.</summary>
    private double _share = LeastShare;

    public BlockModel(FitContext context)
    {
        _context = context;
        _gram = new BlockGram(context);
        _penalty = ((BlockPenalty)context.Penalty).Restrict([]);
        _quadratic = _penalty.Quadratic(0);
        int rows = context.Y.Length;
        Beta = new double[context.Design.Columns];
        Intercept = context.NullIntercept;
        Eta = context.StartingPredictor(Intercept);
        (Residual, Curvature, _u, _h) = (new double[rows], new double[rows], new double[rows], new double[rows]);
        (_direction, _trial) = (new double[rows], new double[rows]);
        Refresh();
    }

    /// <summary>The columns that may move.</summary>
    public int[] Columns { get; private set; } = [];

    /// <summary>The penalty as a function of their coefficients.</summary>
    public BlockPenalty Penalty => _penalty;

    /// <summary>Coefficients of the standardised features, length p.</summary>
    public double[] Beta { get; }

    /// <summary>The coefficients of <see cref="Columns"/>.</summary>
    public double[] Visited { get; private set; } = [];

    /// <summary>The intercept for standardised features.</summary>
    public double Intercept { get; private set; }

    public double[] Eta { get; }

    /// <summary>−∂loss/∂η.</summary>
    public double[] Residual { get; }

    /// <summary>∂²loss/∂η².</summary>
    public double[] Curvature { get; }

    /// <summary>Σ w residual.</summary>
    public double InterceptGradient { get; private set; }

    public double LossValue { get; private set; }

    /// <summary>Chooses the columns that may move; all others are 0.</summary>
    public void SetColumns(int[] columns)
    {
        if (columns.AsSpan().SequenceEqual(Columns))
        {
            return;
        }

        Columns = columns;
        Visited = [.. columns.Select(j => Beta[j])];
        _penalty = ((BlockPenalty)_context.Penalty).Restrict(columns);
        _quadratic = _penalty.Quadratic(columns.Length);
        (_gradient, _change) = (new double[columns.Length], new double[columns.Length]);
    }

    /// <summary>One proximal Newton step, and whether it moved anything.</summary>
    public bool Step(double lambda, double tolerance, int mostEpochs, ref int epochs, CancellationToken cancellationToken)
    {
        StandardizedDesign design = _context.Design;
        SetWeights();
        _gram.Update(Columns, _h);
        VectorMath.Multiply(Residual, design.W, _u);
        design.Gradient(Columns, _u, _gradient);
        double slope = VectorMath.Dot(_gradient, Visited), before = _penalty.Value(Visited, lambda);
        double[] start = [.. Visited], gradient = [.. _gradient];
        VectorMath.MultiplyAdd(_gram.Mean, -InterceptGradient, _gradient, _gradient);
        int made = _quadratic.Minimize(_gram.Values, _gradient, Visited, lambda, tolerance, mostEpochs, cancellationToken);
        epochs += made;
        VectorMath.Subtract(Visited, start, _change);
        double intercept = design.HasIntercept ? (InterceptGradient / _gram.Sum) - VectorMath.Dot(_gram.Mean, _change) : 0;
        double decrease = _penalty.Value(Visited, lambda) - before - (VectorMath.Dot(gradient, Visited) - slope) - (intercept * InterceptGradient);
        Array.Fill(_direction, intercept);
        design.AddTo(_direction, Columns, _change);
        double length = _context.Loss.IsSquared ? 1 : Search(lambda, start, before, decrease);
        if (length < 1)
        {
            _gram.Forget();
        }

        if (!_context.Loss.HasSmoothCurvature)
        {
            _share = length == 1 && made < mostEpochs ? Math.Max(_share / 10, LeastShare) : Math.Min(Math.Max(_share * 10, RaisedShare), 1);
        }

        if (length == 0)
        {
            start.CopyTo(Visited, 0);
            return false;
        }

        for (int k = 0; k < start.Length; k++)
        {
            Visited[k] = length == 1 ? Visited[k] : start[k] + (length * _change[k]);
            Beta[Columns[k]] = Visited[k];
        }

        Intercept += length * intercept;
        VectorMath.MultiplyAdd(_direction, length, Eta, Eta);
        Refresh();
        return VectorMath.MaxMagnitude(_direction) != 0;
    }

    /// <summary>The point as a solution.</summary>
    public Solution ToSolution(double lambda, double gap, double kkt, int epochs, double seconds, FitStatus status)
    {
        StandardizedDesign design = _context.Design;
        int[] support = [.. Columns.Where(j => Beta[j] != 0).Order()];
        double[] values = [.. support.Select(j => Beta[j] * design.InverseScale[j])];
        double shift = 0;
        for (int k = 0; k < support.Length; k++)
        {
            shift += values[k] * design.Center[support[k]];
        }

        return new Solution
        {
            Lambda = lambda,
            Intercept = _context.Options.Intercept ? Intercept - shift + _context.Center : 0,
            Coefficients = new SparseCoefficients(design.Columns, support, values),
            DualityGap = gap,
            KktResidual = kkt,
            DevianceExplained = _context.HasVariation ? 1 - ((LossValue - _context.Saturated) / _context.NullLoss) : 0,
            Objective = LossValue + _penalty.Value(Visited, lambda),
            Epochs = epochs,
            Seconds = seconds,
            Status = status,
        };
    }

    private void SetWeights()
    {
        if (_context.Loss.HasSmoothCurvature)
        {
            VectorMath.Max(Curvature, Math.Max(LeastCurvature * VectorMath.Max(Curvature), 1e-300), _h);
        }
        else
        {
            _context.Loss.MajorizingCurvature(Eta, _context.Y, _h);
            for (int i = 0; i < _h.Length; i++)
            {
                _h[i] = Math.Max(Curvature[i], _share * _h[i]);
            }
        }

        VectorMath.Multiply(_h, _context.Design.W, _h);
    }

    /// <summary>The first of 1, 1/2, 1/4, … that brings enough of the decrease that the model promises, or 0.</summary>
    private double Search(double lambda, double[] start, double before, double decrease)
    {
        double[] b = new double[start.Length];
        double rounding = 1e-15 * (Math.Abs(LossValue) + before);
        double length = 1;
        for (int halving = 0; halving < MostHalvings; halving++, length /= 2)
        {
            VectorMath.MultiplyAdd(_direction, length, Eta, _trial);
            VectorMath.MultiplyAdd(_change, length, start, b);
            double now = _context.Loss.Value(_trial, _context.Y, _context.Design.W) - LossValue + _penalty.Value(b, lambda) - before;
            if (now <= (1e-4 * length * decrease) + rounding)
            {
                return length;
            }
        }

        return 0;
    }

    private void Refresh()
    {
        _context.Loss.Derivatives(Eta, _context.Y, Residual, Curvature);
        InterceptGradient = _context.Options.Intercept ? VectorMath.Dot(Residual, _context.Design.W) : 0;
        LossValue = _context.Loss.Value(Eta, _context.Y, _context.Design.W);
    }
}
