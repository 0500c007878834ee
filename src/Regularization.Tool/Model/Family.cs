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

    /// <summary>An amount above 0, with the gamma loss.</summary>
    [JsonStringEnumMemberName("gamma")]
    Gamma,

    /// <summary>An amount, 0 or above, with a Tweedie loss.</summary>
    [JsonStringEnumMemberName("tweedie")]
    Tweedie,

    /// <summary>A quantile of a number, with the smoothed pinball loss.</summary>
    [JsonStringEnumMemberName("quantile")]
    Quantile,

    /// <summary>One of two classes, with the squared hinge.</summary>
    [JsonStringEnumMemberName("squared-hinge")]
    SquaredHinge,
}
