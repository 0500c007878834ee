namespace Regularization;

/// <summary>
/// Averaged proximal SGD: β ← prox(β − η_t w_t g_t; η_t w_t), one step size for all features, η_t = η_0 / (1 + t / τ)^½, prox being the penalty's:
/// β ← sign(β) max((|β| + λ1/λ2) exp(−η λ2) − λ1/λ2, 0), for λ2 = 0 the soft threshold max(|β| − η λ1, 0).
/// </summary>
/// <remarks>
/// The proximal step is that of the penalty's gradient flow, exp(−ηλ2) in place of 1/(1 + ηλ2): steps then add up exactly, and a feature that many
/// rows do not have is caught up in one step when it is met again, with the sum of the η in between.
/// <para>
/// What is averaged: the coefficients between the rows, in the time S_t = Σ η_s w_s with weight S⁷, about t³, over the whole run; the time between
/// two rows with a feature counts with the mean of its coefficient at both ends. The mean of numbers that are now and then 0 is never 0, so zeros are
/// found by their optimality condition instead: a coefficient is 0 where 0 would be the minimum along this coordinate, |κ h_j β_j − g_j| ≤ λ1, with
/// means of the same weights for β and g, the curvature h_j of the loss, and κ = 1/2.
/// </para>
/// State: 48 bytes a feature. Units: η_0 is <see cref="LearningRate"/> / (curvature bound · mean of 1 + |z|²), τ is 10 · (mean of 1 + |z|² · number
/// of features)^½ rows; a row never gets a longer step than the one that solves it exactly for the largest curvature, so that no row makes it
/// diverge.
/// Sources: Duchi and Singer, Efficient Online and Batch Learning Using Forward Backward Splitting (2009), sections 2 and 5 (lazy steps); Langford,
/// Li, Zhang, Sparse Online Learning via Truncated Gradient (2009); Shamir and Zhang (2013), section 4, for the weights of the mean.
/// <example>
/// <code>
/// var trainer = new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Method = new AveragedSgd { LearningRate = 0.5 } };
/// StreamingFit fit = trainer.Fit(RowSource.FromProblem(problem), lambda: 0.01);
/// </code>
/// </example>
/// </remarks>
public sealed record AveragedSgd : StreamingMethod
{
    private readonly double _learningRate = 1;

    /// <inheritdoc/>
    public override string Name => "averaged sgd";

    /// <summary>The first step's size, without a unit; 0.2 to 1 is usual.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or not finite.</exception>
    public override double LearningRate
    {
        get => _learningRate;
        init => _learningRate = Check.Positive(value, nameof(LearningRate));
    }

    internal override StreamingLearner Start(LearnerSetup setup) => new SgdLearner(setup, this);
}
