namespace Regularization.Tool;

/// <summary>What is fitted, as the command line says it; what belongs to single features still by name.</summary>
internal sealed record ModelSettings
{
    public required PenaltySettings Penalty { get; init; }

    public required FitOptions Options { get; init; }

    /// <summary>Whether the coefficients of a feature are 0 in all classes or in none.</summary>
    public bool Grouped { get; init; }

    /// <exception cref="UsageException">Something is asked for that the family has not.</exception>
    public void Check(Family family)
    {
        bool hasClasses = family == Family.Multinomial;
        if (Grouped && !hasClasses)
        {
            throw new UsageException($"--grouped is for --family multinomial; the family is {Families.NameOf(family)}. Leave it out, or give --family multinomial.");
        }

        if (Grouped && Penalty.HasBounds)
        {
            throw new UsageException("--lower and --upper are not for --grouped: it shrinks the coefficients of a feature together. Leave out one or the other.");
        }

        if (hasClasses && !Penalty.IsElasticNet)
        {
            throw new UsageException($"--penalty is {Penalty.Description}; --family multinomial has the lasso, ridge and the elastic net, and with --grouped a feature is in for all classes or for none.");
        }
    }

    public string Describe(LossSettings settings) =>
        $"{Penalty.Description}, {settings.Description}, features {(Options.Standardize ? "standardised" : "as they are")}{(Options.Intercept ? string.Empty : ", no intercept")}";
}
