namespace Regularization;

/// <summary>What the training of a neural network found.</summary>
public sealed record MultilayerPerceptronSummary
{
    internal MultilayerPerceptronSummary()
    {
    }

    /// <summary>The training run: the curves, epoch by epoch, why it ended, and the network as it was trained, on scaled features.</summary>
    public required NetworkFit Fit { get; init; }

    /// <summary>The loss and metric curves, one report an epoch. In regression they are in units of the label's standard deviation while the label is normalised.</summary>
    public IReadOnlyList<EpochReport> History => Fit.History;

    /// <summary>The rows read, held-out ones included.</summary>
    public required int Rows { get; init; }

    /// <summary>The rows skipped because a value was missing.</summary>
    public required long RowsSkipped { get; init; }

    /// <summary>The names of the features, all different.</summary>
    public required IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>The sizes of the hidden layers as they were trained.</summary>
    public required IReadOnlyList<int> HiddenLayers { get; init; }

    /// <summary>The sizes of the hidden layers in the model, neurons that do nothing having been cut out.</summary>
    public required IReadOnlyList<int> NeuronsLeft { get; init; }

    /// <summary>The kernels that were used.</summary>
    public required string Kernels { get; init; }

    /// <summary>Seconds from the start of reading to the model.</summary>
    public required double Seconds { get; init; }

    /// <summary>What the user should know: as in the log.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
