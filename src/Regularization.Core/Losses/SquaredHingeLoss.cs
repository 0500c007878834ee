namespace Regularization;

/// <summary>
/// The squared hinge of a class y in {0, 1} with the sign s = 2y − 1: loss(y, η) = max(0, 1 − s η)² / 2, that of the support vector machine with squared slack.
/// </summary>
/// <remarks>
/// With v = max(0, 1 − sη), w = max(0, sη − 1) and a = sθ ≥ 0 the conjugate gap is (v − a)² / 2 + a w. The η that is best for a share p of class 1 is 2p − 1, which
/// <see cref="Mean"/> inverts; as a probability it is rougher than that of logistic regression.
/// Source: Fan, Chang, Hsieh, Wang, Lin, LIBLINEAR (2008), equation (3), there without the 1/2.
/// </remarks>
internal sealed class SquaredHingeLoss : Loss
{
    private const double DomainTolerance = 1e-15;

    public override string Name => "squared hinge";

    public override bool IsClassification => true;

    internal override bool HasSmoothCurvature => false;

    public override double CurvatureBound => 1;

    public override double Value(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < eta.Length; i++)
        {
            double v = Math.Max(1 - (Sign(y[i]) * eta[i]), 0);
            sum += weights[i] * v * v;
        }

        return sum / 2;
    }

    public override void Derivatives(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, Span<double> residual, Span<double> curvature)
    {
        for (int i = 0; i < residual.Length; i++)
        {
            double sign = Sign(y[i]), v = Math.Max(1 - (sign * eta[i]), 0);
            residual[i] = sign * v;
            if (!curvature.IsEmpty)
            {
                curvature[i] = v > 0 ? 1 : 0;
            }
        }
    }

    public override double DualityGap(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, ReadOnlySpan<double> weights, ReadOnlySpan<double> theta)
    {
        double sum = 0;
        for (int i = 0; i < eta.Length; i++)
        {
            double sign = Sign(y[i]), slack = 1 - (sign * eta[i]), a = sign * theta[i];
            if (!(a >= -DomainTolerance))
            {
                return double.PositiveInfinity;
            }

            double d = Math.Max(slack, 0) - a;
            sum += weights[i] * ((d * d / 2) + (Math.Max(a, 0) * Math.Max(-slack, 0)));
        }

        return sum;
    }

    public override bool ClampDual(ReadOnlySpan<double> y, Span<double> theta)
    {
        bool moved = false;
        for (int i = 0; i < theta.Length; i++)
        {
            if (Sign(y[i]) * theta[i] < 0)
            {
                (theta[i], moved) = (0, true);
            }
        }

        return moved;
    }

    public override double Link(double mean) => (2 * mean) - 1;

    public override double Mean(double eta) => Math.Clamp((eta + 1) / 2, 0, 1);

    public override double Deviance(double eta, double y)
    {
        double v = Math.Max(1 - (Sign(y) * eta), 0);
        return v * v;
    }

    public override void CheckResponse(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        base.CheckResponse(y, weights);
        TwoClasses.CheckBoth(this, y, weights);
    }

    public override string? ResponseRule(double y) => TwoClasses.Rule(y);

    private static double Sign(double y) => y > 0 ? 1 : -1;
}
