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
/// <example>
/// <code>
/// var trainer = ml.BinaryClassification.Trainers.RuleFit(new RuleFitBinaryTrainer.Options { NumberOfRules = 300, MaximumTerms = 20 });
/// (var chain, RuleFitSummary summary) = trainer.FitWithSummary(data);
/// </code>
/// </example>
/// </remarks>
public sealed class RuleFitBinaryTrainer : RuleFitTrainer<BinaryPredictionTransformer<CalibratedModel>>
{
    private readonly BinaryClassificationCatalog.BinaryClassificationTrainers _trainers;

    internal RuleFitBinaryTrainer(BinaryClassificationCatalog.BinaryClassificationTrainers trainers, Options options)
        : base(
            MLNetAccess.Environment(trainers),
            MLNetAccess.StockLogistic(trainers, options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName),
            options,
            Losses.Logistic,
            typeof(FastTreeBinaryTrainer.Options),
            typeof(FastForestBinaryTrainer.Options)) => _trainers = trainers;

    private protected override BoostedTreeOptions Recipe() => new FastTreeBinaryTrainer.Options();

    private protected override ITransformer Train(IDataView input, TreeOptions options) =>
        options is FastForestBinaryTrainer.Options forest ? _trainers.FastForest(forest).Fit(input) : _trainers.FastTree((FastTreeBinaryTrainer.Options)options).Fit(input);

    private protected override BinaryPredictionTransformer<CalibratedModel> MakeTop(IHostEnvironment env, RuleChain chain) =>
        MLNetAccess.BinaryTransformer(env, MLNetAccess.LogisticRegression(env, chain.Weights[0], chain.Biases[0]), chain.TopSchema, chain.TopFeatures);

    /// <summary>Options of <see cref="RuleFitBinaryTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="RuleFitBinaryTrainer"/>.</example>
    /// </remarks>
    public sealed class Options : RuleFitOptions
    {
        /// <summary>
        /// Options for a small error with few rules, in place of the recipe of Friedman and Popescu: about 1,300 rules of 60 trees each of 2, 4 and 8 leaves that learn faster (rate 0.1, half of the rows each), of which the best λ of a 5-fold
        /// <see cref="RuleFitOptions.CrossFit"/> chooses, along with <see cref="RuleFitOptions.RulePenaltyFactors"/> among 2, 4, 8 and ∞ and <see cref="RuleFitOptions.Relaxations"/> among 0.25, 0.5 and 1. Trees are grown six times, and for each there are four paths with their refits.
        /// </summary>
        /// <param name="maximumRules">The most rules, whatever the number of linear terms, at least 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
        public static Options Accurate(int maximumRules = 60) => new Options().Accurate<Options>(maximumRules);
    }
}
