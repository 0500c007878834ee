namespace Regularization.Tool;

/// <summary>What is fitted, as the command line says it; factors and bounds still by name.</summary>
internal sealed record ModelSettings
{
    public required double L1Ratio { get; init; }

    public required FitOptions Options { get; init; }

    /// <summary>Whether the coefficients of a feature are 0 in all classes or in none.</summary>
    public bool Grouped { get; init; }

    public IReadOnlyList<string> Factors { get; init; } = [];

    public IReadOnlyList<string> Lower { get; init; } = [];

    public IReadOnlyList<string> Upper { get; init; } = [];

    /// <summary>The penalty for these features.</summary>
    /// <exception cref="UsageException">A name is not that of a feature, or a value is not allowed.</exception>
    public Penalty PenaltyFor(IReadOnlyList<Feature> features) => Penalties.ElasticNet(L1Ratio) with
    {
        Factors = FeatureValues.Resolve("--factors", Factors, features, otherwise: 1, v => v >= 0 && double.IsFinite(v), "a finite number, not negative"),
        LowerBounds = FeatureValues.Resolve("--lower", Lower, features, double.NegativeInfinity, v => v <= 0, "a number, at most 0, so that the coefficient can be 0"),
        UpperBounds = FeatureValues.Resolve("--upper", Upper, features, double.PositiveInfinity, v => v >= 0, "a number, at least 0, so that the coefficient can be 0"),
    };

    /// <exception cref="UsageException">The family has not several classes to group.</exception>
    public void Check(Family family)
    {
        if (Grouped && family != Family.Multinomial)
        {
            throw new UsageException($"--grouped is for --family multinomial; the family is {Families.NameOf(family)}. Leave it out, or give --family multinomial.");
        }
    }

    public string Describe(LossSettings settings)
    {
        string penalty = L1Ratio switch { 1 => "lasso", 0 => "ridge", _ => FormattableString.Invariant($"elastic net, L1 ratio {L1Ratio}") };
        string loss = settings.Description;
        return $"{penalty}, {loss}, features {(Options.Standardize ? "standardised" : "as they are")}{(Options.Intercept ? string.Empty : ", no intercept")}";
    }
}
