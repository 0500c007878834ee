namespace Regularization;

/// <summary>
/// The pinball loss of a quantile τ, max(τ r, (τ − 1) r) with r = y − η, averaged over a window of width s around r (convolved with a uniform density), and less the constant
/// s τ (1 − τ) / 2, so that its least value is 0.
/// </summary>
/// <remarks>
/// Without the constant it is the pinball loss itself for |r| ≥ s/2, and above it by s/8 at most (at r = 0). The window is centred, so that the quantile of a smooth
/// distribution moves by an amount of the order s² only; a Moreau envelope of the same curvature 1/s would move it by (1/2 − τ) s.
/// Source: Fernandes, Guerre, Horta, Smoothing Quantile Regressions (2021), equation (2), with a uniform kernel.
/// </remarks>
internal sealed class QuantileLoss(double quantile, double smoothing) : ClippedLoss((0.5 - quantile) * smoothing, smoothing, quantile - 1, quantile)
{
    public override string Name => "quantile";

    /// <summary>τ.</summary>
    public double Quantile { get; } = quantile;
}
