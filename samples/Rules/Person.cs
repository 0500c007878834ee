using Microsoft.ML.Data;

namespace RulesSample;

/// <summary>A person of the United States census of 1994.</summary>
public sealed class Person
{
    [LoadColumn(0)]
    public float Age { get; set; }

    [LoadColumn(1)]
    public string WorkClass { get; set; } = string.Empty;

    [LoadColumn(4)]
    public float YearsOfSchool { get; set; }

    [LoadColumn(5)]
    public string MaritalStatus { get; set; } = string.Empty;

    [LoadColumn(6)]
    public string Occupation { get; set; } = string.Empty;

    [LoadColumn(10)]
    public float CapitalGain { get; set; }

    [LoadColumn(11)]
    public float CapitalLoss { get; set; }

    [LoadColumn(12)]
    public float HoursPerWeek { get; set; }

    [LoadColumn(14)]
    public string Income { get; set; } = string.Empty;
}
