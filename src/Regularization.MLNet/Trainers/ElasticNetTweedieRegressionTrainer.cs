using Microsoft.ML;

namespace Regularization;

/// <summary>
/// Tweedie regression of y ≥ 0, zeros and amounts in one with an elastic net (or another) penalty: with μ_i = exp(b0 + x_i.b + o_i), minimises
/// (1/Σw) Σ_i w_i d_p(y_i, μ_i) / 2, d_p the unit deviance of the power p, + λ Σ_j v_j [r |b_j| + (1 − r)/2 b_j²].
/// </summary>
/// <remarks>
/// The label is <see cref="float"/>, the features are a known-size vector of <see cref="float"/>. The score is exp(b0 + x.b). See
/// <see cref="RegularizedTrainerOptions"/> for the symbols. Source: Jørgensen, The Theory of Dispersion Models (1997), chapter 4.
/// <example>
/// <code>
/// var trainer = ml.Regression.Trainers.ElasticNetTweedieRegression(new ElasticNetTweedieRegressionTrainer.Options { Power = 1.5 });
/// (var model, FitSummary summary) = trainer.FitWithSummary(data);
/// </code>
/// </example>
/// </remarks>
public sealed class ElasticNetTweedieRegressionTrainer : LogLinkTrainer
{
    internal ElasticNetTweedieRegressionTrainer(RegressionCatalog.RegressionTrainers trainers, Options options)
        : base(trainers, options, Losses.Tweedie(options.Power))
    {
    }

    /// <summary>Options of <see cref="ElasticNetTweedieRegressionTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="ElasticNetTweedieRegressionTrainer"/>.</example>
    /// </remarks>
    public sealed class Options : LogLinkTrainerOptions
    {
        /// <summary>The power p of the variance μ^p, in [1, 2]: 1 is Poisson, 2 is gamma.</summary>
        public double Power { get; set; } = 1.5;
    }
}
