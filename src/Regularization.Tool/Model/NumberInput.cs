namespace Regularization.Tool;

/// <summary>A number column: one feature, the number itself.</summary>
internal sealed record NumberInput : ColumnInput
{
    /// <summary>The mean of the training rows, which stands for a missing value under <c>--missing mean</c>.</summary>
    public required double Mean { get; init; }

    public override int FeatureCount => 1;

    public override Feature FeatureAt(int k) => new(Column, null, Column);
}
