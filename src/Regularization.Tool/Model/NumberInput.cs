using System.Text.Json.Serialization;

namespace Regularization.Tool;

/// <summary>A number column: one feature, the number itself or, where there is a deviation, the number standardised.</summary>
internal sealed record NumberInput : ColumnInput
{
    /// <summary>The mean of the training rows, which stands for a missing value under <c>--missing mean</c>.</summary>
    public required double Mean { get; init; }

    /// <summary>The standard deviation of the training rows (1/n; 1 if they are all the same) where the feature is (number − mean) / deviation; null where it is the number.</summary>
    public double? Deviation { get; init; }

    [JsonIgnore]
    public override int FeatureCount => 1;

    public override Feature FeatureAt(int k) => new(Column, null, Column);

    /// <summary>The feature of a number.</summary>
    public float Scaled(float value) => Deviation is double deviation ? (float)((value - Mean) / deviation) : value;
}
