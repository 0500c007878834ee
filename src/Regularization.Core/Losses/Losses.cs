namespace Regularization;

/// <summary>The losses of the library.</summary>
/// <remarks>
/// <example>
/// <code>
/// RegularizationPath robust = new PathSolver(Losses.Huber(delta: 1.345), Penalties.Lasso).Fit(problem);
/// double smoothing = Losses.QuantileSmoothing(problem.Y);
/// RegularizationPath upper = new PathSolver(Losses.Quantile(quantile: 0.9, smoothing), Penalties.Lasso).Fit(problem);
/// </code>
/// </example>
/// </remarks>
public static class Losses
{
    /// <summary>Half the squared error, (y − η)² / 2: least squares, glmnet's <c>gaussian</c>.</summary>
    public static Loss Squared { get; } = new SquaredLoss();

    /// <summary>log(1 + exp(η)) − y η for classes y in {0, 1}: logistic regression, glmnet's <c>binomial</c>.</summary>
    public static Loss Logistic { get; } = new LogisticLoss();

    /// <summary>Half the Poisson deviance, y log(y/μ) − y + μ with μ = exp(η), for counts y ≥ 0: glmnet's <c>poisson</c>. An exposure is an offset of its logarithm.</summary>
    public static Loss Poisson { get; } = new PoissonLoss();

    /// <summary>Half the gamma deviance, y/μ − 1 − log(y/μ) with μ = exp(η), for amounts y &gt; 0 whose spread is in proportion to their mean.</summary>
    public static Loss Gamma { get; } = new GammaLoss();

    /// <summary>(max(0, 1 − s η))² / 2 with s = 2y − 1, for classes y in {0, 1}. In scikit-learn's <c>LinearSVC</c>, Lambda = 1 / (2 C n) with an L1Ratio of 0.</summary>
    public static Loss SquaredHinge { get; } = new SquaredHingeLoss();

    /// <summary>Half the Tweedie deviance of a mean μ = exp(η) with a variance in proportion to μ^power, for y ≥ 0: zeros and amounts in one response.</summary>
    /// <param name="power">The power p of the variance, in [1, 2]: 1 is <see cref="Poisson"/>, 2 is <see cref="Gamma"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The power is not in [1, 2].</exception>
    public static Loss Tweedie(double power) => power switch
    {
        1 => Poisson,
        2 => Gamma,
        > 1 and < 2 => new TweedieLoss(power),
        _ => throw new ArgumentOutOfRangeException(nameof(power), $"The Tweedie power is {power}; it must be in [1, 2], where 1 is Poisson and 2 is gamma."),
    };

    /// <summary>Huber's loss: half the squared error for residuals up to δ, and straight beyond, so that outliers count for little.</summary>
    /// <param name="delta">
    /// Where the loss becomes straight, in units of the response and above 0. The default, 1.345, has an efficiency of 95% on normal errors of standard deviation 1: multiply it by
    /// the standard deviation of the errors (without outliers) for others. Fits refuse one of less than 1e-7 of the median distance of the responses from their median.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The delta is not positive and finite.</exception>
    public static Loss Huber(double delta = 1.345) => new HuberLoss(Positive(delta, "Huber delta", nameof(delta)));

    /// <summary>
    /// The pinball loss max(τ r, (τ − 1) r) of r = y − η, smoothed over a window of r of width <paramref name="smoothing"/>: the model is of a quantile of the response. Beyond half the
    /// window it is the pinball loss, within it above by smoothing/8 at most; the constant smoothing · τ (1 − τ) / 2 is taken off, so that the least loss is 0.
    /// </summary>
    /// <param name="quantile">
    /// The quantile τ, in (0, 1); 0.5 is the median. Fits need rows beyond it: they refuse a τ beyond which less than half a row is to lie, and with a few alone beyond it their gaps may stay above the tolerance, as a warning then says.
    /// </param>
    /// <param name="smoothing">
    /// Width of the window, in units of the response and above 0; the curvature is at most 1/smoothing. Smaller is closer to the quantile and slower to fit; fits refuse less than
    /// 2e-7 of the median distance of the responses from their median. <see cref="QuantileSmoothing"/>
    /// has one that suits a response.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The quantile is not in (0, 1), or the smoothing not positive and finite.</exception>
    public static Loss Quantile(double quantile, double smoothing) => quantile is > 0 and < 1
        ? new QuantileLoss(quantile, Positive(smoothing, "smoothing", nameof(smoothing)))
        : throw new ArgumentOutOfRangeException(nameof(quantile), $"The quantile is {quantile}; it must be in (0, 1). For the median use 0.5.");

    /// <summary>A smoothing for <see cref="Quantile"/> that changes its fit little: a fiftieth of the mean absolute deviation of the responses from their mean, or 1 if that is 0.</summary>
    /// <param name="y">Responses, of any length above 0, finite.</param>
    /// <exception cref="ArgumentException">There are no responses.</exception>
    public static double QuantileSmoothing(ReadOnlySpan<double> y)
    {
        if (y.IsEmpty)
        {
            throw new ArgumentException("There are 0 responses; a smoothing needs at least one.", nameof(y));
        }

        double mean = 0, deviation = 0;
        foreach (double value in y)
        {
            mean += value / y.Length;
        }

        foreach (double value in y)
        {
            deviation += Math.Abs(value - mean) / y.Length;
        }

        return deviation > 0 ? deviation / 50 : 1;
    }

    private static double Positive(double value, string name, string parameter) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(parameter, $"The {name} is {value}; it must be positive and finite. It is in units of the response.");
}
