namespace Regularization;

/// <summary>The penalties of the library. Factors and bounds are added with a <c>with</c> expression.</summary>
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
}
