namespace Regularization;

/// <summary>Where lambda comes from: given, or chosen by cross-validation, by rows held out or by an information criterion.</summary>
/// <remarks>
/// <example>
/// <code>
/// LambdaSelection sparse = LambdaSelection.CrossValidated(folds: 5, rule: SelectionRule.OneStandardError);
/// FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = sparse }.Fit(problem);
/// Console.WriteLine(summary.SelectedBy);
/// </code>
/// </example>
/// </remarks>
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
    /// <param name="foldOfRow">The fold of each row, any numbers of at least 0; null for random folds.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 folds, or no such rule.</exception>
    public static LambdaSelection CrossValidated(int folds = 10, SelectionRule rule = SelectionRule.LambdaMin, int? seed = null, IReadOnlyList<int>? foldOfRow = null)
    {
        if (folds < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(folds), $"Folds is {folds}; cross-validation needs at least 2.");
        }

        rule.Check();
        return new CrossValidatedLambda(folds, rule, seed, foldOfRow?.ToArray());
    }

    /// <summary>
    /// Chosen by rows that are held out: a path fitted to the others is judged by them, then the lambda is fitted to all rows, from the solution it had. About the work of one path,
    /// where cross-validation fits one for each fold: for data of many rows. With a limit on the size of the model it is that of two paths, where the best lambda does not keep it.
    /// </summary>
    /// <param name="fraction">The share of the rows to hold out, in (0, 1). They are drawn at random, from each class alike.</param>
    /// <param name="rule">How lambda is chosen from the curve; the standard error is that of the mean over the rows held out.</param>
    /// <param name="seed">Seed of the draw; null for the seed of whoever fits (1 if it has none).</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not in (0, 1), or no such rule.</exception>
    public static LambdaSelection HeldOut(double fraction = 0.2, SelectionRule rule = SelectionRule.LambdaMin, int? seed = null)
    {
        if (!(fraction > 0 && fraction < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), FormattableString.Invariant($"Fraction is {fraction}; the share of rows to hold out must be in (0, 1), such as 0.2."));
        }

        rule.Check();
        return new HeldOutLambda(fraction, rule, seed);
    }

    /// <summary>Chosen by an information criterion on the training rows: one path, no folds.</summary>
    /// <param name="criterion">The criterion, such as <see cref="InformationCriterion.Bic"/>.</param>
    public static LambdaSelection ByCriterion(InformationCriterion criterion)
    {
        ArgumentNullException.ThrowIfNull(criterion);
        return new CriterionLambda(criterion);
    }

    internal sealed record HeldOutLambda(double Fraction, SelectionRule Rule, int? Seed) : LambdaSelection;

    internal sealed record FixedLambda(double Lambda) : LambdaSelection;

    internal sealed record CrossValidatedLambda(int Folds, SelectionRule Rule, int? Seed, IReadOnlyList<int>? FoldOfRow) : LambdaSelection;

    internal sealed record CriterionLambda(InformationCriterion Criterion) : LambdaSelection;
}
