namespace Regularization.Tool;

/// <summary>The loss of a linear model, as the command line says it.</summary>
/// <param name="Family">The family.</param>
internal sealed record LossSettings(Family Family)
{
    /// <summary>Of <see cref="Family.Tweedie"/>: the power of the variance.</summary>
    public double TweediePower { get; init; } = 1.5;

    /// <summary>Of <see cref="Family.Huber"/>: where the loss becomes straight, in units of the label.</summary>
    public double HuberDelta { get; init; } = 1.345;

    /// <summary>Of <see cref="Family.Quantile"/>: which one.</summary>
    public double Quantile { get; init; } = 0.5;

    /// <summary>Of <see cref="Family.Quantile"/>: the width of the smoothing, in units of the label; null for one that suits the labels.</summary>
    public double? Smoothing { get; init; }

    /// <summary>For people.</summary>
    public string Description => Family switch
    {
        Family.Gaussian => "least squares",
        Family.Binomial => "logistic regression",
        Family.Tweedie => FormattableString.Invariant($"Tweedie regression of power {TweediePower}"),
        Family.Huber => FormattableString.Invariant($"Huber regression with a delta of {HuberDelta}"),
        Family.Quantile => FormattableString.Invariant($"regression of the quantile {Quantile}"),
        Family.SquaredHinge => "squared hinge",
        _ => $"{Families.NameOf(Family)} regression",
    };

    /// <summary>The loss for these labels.</summary>
    public Loss LossFor(ReadOnlySpan<double> y) => Family switch
    {
        Family.Binomial => Losses.Logistic,
        Family.Poisson => Losses.Poisson,
        Family.Gamma => Losses.Gamma,
        Family.Tweedie => Losses.Tweedie(TweediePower),
        Family.Huber => Losses.Huber(HuberDelta),
        Family.Quantile => Losses.Quantile(Quantile, Smoothing ?? Losses.QuantileSmoothing(y)),
        Family.SquaredHinge => Losses.SquaredHinge,
        _ => Losses.Squared,
    };
}
