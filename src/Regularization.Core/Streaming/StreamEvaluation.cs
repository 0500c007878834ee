namespace Regularization;

/// <summary>
/// What one pass says of a model: the exact objective, the duality gap, the KKT residual, and λmax. Nothing of the size of the rows is held.
/// </summary>
/// <remarks>
/// The dual point is a multiple of the residual, θ_i = c m± r_i, m+ and m− ≤ 1 making it orthogonal to the intercept, and c making it feasible. c is
/// known only after the last row, so the loss part of the gap, a convex function φ_i of the multiple, is summed for some multiples by sign of the
/// residual; between them its chord is an upper bound. The gap is thus exact as a bound, and slightly larger than <see cref="DualCertificate"/> gives
/// for the same model.
/// </remarks>
internal sealed class StreamEvaluation
{
    private readonly Loss _loss;
    private readonly LearnerSetup _setup;
    private readonly (double Lower, double Upper)[]? _bounds;
    private readonly double[] _beta;
    private readonly double _intercept;
    private readonly double _nullIntercept;
    private readonly double[] _positive;
    private readonly double[] _negative;
    private readonly double[] _null;
    private readonly double[] _squares;
    private readonly ResidualSide _above;
    private readonly ResidualSide _below;
    private readonly ProgressiveLoss _nullLoss;
    private double _weight;
    private double _lossSum;
    private double _nullSum;
    private double _saturatedSum;

    public StreamEvaluation(Loss loss, LearnerSetup setup, double[] beta, double intercept, double nullIntercept)
    {
        (_loss, _setup, _beta, _intercept, _nullIntercept) = (loss, setup, beta, intercept, nullIntercept);
        _bounds = setup.Bounds();
        (_positive, _negative, _null, _squares) = (new double[beta.Length], new double[beta.Length], new double[beta.Length], new double[beta.Length]);
        (_above, _below, _nullLoss) = (new ResidualSide(loss), new ResidualSide(loss), new ProgressiveLoss(loss));
    }

    public long Rows { get; private set; }

    /// <summary>The model: β and its intercept.</summary>
    public double[] Beta => _beta;

    public double Intercept => _intercept;

    /// <summary>−∂/∂b0 of the mean loss.</summary>
    public double InterceptGradient => (_above.SlopeSum + _below.SlopeSum) / _weight;

    public double Objective
    {
        get
        {
            double sum = _lossSum / _weight;
            for (int j = 0; j < _beta.Length; j++)
            {
                sum += _setup.PenaltyOf(j, _beta[j]);
            }

            return sum;
        }
    }

    /// <summary>The loss of the model with an intercept only, above the saturated one.</summary>
    public double NullLoss => Math.Max((_nullSum - _saturatedSum) / _weight, 1e-300);

    /// <summary>The mean loss.</summary>
    public double Loss => _lossSum / _weight;

    /// <summary>The objective of the model with an intercept only.</summary>
    public double NullObjective => _nullSum / _weight;

    public double DevianceExplained => 1 - ((_lossSum - _saturatedSum) / _weight / NullLoss);

    /// <summary>−∂/∂β_j of the mean loss.</summary>
    public double Gradient(int feature) => _positive[feature] + _negative[feature];

    /// <summary>The mean of z_j².</summary>
    public double MeanSquare(int feature) => _squares[feature];

    /// <summary>Takes in a row.</summary>
    public void Add(in PreparedRow row, double y, double weight, double offset)
    {
        ReadOnlySpan<int> indices = row.Indices;
        ReadOnlySpan<double> z = row.Z[..indices.Length];
        double eta = _intercept + offset, nullEta = _nullIntercept + offset, residual = 0, nullResidual = 0;
        for (int k = 0; k < indices.Length; k++)
        {
            eta += z[k] * _beta[indices[k]];
        }

        _loss.Derivatives(new(in eta), new(in y), new(ref residual), []);
        _loss.Derivatives(new(in nullEta), new(in y), new(ref nullResidual), []);
        double[] gradient = residual > 0 ? _positive : _negative, nullGradient = _null;
        double slope = weight * residual, nullSlope = weight * nullResidual;
        for (int k = 0; k < indices.Length; k++)
        {
            gradient[indices[k]] += slope * z[k];
            nullGradient[indices[k]] += nullSlope * z[k];
            _squares[indices[k]] += weight * z[k] * z[k];
        }

        Rows++;
        _weight += weight;
        _nullLoss.Add(nullEta, y, weight);
        (residual > 0 ? _above : _below).Add(eta, y, residual, weight);
    }

    /// <summary>To be called after the last row, before anything is asked.</summary>
    public void Close()
    {
        foreach (ResidualSide side in (ResidualSide[])[_above, _below])
        {
            side.Flush();
            _lossSum += side.LossSum;
            _saturatedSum += side.SaturatedSum;
        }

        _nullSum = _nullLoss.Take().Sum;
        for (int j = 0; j < _beta.Length; j++)
        {
            _positive[j] /= _weight;
            _negative[j] /= _weight;
            _null[j] /= _weight;
            _squares[j] /= _weight;
        }
    }

    /// <summary>The smallest λ at which all coefficients are 0; NaN if some have no penalty.</summary>
    public double LambdaMax()
    {
        double largest = 0;
        for (int j = 0; j < _null.Length; j++)
        {
            double factor = _setup.L1Factor(j);
            if (_setup.Scaling.Ratio[j] > 0)
            {
                largest = Math.Max(largest, Math.Abs(_null[j]) / factor);
            }
        }

        return double.IsFinite(largest) ? largest / Math.Max(_setup.L1Ratio, 1e-3) : double.NaN;
    }

    /// <summary>max_j |b − prox(b + gradient)| over standardised coefficients b, relative to the largest gradient of the null model.</summary>
    public double KktResidual()
    {
        double largest = 0, unit = 0;
        for (int j = 0; j < _beta.Length; j++)
        {
            double ratio = _setup.Scaling.Ratio[j];
            if (ratio == 0)
            {
                continue;
            }

            double b = ratio * _beta[j], factor = _setup.L1Factor(j) / ratio, gradient = (_positive[j] + _negative[j]) / ratio, point = b + gradient;
            double over = Math.Max(Math.Abs(point) - (_setup.L1 * factor), 0) / (1 + (_setup.L2 * factor));
            double proximal = Math.CopySign(over, point);

            // b − proximal, written so that a large b does not swallow the gradient.
            double difference = over > 0 ? ((_setup.L2 * factor * b) - gradient + Math.CopySign(_setup.L1 * factor, point)) / (1 + (_setup.L2 * factor)) : b;
            if (_bounds is not null && Math.Clamp(proximal, _bounds[j].Lower * ratio, _bounds[j].Upper * ratio) is var inside && inside != proximal)
            {
                difference = b - inside;
            }

            largest = Math.Max(largest, Math.Abs(difference));
            unit = Math.Max(unit, Math.Abs(_null[j] / ratio));
        }

        return unit > 0 ? largest / unit : 0;
    }

    /// <summary>What the tolerance is for: the duality gap, or the KKT residual where there is no gap.</summary>
    public double Measure() => DualityGap() is var gap && double.IsNaN(gap) ? KktResidual() : gap;

    /// <summary>The duality gap relative to the null loss: the objective is at most this far from the smallest possible. NaN if a feature has no penalty.</summary>
    public double DualityGap()
    {
        double above = _above.SlopeSum, below = -_below.SlopeSum;
        bool balanced = !_setup.HasIntercept || above == below;
        double up = balanced || above < below ? 1 : below / above, down = balanced || above > below ? 1 : above / below;
        double best = double.PositiveInfinity, feasible = Feasible(up, down);
        if (double.IsNaN(feasible))
        {
            return double.NaN;
        }

        foreach (double shrinkage in (double[])[.. ResidualSide.Shrinkages, 1 - feasible])
        {
            double scale = 1 - shrinkage;
            if (scale <= feasible)
            {
                best = Math.Min(best, ((_above.Gap(scale * up) + _below.Gap(scale * down)) / _weight) + PenaltyGap(scale * up, scale * down));
            }
        }

        return Math.Max(best, 0) / NullLoss;
    }

    /// <summary>The largest scale up to 1 at which every conjugate is finite.</summary>
    private double Feasible(double up, double down)
    {
        double scale = 1;
        for (int j = 0; j < _beta.Length; j++)
        {
            double gradient = (up * _positive[j]) + (down * _negative[j]);
            if (gradient != 0 && _setup.L2 * _setup.L2Factor(j) == 0 && double.IsInfinity(Limit(j, gradient)))
            {
                double l1 = _setup.L1 * _setup.L1Factor(j);
                if (l1 == 0)
                {
                    return double.NaN;
                }

                scale = Math.Min(scale, l1 / Math.Abs(gradient));
            }
        }

        return scale;
    }

    /// <summary>Σ_j ω(β_j) + ω*(g_j) − β_j g_j.</summary>
    private double PenaltyGap(double up, double down)
    {
        double sum = 0;
        for (int j = 0; j < _beta.Length; j++)
        {
            double gradient = (up * _positive[j]) + (down * _negative[j]), l1 = _setup.L1 * _setup.L1Factor(j), l2 = _setup.L2 * _setup.L2Factor(j);
            double over = Math.Max(Math.Abs(gradient) - l1, 0), conjugate = 0;
            if (over > 0 && (l2 > 0 || _bounds is not null))
            {
                // The maximiser of g b − ω(b) within the bounds; beyond a feasible scale there is rounding only.
                double limit = Limit(j, gradient), size = l2 > 0 ? Math.Min(over / l2, limit) : double.IsFinite(limit) ? limit : 0;
                conjugate = (over * size) - (l2 / 2 * size * size);
            }

            sum += Math.Max(_setup.PenaltyOf(j, _beta[j]) + conjugate - (_beta[j] * gradient), 0);
        }

        return sum;
    }

    /// <summary>How far β may go in the direction of a gradient.</summary>
    private double Limit(int feature, double gradient) =>
        _bounds is null ? double.PositiveInfinity : gradient > 0 ? _bounds[feature].Upper : -_bounds[feature].Lower;
}
