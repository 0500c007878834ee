using Microsoft.ML.Data;

namespace SpamFilter;

/// <summary>What the model says of a message.</summary>
public sealed class Prediction
{
    [ColumnName("PredictedLabel")]
    public bool IsSpam { get; set; }

    public float Probability { get; set; }
}
