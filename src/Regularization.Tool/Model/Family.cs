using System.Text.Json.Serialization;

namespace Regularization.Tool;

/// <summary>What is predicted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Family>))]
internal enum Family
{
    /// <summary>A number, with the squared loss.</summary>
    [JsonStringEnumMemberName("gaussian")]
    Gaussian,

    /// <summary>One of two classes, with the logistic loss.</summary>
    [JsonStringEnumMemberName("binomial")]
    Binomial,
}
