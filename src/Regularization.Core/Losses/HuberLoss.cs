namespace Regularization;

/// <summary>Huber's loss of r = y − η: r² / 2 up to |r| = δ, and δ |r| − δ² / 2 beyond, so that far responses pull with a force of δ at most.</summary>
/// <remarks>Source: Huber, Robust Estimation of a Location Parameter (1964), section 1.</remarks>
internal sealed class HuberLoss(double delta) : ClippedLoss(0, 1, -delta, delta)
{
    public override string Name => "huber";

    protected override (string Name, double Value) Width { get; } = ("Huber delta", delta);
}
