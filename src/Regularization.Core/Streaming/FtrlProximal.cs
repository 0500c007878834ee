namespace Regularization;

/// <summary>
/// FTRL-proximal: follow the regularised leader with AdaGrad steps of its own for every feature. After rows 1 .. t with gradients g of the loss,
/// β_t+1 = argmin over β of Σ_s g_s β + Σ_s σ_s/2 (β − β_s)² + W_t [λ1 |β| + λ2/2 β²], σ_1 + … + σ_t = (beta + (Σ_s g_s²)^½) / α.
/// </summary>
/// <remarks>
/// W_t is the sum of the example weights so far: the penalty of the objective is one for each row, so its strength grows as the gradients do. The
/// argmin has a closed form of z = Σ (g_s − σ_s β_s) and (Σ g²)^½, which a row changes for its own features only; the growth of W_t is taken in when
/// a feature is touched. A coefficient is exactly 0 where |z| ≤ W_t λ1.
/// <para>
/// With <see cref="Averaging"/> the value reported for a coefficient that is not 0 is the mean of its values at the rows with this feature, the k-th
/// of them with a weight of about k⁴, so that the last ones count; which coefficients are 0 is decided by the closed form above. The mean is several
/// times nearer to the optimum than the last value.
/// </para>
/// State: 32 bytes a feature. Units: α is <see cref="LearningRate"/> times the standard deviation of the response for the squared loss, times
/// 1/(curvature bound)^½ = 2 for the logistic loss, for features that the trainer brings to a common size; beta is <see cref="Beta"/> times the
/// standard deviation of the response.
/// Sources: McMahan et al., Ad Click Prediction: a View from the Trenches (2013), algorithm 1 and equation (1); McMahan,
/// Follow-the-Regularized-Leader and Mirror Descent (2011), section 2; Shamir and Zhang, Stochastic Gradient Descent for Non-smooth Optimization
/// (2013), section 4, for polynomial-decay averaging.
/// <example>
/// <code>
/// var trainer = new StreamingTrainer(Losses.Logistic, Penalties.Lasso) { Method = new FtrlProximal { LearningRate = 0.2, Averaging = true } };
/// StreamingFit fit = trainer.Fit(RowSource.FromProblem(problem), lambda: 1e-4);
/// </code>
/// </example>
/// </remarks>
public sealed record FtrlProximal : StreamingMethod
{
    private readonly double _learningRate = 0.3;
    private readonly double _beta = 1;

    /// <inheritdoc/>
    public override string Name => "ftrl-proximal";

    /// <summary>α, without a unit; 0.1 to 1 is usual.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or not finite.</exception>
    public override double LearningRate
    {
        get => _learningRate;
        init => _learningRate = Check.Positive(value, nameof(LearningRate));
    }

    /// <summary>beta, without a unit: it holds the first steps back.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not finite.</exception>
    public double Beta
    {
        get => _beta;
        init => _beta = Check.NotNegative(value, nameof(Beta));
    }

    /// <summary>Whether means of the coefficients are reported rather than the last values.</summary>
    public bool Averaging { get; init; } = true;

    internal override StreamingLearner Start(LearnerSetup setup) => new FtrlLearner(setup, this);
}
