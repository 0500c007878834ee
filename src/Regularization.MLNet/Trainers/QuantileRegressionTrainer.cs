using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>
/// Regression of a quantile τ with an elastic net (or another) penalty: with residuals t_i = y_i − b0 − x_i.b − o_i, minimises (1/Σw) Σ_i w_i q(t_i) + λ Σ_j v_j [r |b_j| + (1 − r)/2 b_j²],
/// where q is the pinball loss max(τ t, (τ − 1) t), smoothed near 0.
/// </summary>
/// <remarks>
/// The label is <see cref="float"/>, the features are a known-size vector of <see cref="float"/>. The score is the quantile: a share of about τ of the labels is below it. See <see cref="RegularizedTrainerOptions"/> for the symbols.
/// Source: Koenker, Bassett, Regression Quantiles (1978); Yi, Huang, Semismooth Newton Coordinate Descent for Elastic-Net Penalized Huber Loss and Quantile Regression (2017).
/// <example>
/// <code>
/// var trainer = ml.Regression.Trainers.QuantileRegression(new QuantileRegressionTrainer.Options { Quantile = 0.9 });   // nine of ten labels are below
/// (var model, FitSummary summary) = trainer.FitWithSummary(data);
/// </code>
/// </example>
/// </remarks>
public sealed class QuantileRegressionTrainer : RegularizedTrainer<RegressionPredictionTransformer<LinearRegressionModelParameters>, LinearRegressionModelParameters>
{
    private readonly double _quantile;
    private readonly double? _smoothing;

    internal QuantileRegressionTrainer(RegressionCatalog.RegressionTrainers trainers, Options options)
        : base(
            MLNetAccess.Environment(trainers),
            MLNetAccess.StockRegression(trainers, options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName),
            options,
            PenaltyKind.ElasticNet)
    {
        // Made once here for its checks.
        _ = Losses.Quantile(options.Quantile, options.Smoothing ?? 1);
        (_quantile, _smoothing) = (options.Quantile, options.Smoothing);
    }

    private protected override Loss LossFor(ReadOnlySpan<double> labels) => Losses.Quantile(_quantile, _smoothing ?? Losses.QuantileSmoothing(labels));

    private protected override (LinearModelParameters Linear, double Scale, double Offset) LinearPart(LinearRegressionModelParameters model) => (model, 1, 0);

    private protected override RegressionPredictionTransformer<LinearRegressionModelParameters> MakeTransformer(
        IHostEnvironment env, in VBuffer<float> weights, float bias, DataViewSchema trainSchema, string featureColumn) =>
        MLNetAccess.RegressionTransformer(env, MLNetAccess.LinearRegression(env, in weights, bias), trainSchema, featureColumn);

    /// <summary>Options of <see cref="QuantileRegressionTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="QuantileRegressionTrainer"/>.</example>
    /// </remarks>
    public sealed class Options : LinearTrainerOptions
    {
        /// <summary>The quantile τ, in (0, 1); 0.5 is the median.</summary>
        public double Quantile { get; set; } = 0.5;

        /// <summary>
        /// Width of the window of residuals that the pinball loss is smoothed over, in units of the label, positive and finite; null for a tenth of the mean absolute deviation of
        /// the labels.
        /// </summary>
        public double? Smoothing { get; set; }
    }
}
