using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>
/// Least squares with an elastic net (or another) penalty: minimises (1/Σw) Σ_i w_i (y_i − b0 − x_i.b)²/2 + λ Σ_j v_j [r |b_j| + (1 − r)/2 b_j²].
/// </summary>
/// <remarks>
/// The label is <see cref="float"/>, the features are a known-size vector of <see cref="float"/>. See <see cref="RegularizedTrainerOptions"/> for the
/// symbols, and <c>docs/objectives.md</c> for the same in other libraries' terms.
/// Source: Zou and Hastie (2005); Friedman, Hastie, Tibshirani (2010), equation (1).
/// <example>
/// <code>
/// var trainer = ml.Regression.Trainers.ElasticNet(new ElasticNetTrainer.Options
/// {
///     L1Ratio = 0.5,
///     PenaltyFactorsBySlotName = new Dictionary&lt;string, double&gt; { ["age"] = 0 },   // always in the model
/// });
/// (var model, FitSummary summary) = trainer.FitWithSummary(data);
/// summary.ToHtml("fit.html");
/// </code>
/// </example>
/// </remarks>
public sealed class ElasticNetTrainer : RegularizedTrainer<RegressionPredictionTransformer<LinearRegressionModelParameters>, LinearRegressionModelParameters>
{
    internal ElasticNetTrainer(RegressionCatalog.RegressionTrainers trainers, Options options, PenaltyKind kind)
        : base(
            MLNetAccess.Environment(trainers),
            MLNetAccess.StockRegression(trainers, options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName),
            options,
            kind)
    {
    }

    private protected override Loss LossFor(ReadOnlySpan<double> labels) => Losses.Squared;

    private protected override (LinearModelParameters Linear, double Scale, double Offset) LinearPart(LinearRegressionModelParameters model) => (model, 1, 0);

    private protected override RegressionPredictionTransformer<LinearRegressionModelParameters> MakeTransformer(
        IHostEnvironment env, in VBuffer<float> weights, float bias, DataViewSchema trainSchema, string featureColumn) =>
        MLNetAccess.RegressionTransformer(env, MLNetAccess.LinearRegression(env, in weights, bias), trainSchema, featureColumn);

    /// <summary>Options of <see cref="ElasticNetTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="ElasticNetTrainer"/>.</example>
    /// </remarks>
    public sealed class Options : LinearTrainerOptions
    {
    }
}
