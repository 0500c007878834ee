using System.Text.Json.Serialization;

namespace Regularization.Tool;

/// <summary>The function after each hidden layer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ActivationKind>))]
internal enum ActivationKind
{
    /// <summary>max(z, 0).</summary>
    [JsonStringEnumMemberName("relu")]
    Relu,

    /// <summary>z where z is positive, else 0.01 z.</summary>
    [JsonStringEnumMemberName("leaky-relu")]
    LeakyRelu,

    /// <summary>tanh(z).</summary>
    [JsonStringEnumMemberName("tanh")]
    Tanh,

    /// <summary>1 / (1 + exp(−z)).</summary>
    [JsonStringEnumMemberName("logistic")]
    Logistic,
}
