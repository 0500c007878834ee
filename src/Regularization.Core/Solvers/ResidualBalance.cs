namespace Regularization;

/// <summary>A dual point for a residual whose weighted sum is not 0, where taking the mean off leads out of the domain of the loss's conjugate.</summary>
internal static class ResidualBalance
{
    /// <summary>
    /// Takes the mean off those rows whose residuals the loss bends, in proportion to its curvature there: what a Newton step of the intercept would leave. Where that leads out of the
    /// domain, or nothing is bent, the residuals of the sign that outweighs the other are shrunk until the two balance: towards 0 the domain is never left.
    /// </summary>
    /// <param name="loss">The loss.</param>
    /// <param name="y">Length n.</param>
    /// <param name="residual">Length n.</param>
    /// <param name="curvature">∂²loss/∂η², length n.</param>
    /// <param name="weights">Length n.</param>
    /// <param name="balanced">Length n; its weighted sum is 0.</param>
    public static void Balance(Loss loss, ReadOnlySpan<double> y, ReadOnlySpan<double> residual, ReadOnlySpan<double> curvature, ReadOnlySpan<double> weights, Span<double> balanced)
    {
        double sum = VectorMath.Dot(curvature, weights), step = sum > 0 ? VectorMath.Dot(residual, weights) / sum : 0;
        VectorMath.MultiplyAdd(curvature, -step, residual, balanced);
        loss.ClampDual(y, balanced);
        double above = 0, below = 0;
        for (int i = 0; i < balanced.Length; i++)
        {
            above += weights[i] * Math.Max(balanced[i], 0);
            below -= weights[i] * Math.Min(balanced[i], 0);
        }

        double ofAbove = above > below ? below / above : 1, ofBelow = below > above ? above / below : 1;
        for (int i = 0; i < balanced.Length; i++)
        {
            balanced[i] *= balanced[i] > 0 ? ofAbove : ofBelow;
        }
    }
}
