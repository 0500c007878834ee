using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>
/// Least squares with an elastic net penalty by stochastic steps, over data that are never held in memory: the objective of <see cref="ElasticNetTrainer"/>.
/// </summary>
/// <remarks>
/// The label is <see cref="float"/>, the features are a known-size vector of <see cref="float"/>. Sources: see <see cref="FtrlProximal"/> and <see cref="AveragedSgd"/>.
/// <example>
/// <code>
/// ElasticNetSgdTrainer trainer = ml.Regression.Trainers.ElasticNetSgd(new ElasticNetSgdTrainer.Options { Lambda = 0.01 });
/// var first = trainer.Fit(data);
/// var second = trainer.Fit(newData, first.Model);   // goes on with new rows
/// </code>
/// </example>
/// </remarks>
public sealed class ElasticNetSgdTrainer : ElasticNetSgdTrainerBase<RegressionPredictionTransformer<LinearRegressionModelParameters>, LinearRegressionModelParameters>
{
    internal ElasticNetSgdTrainer(RegressionCatalog.RegressionTrainers trainers, Options options)
        : base(
            MLNetAccess.Environment(trainers),
            MLNetAccess.StockRegression(trainers, options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName),
            options,
            Losses.Squared)
    {
    }

    private protected override RegressionPredictionTransformer<LinearRegressionModelParameters> MakeTransformer(
        IHostEnvironment env, in VBuffer<float> weights, float bias, DataViewSchema trainSchema, string featureColumn) =>
        MLNetAccess.RegressionTransformer(env, MLNetAccess.LinearRegression(env, in weights, bias), trainSchema, featureColumn);

    private protected override (LinearModelParameters Linear, double Scale, double Offset) LinearPart(LinearRegressionModelParameters model) => (model, 1, 0);

    /// <summary>Options of <see cref="ElasticNetSgdTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="ElasticNetSgdTrainer"/>.</example>
    /// </remarks>
    public sealed class Options : ElasticNetSgdOptions
    {
    }
}
