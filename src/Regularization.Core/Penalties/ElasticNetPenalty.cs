namespace Regularization;

/// <summary>
/// The elastic net: ω(b; s) = s [r |b| + (1 − r)/2 b²] with the mixing r = <see cref="L1Ratio"/>; the lasso is r = 1, ridge is r = 0.
/// </summary>
/// <remarks>
/// Prox: soft(z, t s r) / (1 + t s (1 − r)) with soft(z, a) = sign(z) max(|z| − a, 0).
/// Source: Zou and Hastie (2005); Friedman, Hastie, Tibshirani (2010), equations (1) and (5).
/// <example>
/// <code>
/// ElasticNetPenalty penalty = Penalties.ElasticNet(l1Ratio: 0.5) with { Factors = [0, 1, 1] };   // the first of three features is always in the model
/// RegularizationPath path = new PathSolver(Losses.Squared, penalty).Fit(problem);
/// </code>
/// </example>
/// </remarks>
public sealed record ElasticNetPenalty : Penalty
{
    internal ElasticNetPenalty(double l1Ratio)
    {
        if (!(l1Ratio >= 0 && l1Ratio <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(l1Ratio), $"L1Ratio is {l1Ratio}; it must be in [0, 1]: 1 is the lasso, 0 is ridge.");
        }

        L1Ratio = l1Ratio;
    }

    /// <summary>The mixing r in [0, 1]: the share of the L1 norm.</summary>
    public double L1Ratio { get; }

    /// <inheritdoc/>
    public override string Name => L1Ratio switch { 1 => "lasso", 0 => "ridge", _ => "elastic net" };

    /// <inheritdoc/>
    public override double Value(double b, double strength) => strength * ((L1Ratio * Math.Abs(b)) + ((1 - L1Ratio) / 2 * b * b));

    /// <inheritdoc/>
    public override double Prox(double z, double step, double strength) => Soft(z, step * strength * L1Ratio) / (1 + (step * strength * (1 - L1Ratio)));

    /// <inheritdoc/>
    public override double ZeroThreshold(double strength) => strength * L1Ratio;

    /// <inheritdoc/>
    public override double DualBound(double strength) => L1Ratio == 1 || strength == 0 ? strength * L1Ratio : double.PositiveInfinity;

    /// <inheritdoc/>
    public override double ConjugateArgument(double g, double strength)
    {
        double over = Soft(g, strength * L1Ratio);
        return over == 0 ? 0 : over / (strength * (1 - L1Ratio));
    }

    /// <inheritdoc/>
    public override bool TryElasticNet(double strength, out double l1, out double l2)
    {
        l1 = strength * L1Ratio;
        l2 = strength * (1 - L1Ratio);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Name == "elastic net" ? FormattableString.Invariant($"elastic net (L1Ratio {L1Ratio:0.###})") : Name;

    /// <summary>sign(z) max(|z| − threshold, 0).</summary>
    internal static double Soft(double z, double threshold) => z > threshold ? z - threshold : z < -threshold ? z + threshold : double.IsNaN(z) ? z : 0;
}
