namespace Regularization;

/// <summary>How the trees of an ensemble are weighed, and most of them dropped.</summary>
/// <remarks>
/// <para>
/// The weights of trees minimise (1/Σw) Σ_i w_i loss(y_i, b0 + Σ_t b_t f_t(x_i)) + λ Σ_t b_t over b_t ≥ 0, where f_t are the outputs of the trees as they were grown,
/// not standardised: the stock model is b0 = 0 and all b_t = 1 (in a FastForest, whose trees are near the label each, one over the number of trees).
/// </para>
/// <para>
/// Those of leaves minimise (1/Σw) Σ_i w_i loss(y_i, o_i + c0 + Σ_tl c_tl 1[x_i in leaf l of tree t]) + μ Σ_tl (r |c_tl| + (1 − r)/2 c_tl²), where o_i is the sum of the weighed trees that
/// were kept, or 0 with <see cref="TreeWeighing.Leaves"/>, and r is <see cref="LeafL1Ratio"/>.
/// </para>
/// <example>
/// <code>
/// var pruning = new TreePruning { Weighing = TreeWeighing.Trees, MaximumShare = 0.1 };
/// var trainer = ml.Regression.Trainers.PrunedFastTree(new FastTreeRegressionTrainer.Options { NumberOfTrees = 200 }, pruning);
/// </code>
/// </example>
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
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(ValidationFraction), FormattableString.Invariant($"ValidationFraction is {value}; the share of rows to hold out must be in (0, 1), such as 0.2."));
    } = 0.2;

    /// <summary>
    /// Whether trees are grown anew on all rows once λ is chosen, and weighed there with it; else the model is of the rows that were not held out. Not used when <see cref="Lambda"/> is
    /// set or validation data are given.
    /// </summary>
    public bool GrowAnew { get; init; } = true;

    /// <summary>Which λ is taken of those that the held-out rows judge: that of the smallest deviance, or a larger one within one standard error of it, with fewer trees.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule.</exception>
    public SelectionRule Rule
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Rule), $"Rule is {value}; it must be {nameof(SelectionRule.LambdaMin)} or {nameof(SelectionRule.OneStandardError)}.");
    } = SelectionRule.LambdaMin;

    /// <summary>The largest share of the trees that may be kept, in (0, 1], but one tree at least: λ is chosen among those that keep no more. Not for <see cref="TreeWeighing.Leaves"/> and not for a given λ.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside (0, 1].</exception>
    public double MaximumShare
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MaximumShare), FormattableString.Invariant($"MaximumShare is {value}; the share of the trees that may be kept must be in (0, 1], such as 0.3."));
    } = 0.3;

    /// <summary>What is weighed. With <see cref="Lambda"/> set, and thus no rows that trees have not seen, <see cref="TreeWeighing.TreesThenLeaves"/> weighs trees alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such value.</exception>
    public TreeWeighing Weighing
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Weighing), $"Weighing is {value}; it must be {nameof(TreeWeighing.TreesThenLeaves)}, {nameof(TreeWeighing.Trees)} or {nameof(TreeWeighing.Leaves)}.");
    }

    /// <summary>r, the share of L1 in the penalty of leaves, in [0, 1]: 0 is ridge, 1 a lasso that sets outputs of leaves to 0, or leaves them as they are after trees were weighed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1].</exception>
    public double LeafL1Ratio
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(LeafL1Ratio), FormattableString.Invariant($"LeafL1Ratio is {value}; it must be in [0, 1]."));
    }

    /// <summary>
    /// Another way to choose λ, or a given one; the trees are then grown on all rows. Folds or rows held out of the lasso alone are rows that the trees have seen: their judgement is
    /// too good, and keeps more trees.
    /// </summary>
    public LambdaSelection? Lambda { get; init; }

    /// <summary>The λ of the path.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(Grid)); } = LambdaGrid.Default;
}
