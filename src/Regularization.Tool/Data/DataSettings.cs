namespace Regularization.Tool;

/// <summary>Which file is read and what its columns are, as the command line says it.</summary>
internal sealed record DataSettings
{
    public required string File { get; init; }

    public required FileFormat Format { get; init; }

    /// <summary>How a delimited file is cut; of no meaning for libsvm.</summary>
    public required TableFormat Table { get; init; }

    public required Family Family { get; init; }

    /// <summary>Whether the command has a family for several classes, which messages may point to.</summary>
    public bool HasManyClasses { get; init; } = true;

    /// <summary>The loss of a linear model; of no meaning for networks.</summary>
    public LossSettings Loss { get => field ?? new LossSettings(Family); init; }

    public string? Label { get; init; }

    public string? Positive { get; init; }

    public MissingPolicy Missing { get; init; }

    public string? Weights { get; init; }

    /// <summary>The column that is added to the linear predictor.</summary>
    public string? Offset { get; init; }

    /// <summary>The column whose logarithm is added to the linear predictor.</summary>
    public string? Exposure { get; init; }

    /// <summary>Whether features that are numbers are scaled: columns to mean 0 and deviation 1, indices of libsvm to a largest size of 1.</summary>
    public bool Normalize { get; init; }

    public string? FoldColumn { get; init; }

    public IReadOnlyList<string> Ignore { get; init; } = [];

    public IReadOnlyList<string> Categorical { get; init; } = [];

    public IReadOnlyList<string> Text { get; init; } = [];
}
