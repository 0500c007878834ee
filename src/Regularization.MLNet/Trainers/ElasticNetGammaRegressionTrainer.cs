using Microsoft.ML;

namespace Regularization;

/// <summary>
/// Gamma regression of amounts y &gt; 0 with an elastic net (or another) penalty: with μ_i = exp(b0 + x_i.b + o_i), minimises
/// (1/Σw) Σ_i w_i [y_i / μ_i + log μ_i] + λ Σ_j v_j [r |b_j| + (1 − r)/2 b_j²].
/// </summary>
/// <remarks>
/// The label is <see cref="float"/>, the features are a known-size vector of <see cref="float"/>. The score is exp(b0 + x.b). See
/// <see cref="RegularizedTrainerOptions"/> for the symbols. Source: McCullagh, Nelder, Generalized Linear Models (1989), section 2.3.
/// <example>
/// <code>
/// var trainer = ml.Regression.Trainers.ElasticNetGammaRegression(new ElasticNetGammaRegressionTrainer.Options { ExposureColumnName = "Days" });
/// (var model, FitSummary summary) = trainer.FitWithSummary(data);
/// </code>
/// </example>
/// </remarks>
public sealed class ElasticNetGammaRegressionTrainer : LogLinkTrainer
{
    internal ElasticNetGammaRegressionTrainer(RegressionCatalog.RegressionTrainers trainers, Options options)
        : base(trainers, options, Losses.Gamma)
    {
    }

    /// <summary>Options of <see cref="ElasticNetGammaRegressionTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="ElasticNetGammaRegressionTrainer"/>.</example>
    /// </remarks>
    public sealed class Options : LogLinkTrainerOptions
    {
    }
}
