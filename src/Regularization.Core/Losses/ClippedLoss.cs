namespace Regularization;

/// <summary>
/// Losses that are a parabola between two straight lines: with e = y − η − c and ψ = clip(e / s, low, high), loss(y, η) = ψ e − s ψ² / 2, which is 0 at its least.
/// </summary>
/// <remarks>−∂loss/∂η = ψ; ∂²loss/∂η² is 1/s on the parabola and 0 outside. Conjugate gap: s (ψ − θ)² / 2 + (e − sψ)(ψ − θ), for θ in [low, high].</remarks>
internal abstract class ClippedLoss(double center, double smoothing, double low, double high) : Loss
{
    private const double DomainTolerance = 1e-15;

    /// <summary>Responses that vary by less than this share of their size are refused: float64 holds them, and the means that come of a fit, to no more than six digits of what varies.</summary>
    private const double LeastSpread = 1e-10;

    /// <summary>Responses that vary by less than this share of their size are fitted without their mean.</summary>
    private const double SmallSpread = 1e-3;

    /// <summary>Parabolas half as wide as this share of the spread of the responses, or less, are refused: within them float64 has too few digits to fit by.</summary>
    private const double LeastWindow = 1e-7;

    /// <summary>Parabolas half as wide as this share of that spread, or more, are fitted without trouble.</summary>
    private const double EasyWindow = 0.01;

    internal override bool HasSmoothCurvature => false;

    public override double CurvatureBound => 1 / smoothing;

    /// <summary>What the width of the parabola is called by those who choose it, and its value.</summary>
    protected abstract (string Name, double Value) Width { get; }

    /// <summary>Refuses responses that vary, but by so little beside their size that float64 hardly holds it, or by so much beside the parabola that there is next to none.</summary>
    public override void CheckResponse(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        base.CheckResponse(y, weights);
        (double mean, double deviation, double size) = Spread(y, weights);
        if (deviation > 0 && deviation < LeastSpread * size)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The responses vary by {deviation:g2} about {mean:g4}, {deviation / size:g1} of their size; the {Name} loss needs at least {LeastSpread:g1}, as float64 holds the rest to few digits. Take the mean off before the response is rounded to it, as by counting from a later start."),
                nameof(y));
        }

        double window = smoothing * (high - low) / 2;
        if (window < LeastWindow * deviation && MedianDeviation(y, weights) is var typical && window < LeastWindow * typical)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The {Width.Name} is {Width.Value:g3}, and half of the responses are more than {typical:g3} from their median: the {Name} loss needs {LeastWindow * Width.Value / window * typical:g2} at the least, as in a narrower window float64 has too few digits. It is in units of the response."),
                nameof(y));
        }
    }

    internal override double CenterOf(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        (double mean, double deviation, double size) = Spread(y, weights);
        return deviation > 0 && deviation < SmallSpread * size ? mean : 0;
    }

    public override double Value(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < eta.Length; i++)
        {
            sum += weights[i] * At(y[i] - eta[i] - center);
        }

        return sum;
    }

    public override void Derivatives(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, Span<double> residual, Span<double> curvature)
    {
        for (int i = 0; i < residual.Length; i++)
        {
            double ratio = (y[i] - eta[i] - center) / smoothing;
            residual[i] = Math.Clamp(ratio, low, high);
            if (!curvature.IsEmpty)
            {
                curvature[i] = ratio >= low && ratio <= high ? 1 / smoothing : 0;
            }
        }
    }

    /// <summary>Beyond the parabola a tangent one that touches the other straight line at the mirror image of e: (high − low) / (2 |e − m|) with m the middle of the window.</summary>
    /// <remarks>Source: Hunter and Lange, Quantile Regression via an MM Algorithm (2000), section 2, which has it for a window of width 0.</remarks>
    internal override void MajorizingCurvature(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, Span<double> curvature)
    {
        double middle = center + (smoothing * (high + low) / 2), half = smoothing * (high - low) / 2;
        for (int i = 0; i < curvature.Length; i++)
        {
            curvature[i] = (high - low) / (2 * Math.Max(half, Math.Abs(y[i] - eta[i] - middle)));
        }
    }

    internal override string? NarrowWindow(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        double half = smoothing * (high - low) / 2, typical = MedianDeviation(y, weights), easy = 1.1 * Width.Value * EasyWindow * typical / half;
        return half < EasyWindow * typical
            ? FormattableString.Invariant($"The {Width.Name} is {Width.Value:g3}, and half of the responses are more than {typical:g3} from their median: in so narrow a window the fit hangs on single rows, and the gap closes slowly. Use a {Width.Name} of {easy:g2} or more, or a larger lambda.")
            : null;
    }

    /// <summary>c, s, and the ends of ψ.</summary>
    internal (double Center, double Smoothing, double Low, double High) Window => (center, smoothing, low, high);

    internal override Loss Widened(double factor) => new WidenedLoss(this, center * factor, smoothing * factor, low, high);

    internal override double Blur => smoothing * (high - low) * (high - low) / 8;

    public override double DualityGap(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, ReadOnlySpan<double> weights, ReadOnlySpan<double> theta)
    {
        double sum = 0;
        for (int i = 0; i < eta.Length; i++)
        {
            double e = y[i] - eta[i] - center, psi = Math.Clamp(e / smoothing, low, high), d = psi - theta[i];
            if (!(theta[i] >= low * (1 + DomainTolerance) && theta[i] <= high * (1 + DomainTolerance)))
            {
                return double.PositiveInfinity;
            }

            // Off the parabola the second part is not negative but for the rounding of a θ at the edge of the domain; on it, it is 0.
            double beyond = psi == low || psi == high ? Math.Max((e - (smoothing * psi)) * d, 0) : 0;
            sum += weights[i] * ((smoothing * d * d / 2) + beyond);
        }

        return sum;
    }

    public override bool ClampDual(ReadOnlySpan<double> y, Span<double> theta)
    {
        bool moved = false;
        for (int i = 0; i < theta.Length; i++)
        {
            double inside = Math.Clamp(theta[i], low, high);
            moved |= inside != theta[i];
            theta[i] = inside;
        }

        return moved;
    }

    public override double Link(double mean) => mean;

    public override double Mean(double eta) => eta;

    public override double Deviance(double eta, double y) => 2 * At(y - eta - center);

    /// <summary>The weighted mean and standard deviation, which is 0 if all are the same, and the largest size of rows of positive weight.</summary>
    private static (double Mean, double Deviation, double Size) Spread(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        double sum = 0, mean = 0, squares = 0, least = double.PositiveInfinity, largest = double.NegativeInfinity;
        for (int i = 0; i < y.Length; i++)
        {
            (sum, mean) = (sum + weights[i], mean + (weights[i] * y[i]));
            (least, largest) = weights[i] > 0 ? (Math.Min(least, y[i]), Math.Max(largest, y[i])) : (least, largest);
        }

        mean /= sum;
        for (int i = 0; i < y.Length; i++)
        {
            squares += weights[i] * (y[i] - mean) * (y[i] - mean);
        }

        return (mean, largest > least ? Math.Sqrt(squares / sum) : 0, Math.Max(Math.Abs(least), Math.Abs(largest)));
    }

    /// <summary>The median distance of rows of positive weight from their median: far outliers do not count.</summary>
    private static double MedianDeviation(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        var values = new List<double>();
        for (int i = 0; i < y.Length; i++)
        {
            if (weights[i] > 0)
            {
                values.Add(y[i]);
            }
        }

        double median = Median(values);
        return Median([.. values.Select(value => Math.Abs(value - median))]);

        static double Median(List<double> values)
        {
            values.Sort();
            return values[values.Count / 2];
        }
    }

    private double At(double e)
    {
        double psi = Math.Clamp(e / smoothing, low, high);
        return psi * (e - (smoothing * psi / 2));
    }

    private sealed class WidenedLoss(ClippedLoss of, double center, double smoothing, double low, double high) : ClippedLoss(center, smoothing, low, high)
    {
        public override string Name => of.Name;

        internal override double RoundingOf(ReadOnlySpan<double> y, ReadOnlySpan<double> weights) => of.RoundingOf(y, weights);

        protected override (string Name, double Value) Width => of.Width;
    }
}
