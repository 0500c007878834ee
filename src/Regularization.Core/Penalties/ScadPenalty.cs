namespace Regularization;

/// <summary>
/// The smoothly clipped absolute deviation: ω(b; s) has slope m up to |b| = m, (a m − |b|)/(a − 1) up to a m, and 0 beyond, plus that of s (1 − r)/2 b², with m = s r.
/// a = <see cref="A"/> = +∞ is the elastic net.
/// </summary>
/// <remarks>
/// Along one coefficient the objective is convex where the curvature of the loss is above 1/(a − 1).
/// Source: Fan and Li, Variable selection via nonconcave penalized likelihood (2001), equation (2.7); with a ridge share as in ncvreg: Breheny and Huang (2011).
/// <example>
/// <code>
/// ScadPenalty penalty = Penalties.Scad(a: 3.7);   // beyond a · lambda nothing is shrunk
/// RegularizationPath path = new PathSolver(Losses.Squared, penalty).Fit(problem);
/// </code>
/// </example>
/// </remarks>
public sealed record ScadPenalty : FoldedConcavePenalty
{
    internal ScadPenalty(double a, double l1Ratio)
        : base(1 / (Checked(a) - 1), l1Ratio) => A = a;

    /// <summary>a &gt; 2: coefficients above a m are not shrunk.</summary>
    public double A { get; }

    /// <inheritdoc/>
    public override string Name => "SCAD";

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"SCAD (a {A:0.###}{(L1Ratio < 1 ? FormattableString.Invariant($", L1Ratio {L1Ratio:0.###}") : string.Empty)})");

    private protected override double BendStart(double m) => m;

    private static double Checked(double a) => a > 2
        ? a
        : throw new ArgumentOutOfRangeException(nameof(a), $"A is {a}; it must be above 2, such as 3.7. Positive infinity is the lasso.");
}
