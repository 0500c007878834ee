using Microsoft.ML.Data;

namespace SpamFilter;

/// <summary>A line of sms_spam.tsv.</summary>
public sealed class Message
{
    [LoadColumn(0)]
    public string Category { get; set; } = "";

    [LoadColumn(1)]
    public string Text { get; set; } = "";
}
