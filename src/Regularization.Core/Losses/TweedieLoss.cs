using System.Numerics;
using System.Runtime.CompilerServices;

namespace Regularization;

/// <summary>
/// Half the Tweedie deviance of a y ≥ 0 with mean μ = exp(η) and a variance in proportion to μ^p, 1 &lt; p &lt; 2 (many zeros and a continuous rest, such as amounts of claims):
/// with a = p − 1 and b = 2 − p, loss(y, η) = y μ^(−a) / a + μ^b / b − y^b / (a b).
/// </summary>
/// <remarks>
/// −∂loss/∂η = A − B and ∂²loss/∂η² = a A + b B, with A = y μ^(−a), B = μ^b. The conjugate has no closed form for y &gt; 0: the t with A exp(−at) − B exp(bt) = θ is
/// found row by row with a safeguarded Newton method; then, with K(x) = 1 − (1 + x) exp(−x), the conjugate gap is A K(at) / a + B K(−bt) / b.
/// Source: Jørgensen, The Theory of Dispersion Models (1997), chapter 4 (the unit deviance of a power variance function).
/// </remarks>
internal sealed class TweedieLoss(double power) : LogLinkLoss
{
    private readonly double _a = power - 1;
    private readonly double _b = 2 - power;

    public override string Name => "tweedie";

    internal override double RoundingOf(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
        {
            sum += weights[i] * Math.Pow(y[i], _b);
        }

        return 1e-20 * sum;
    }

    internal override bool HasDispersion => power > 1;

    internal override double Variance(double mean) => Math.Pow(mean, power);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Derivatives(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, Span<double> residual, Span<double> curvature)
    {
        Span<double> buffer = stackalloc double[2 * Block];
        for (int start = 0; start < eta.Length; start += Block)
        {
            int count = Math.Min(Block, eta.Length - start);
            Span<double> fall = buffer[..count], rise = buffer.Slice(Block, count);
            Exponentials(eta.Slice(start, count), -_a, fall);
            Exponentials(eta.Slice(start, count), _b, rise);
            for (int i = 0; i < count; i++)
            {
                double product = Math.Min(y[start + i] * fall[i], Ceiling);
                residual[start + i] = product - rise[i];
                if (!curvature.IsEmpty)
                {
                    curvature[start + i] = (_a * product) + (_b * rise[i]);
                }
            }
        }
    }

    public override double DualityGap(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, ReadOnlySpan<double> weights, ReadOnlySpan<double> theta)
    {
        double sum = 0;
        for (int i = 0; i < eta.Length; i++)
        {
            double rise = Exponential(_b * eta[i]), fall = Math.Min(y[i] * Exponential(-_a * eta[i]), Ceiling), dual = theta[i];
            sum += weights[i] * (y[i] > 0 ? Bregman(fall, rise, dual - (fall - rise)) : Divergence(-dual, rise, _b * eta[i], -rise - dual, 0) / _b);
        }

        return double.IsNaN(sum) ? double.PositiveInfinity : sum;
    }

    public override bool ClampDual(ReadOnlySpan<double> y, Span<double> theta)
    {
        bool moved = false;
        for (int i = 0; i < theta.Length; i++)
        {
            if (y[i] == 0 && theta[i] > 0)
            {
                (theta[i], moved) = (0, true);
            }
        }

        return moved;
    }

    public override string? ResponseRule(double y) => y >= 0 ? null : "responses of 0 or more. Check the label.";

    protected override Vector<double> At(Vector<double> eta, Vector<double> y)
    {
        Vector<double> log = VectorFunctions.Log(y), x = log - eta, saturated = Exponential(log * _b), rise = Exponential(eta * _b) * (1 / _b);
        Vector<double> near = saturated * x * x * ((Series(x * _a) * _a) + (Series(x * -_b) * _b)) * 0.5;
        Vector<double> far = (Vector.Min(y * Exponential(eta * -_a), new Vector<double>(Ceiling)) * (1 / _a)) + rise - (saturated * (1 / (_a * _b)));
        return Vector.ConditionalSelect(
            Vector.GreaterThan(y, Vector<double>.Zero),
            Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(x), new Vector<double>(SeriesRange)), near, far),
            rise);
    }

    /// <summary>The gap of a row whose dual point is <paramref name="ahead"/> above A − B.</summary>
    private double Bregman(double fall, double rise, double ahead)
    {
        double t = Root(fall, rise, ahead);
        return (fall * Tail(_a * t) / _a) + (rise * Tail(-_b * t) / _b);
    }

    /// <summary>The t with A (exp(−at) − 1) − B (exp(bt) − 1) = ahead, whose left side falls in t.</summary>
    private double Root(double fall, double rise, double ahead)
    {
        double t = 0, low = double.NegativeInfinity, high = double.PositiveInfinity, reach = 1, before = double.PositiveInfinity;
        for (int iteration = 0; iteration < 200; iteration++)
        {
            double excess = ahead - (fall * ExpMinusOne(-_a * t)) + (rise * ExpMinusOne(_b * t));
            double slope = (_a * fall * Exponential(-_a * t)) + (_b * rise * Exponential(_b * t));
            (low, high) = excess > 0 ? (low, t) : (t, high);
            bool slow = Math.Abs(excess) > before / 2, closed = double.IsFinite(low) && double.IsFinite(high);
            before = Math.Abs(excess);
            double next = t - (excess / slope);
            if (closed && (slow || !(next >= low && next <= high)))
            {
                next = (low + high) / 2;
            }
            else if (!closed && !(Math.Abs(next - t) <= reach))
            {
                next = t - (Math.Sign(excess) * reach);
                reach *= 2;
            }

            bool settled = Math.Abs(next - t) <= 1e-15 * Math.Abs(next);
            t = next;
            if (settled || excess == 0)
            {
                break;
            }
        }

        return t;
    }

    /// <summary>K(x) = 1 − (1 + x) exp(−x) ≥ 0.</summary>
    private static double Tail(double x) => Math.Abs(x) < SeriesRange ? 0.5 * x * x * Series(x) * Math.Exp(-x) : 1 - ((1 + x) * Exponential(-x));

    private static double ExpMinusOne(double x) => Math.Abs(x) < SeriesRange ? x + (0.5 * x * x * Series(x)) : Exponential(x) - 1;
}
