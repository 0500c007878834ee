namespace Regularization;

/// <summary>What the trainers of this library have in common: columns, penalty, choice of lambda, accuracy, and what to tell whom.</summary>
/// <remarks>
/// The objective is (1/Σw) Σ_i w_i loss(y_i, b0 + x_i.b + o_i) + λ Σ_j v_j [r |b_j| + (1 − r)/2 b_j²], with λ from <see cref="Lambda"/>, r the
/// <see cref="L1Ratio"/>, v the penalty factors, and b_j the coefficient of the standardised feature where <see cref="Standardize"/> is set. Options are
/// read and checked when the trainer is made; changing them afterwards has no effect on it.
/// <example>
/// <code>
/// RegularizedTrainerOptions options = new ElasticNetTrainer.Options
/// {
///     PenaltyFromSlotNames = names =&gt; Penalties.GroupLasso(FeatureGroups.FromSlotNames(names)),   // the slots of a one-hot column: all or none
/// };
/// </code>
/// </example>
/// </remarks>
public abstract class RegularizedTrainerOptions
{
    private protected RegularizedTrainerOptions()
    {
    }

    /// <summary>The name of the label column.</summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>The name of the feature column, a vector of <see cref="float"/> of known size.</summary>
    public string FeatureColumnName { get; set; } = "Features";

    /// <summary>The name of the column of example weights, <see cref="float"/>; null for equal weights. Only their ratios matter.</summary>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>
    /// The penalty, such as <c>Penalties.Lasso</c>, with penalty factors and bounds by slot index where wanted; null for the elastic net with
    /// <see cref="L1Ratio"/>.
    /// </summary>
    public Penalty? Penalty { get; set; }

    /// <summary>
    /// Makes the penalty from the names of the slots, one a feature and all different, for penalties that must know the features, such as groups of them; in place of
    /// <see cref="Penalty"/> and <see cref="L1Ratio"/>. Null for none.
    /// </summary>
    public Func<IReadOnlyList<string>, Penalty>? PenaltyFromSlotNames { get; set; }

    /// <summary>The mixing r in [0, 1]: 1 is the lasso, 0 is ridge. Null for the trainer's own: 0.5, or 1 for Lasso and 0 for Ridge.</summary>
    public double? L1Ratio { get; set; }

    /// <summary>
    /// The strength λ: by cross-validation, the default (10 folds, smallest deviance), <c>LambdaSelection.Fixed(0.1)</c>, <c>LambdaSelection.HeldOut(0.2)</c>, or
    /// <c>LambdaSelection.ByCriterion(InformationCriterion.Bic)</c>.
    /// </summary>
    public LambdaSelection Lambda { get; set; } = LambdaSelection.Default;

    /// <summary>The lambdas to choose from.</summary>
    public LambdaGrid LambdaGrid { get; set; } = LambdaGrid.Default;

    /// <summary>
    /// Whether each feature is divided by its standard deviation, so that the penalty treats all alike. The weights of the model are for the features as
    /// they are.
    /// </summary>
    public bool Standardize { get; set; } = true;

    /// <summary>Whether there is an intercept (a bias); it is never penalised.</summary>
    public bool Intercept { get; set; } = true;

    /// <summary>A fit stops when its duality gap is at most this share of the null model's loss. Positive.</summary>
    public double Tolerance { get; set; } = FitOptions.Default.Tolerance;

    /// <summary>The most epochs (passes over the working set) for one lambda, at least 1.</summary>
    public int MaxEpochs { get; set; } = FitOptions.Default.MaxEpochs;

    /// <summary>The seed of random folds and held-out rows; null for the seed of the <see cref="Microsoft.ML.MLContext"/>, or 1 if that has none.</summary>
    public int? Seed { get; set; }

    /// <summary>Threads to use, at least 1; 0 or null for all processors. The same number gives the same bits, others solutions as good, within the tolerance: see <see cref="FitOptions.Threads"/>.</summary>
    public int? NumberOfThreads { get; set; }

    /// <summary>
    /// Penalty factors v by slot name, finite and not negative, over those of <see cref="Penalty"/>; 1 for slots that are not named. 0 leaves a feature
    /// unpenalised, so that it is always in. A name that several slots have is for all of them; <c>Features[3]</c> is a slot without a name.
    /// </summary>
    public IReadOnlyDictionary<string, double>? PenaltyFactorsBySlotName { get; set; }

    /// <summary>Lower bounds of the weights by slot name, each at most 0, over those of <see cref="Penalty"/>; none for slots that are not named.</summary>
    public IReadOnlyDictionary<string, double>? LowerBoundsBySlotName { get; set; }

    /// <summary>Upper bounds of the weights by slot name, each at least 0, over those of <see cref="Penalty"/>; none for slots that are not named.</summary>
    public IReadOnlyDictionary<string, double>? UpperBoundsBySlotName { get; set; }

    /// <summary>
    /// Told after every lambda, from the threads that fit, one at a time; null for none. <see cref="Microsoft.ML.MLContext.Log"/> gets every tenth of it.
    /// </summary>
    public IProgress<FitProgress>? Progress { get; set; }

    /// <summary>
    /// Stops training within an epoch. With a given lambda, or once it is chosen, the best model so far is returned, with a warning and its status saying so; while data are read,
    /// while lambda is being chosen and in the first fit of an adaptive one <see cref="OperationCanceledException"/> is thrown, as half of these gives no model.
    /// </summary>
    public CancellationToken CancellationToken { get; set; }
}
