using System.Globalization;

namespace Regularization;

/// <summary>How much of what two inputs do together is more than the sum of what each does (<see cref="RuleSet.Interactions"/>).</summary>
/// <remarks>
/// <example>See <see cref="RuleSet"/>.</example>
/// </remarks>
/// <param name="First">The name of one input.</param>
/// <param name="Second">The name of the other.</param>
/// <param name="Strength">H, from 0 to about 1.</param>
public sealed record RuleInteraction(string First, string Second, double Strength)
{
    /// <summary>Such as "income and age: 0.31".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First} and {Second}: {Strength:0.00}");
}
