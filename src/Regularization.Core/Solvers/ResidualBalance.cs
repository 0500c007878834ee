namespace Regularization;

/// <summary>A dual point for a residual whose weighted sum is not 0, where taking the mean off leads out of the domain of the loss's conjugate.</summary>
internal static class ResidualBalance
{
    /// <summary>Writes the residual with those of the sign that outweighs the other shrunk until the two balance: towards 0 the domain is never left.</summary>
    /// <param name="residual">Length n.</param>
    /// <param name="weights">Length n.</param>
    /// <param name="balanced">Length n; its weighted sum is 0.</param>
    public static void Balance(ReadOnlySpan<double> residual, ReadOnlySpan<double> weights, Span<double> balanced)
    {
        double above = 0, below = 0;
        for (int i = 0; i < residual.Length; i++)
        {
            above += weights[i] * Math.Max(residual[i], 0);
            below -= weights[i] * Math.Min(residual[i], 0);
        }

        double ofAbove = above > below ? below / above : 1, ofBelow = below > above ? above / below : 1;
        for (int i = 0; i < residual.Length; i++)
        {
            balanced[i] = residual[i] * (residual[i] > 0 ? ofAbove : ofBelow);
        }
    }
}
