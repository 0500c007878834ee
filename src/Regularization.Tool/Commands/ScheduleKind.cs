namespace Regularization.Tool;

/// <summary>The learning-rate schedules by name.</summary>
internal enum ScheduleKind
{
    Constant,

    /// <summary>A tenth after each third of the epochs.</summary>
    Step,

    /// <summary>Half a cosine wave down to 0.</summary>
    Cosine,

    /// <summary>A tenth after half the patience without a better loss.</summary>
    Plateau,
}
