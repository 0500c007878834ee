using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization.MLNet.Tests.Trees;

[TestClass]
public sealed class PrunedTreeTests
{
    private static readonly TreePruning TreesAlone = new() { Weighing = TreeWeighing.Trees, MaximumShare = 1 };

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_Regression_IsInterceptAndWeighedTrees(bool weighted)
    {
        List<Example> train = TreeData.Examples(), other = TreeData.Examples(seed: 2);
        IDataView data = TestData.Load(_ml, train), judge = TestData.Load(_ml, other);
        FastTreeRegressionTrainer.Options options = TreeData.Tree(weight: weighted ? "Weight" : null);
        (var model, TreePruningSummary summary) = _ml.Regression.Trainers.PrunedFastTree(options, TreesAlone).FitWithSummary(data, judge);
        IReadOnlyList<RegressionTree> trees = _ml.Regression.Trainers.FastTree(options).Fit(data).Model.TrainedTreeEnsemble.Trees;
        double Predict(Example e, Solution s) => s.Intercept + trees.Select((tree, t) => s.Coefficients[t] * TreeData.Output(tree, e.Features)).Sum();

        Assert.AreEqual(trees.Count, summary.TreesGrown);
        Assert.IsLessThan(trees.Count, summary.TreesKept);
        Assert.HasCount(summary.TreesKept, model.Model.TrainedTreeEnsemble.Trees);
        Assert.IsTrue(summary.TreeWeights.All(weight => weight >= 0));
        float[] scores = TestData.Scores(model.Transform(judge));
        for (int i = 0; i < other.Count; i++)
        {
            Assert.AreEqual(Predict(other[i], summary.Fit.Selected), scores[i], 1e-5);
        }

        // The conditions of optimality at the chosen lambda, on the rows that were trained on.
        double total = train.Sum(Weight);
        double[] residual = [.. train.Select(e => Weight(e) / total * (e.Label - Predict(e, summary.Fit.Selected)))];
        Assert.AreEqual(0, residual.Sum(), 1e-4);
        double lambda = summary.Fit.Selected.Lambda;
        for (int t = 0; t < trees.Count; t++)
        {
            double gradient = residual.Zip(train, (r, e) => r * TreeData.Output(trees[t], e.Features)).Sum();
            Assert.IsLessThan(lambda + 1e-3, gradient);
            Assert.IsTrue(summary.TreeWeights[t] == 0 || Math.Abs(gradient - lambda) < 1e-3, $"tree {t}: {gradient} and {lambda}");
        }

        // The chosen lambda is the best of the path on the other rows.
        double[] losses = [.. summary.Fit.Path.Select(s => other.Sum(e => Weight(e) * Math.Pow(e.Label - Predict(e, s), 2)))];
        Assert.AreEqual(losses.Min(), losses[summary.Fit.SelectedIndex], 1e-6 * losses.Min());

        double Weight(Example e) => weighted ? e.Weight : 1;
    }

    [TestMethod]
    public void Fit_BinaryTree_KeepsItsCalibrator()
    {
        IDataView data = TestData.Load(_ml, TreeData.Examples()), judge = TestData.Load(_ml, TreeData.Examples(seed: 2));
        (var model, TreePruningSummary summary) = _ml.BinaryClassification.Trainers.PrunedFastTree(TreeData.BinaryTree(), TreesAlone).FitWithSummary(data, judge);
        var full = _ml.BinaryClassification.Trainers.FastTree(TreeData.BinaryTree()).Fit(data);
        Assert.AreSame(full.GetType(), model.GetType());
        Assert.AreEqual(full.Model.Calibrator.Slope, model.Model.Calibrator.Slope);
        IReadOnlyList<RegressionTree> trees = full.Model.SubModel.TrainedTreeEnsemble.Trees;
        float[] probabilities = [.. model.Transform(judge).GetColumn<float>("Probability")];
        List<Example> other = TreeData.Examples(seed: 2);
        for (int i = 0; i < other.Count; i++)
        {
            double predictor = summary.Fit.Selected.Intercept + trees.Select((tree, t) => summary.TreeWeights[t] * TreeData.Output(tree, other[i].Features)).Sum();
            Assert.AreEqual(1 / (1 + Math.Exp(-predictor)), probabilities[i], 1e-5);
        }
    }

    [TestMethod]
    public void Fit_Forests_ArePrunedAndLoad()
    {
        IDataView data = TestData.Load(_ml, TreeData.Examples());
        var regression = _ml.Regression.Trainers.PrunedFastForest(TreeData.Forest()).FitWithSummary(data);
        var binary = _ml.BinaryClassification.Trainers.PrunedFastForest(TreeData.BinaryForest(), new TreePruning { Rule = SelectionRule.OneStandardError }).FitWithSummary(data);
        Assert.IsLessThan(8, binary.Summary.TreesKept);
        foreach (ITransformer model in (ITransformer[])[regression.Transformer, binary.Transformer])
        {
            CollectionAssert.AreEqual(TestData.Scores(model.Transform(data)), ScorerProcess.Scores(_ml, model, data));
        }

        Assert.IsGreaterThan(0.8, _ml.BinaryClassification.EvaluateNonCalibrated(binary.Transformer.Transform(data), "Class").AreaUnderRocCurve);
    }

    [TestMethod]
    public void Fit_WithoutValidationData_HoldsRowsOut()
    {
        IDataView data = TestData.Load(_ml, TreeData.Examples());
        var pruning = new TreePruning { ValidationFraction = 0.4, GrowAnew = false };
        (var model, TreePruningSummary summary) = _ml.Regression.Trainers.PrunedFastTree(TreeData.Tree(), pruning).FitWithSummary(data);
        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(data, 0.4, seed: 1);
        var expected = _ml.Regression.Trainers.PrunedFastTree(TreeData.Tree()).Fit(split.TrainSet, split.TestSet);
        Assert.AreEqual(split.TestSet.GetColumn<float>("Label").Count(), summary.Fit.HeldOut!.Rows);
        CollectionAssert.AreEqual(TestData.Scores(expected.Transform(data)), TestData.Scores(model.Transform(data)));
    }

    [TestMethod]
    public void Fit_GivenLambda_GrowsOnAllRows()
    {
        List<Example> examples = TreeData.Examples();
        IDataView data = TestData.Load(_ml, examples);
        (var none, TreePruningSummary summary) = _ml.Regression.Trainers.PrunedFastTree(TreeData.Tree(), new TreePruning { Lambda = LambdaSelection.Fixed(1e6) }).FitWithSummary(data);
        Assert.AreEqual(0, summary.TreesKept);
        Assert.HasCount(1, none.Model.TrainedTreeEnsemble.Trees);
        Assert.IsTrue(TestData.Scores(none.Transform(data)).All(score => Math.Abs(score - examples.Average(e => (double)e.Label)) < 1e-5));
        CollectionAssert.AreEqual(TestData.Scores(none.Transform(data)), ScorerProcess.Scores(_ml, none, data));
        (_, TreePruningSummary folds) = _ml.Regression.Trainers.PrunedFastTree(TreeData.Tree(), new TreePruning { Lambda = LambdaSelection.CrossValidated(3) }).FitWithSummary(data);
        Assert.AreEqual(3, folds.Fit.CrossValidation!.Folds);
    }

    [TestMethod]
    public void Fit_OneTreeAtMost_IsKeptToWhateverTheDraw()
    {
        var options = TreeData.Tree(8);
        int none = 0;
        for (int seed = 1; seed <= 10; seed++)
        {
            IDataView data = TestData.Load(_ml, TreeData.Examples(60, seed));
            foreach (TreePruning pruning in (TreePruning[])[new() { MaximumShare = 0.1, Weighing = TreeWeighing.Trees, Lambda = LambdaSelection.HeldOut(0.3, seed: seed) }, new() { MaximumShare = 0.1, Weighing = TreeWeighing.Trees, ValidationFraction = 0.3 }])
            {
                int kept = _ml.Regression.Trainers.PrunedFastTree(options, pruning).FitWithSummary(data).Summary.TreesKept;
                Assert.IsLessThanOrEqualTo(1, kept);
                none += kept == 0 ? 1 : 0;
            }
        }

        Assert.IsLessThan(15, none);
    }

    [TestMethod]
    public void Fit_InAPipelineAndCrossValidation_IsATrainerLikeAnother()
    {
        IDataView data = TestData.Load(_ml, TreeData.Examples());
        var pipeline = _ml.Transforms.CopyColumns("X", "Features").Append(_ml.Regression.Trainers.PrunedFastTree(featureColumnName: "X", numberOfLeaves: 4, numberOfTrees: 10));
        Assert.IsTrue(_ml.Regression.CrossValidate(data, pipeline, numberOfFolds: 3).All(fold => fold.Metrics.RSquared > 0.6));
    }

    [TestMethod]
    public void Fit_BadInput_IsRefused()
    {
        Assert.Contains("MaximumShare is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new TreePruning { MaximumShare = 0 }).Message);
        Assert.Contains("LeafL1Ratio is 1.5", Assert.Throws<ArgumentOutOfRangeException>(() => new TreePruning { LeafL1Ratio = 1.5 }).Message);
        Assert.Contains("Weighing is 7", Assert.Throws<ArgumentOutOfRangeException>(() => new TreePruning { Weighing = (TreeWeighing)7 }).Message);
        Assert.Contains("ValidationFraction is 1", Assert.Throws<ArgumentOutOfRangeException>(() => new TreePruning { ValidationFraction = 1 }).Message);
        IDataView constant = TestData.Load(_ml, TreeData.Examples(60).Select(e => new Example { Features = e.Features, Label = 3 }));
        Assert.Contains("'Label' is 3 in each of the", Assert.Throws<InvalidOperationException>(() => _ml.Regression.Trainers.PrunedFastTree(TreeData.Tree(2)).Fit(constant)).Message);
        IDataView data = TestData.Load(_ml, TreeData.Examples(60));
        IDataView renamed = _ml.Transforms.Concatenate("Features", "Label", "Weight", "Label", "Weight", "Label", "Weight").Fit(data).Transform(data);
        Assert.Contains("Slot 0 of the model is 'age'", Assert.Throws<ArgumentException>(() => _ml.Regression.Trainers.PrunedFastTree(TreeData.Tree(2)).Fit(data, renamed)).Message);
        Assert.Contains("has 3 slots", Assert.Throws<ArgumentException>(() => _ml.Regression.Trainers.PrunedFastTree(TreeData.Tree(2)).Fit(data, TestData.Load(_ml, [new Example { Features = [1, 2, 3] }], 3))).Message);
        FastTreeRegressionTrainer.Options large = TreeData.Tree(2);
        large.MinimumExampleCountPerLeaf = 50;
        foreach (TreeWeighing weighing in Enum.GetValues<TreeWeighing>())
        {
            Assert.Contains("no tree with a split", Assert.Throws<InvalidOperationException>(() => _ml.Regression.Trainers.PrunedFastTree(large, new TreePruning { Weighing = weighing }).Fit(data)).Message);
        }
    }
}
