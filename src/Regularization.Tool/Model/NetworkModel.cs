using System.Text.Json.Serialization;

namespace Regularization.Tool;

/// <summary>A multilayer perceptron: dense layers z = x W + c with an activation between them.</summary>
internal sealed record NetworkModel : ModelFile
{
    public const string FormatName = "regularize-network";

    public const int CurrentVersion = 1;

    private Network? _network;

    /// <summary>The function after each hidden layer.</summary>
    public required ActivationKind Activation { get; init; }

    /// <summary>The layers from the first hidden one to the output layer; neurons that do nothing are left out.</summary>
    [JsonPropertyOrder(2)]
    public required IReadOnlyList<ModelLayer> Layers { get; init; }

    [JsonPropertyOrder(3)]
    public required NetworkModelFit Fit { get; init; }

    [JsonIgnore]
    public override int Width => Layers[^1].Biases.Count;

    public override void Score(FeatureVector row, Span<double> outputs)
    {
        (_network ??= ToNetwork()).Score(row.Features, row.Values, outputs);
        for (int k = 0; k < outputs.Length; k++)
        {
            outputs[k] = Label.Unscaled(outputs[k]);
        }
    }

    public override string LargestPart(FeatureVector row) => $"the largest weight of the network is {Cells.Write(Layers.SelectMany(layer => layer.Weights).SelectMany(weights => weights).Max(Math.Abs))}";

    public override void Check()
    {
        RequireVersion(CurrentVersion);
        base.Check();
        Require(Label.Mean.HasValue == Label.Deviation.HasValue, "the label has one of mean and deviation without the other");
        Require(Label.Mean is null || (double.IsFinite(Label.Mean.Value) && IsScale(Label.Deviation!.Value)), "the scaling of the label is not finite and positive");
        Require(Layers.Count > 0, "it has no layers");
        int inputs = Inputs.Sum(input => input.FeatureCount);
        for (int l = 0; l < Layers.Count; l++)
        {
            IReadOnlyList<float[]> weights = Layers[l].Weights;
            int outputs = Layers[l].Biases.Count;
            Require(outputs > 0, $"layer {l + 1} has no neurons");
            Require(weights.Count == inputs, $"layer {l + 1} has weights for {weights.Count} inputs and not for {inputs}");
            Require(weights.All(row => row.Length == outputs), $"layer {l + 1} has not as many weights for each input as biases ({outputs})");
            Require(Layers[l].Biases.All(float.IsFinite) && weights.All(row => row.All(float.IsFinite)), $"a weight of layer {l + 1} is not finite");
            inputs = outputs;
        }

        int expected = Label.Classes?.Count ?? 1;
        Require(Width == expected, $"the last layer has {Width} outputs where the label has {expected}");
    }

    protected override Func<int, bool> Needed() => feature => Layers[0].Weights[feature].Any(weight => weight != 0);

    private Network ToNetwork() =>
        new(Layers.Select(layer => new NetworkLayer(layer.Weights.Count, layer.Biases.Count, [.. layer.Weights.SelectMany(row => row)], [.. layer.Biases])), Activation.ToActivation(), NetworkSettings.LossOf(Family));
}
