namespace Regularization;

/// <summary>
/// Penalties that rise like the lasso at 0 and level off, so that large coefficients are not shrunk: MCP and SCAD. Both are
/// ω(b; s) = m|b| − c/2 max(|b| − k, 0)² up to where that is flat, and constant beyond, plus s (1 − r)/2 b², with m = s r and r = <see cref="L1Ratio"/>;
/// MCP has c = 1/γ and k = 0, SCAD has c = 1/(a − 1) and k = m.
/// </summary>
/// <remarks>
/// They are not convex: a solution is a stationary point, the one that the path leads to from λmax downwards, where the problem is convex first. It carries a
/// <see cref="Solution.KktResidual"/> and no duality gap. Solvers lay the tangent of the penalty at the present coefficients, which is an elastic net above the penalty,
/// and lay it anew when that has been lowered (local linear approximation), so that no step raises the objective.
/// Source: Zou and Li, One-step sparse estimates in nonconcave penalized likelihood models (2008), section 2.
/// <example>
/// <code>
/// FoldedConcavePenalty penalty = Penalties.Scad(a: 3.7);   // or Penalties.Mcp(): large coefficients are not shrunk
/// Solution solution = new PathSolver(Losses.Squared, penalty).FitAt(problem, lambda: 0.1);
/// Console.WriteLine($"{solution.ProofName} {solution.Proof:0.0e0}");   // a KKT residual, as there is no duality gap
/// </code>
/// </example>
/// </remarks>
public abstract record FoldedConcavePenalty : Penalty
{
    private readonly ElasticNetPenalty _unbent;

    private protected FoldedConcavePenalty(double bend, double l1Ratio)
    {
        if (!(l1Ratio > 0 && l1Ratio <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(l1Ratio), $"L1Ratio is {l1Ratio}; it must be in (0, 1]: 1 is without a ridge part. For ridge alone use Penalties.Ridge.");
        }

        (Bend, _unbent) = (bend, new ElasticNetPenalty(l1Ratio));
    }

    /// <summary>The mixing r in (0, 1]: what is left, 1 − r, is the share of ridge.</summary>
    public double L1Ratio => _unbent.L1Ratio;

    /// <summary>c: how fast the slope falls.</summary>
    private double Bend { get; }

    /// <inheritdoc/>
    public override double Value(double b, double strength)
    {
        double x = Math.Abs(b), m = strength * L1Ratio, k = BendStart(m), over = Math.Max(x - k, 0);
        double concave = m == 0 ? 0 : over * Bend < m ? (m * x) - (Bend / 2 * over * over) : m * (k + (m / Bend / 2));
        return concave + (Ridge(strength) / 2 * b * b);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// With q = 1 + t s (1 − r): where q &gt; t c the problem is convex, and b is 0 up to |z| = t m, then (|z| − t m)/q up to b = k, then (|z| − t (m + c k))/(q − t c) up to where ω is
    /// flat, then |z|/q. Otherwise nothing between k and the flat part can be a minimum, and the better one of the two sides is taken; the smaller one in a tie.
    /// </remarks>
    public override double Prox(double z, double step, double strength)
    {
        if (!double.IsFinite(z))
        {
            return z;
        }

        double x = Math.Abs(z), m = strength * L1Ratio, k = BendStart(m), q = 1 + (step * Ridge(strength));
        if (q > step * Bend)
        {
            double b = x <= step * m ? 0
                : x <= (step * m) + (q * k) ? (x - (step * m)) / q
                : x * Bend < q * ((k * Bend) + m) ? (x - (step * (m + (Bend * k)))) / (q - (step * Bend))
                : x / q;
            return Math.CopySign(b, z);
        }

        double low = Math.Min(Math.Max(x - (step * m), 0) / q, k), high = Math.Max(x / q, k + (m / Bend));
        return Math.CopySign(Objective(high) < Objective(low) ? high : low, z);

        double Objective(double b) => ((b - x) * (b - x) / 2) + (step * Value(b, strength));
    }

    /// <inheritdoc/>
    public override double ZeroThreshold(double strength) => strength * L1Ratio;

    /// <inheritdoc/>
    public override double DualBound(double strength) => IsConvex ? _unbent.DualBound(strength) : double.NaN;

    /// <inheritdoc/>
    public override double ConjugateArgument(double g, double strength) => IsConvex ? _unbent.ConjugateArgument(g, strength) : double.NaN;

    /// <inheritdoc/>
    public override bool TryElasticNet(double strength, out double l1, out double l2) =>
        IsConvex ? _unbent.TryElasticNet(strength, out l1, out l2) : base.TryElasticNet(strength, out l1, out l2);

    /// <summary>False but for a parameter of +∞: then the penalty never bends and is the elastic net itself.</summary>
    internal override bool IsConvex => Bend == 0;

    /// <summary>k, given m.</summary>
    private protected abstract double BendStart(double m);

    /// <summary>The tangent at |b| = size: its slope, without the ridge part.</summary>
    internal double Slope(double size, double strength)
    {
        double m = strength * L1Ratio;
        return Math.Max(m - (Bend * Math.Max(size - BendStart(m), 0)), 0);
    }

    /// <summary>The second derivative at |b| = size, with the ridge part: negative where the penalty bends.</summary>
    internal double Curvature(double size, double strength) =>
        Ridge(strength) - (size > BendStart(strength * L1Ratio) && Slope(size, strength) > 0 ? Bend : 0);

    /// <summary>argmin over b of (b − z)²/2 + step · (the tangent at <paramref name="at"/>, and the ridge part).</summary>
    internal double TangentProx(double at, double z, double step, double strength) =>
        ElasticNetPenalty.Soft(z, step * Slope(Math.Abs(at), strength)) / (1 + (step * Ridge(strength)));

    /// <inheritdoc/>
    internal override double Ridge(double strength) => strength * (1 - L1Ratio);
}
