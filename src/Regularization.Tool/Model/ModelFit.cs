namespace Regularization.Tool;

/// <summary>How a model came about: for people, prediction does not need it.</summary>
internal sealed record ModelFit
{
    /// <summary>The version of the tool.</summary>
    public required string Tool { get; init; }

    public required string Penalty { get; init; }

    /// <summary>The mixing; null where the penalty has none.</summary>
    public double? L1Ratio { get; init; }

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

    /// <summary>How nearly the solution is stationary, relative to the largest gradient of the null model, where there is no gap; else null.</summary>
    public double? KktResidual { get; init; }

    public required string Status { get; init; }

    /// <summary>Mean and standard error over the held-out folds or rows, by measure; null if none were held out.</summary>
    public IReadOnlyDictionary<string, HeldOut>? HeldOut { get; init; }
}
