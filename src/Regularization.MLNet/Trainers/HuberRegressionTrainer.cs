using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>
/// Robust regression with an elastic net (or another) penalty: with residuals t_i = y_i − b0 − x_i.b − o_i, minimises (1/Σw) Σ_i w_i h(t_i) + λ Σ_j v_j [r |b_j| + (1 − r)/2 b_j²], where
/// h(t) = t²/2 for |t| ≤ δ and δ |t| − δ²/2 beyond.
/// </summary>
/// <remarks>
/// The label is <see cref="float"/>, the features are a known-size vector of <see cref="float"/>. Outliers of the label pull with a force of δ at most. See <see cref="RegularizedTrainerOptions"/> for the symbols.
/// Source: Huber, Robust Estimation of a Location Parameter (1964); Yi, Huang, Semismooth Newton Coordinate Descent for Elastic-Net Penalized Huber Loss and Quantile Regression (2017).
/// <example>
/// <code>
/// var trainer = ml.Regression.Trainers.HuberRegression(new HuberRegressionTrainer.Options { Delta = 1 });
/// (var model, FitSummary summary) = trainer.FitWithSummary(data);
/// </code>
/// </example>
/// </remarks>
public sealed class HuberRegressionTrainer : RegularizedTrainer<RegressionPredictionTransformer<LinearRegressionModelParameters>, LinearRegressionModelParameters>
{
    private readonly Loss _loss;

    internal HuberRegressionTrainer(RegressionCatalog.RegressionTrainers trainers, Options options)
        : base(
            MLNetAccess.Environment(trainers),
            MLNetAccess.StockRegression(trainers, options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName),
            options,
            PenaltyKind.ElasticNet) => _loss = Losses.Huber(options.Delta);

    private protected override Loss LossFor(ReadOnlySpan<double> labels) => _loss;

    private protected override (LinearModelParameters Linear, double Scale, double Offset) LinearPart(LinearRegressionModelParameters model) => (model, 1, 0);

    private protected override RegressionPredictionTransformer<LinearRegressionModelParameters> MakeTransformer(
        IHostEnvironment env, in VBuffer<float> weights, float bias, DataViewSchema trainSchema, string featureColumn) =>
        MLNetAccess.RegressionTransformer(env, MLNetAccess.LinearRegression(env, in weights, bias), trainSchema, featureColumn);

    /// <summary>Options of <see cref="HuberRegressionTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="HuberRegressionTrainer"/>.</example>
    /// </remarks>
    public sealed class Options : LinearTrainerOptions
    {
        /// <summary>Where the loss becomes straight, δ, in units of the label, positive and finite. 1.345 times the standard deviation of clean errors is 95% efficient.</summary>
        public double Delta { get; set; } = 1.345;
    }
}
