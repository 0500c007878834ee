namespace Regularization;

/// <summary>The penalties of the library. Factors and bounds are added with a <c>with</c> expression.</summary>
/// <remarks>
/// <example>
/// <code>
/// Penalty lasso = Penalties.Lasso, slope = Penalties.Slope(SlopeSequences.BenjaminiHochberg(features: 10, rate: 0.1));
/// Penalty positive = Penalties.ElasticNet(l1Ratio: 0.5) with { LowerBounds = [0] };   // one bound for all features
/// </code>
/// </example>
/// </remarks>
public static class Penalties
{
    /// <summary>L1, λ Σ v_j |b_j|: sparse solutions.</summary>
    public static ElasticNetPenalty Lasso { get; } = new(1);

    /// <summary>L2, λ/2 Σ v_j b_j²: small coefficients, none of them 0.</summary>
    public static ElasticNetPenalty Ridge { get; } = new(0);

    /// <summary>λ Σ v_j [r |b_j| + (1 − r)/2 b_j²].</summary>
    /// <param name="l1Ratio">r in [0, 1]: 1 is the lasso, 0 is ridge.</param>
    /// <exception cref="ArgumentOutOfRangeException">r is outside [0, 1] or NaN.</exception>
    public static ElasticNetPenalty ElasticNet(double l1Ratio) => new(l1Ratio);

    /// <summary>The minimax concave penalty: as sparse as the lasso, without its shrinkage of large coefficients; not convex.</summary>
    /// <param name="gamma">γ &gt; 1: coefficients above γ λ v_j r are not shrunk; +∞ is the lasso.</param>
    /// <param name="l1Ratio">r in (0, 1]; the rest is ridge, λ/2 Σ v_j (1 − r) b_j².</param>
    /// <exception cref="ArgumentOutOfRangeException">γ is not above 1, or r is outside (0, 1].</exception>
    public static McpPenalty Mcp(double gamma = 3, double l1Ratio = 1) => new(gamma, l1Ratio);

    /// <summary>The smoothly clipped absolute deviation: the lasso for small coefficients, no shrinkage of large ones; not convex.</summary>
    /// <param name="a">a &gt; 2: coefficients above a λ v_j r are not shrunk; +∞ is the lasso.</param>
    /// <param name="l1Ratio">r in (0, 1]; the rest is ridge, λ/2 Σ v_j (1 − r) b_j².</param>
    /// <exception cref="ArgumentOutOfRangeException">a is not above 2, or r is outside (0, 1].</exception>
    public static ScadPenalty Scad(double a = 3.7, double l1Ratio = 1) => new(a, l1Ratio);

    /// <summary>λ Σ_g w_g ‖b_g‖₂: whole groups of features are in or out, such as the columns of one category.</summary>
    /// <param name="groups">The group of each feature, length p, from 0; see <see cref="FeatureGroups"/>.</param>
    /// <param name="weights">w_g of each group, not negative, 0 for a group that is not penalised; null for (size of the group)^½.</param>
    /// <exception cref="ArgumentException">A group is negative or not below p, or a weight is negative, not finite, missing or too many.</exception>
    public static GroupPenalty GroupLasso(IReadOnlyList<int> groups, IReadOnlyList<double>? weights = null) => new(groups, 0, weights);

    /// <summary>λ Σ_g [r ‖b_g‖₁ + (1 − r) w_g ‖b_g‖₂]: few groups, and few features in each.</summary>
    /// <param name="groups">The group of each feature, length p, from 0; see <see cref="FeatureGroups"/>.</param>
    /// <param name="l1Share">r in [0, 1]: 1 is the lasso, 0 is the group lasso.</param>
    /// <param name="weights">w_g of each group, not negative, 0 for a group that is not penalised at all; null for (size of the group)^½.</param>
    /// <exception cref="ArgumentOutOfRangeException">r is outside [0, 1] or NaN.</exception>
    /// <exception cref="ArgumentException">A group is negative or not below p, or a weight is negative, not finite, missing or too many.</exception>
    public static GroupPenalty SparseGroupLasso(IReadOnlyList<int> groups, double l1Share, IReadOnlyList<double>? weights = null) => new(groups, l1Share, weights);

    /// <summary>SLOPE, λ Σ_k a_k |b|_(k) over the coefficients sorted by falling size.</summary>
    /// <param name="sequence">a_k, not negative and not increasing, at least one a feature; see <see cref="SlopeSequences"/>.</param>
    /// <exception cref="ArgumentException">A weight is negative or not finite, the sequence increases, or none is above 0.</exception>
    public static SlopePenalty Slope(IReadOnlyList<double> sequence) => new(sequence);
}
