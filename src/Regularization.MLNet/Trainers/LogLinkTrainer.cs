using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>A trainer of a penalised model of a positive mean, μ_i = exp(b0 + x_i.b + o_i); the score of the stock model is exp(b0 + x.b).</summary>
/// <remarks>
/// See <see cref="RegularizedTrainerOptions"/> for the symbols. Source: McCullagh, Nelder, Generalized Linear Models (1989), chapter 2.
/// <example>See <see cref="ElasticNetPoissonRegressionTrainer"/>.</example>
/// </remarks>
public abstract class LogLinkTrainer : RegularizedTrainer<RegressionPredictionTransformer<PoissonRegressionModelParameters>, PoissonRegressionModelParameters>
{
    private readonly Loss _loss;

    private protected LogLinkTrainer(RegressionCatalog.RegressionTrainers trainers, LogLinkTrainerOptions options, Loss loss)
        : base(
            MLNetAccess.Environment(trainers),
            MLNetAccess.StockPoisson(trainers, options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName),
            options,
            PenaltyKind.ElasticNet) => _loss = loss;

    private protected override Loss LossFor(ReadOnlySpan<double> labels) => _loss;

    private protected override (LinearModelParameters Linear, double Scale, double Offset) LinearPart(PoissonRegressionModelParameters model) => (model, 1, 0);

    private protected override RegressionPredictionTransformer<PoissonRegressionModelParameters> MakeTransformer(
        IHostEnvironment env, in VBuffer<float> weights, float bias, DataViewSchema trainSchema, string featureColumn) =>
        MLNetAccess.RegressionTransformer(env, MLNetAccess.PoissonRegression(env, in weights, bias), trainSchema, featureColumn);

    private protected override void CheckLabels(ReadOnlySpan<double> labels, string column)
    {
        if (!labels.ContainsAnyExcept(0))
        {
            throw new InvalidOperationException(
                $"The label '{column}' is 0 in {Counted.Each(labels.Length, "row")} that can be trained on; a log link needs some above 0. Check how the label is made.");
        }
    }
}
