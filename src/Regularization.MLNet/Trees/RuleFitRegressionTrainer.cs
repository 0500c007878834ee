using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization;

/// <summary>RuleFit for numbers, with the squared loss: the score is a sum of rules and linear terms.</summary>
/// <remarks>
/// The label is <see cref="float"/>, the features are a known-size vector of <see cref="float"/>. Source: Friedman and Popescu (2008), "Predictive learning via rule ensembles".
/// <example>
/// <code>
/// var trainer = ml.Regression.Trainers.RuleFit(new RuleFitRegressionTrainer.Options { Lambda = LambdaSelection.CrossValidated() });
/// (var chain, RuleFitSummary summary) = trainer.FitWithSummary(data);
/// Console.WriteLine(string.Join('\n', summary.Interactions));
/// </code>
/// </example>
/// </remarks>
public sealed class RuleFitRegressionTrainer : RuleFitTrainer<RegressionPredictionTransformer<LinearRegressionModelParameters>>
{
    private readonly RegressionCatalog.RegressionTrainers _trainers;

    internal RuleFitRegressionTrainer(RegressionCatalog.RegressionTrainers trainers, Options options)
        : base(
            MLNetAccess.Environment(trainers),
            MLNetAccess.StockRegression(trainers, options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName),
            options,
            Losses.Squared,
            typeof(FastTreeRegressionTrainer.Options),
            typeof(FastForestRegressionTrainer.Options)) => _trainers = trainers;

    private protected override BoostedTreeOptions Recipe() => new FastTreeRegressionTrainer.Options();

    private protected override ITransformer Train(IDataView input, TreeOptions options) =>
        options is FastForestRegressionTrainer.Options forest ? _trainers.FastForest(forest).Fit(input) : _trainers.FastTree((FastTreeRegressionTrainer.Options)options).Fit(input);

    private protected override RegressionPredictionTransformer<LinearRegressionModelParameters> MakeTop(IHostEnvironment env, RuleChain chain) =>
        MLNetAccess.RegressionTransformer(env, MLNetAccess.LinearRegression(env, chain.Weights[0], chain.Biases[0]), chain.TopSchema, chain.TopFeatures);

    /// <summary>Options of <see cref="RuleFitRegressionTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="RuleFitRegressionTrainer"/>.</example>
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
