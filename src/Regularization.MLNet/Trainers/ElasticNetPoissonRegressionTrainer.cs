using Microsoft.ML;

namespace Regularization;

/// <summary>
/// Poisson regression of counts y ≥ 0 with an elastic net (or another) penalty: with μ_i = exp(b0 + x_i.b + o_i), minimises
/// (1/Σw) Σ_i w_i [μ_i − y_i log μ_i] + λ Σ_j v_j [r |b_j| + (1 − r)/2 b_j²].
/// </summary>
/// <remarks>
/// The label is <see cref="float"/>, the features are a known-size vector of <see cref="float"/>. The score is exp(b0 + x.b). See
/// <see cref="RegularizedTrainerOptions"/> for the symbols. Source: McCullagh, Nelder, Generalized Linear Models (1989), section 2.3.
/// <example>
/// <code>
/// var trainer = ml.Regression.Trainers.ElasticNetPoissonRegression(new ElasticNetPoissonRegressionTrainer.Options { ExposureColumnName = "Years" });
/// (var model, FitSummary summary) = trainer.FitWithSummary(data);
/// </code>
/// </example>
/// </remarks>
public sealed class ElasticNetPoissonRegressionTrainer : LogLinkTrainer
{
    internal ElasticNetPoissonRegressionTrainer(RegressionCatalog.RegressionTrainers trainers, Options options)
        : base(trainers, options, Losses.Poisson)
    {
    }

    /// <summary>Options of <see cref="ElasticNetPoissonRegressionTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="ElasticNetPoissonRegressionTrainer"/>.</example>
    /// </remarks>
    public sealed class Options : LogLinkTrainerOptions
    {
    }
}
