namespace Regularization.Tool;

/// <summary>How a model came about: for people, prediction does not need it.</summary>
internal sealed record ModelFit
{
    /// <summary>The version of the tool.</summary>
    public required string Tool { get; init; }

    public required string Penalty { get; init; }

    public required double L1Ratio { get; init; }

    public required double Lambda { get; init; }

    /// <summary>How lambda was chosen.</summary>
    public required string LambdaBy { get; init; }

    public required bool Standardized { get; init; }

    public required int Rows { get; init; }

    public required int RowsSkipped { get; init; }

    public required int Features { get; init; }

    public required double DevianceExplained { get; init; }

    /// <summary>Relative to the null model's loss; null where there is none.</summary>
    public double? DualityGap { get; init; }

    public required string Status { get; init; }

    /// <summary>Mean and standard error over the held-out folds, by measure; null if lambda was given.</summary>
    public IReadOnlyDictionary<string, HeldOut>? HeldOut { get; init; }
}
