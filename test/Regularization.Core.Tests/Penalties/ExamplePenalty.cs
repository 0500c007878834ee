namespace Regularization.Tests;

/// <summary>The example of CONTRIBUTING.md, which must stand here line for line (ContributingTests): the lasso up to the knee, ridge beyond it.</summary>
/// <remarks>Source: Owen, A robust hybrid of lasso and ridge regression (2007): the "berhu" penalty.</remarks>
public sealed record ReverseHuberPenalty(double Knee) : Penalty
{
    public override string Name => "reverse Huber";
    public override double Value(double b, double strength) => strength * (Math.Abs(b) <= Knee ? Math.Abs(b) : ((b * b) + (Knee * Knee)) / (2 * Knee));
    public override double Prox(double z, double step, double strength) => Math.Abs(z) <= Knee + (step * strength)
        ? Math.CopySign(Math.Max(Math.Abs(z) - (step * strength), 0), z) : z / (1 + (step * strength / Knee));
    public override double ZeroThreshold(double strength) => strength;
    public override double DualBound(double strength) => strength == 0 ? 0 : double.PositiveInfinity;
    public override double ConjugateArgument(double g, double strength) => Math.Abs(g) <= strength ? 0 : Knee * g / strength;
}
