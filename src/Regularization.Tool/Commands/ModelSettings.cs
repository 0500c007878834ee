namespace Regularization.Tool;

/// <summary>What is fitted, as the command line says it; what belongs to single features still by name.</summary>
internal sealed record ModelSettings
{
    public required PenaltySettings Penalty { get; init; }

    public required FitOptions Options { get; init; }

    public string Describe(LossSettings settings) =>
        $"{Penalty.Description}, {settings.Description}, features {(Options.Standardize ? "standardised" : "as they are")}{(Options.Intercept ? string.Empty : ", no intercept")}";
}
