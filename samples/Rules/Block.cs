using Microsoft.ML.Data;

namespace RulesSample;

/// <summary>A block of houses in California, 1990.</summary>
public sealed class Block
{
    [LoadColumn(0, 7)]
    [ColumnName("Features")]
    [VectorType(8)]
    public float[] Features { get; set; } = [];

    [LoadColumn(8)]
    [ColumnName("Label")]
    public float MedianValue { get; set; }
}
