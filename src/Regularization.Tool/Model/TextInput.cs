using System.Text.Json.Serialization;

namespace Regularization.Tool;

/// <summary>
/// A column of text as a bag of words: one feature a word, its tf-idf weight in the row, count · idf, divided by the Euclidean norm of the row's weights.
/// </summary>
internal sealed record TextInput : ColumnInput
{
    /// <summary>The words that occur in at least two training rows, in ordinal order.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>idf = 1 + ln((1 + n) / (1 + rows with the word)), by word.</summary>
    public required IReadOnlyList<double> Idf { get; init; }

    [JsonIgnore]
    public override int FeatureCount => Words.Count;

    public override Feature FeatureAt(int k) => new(Column, Words[k], $"{Column}:{Words[k]}");
}
