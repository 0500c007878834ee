using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.FastTree;
using CalibratedModel = Microsoft.ML.Calibrators.CalibratedModelParametersBase<Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>;

namespace Regularization;

/// <summary>RuleFit for two classes, with the logistic loss: the score, a sum of rules and linear terms, is the log-odds of true.</summary>
/// <remarks>
/// The label is <see cref="bool"/>, the features are a known-size vector of <see cref="float"/>; the probability is 1 / (1 + exp(−score)). Source: Friedman and Popescu (2008), "Predictive
/// learning via rule ensembles", whose loss for classes is a squared ramp instead.
/// </remarks>
public sealed class RuleFitBinaryTrainer : RuleFitTrainer<BinaryPredictionTransformer<CalibratedModel>>
{
    private readonly BinaryClassificationCatalog.BinaryClassificationTrainers _trainers;

    internal RuleFitBinaryTrainer(BinaryClassificationCatalog.BinaryClassificationTrainers trainers, Options options)
        : base(
            MLNetAccess.Environment(trainers),
            MLNetAccess.StockLogistic(trainers, options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName),
            options,
            Losses.Logistic) => _trainers = trainers;

    private protected override ITransformer Train(IDataView input, RuleFitSettings settings, int leaves, int trees, long rows) =>
        _trainers.FastTree(settings.Fill(new FastTreeBinaryTrainer.Options(), leaves, trees, rows)).Fit(input);

    private protected override ITransformer MakeTrees(IHostEnvironment env, TreeEnsembleModelParameters trees, DataViewSchema schema, string featureColumn) =>
        MLNetAccess.BinaryTransformer(env, (FastTreeBinaryModelParameters)trees, schema, featureColumn);

    private protected override BinaryPredictionTransformer<CalibratedModel> MakeTop(IHostEnvironment env, RuleChain chain) =>
        MLNetAccess.BinaryTransformer(env, MLNetAccess.LogisticRegression(env, chain.Weights, chain.Bias), chain.TopSchema, chain.TopFeatures);

    /// <summary>Options of <see cref="RuleFitBinaryTrainer"/>.</summary>
    public sealed class Options : RuleFitOptions
    {
    }
}
