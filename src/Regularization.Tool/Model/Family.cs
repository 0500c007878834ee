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

    /// <summary>One of several classes, with the cross-entropy.</summary>
    [JsonStringEnumMemberName("multinomial")]
    Multinomial,

    /// <summary>A count, with the Poisson loss.</summary>
    [JsonStringEnumMemberName("poisson")]
    Poisson,

    /// <summary>A number, with the Huber loss.</summary>
    [JsonStringEnumMemberName("huber")]
    Huber,
}
