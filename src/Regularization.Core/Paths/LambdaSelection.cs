namespace Regularization;

/// <summary>Where lambda comes from: given, or chosen by cross-validation or an information criterion.</summary>
public abstract record LambdaSelection
{
    private LambdaSelection()
    {
    }

    /// <summary>10-fold cross-validation, the lambda of the smallest deviance.</summary>
    public static LambdaSelection Default { get; } = CrossValidated();

    /// <summary>Whether the fold of each row was given.</summary>
    public bool HasGivenFolds => this is CrossValidatedLambda { FoldOfRow: not null };

    /// <summary>This lambda.</summary>
    /// <param name="lambda">λ, finite and not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative, NaN or infinite.</exception>
    public static LambdaSelection Fixed(double lambda)
    {
        LambdaGrid.CheckLambda(lambda, nameof(lambda));
        return new FixedLambda(lambda);
    }

    /// <summary>Chosen by K-fold cross-validation.</summary>
    /// <param name="folds">At least 2.</param>
    /// <param name="rule">How it is chosen from the curve.</param>
    /// <param name="seed">Seed of the random folds; null for the seed of whoever fits (1 if it has none).</param>
    /// <param name="foldOfRow">The fold of each row; null for random folds.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 folds, or no such rule.</exception>
    public static LambdaSelection CrossValidated(int folds = 10, SelectionRule rule = SelectionRule.LambdaMin, int? seed = null, IReadOnlyList<int>? foldOfRow = null)
    {
        if (folds < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(folds), $"Folds is {folds}; cross-validation needs at least 2.");
        }

        if (!Enum.IsDefined(rule))
        {
            throw new ArgumentOutOfRangeException(nameof(rule), $"Rule is {rule}; it must be {nameof(SelectionRule.LambdaMin)} or {nameof(SelectionRule.OneStandardError)}.");
        }

        return new CrossValidatedLambda(folds, rule, seed, foldOfRow?.ToArray());
    }

    /// <summary>Chosen by an information criterion on the training rows: one path, no folds.</summary>
    /// <param name="criterion">The criterion, such as <see cref="InformationCriterion.Bic"/>.</param>
    public static LambdaSelection ByCriterion(InformationCriterion criterion)
    {
        ArgumentNullException.ThrowIfNull(criterion);
        return new CriterionLambda(criterion);
    }

    internal sealed record FixedLambda(double Lambda) : LambdaSelection;

    internal sealed record CrossValidatedLambda(int Folds, SelectionRule Rule, int? Seed, IReadOnlyList<int>? FoldOfRow) : LambdaSelection;

    internal sealed record CriterionLambda(InformationCriterion Criterion) : LambdaSelection;
}
