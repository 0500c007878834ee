using System.Text.Json.Serialization;

namespace Regularization.Tool;

/// <summary>A column of categories: one feature a level, 1 in the rows that have the level and 0 elsewhere. All levels are there, none is the reference.</summary>
internal sealed record CategoryInput : ColumnInput
{
    public required IReadOnlyList<string> Levels { get; init; }

    /// <summary>The share of the training rows that have each level, which stands for a missing value under <c>--missing mean</c>.</summary>
    public required IReadOnlyList<double> Shares { get; init; }

    [JsonIgnore]
    public override int FeatureCount => Levels.Count;

    public override Feature FeatureAt(int k) => new(Column, Levels[k], $"{Column}={Levels[k]}");
}
