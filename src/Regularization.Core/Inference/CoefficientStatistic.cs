using MathNet.Numerics.Distributions;

namespace Regularization;

/// <summary>A coefficient with its standard error, and what follows from the two: a statistic, a p-value, an interval.</summary>
/// <remarks>
/// With estimated dispersion the reference is Student's t with <see cref="Degrees"/> degrees of freedom, else the normal distribution.
/// <example>See <see cref="LinearStatistics"/>.</example>
/// </remarks>
/// <param name="Name">The name of the feature, or <c>(intercept)</c>.</param>
/// <param name="Index">The feature, 0 .. p − 1; −1 for the intercept.</param>
/// <param name="Estimate">The coefficient, on the original scale.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Degrees">Degrees of freedom of t; +∞ for the normal distribution.</param>
public sealed record CoefficientStatistic(string Name, int Index, double Estimate, double StandardError, double Degrees)
{
    /// <summary>t or z: estimate / standard error. NaN if both are 0.</summary>
    public double Statistic => Estimate / StandardError;

    /// <summary>The probability of a statistic at least this far from 0 if the coefficient is 0 and the features were not chosen on the same rows.</summary>
    public double PValue => double.IsNaN(Statistic) ? double.NaN : 2 * Tail(Math.Abs(Statistic));

    /// <summary>estimate ∓ q · standard error, with q the (1 + level)/2 quantile of the reference distribution.</summary>
    /// <param name="level">The share of such intervals that hold the true coefficient, in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">Level is outside (0, 1) or NaN.</exception>
    public (double Lower, double Upper) Interval(double level = 0.95)
    {
        if (!(level > 0 && level < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), $"Level is {level}; it must be in (0, 1), such as 0.95.");
        }

        double q = Quantile((1 - level) / 2);
        return (Estimate - (q * StandardError), Estimate + (q * StandardError));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name}: {Estimate:g5} +- {StandardErrors.Of(StandardError)}, p = {PValue:g2}");

    /// <summary>The probability of more than q.</summary>
    private double Tail(double q) => double.IsPositiveInfinity(Degrees) ? Normal.CDF(0, 1, -q) : StudentT.CDF(0, 1, Degrees, -q);

    /// <summary>The q that is exceeded with this probability, below 1/2, to the last digit by bisection: quantiles of t with few degrees of freedom are far out.</summary>
    private double Quantile(double tail)
    {
        double low = 0, high = 1;
        while (Tail(high) > tail)
        {
            (low, high) = (high, 2 * high);
        }

        for (double middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2)
        {
            (low, high) = Tail(middle) > tail ? (middle, high) : (low, middle);
        }

        return high;
    }
}
