namespace Regularization;

/// <summary>
/// The minimax concave penalty: ω(b; s) = m|b| − b²/(2γ) for |b| ≤ γm and γm²/2 beyond, plus s (1 − r)/2 b², with m = s r. γ = <see cref="Gamma"/> = +∞ is the elastic net.
/// </summary>
/// <remarks>
/// Along one coefficient the objective is convex where the curvature of the loss is above 1/γ: that of a standardised feature is 1 for the squared loss and at most 1/4 for the
/// logistic loss. Source: Zhang, Nearly unbiased variable selection under minimax concave penalty (2010), section 2; with a ridge share as in ncvreg: Breheny and Huang (2011).
/// <example>
/// <code>
/// McpPenalty penalty = Penalties.Mcp(gamma: 3);   // beyond gamma · lambda nothing is shrunk
/// RegularizationPath path = new PathSolver(Losses.Squared, penalty).Fit(problem);
/// </code>
/// </example>
/// </remarks>
public sealed record McpPenalty : FoldedConcavePenalty
{
    internal McpPenalty(double gamma, double l1Ratio)
        : base(1 / Checked(gamma), l1Ratio) => Gamma = gamma;

    /// <summary>γ &gt; 1: coefficients above γm are not shrunk; the smaller, the nearer to a hard threshold.</summary>
    public double Gamma { get; }

    /// <inheritdoc/>
    public override string Name => "MCP";

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"MCP (gamma {Gamma:0.###}{(L1Ratio < 1 ? FormattableString.Invariant($", L1Ratio {L1Ratio:0.###}") : string.Empty)})");

    private protected override double BendStart(double m) => 0;

    private static double Checked(double gamma) => gamma > 1
        ? gamma
        : throw new ArgumentOutOfRangeException(nameof(gamma), $"Gamma is {gamma}; it must be above 1, such as 3. Positive infinity is the lasso.");
}
