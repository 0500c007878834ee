namespace Regularization.Tests;

/// <summary>Another penalty with all that is not necessary left out: no conjugate, and not known to be an elastic net.</summary>
internal sealed record ProxOnlyPenalty(Penalty Inner) : Penalty
{
    public override string Name => Inner.Name + " by its prox";

    public override double Value(double b, double strength) => Inner.Value(b, strength);

    public override double Prox(double z, double step, double strength) => Inner.Prox(z, step, strength);

    public override double ZeroThreshold(double strength) => Inner.ZeroThreshold(strength);
}
