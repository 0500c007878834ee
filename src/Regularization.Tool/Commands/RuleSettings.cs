namespace Regularization.Tool;

/// <summary>How rules are grown and chosen, as the command line says it.</summary>
internal sealed record RuleSettings
{
    public required bool IsBinary { get; init; }

    /// <summary>About how many rules to grow.</summary>
    public required int Rules { get; init; }

    public required double MeanLeaves { get; init; }

    public required double LearningRate { get; init; }

    public required bool LinearTerms { get; init; }

    /// <summary>Whether rules are grown and chosen for a small error, in place of the recipe of Friedman and Popescu.</summary>
    public required bool Accurate { get; init; }

    /// <summary>The most rules; null for any number.</summary>
    public required int? MostRules { get; init; }

    /// <summary>Folds of the cross-validation that chooses lambda.</summary>
    public required int Folds { get; init; }

    /// <summary>Which lambda the folds choose.</summary>
    public required SelectionRule Rule { get; init; }

    public required int Seed { get; init; }

    public required int Threads { get; init; }

    public string Description => FormattableString.Invariant(
        $"rules of boosted trees, about {Rules:n0} of {(Accurate ? "2, 4 and 8 leaves" : FormattableString.Invariant($"{MeanLeaves:0.##} leaves in the mean"))}, learning rate {LearningRate:0.####}{(LinearTerms ? ", and linear terms" : string.Empty)}, chosen by a lasso with {(IsBinary ? "logistic" : "squared")} loss{(MostRules is { } most ? $", at most {Text.Count(most, "rule")}" : string.Empty)}");
}
