namespace Regularization;

/// <summary>A linear term of a <see cref="RuleSet"/>: coefficient · min(max(x_j, lower), upper).</summary>
/// <remarks>
/// <example>See <see cref="RuleSet"/>.</example>
/// </remarks>
public sealed record LinearTerm
{
    /// <summary>j, the feature.</summary>
    public required int Feature { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Values below this count as this.</summary>
    public required float Lower { get; init; }

    /// <summary>Values above this count as this.</summary>
    public required float Upper { get; init; }

    /// <summary>What a missing value counts as: the mean of the training rows, within the limits.</summary>
    public required float Missing { get; init; }

    /// <summary>Per unit of the feature.</summary>
    public double Coefficient { get; init; }

    /// <summary>The standard deviation of the feature, within the limits, over the training rows by weight.</summary>
    public required double StandardDeviation { get; init; }

    /// <summary>|coefficient| · standard deviation: on the scale of <see cref="Rule.Importance"/> (Friedman and Popescu 2008, section 6).</summary>
    public double Importance => Math.Abs(Coefficient) * StandardDeviation;

    /// <summary>The feature of a row within the limits.</summary>
    /// <param name="value">The feature; NaN is a missing value.</param>
    public float Clipped(float value) => float.IsNaN(value) ? Missing : Math.Clamp(value, Lower, Upper);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} within {RuleCondition.Text(Lower)} .. {RuleCondition.Text(Upper)}";
}
