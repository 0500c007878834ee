using System.Globalization;
using System.Text.Json.Serialization;

namespace Regularization.Tool;

/// <summary>A libsvm row: one feature for each index that occurs in the training file.</summary>
internal sealed record LibSvmInput : ModelInput
{
    /// <summary>The indices as written in the file, ascending.</summary>
    public required IReadOnlyList<int> Indices { get; init; }

    /// <summary>The largest size of each feature in the training rows, where the feature is the value divided by it, which keeps zeros; null where it is the value.</summary>
    public IReadOnlyList<float>? Sizes { get; init; }

    [JsonIgnore]
    public override int FeatureCount => Indices.Count;

    public override Feature FeatureAt(int k)
    {
        string name = Indices[k].ToString(CultureInfo.InvariantCulture);
        return new Feature(name, null, name);
    }

    /// <summary>The k-th feature of a value.</summary>
    public float Scaled(int k, float value) => Sizes is null ? value : value / Sizes[k];
}
