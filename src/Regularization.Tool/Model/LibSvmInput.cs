using System.Globalization;

namespace Regularization.Tool;

/// <summary>A libsvm row: one feature for each index that occurs in the training file.</summary>
internal sealed record LibSvmInput : ModelInput
{
    /// <summary>The indices as written in the file, ascending.</summary>
    public required IReadOnlyList<int> Indices { get; init; }

    public override int FeatureCount => Indices.Count;

    public override Feature FeatureAt(int k)
    {
        string name = Indices[k].ToString(CultureInfo.InvariantCulture);
        return new Feature(name, null, name);
    }
}
