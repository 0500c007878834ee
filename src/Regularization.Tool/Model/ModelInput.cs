using System.Text.Json.Serialization;

namespace Regularization.Tool;

/// <summary>A part of the input and the features that it becomes; the order of the inputs and of their features numbers the features from 0.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(NumberInput), "number")]
[JsonDerivedType(typeof(CategoryInput), "category")]
[JsonDerivedType(typeof(TextInput), "text")]
[JsonDerivedType(typeof(LibSvmInput), "libsvm")]
internal abstract record ModelInput
{
    [JsonIgnore]
    public abstract int FeatureCount { get; }

    /// <summary>The k-th feature of this input.</summary>
    public abstract Feature FeatureAt(int k);
}
