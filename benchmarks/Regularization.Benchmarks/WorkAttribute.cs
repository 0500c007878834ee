namespace Regularization.Benchmarks;

/// <summary>How much one call of a benchmark does; <see cref="WorkColumn"/> divides it by the time.</summary>
/// <param name="amount">Bytes, operations, whatever <paramref name="unit"/> counts.</param>
/// <param name="unit">What a billion of it a second is called.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WorkAttribute(long amount, string unit) : Attribute
{
    public long Amount { get; } = amount;

    public string Unit { get; } = unit;
}
