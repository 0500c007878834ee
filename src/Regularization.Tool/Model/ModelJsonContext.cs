using System.Text.Json.Serialization;

namespace Regularization.Tool;

/// <summary>The JSON of models, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(LinearModel))]
[JsonSerializable(typeof(MultinomialModel))]
[JsonSerializable(typeof(NetworkModel))]
internal sealed partial class ModelJsonContext : JsonSerializerContext;
