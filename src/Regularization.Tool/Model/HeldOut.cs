namespace Regularization.Tool;

/// <summary>A measure of the held-out rows at the chosen lambda; null where it cannot be computed.</summary>
internal sealed record HeldOut(double? Mean, double? StandardError);
