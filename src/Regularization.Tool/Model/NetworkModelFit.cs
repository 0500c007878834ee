namespace Regularization.Tool;

/// <summary>How a network came about; predictions do not need it.</summary>
internal sealed record NetworkModelFit
{
    /// <summary>The version of the tool.</summary>
    public required string Tool { get; init; }

    /// <summary>What was trained, as the report says it.</summary>
    public required string Model { get; init; }

    public required double LearningRate { get; init; }

    public required double WeightDecay { get; init; }

    public required double L1 { get; init; }

    public required double L2 { get; init; }

    public required double Group { get; init; }

    public required int Seed { get; init; }

    public required int Rows { get; init; }

    public required int RowsSkipped { get; init; }

    public required int Features { get; init; }

    /// <summary>The epochs that were trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>The one whose weights these are.</summary>
    public required int BestEpoch { get; init; }

    public required string Status { get; init; }

    /// <summary>The name of the metric.</summary>
    public required string Metric { get; init; }

    public required double? TrainLoss { get; init; }

    public required double? TrainMetric { get; init; }

    /// <summary>Null without validation rows, as the metric.</summary>
    public double? ValidationLoss { get; init; }

    public double? ValidationMetric { get; init; }
}
