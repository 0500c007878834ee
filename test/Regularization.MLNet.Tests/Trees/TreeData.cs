using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization.MLNet.Tests.Trees;

/// <summary>Steps in two features with noise, a value missing in a quarter of the rows; small ensembles on them, grown by one thread.</summary>
internal static class TreeData
{
    public static List<Example> Examples(int rows = 240, int seed = 1, bool missing = false)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ =>
        {
            float[] x = [.. Enumerable.Range(0, TestData.Columns).Select(j => (float)(random.NextDouble() * Math.Pow(10, j % 3)))];
            double score = (x[0] > 0.6 ? 2 : 0) + (x[1] > 4 && x[2] < 50 ? 3 : 0) + (0.2 * x[4]) + (0.8 * (random.NextDouble() - 0.5));
            if (missing && random.Next(4) == 0)
            {
                x[random.Next(TestData.Columns)] = float.NaN;
            }

            return new Example { Features = x, Label = (float)score, Class = random.NextDouble() < 1 / (1 + Math.Exp(-2 * (score - 3))), Weight = random.Next(1, 4) };
        })];
    }

    public static FastTreeRegressionTrainer.Options Tree(int trees = 20, string? weight = null) => new() { NumberOfTrees = trees, NumberOfLeaves = 5, MinimumExampleCountPerLeaf = 4, NumberOfThreads = 1, ExampleWeightColumnName = weight };

    public static FastForestRegressionTrainer.Options Forest(int trees = 8) => new() { NumberOfTrees = trees, NumberOfLeaves = 12, MinimumExampleCountPerLeaf = 2, NumberOfThreads = 1 };

    public static FastTreeBinaryTrainer.Options BinaryTree(int trees = 20) => new() { NumberOfTrees = trees, NumberOfLeaves = 5, MinimumExampleCountPerLeaf = 4, NumberOfThreads = 1, LabelColumnName = "Class" };

    public static FastForestBinaryTrainer.Options BinaryForest(int trees = 8) => new() { NumberOfTrees = trees, NumberOfLeaves = 12, MinimumExampleCountPerLeaf = 2, NumberOfThreads = 1, LabelColumnName = "Class" };

    /// <summary>A model of each of the four kinds.</summary>
    public static ITransformer Fit(MLContext ml, string kind, IDataView data) => kind switch
    {
        "tree" => ml.Regression.Trainers.FastTree(Tree()).Fit(data),
        "forest" => ml.Regression.Trainers.FastForest(Forest()).Fit(data),
        "binary tree" => ml.BinaryClassification.Trainers.FastTree(BinaryTree()).Fit(data),
        "binary forest" => ml.BinaryClassification.Trainers.FastForest(BinaryForest()).Fit(data),
        _ => throw new ArgumentException(kind),
    };

    /// <summary>The output of a public tree of ML.NET for a row without missing values, by its documentation.</summary>
    public static double Output(RegressionTreeBase tree, float[] row)
    {
        int at = 0;
        while (at >= 0)
        {
            at = row[tree.NumericalSplitFeatureIndexes[at]] <= tree.NumericalSplitThresholds[at] ? tree.LeftChild[at] : tree.RightChild[at];
        }

        return tree.LeafValues[~at];
    }
}
