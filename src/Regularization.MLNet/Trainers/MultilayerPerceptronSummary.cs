using System.Text;

namespace Regularization;

/// <summary>What the training of a neural network found.</summary>
/// <remarks>
/// <example>See <see cref="MultilayerPerceptronMulticlassTrainer"/>.</example>
/// </remarks>
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

    /// <summary>The hidden neurons in the model, neurons that do nothing having been cut out. 0 for a layer that none is left of, where the model has one without weights.</summary>
    public required IReadOnlyList<int> NeuronsLeft { get; init; }

    /// <summary>The kernels that were used.</summary>
    public required string Kernels { get; init; }

    /// <summary>Seconds from the start of reading to the model.</summary>
    public required double Seconds { get; init; }

    /// <summary>What the user should know: as in the log.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The report as one HTML page, which asks nothing of the network: the curves, zeros and neurons over the epochs, the weights of each layer.</summary>
    public string ToHtml() => Fit.ToHtml();

    /// <summary>Writes the report as one HTML page, which asks nothing of the network: the curves, zeros and neurons over the epochs, the weights of each layer.</summary>
    /// <param name="path">The name of the file, such as <c>network.html</c>.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void ToHtml(string path) => Fit.ToHtml(path);

    /// <summary>A few lines: what was trained on what, how it ended, what is left, the warnings.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(Invariant($"{Fit.Network} on {Counted.Of(Rows, "row")}{(RowsSkipped > 0 ? Invariant($" ({Counted.Of(RowsSkipped, "row")} skipped)") : string.Empty)}"));
        text.AppendLine(Invariant($"{Fit.Status} after {Counted.Of(History.Count, "epoch")}; {(Fit.Best is null ? "no epoch ended" : "weights of " + Fit.Best)}"));
        text.AppendLine(Invariant($"hidden neurons left {string.Join("-", NeuronsLeft)} of {string.Join("-", HiddenLayers)}"));
        foreach (string warning in Warnings)
        {
            text.AppendLine("warning: " + warning);
        }

        return text.Append(Invariant($"{Seconds:0.000} s, {Kernels}")).ToString();
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
