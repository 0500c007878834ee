using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization.MLNet.Tests.Trees;

[TestClass]
public sealed class PrunedLeafTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(0)]
    [DataRow(0.5)]
    [DataRow(1)]
    public void Fit_LeavesAlone_MeetsTheConditionsOfOptimality(double l1Ratio)
    {
        List<Example> train = TreeData.Examples();
        IDataView data = TestData.Load(_ml, train), judge = TestData.Load(_ml, TreeData.Examples(seed: 2));
        var pruning = new TreePruning { Weighing = TreeWeighing.Leaves, LeafL1Ratio = l1Ratio };
        (var model, TreePruningSummary summary) = _ml.Regression.Trainers.PrunedFastTree(TreeData.Tree(), pruning).FitWithSummary(data, judge);
        Assert.IsNull(summary.TreeFit);
        Assert.IsFalse(summary.IsGrownAnew);
        Assert.HasCount(summary.TreesKept, model.Model.TrainedTreeEnsemble.Trees);
        CheckLeaves(model, train, summary, l1Ratio, strength: summary.LeafFit!.Selected.Lambda, before: null);
        CollectionAssert.AreEqual(TestData.Scores(model.Transform(judge)), ScorerProcess.Scores(_ml, model, judge));
    }

    [TestMethod]
    public void Fit_TreesThenLeaves_MovesTheLeavesOfTheTreesKept()
    {
        List<Example> train = TreeData.Examples(600);
        IDataView data = TestData.Load(_ml, train), judge = TestData.Load(_ml, TreeData.Examples(600, seed: 2));
        FastTreeRegressionTrainer.Options slow = TreeData.Tree();
        slow.LearningRate = 0.05;
        var trees = _ml.Regression.Trainers.PrunedFastTree(slow, new TreePruning { Weighing = TreeWeighing.Trees }).FitWithSummary(data, judge);
        (var model, TreePruningSummary summary) = _ml.Regression.Trainers.PrunedFastTree(slow).FitWithSummary(data, judge);
        Assert.IsLessThanOrEqualTo(6, summary.TreesKept);
        CollectionAssert.AreEqual(trees.Summary.Kept.ToArray(), summary.Kept.ToArray());
        Assert.IsNotNull(summary.LeafFit);
        StringAssert.Contains(summary.ToString(), "leaves moved");
        Assert.IsLessThan(Error(trees.Transformer, judge), Error(model, judge));
        CheckLeaves(model, train, summary, l1Ratio: 0, summary.LeafFit.Selected.Lambda, trees.Transformer);
        CollectionAssert.AreEqual(TestData.Scores(model.Transform(judge)), ScorerProcess.Scores(_ml, model, judge));
    }

    [TestMethod]
    public void Fit_Classes_MovesLeavesAndKeepsProbabilities()
    {
        IDataView data = TestData.Load(_ml, TreeData.Examples(600)), judge = TestData.Load(_ml, TreeData.Examples(600, seed: 2));
        foreach (TreeWeighing weighing in Enum.GetValues<TreeWeighing>())
        {
            (var model, TreePruningSummary summary) = _ml.BinaryClassification.Trainers.PrunedFastTree(TreeData.BinaryTree(), new TreePruning { Weighing = weighing, MaximumShare = 0.5 }).FitWithSummary(data);
            Assert.IsTrue(summary.IsGrownAnew);
            CalibratedBinaryClassificationMetrics full = _ml.BinaryClassification.Evaluate(_ml.BinaryClassification.Trainers.FastTree(TreeData.BinaryTree()).Fit(data).Transform(judge), "Class");
            CalibratedBinaryClassificationMetrics metrics = _ml.BinaryClassification.Evaluate(model.Transform(judge), "Class");
            Assert.IsLessThan(1.1 * full.LogLoss, metrics.LogLoss);
            Assert.IsTrue(weighing == TreeWeighing.Leaves || summary.TreesKept <= 10, summary.ToString());
        }
    }

    [TestMethod]
    public void Fit_GrownAnew_WeighsTreesOfAllRowsWithTheChosenLambda()
    {
        IDataView data = TestData.Load(_ml, TreeData.Examples());
        var pruning = new TreePruning { Weighing = TreeWeighing.Trees, MaximumShare = 1 };
        (var model, TreePruningSummary summary) = _ml.Regression.Trainers.PrunedFastTree(TreeData.Tree(), pruning).FitWithSummary(data);
        Assert.IsTrue(summary.IsGrownAnew);
        var expected = _ml.Regression.Trainers.PrunedFastTree(TreeData.Tree(), pruning with { Lambda = LambdaSelection.Fixed(summary.Fit.Selected.Lambda) }).Fit(data);
        float[] scores = TestData.Scores(model.Transform(data)), others = TestData.Scores(expected.Transform(data));
        for (int i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(others[i], scores[i], 1e-2);        // each within the tolerance of its fit
        }
    }

    [TestMethod]
    public void Fit_ForestForClasses_KeepsTheScaleOfItsScores()
    {
        // The score is the sum of the trees that are left, each near 1 and -1.
        IDataView data = TestData.Load(_ml, TreeData.Examples(600));
        (var model, TreePruningSummary summary) = _ml.BinaryClassification.Trainers.PrunedFastForest(TreeData.BinaryForest(20)).FitWithSummary(data);
        double[] means = [.. TestData.Scores(model.Transform(data)).Select(score => score / (double)summary.TreesKept)];
        bool[] classes = [.. data.GetColumn<bool>("Class")];
        double slope = means.Zip(classes, (m, c) => (m - means.Average()) * (c ? 1 : -1)).Sum() / means.Sum(m => (m - means.Average()) * (m - means.Average()));
        Assert.IsTrue(slope is > 0.6 and < 1.6, $"{slope}");
    }

    private double Error(RegressionPredictionTransformer<FastTreeRegressionModelParameters> model, IDataView data) => _ml.Regression.Evaluate(model.Transform(data)).MeanSquaredError;

    /// <summary>The subgradient of the objective is 0 in the output of each leaf of the trees that were kept.</summary>
    private void CheckLeaves(RegressionPredictionTransformer<FastTreeRegressionModelParameters> model, List<Example> train, TreePruningSummary summary, double l1Ratio, double strength, ITransformer? before)
    {
        IDataView data = TestData.Load(_ml, train);
        double[] residual = [.. TestData.Scores(model.Transform(data)).Select((score, i) => ((double)train[i].Label - score) / train.Count)];
        Assert.AreEqual(0, residual.Sum(), 1e-4);
        IReadOnlyList<RegressionTree> after = model.Model.TrainedTreeEnsemble.Trees;
        IReadOnlyList<RegressionTree>? weighed = (before as RegressionPredictionTransformer<FastTreeRegressionModelParameters>)?.Model.TrainedTreeEnsemble.Trees;
        for (int t = 0; t < after.Count; t++)
        {
            for (int leaf = 0; leaf < after[t].NumberOfLeaves; leaf++)
            {
                // In the first tree the intercept is in each leaf as well (and that of the weighed trees in the leaves before).
                double intercept = t == 0 ? summary.LeafFit!.Selected.Intercept : 0;
                double moved = after[t].LeafValues[leaf] - (weighed?[t].LeafValues[leaf] ?? 0) - intercept;
                double gradient = train.Select((e, i) => LeafOf(after[t], e.Features) == leaf ? residual[i] : 0).Sum();
                double l1 = strength * l1Ratio, l2 = strength * (1 - l1Ratio);
                double distance = Math.Abs(moved) < 1e-9 ? Math.Max(0, Math.Abs(gradient) - l1) : Math.Abs(gradient - (l2 * moved) - (l1 * Math.Sign(moved)));
                Assert.IsLessThan(1e-3, distance, $"tree {t}, leaf {leaf}: moved by {moved}, gradient {gradient}");
            }
        }
    }

    private static int LeafOf(RegressionTree tree, float[] row)
    {
        int at = 0;
        while (at >= 0)
        {
            at = row[tree.NumericalSplitFeatureIndexes[at]] <= tree.NumericalSplitThresholds[at] ? tree.LeftChild[at] : tree.RightChild[at];
        }

        return ~at;
    }
}
