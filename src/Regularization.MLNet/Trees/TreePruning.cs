namespace Regularization;

/// <summary>How the trees of an ensemble are weighed, and most of them dropped.</summary>
/// <remarks>
/// The weights minimise (1/Σw) Σ_i w_i loss(y_i, b0 + Σ_t b_t f_t(x_i)) + λ Σ_t b_t over b_t ≥ 0, where f_t are the outputs of the trees as they were grown,
/// not standardised: the stock model is b0 = 0 and all b_t = 1 (in a FastForest for regression, which averages, one over the number of trees).
/// </remarks>
public sealed record TreePruning
{
    /// <summary>
    /// The share of the rows, drawn at random, that the trees are not grown on and λ is chosen by, in (0, 1); by default a fifth. Not used when <see cref="Lambda"/> is set or
    /// validation data are given.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside (0, 1).</exception>
    public double ValidationFraction
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), FormattableString.Invariant($"ValidationFraction is {value}; the share of rows to hold out must be in (0, 1), such as 0.2."));
    } = 0.2;

    /// <summary>Which λ is taken of those that the held-out rows judge: that of the smallest deviance, or a larger one within one standard error of it, with fewer trees.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule.</exception>
    public SelectionRule Rule
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), $"Rule is {value}; it must be {nameof(SelectionRule.LambdaMin)} or {nameof(SelectionRule.OneStandardError)}.");
    } = SelectionRule.LambdaMin;

    /// <summary>
    /// Another way to choose λ, or a given one; the trees are then grown on all rows. Folds or rows held out of the lasso alone are rows that the trees have seen: their judgement is
    /// too good, and keeps more trees.
    /// </summary>
    public LambdaSelection? Lambda { get; init; }

    /// <summary>The λ of the path.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = LambdaGrid.Default;
}
