using System.Text.Json.Serialization;

namespace Regularization.Tool;

/// <summary>A dense layer of a network.</summary>
internal sealed record ModelLayer
{
    /// <summary>One a neuron.</summary>
    [JsonConverter(typeof(FloatRow))]
    public required IReadOnlyList<float> Biases { get; init; }

    /// <summary>A row for each input: its weight to each neuron.</summary>
    [JsonConverter(typeof(FloatRows))]
    public required IReadOnlyList<float[]> Weights { get; init; }
}
