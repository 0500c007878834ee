using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization;

/// <summary>RuleFit for numbers, with the squared loss: the score is a sum of rules and linear terms.</summary>
/// <remarks>The label is <see cref="float"/>, the features are a known-size vector of <see cref="float"/>. Source: Friedman and Popescu (2008), "Predictive learning via rule ensembles".</remarks>
public sealed class RuleFitRegressionTrainer : RuleFitTrainer<RegressionPredictionTransformer<LinearRegressionModelParameters>>
{
    private readonly RegressionCatalog.RegressionTrainers _trainers;

    internal RuleFitRegressionTrainer(RegressionCatalog.RegressionTrainers trainers, Options options)
        : base(
            MLNetAccess.Environment(trainers),
            MLNetAccess.StockRegression(trainers, options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName),
            options,
            Losses.Squared) => _trainers = trainers;

    private protected override ITransformer Train(IDataView input, RuleFitSettings settings, int leaves, int trees, long rows) =>
        _trainers.FastTree(settings.Fill(new FastTreeRegressionTrainer.Options(), leaves, trees, rows)).Fit(input);

    private protected override ITransformer MakeTrees(IHostEnvironment env, TreeEnsembleModelParameters trees, DataViewSchema schema, string featureColumn) =>
        MLNetAccess.RegressionTransformer(env, (FastTreeRegressionModelParameters)trees, schema, featureColumn);

    private protected override RegressionPredictionTransformer<LinearRegressionModelParameters> MakeTop(IHostEnvironment env, RuleChain chain) =>
        MLNetAccess.RegressionTransformer(env, MLNetAccess.LinearRegression(env, chain.Weights, chain.Bias), chain.TopSchema, chain.TopFeatures);

    /// <summary>Options of <see cref="RuleFitRegressionTrainer"/>.</summary>
    public sealed class Options : RuleFitOptions
    {
    }
}
