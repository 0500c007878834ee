using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Regularization;
using CalibratedTrees = Microsoft.ML.Calibrators.CalibratedModelParametersBase<Microsoft.ML.Trainers.FastTree.FastTreeBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>;

namespace Microsoft.ML;

/// <summary>Tree ensembles that are weighed and pruned, where IntelliSense finds them: the <c>Trainers</c> of <c>mlContext.Regression</c> and <c>BinaryClassification</c>.</summary>
/// <remarks>
/// <example>
/// <code>
/// (var model, TreePruningSummary summary) = ml.Regression.Trainers.PrunedFastTree(numberOfTrees: 200).FitWithSummary(data);
/// Console.WriteLine($"{summary.TreesKept} of {summary.TreesGrown} trees");
/// </code>
/// </example>
/// </remarks>
public static class PrunedTreeCatalog
{
    /// <summary>FastTree for numbers, its trees weighed by a lasso with weights that are not negative, and those of weight 0 dropped.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The name of the label column, <see cref="float"/>.</param>
    /// <param name="featureColumnName">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, <see cref="float"/>, or null.</param>
    /// <param name="numberOfLeaves">The most leaves of a tree.</param>
    /// <param name="numberOfTrees">The trees to grow.</param>
    /// <param name="minimumExampleCountPerLeaf">The fewest rows of a leaf.</param>
    /// <param name="learningRate">The learning rate of FastTree.</param>
    public static PrunedTreeTrainer<RegressionPredictionTransformer<FastTreeRegressionModelParameters>, FastTreeRegressionModelParameters> PrunedFastTree(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        int numberOfLeaves = 20,
        int numberOfTrees = 100,
        int minimumExampleCountPerLeaf = 10,
        double learningRate = 0.2) =>
        new(MLNetAccess.Environment(catalog), catalog.FastTree(labelColumnName, featureColumnName, exampleWeightColumnName, numberOfLeaves, numberOfTrees, minimumExampleCountPerLeaf, learningRate), null);

    /// <summary>FastTree for numbers, its trees weighed by a lasso with weights that are not negative, and those of weight 0 dropped.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="trees">How the trees are grown.</param>
    /// <param name="pruning">How they are weighed; null for the defaults.</param>
    public static PrunedTreeTrainer<RegressionPredictionTransformer<FastTreeRegressionModelParameters>, FastTreeRegressionModelParameters> PrunedFastTree(this RegressionCatalog.RegressionTrainers catalog, FastTreeRegressionTrainer.Options trees, TreePruning? pruning = null) =>
        new(MLNetAccess.Environment(catalog), catalog.FastTree(trees), pruning);

    /// <summary>FastForest for numbers, its trees weighed by a lasso with weights that are not negative, and those of weight 0 dropped.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The name of the label column, <see cref="float"/>.</param>
    /// <param name="featureColumnName">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, <see cref="float"/>, or null.</param>
    /// <param name="numberOfLeaves">The most leaves of a tree.</param>
    /// <param name="numberOfTrees">The trees to grow.</param>
    /// <param name="minimumExampleCountPerLeaf">The fewest rows of a leaf.</param>
    public static PrunedTreeTrainer<RegressionPredictionTransformer<FastForestRegressionModelParameters>, FastForestRegressionModelParameters> PrunedFastForest(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        int numberOfLeaves = 20,
        int numberOfTrees = 100,
        int minimumExampleCountPerLeaf = 10) =>
        new(MLNetAccess.Environment(catalog), catalog.FastForest(labelColumnName, featureColumnName, exampleWeightColumnName, numberOfLeaves, numberOfTrees, minimumExampleCountPerLeaf), null);

    /// <summary>FastForest for numbers, its trees weighed by a lasso with weights that are not negative, and those of weight 0 dropped.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="trees">How the trees are grown.</param>
    /// <param name="pruning">How they are weighed; null for the defaults.</param>
    public static PrunedTreeTrainer<RegressionPredictionTransformer<FastForestRegressionModelParameters>, FastForestRegressionModelParameters> PrunedFastForest(this RegressionCatalog.RegressionTrainers catalog, FastForestRegressionTrainer.Options trees, TreePruning? pruning = null) =>
        new(MLNetAccess.Environment(catalog), catalog.FastForest(trees), pruning);

    /// <summary>FastTree for two classes, its trees weighed by a lasso with weights that are not negative, and those of weight 0 dropped.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The name of the label column, <see cref="bool"/>.</param>
    /// <param name="featureColumnName">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, <see cref="float"/>, or null.</param>
    /// <param name="numberOfLeaves">The most leaves of a tree.</param>
    /// <param name="numberOfTrees">The trees to grow.</param>
    /// <param name="minimumExampleCountPerLeaf">The fewest rows of a leaf.</param>
    /// <param name="learningRate">The learning rate of FastTree.</param>
    public static PrunedTreeTrainer<BinaryPredictionTransformer<CalibratedTrees>, CalibratedTrees> PrunedFastTree(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        int numberOfLeaves = 20,
        int numberOfTrees = 100,
        int minimumExampleCountPerLeaf = 10,
        double learningRate = 0.2) =>
        new(MLNetAccess.Environment(catalog), catalog.FastTree(labelColumnName, featureColumnName, exampleWeightColumnName, numberOfLeaves, numberOfTrees, minimumExampleCountPerLeaf, learningRate), null);

    /// <summary>FastTree for two classes, its trees weighed by a lasso with weights that are not negative, and those of weight 0 dropped.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="trees">How the trees are grown.</param>
    /// <param name="pruning">How they are weighed; null for the defaults.</param>
    public static PrunedTreeTrainer<BinaryPredictionTransformer<CalibratedTrees>, CalibratedTrees> PrunedFastTree(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, FastTreeBinaryTrainer.Options trees, TreePruning? pruning = null) =>
        new(MLNetAccess.Environment(catalog), catalog.FastTree(trees), pruning);

    /// <summary>FastForest for two classes, its trees weighed by a lasso with weights that are not negative, and those of weight 0 dropped.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The name of the label column, <see cref="bool"/>.</param>
    /// <param name="featureColumnName">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, <see cref="float"/>, or null.</param>
    /// <param name="numberOfLeaves">The most leaves of a tree.</param>
    /// <param name="numberOfTrees">The trees to grow.</param>
    /// <param name="minimumExampleCountPerLeaf">The fewest rows of a leaf.</param>
    public static PrunedTreeTrainer<BinaryPredictionTransformer<FastForestBinaryModelParameters>, FastForestBinaryModelParameters> PrunedFastForest(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        int numberOfLeaves = 20,
        int numberOfTrees = 100,
        int minimumExampleCountPerLeaf = 10) =>
        new(MLNetAccess.Environment(catalog), catalog.FastForest(labelColumnName, featureColumnName, exampleWeightColumnName, numberOfLeaves, numberOfTrees, minimumExampleCountPerLeaf), null);

    /// <summary>FastForest for two classes, its trees weighed by a lasso with weights that are not negative, and those of weight 0 dropped.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="trees">How the trees are grown.</param>
    /// <param name="pruning">How they are weighed; null for the defaults.</param>
    public static PrunedTreeTrainer<BinaryPredictionTransformer<FastForestBinaryModelParameters>, FastForestBinaryModelParameters> PrunedFastForest(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, FastForestBinaryTrainer.Options trees, TreePruning? pruning = null) =>
        new(MLNetAccess.Environment(catalog), catalog.FastForest(trees), pruning);
}
