using System.Text.Json.Serialization;

namespace Regularization.Tool;

/// <summary>What is done with missing values.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MissingPolicy>))]
internal enum MissingPolicy
{
    /// <summary>They are an error.</summary>
    [JsonStringEnumMemberName("refuse")]
    Refuse,

    /// <summary>A row with one is left out; prediction gives it an empty line.</summary>
    [JsonStringEnumMemberName("skip")]
    Skip,

    /// <summary>The mean of the feature over the training rows stands in.</summary>
    [JsonStringEnumMemberName("mean")]
    Mean,
}
