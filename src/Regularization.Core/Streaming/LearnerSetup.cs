namespace Regularization;

/// <summary>What a learner has to know: the penalty in terms of β, units that fit the data, and where to start.</summary>
internal sealed class LearnerSetup
{
    /// <summary>The unit of the squared loss is that of rows with responses of this share of the first ones' while those are all the same.</summary>
    private const double LeastUnit = 1e-12;

    private readonly Penalty _penalty;
    private readonly bool _mayGrow;
    private (double Lower, double Upper)[]? _bounds;

    public LearnerSetup(Loss loss, Penalty penalty, double lambda, RowScaling scaling, ResponseStatistics responses, bool sample, bool intercept, StreamingStart? start)
    {
        if (!penalty.TryElasticNet(lambda, out double l1, out double l2))
        {
            throw new ArgumentException($"The penalty is {penalty}; stochastic steps are made for the lasso, ridge and the elastic net. Use PathSolver for it.", nameof(penalty));
        }

        (_penalty, L1, L2, Scaling, HasIntercept) = (penalty, l1, l2, scaling, intercept);
        L1Ratio = penalty.TryElasticNet(1, out double share, out _) ? share : double.NaN;
        Curvature = loss.CurvatureBound;
        if (!double.IsFinite(Curvature) || !loss.HasSmoothCurvature)
        {
            throw new ArgumentException($"The loss is {loss}; streams are fitted with the squared or the logistic loss only. Use PathSolver for it.", nameof(loss));
        }

        NullIntercept = intercept ? responses.NullIntercept(SafeMean(loss, responses, sample)) : 0;
        GradientUnit = Math.Max(responses.Deviation, sample && !IsIdentity(loss) ? 0.1 : 0);
        _mayGrow = sample && IsIdentity(loss);
        if (!(GradientUnit > 0))
        {
            // First rows of one response say nothing of the others: a small unit grows with the rows, a large one would stay.
            GradientUnit = Math.Max(Math.Abs(responses.Mean), 1e-3) * (_mayGrow && intercept ? LeastUnit : 1);
        }

        CoefficientUnit = IsIdentity(loss) ? GradientUnit : 1 / Math.Sqrt(Curvature);
        StartIntercept = NullIntercept;
        if (start is not null)
        {
            StartBeta = new double[scaling.Features];
            StartIntercept = intercept ? scaling.FromOriginal(start.Coefficients, start.Intercept, StartBeta) : 0;
            if (!intercept)
            {
                scaling.FromOriginal(start.Coefficients, 0, StartBeta);
            }

            StartRows = start.Rows;
        }
    }

    public int Features => Scaling.Features;

    public RowScaling Scaling { get; }

    public bool HasIntercept { get; }

    /// <summary>λ r and λ (1 − r).</summary>
    public double L1 { get; }

    public double L2 { get; }

    public double L1Ratio { get; }

    /// <summary>sup ∂²loss/∂η².</summary>
    public double Curvature { get; }

    public double NullIntercept { get; }

    /// <summary>The usual size of ∂loss/∂η at the null model.</summary>
    public double GradientUnit { get; private set; }

    /// <summary>The usual size of a coefficient of z.</summary>
    public double CoefficientUnit { get; private set; }

    /// <summary>The β to start from, or empty: 0.</summary>
    public double[] StartBeta { get; } = [];

    public double StartIntercept { get; }

    /// <summary>The rows that the start is worth.</summary>
    public double StartRows { get; }

    /// <summary>The penalty of β_j is L1 · <see cref="L1Factor"/> |β| + L2 · <see cref="L2Factor"/> / 2 β².</summary>
    public float L1Factor(int feature) => (float)(_penalty.Factor(feature) * Scaling.Ratio[feature]);

    /// <summary>In double precision: the square of a ratio is out of the range of float for features of size 1e-20 or 1e25.</summary>
    public double L2Factor(int feature) => _penalty.Factor(feature) * Scaling.Ratio[feature] * Scaling.Ratio[feature];

    public double PenaltyOf(int feature, double beta) =>
        Math.Abs(beta) * ((L1 * L1Factor(feature)) + (L2 / 2 * L2Factor(feature) * Math.Abs(beta)));

    /// <summary>Makes the units of the squared loss fit the rows so far, where they are those of first rows that varied much less.</summary>
    /// <returns>Whether they have changed.</returns>
    public bool GrowUnits(ResponseStatistics responses)
    {
        if (!_mayGrow || !(responses.Deviation > 2 * GradientUnit))
        {
            return false;
        }

        GradientUnit = CoefficientUnit = responses.Deviation;
        return true;
    }

    /// <summary>Bounds of β, or null if there are none; always the same array.</summary>
    public (double Lower, double Upper)[]? Bounds()
    {
        if (_bounds is not null || (_penalty.LowerBounds is null && _penalty.UpperBounds is null))
        {
            return _bounds;
        }

        var bounds = new (double Lower, double Upper)[Features];
        for (int j = 0; j < bounds.Length; j++)
        {
            (double lower, double upper) = _penalty.Bounds(j);
            double size = Scaling.Size(j);
            bounds[j] = size > 0 ? (lower * size, upper * size) : (0, 0);
        }

        return _bounds = bounds;
    }

    private static bool IsIdentity(Loss loss) => loss.Mean(2) == 2 && loss.Mean(-3) == -3;

    /// <summary>The first rows of a stream may all be of one class.</summary>
    private static double SafeMean(Loss loss, ResponseStatistics responses, bool sample) =>
        sample && !IsIdentity(loss) ? Math.Clamp(responses.Mean, 0.02, 0.98) : responses.Mean;
}
