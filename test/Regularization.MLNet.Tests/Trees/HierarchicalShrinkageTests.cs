using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization.MLNet.Tests.Trees;

[TestClass]
public sealed class HierarchicalShrinkageTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow("tree")]
    [DataRow("forest")]
    [DataRow("binary tree")]
    [DataRow("binary forest")]
    public void Shrink_LambdaZeroOrInfinite_IsTheModelOrTheMean(string kind)
    {
        List<Example> examples = TreeData.Examples(missing: true);
        IDataView data = TestData.Load(_ml, examples);
        ITransformer model = TreeData.Fit(_ml, kind, data);
        float[] before = TestData.Scores(model.Transform(data));
        CollectionAssert.AreEqual(before, TestData.Scores(_ml.Model.HierarchicalShrinkage(model, data, 0).Transform(data)));
        double mean = before.Where((_, i) => !examples[i].Features.Contains(float.NaN)).Average(score => (double)score);     // no tree was grown on the others
        foreach (float score in TestData.Scores(_ml.Model.HierarchicalShrinkage(model, data, double.PositiveInfinity).Transform(data)))
        {
            Assert.AreEqual(mean, score, 1e-5);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Shrink_OneTree_IsTheFormulaOverRows(bool weighted)
    {
        List<Example> examples = TreeData.Examples(rows: 80);
        IDataView data = TestData.Load(_ml, examples);
        var model = _ml.Regression.Trainers.FastTree(TreeData.Tree(trees: 1, weighted ? "Weight" : null)).Fit(data);
        float[] scores = TestData.Scores(_ml.Model.HierarchicalShrinkage(model, data, 25, weighted ? "Weight" : null).Transform(data));
        RegressionTree tree = model.Model.TrainedTreeEnsemble.Trees.Single();
        double scale = weighted ? examples.Count / examples.Sum(e => (double)e.Weight) : 1;
        for (int i = 0; i < 20; i++)
        {
            // The way of the row from the root, with the rows that are left at each step.
            List<Example> here = examples;
            double expected = Mean(here);
            for (int at = 0; at >= 0;)
            {
                int feature = tree.NumericalSplitFeatureIndexes[at];
                bool isLeft = examples[i].Features[feature] <= tree.NumericalSplitThresholds[at];
                List<Example> next = [.. here.Where(e => e.Features[feature] <= tree.NumericalSplitThresholds[at] == isLeft)];
                expected += (Mean(next) - Mean(here)) / (1 + (25 / (scale * here.Sum(Weight))));
                here = next;
                at = isLeft ? tree.LeftChild[at] : tree.RightChild[at];
            }

            Assert.AreEqual(expected, scores[i], 1e-6);
        }

        double Mean(List<Example> rows) => rows.Sum(e => Weight(e) * TreeData.Output(tree, e.Features)) / rows.Sum(Weight);

        double Weight(Example e) => weighted ? e.Weight : 1;
    }

    [TestMethod]
    public void Shrink_LoadedModel_IsTheSameAsShrinkingBeforeSaving()
    {
        IDataView data = TestData.Load(_ml, TreeData.Examples());
        var model = _ml.BinaryClassification.Trainers.FastTree(TreeData.BinaryTree()).Fit(data);
        var shrunken = _ml.Model.HierarchicalShrinkage(model, data, 10);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);
        file.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(file, out _);
        loaded = loaded is IEnumerable<ITransformer> chain ? chain.Last() : loaded;
        float[] scores = TestData.Scores(shrunken.Transform(data));
        CollectionAssert.AreEqual(scores, TestData.Scores(_ml.Model.HierarchicalShrinkage(loaded, data, 10).Transform(data)));
        CollectionAssert.AreEqual(scores, ScorerProcess.Scores(_ml, shrunken, data));
        float[] probabilities = [.. shrunken.Transform(data).GetColumn<float>("Probability")];
        for (int i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(1 / (1 + Math.Exp(shrunken.Model.Calibrator.Slope * scores[i])), probabilities[i], 1e-6);
        }
    }

    [TestMethod]
    [DataRow("forest")]
    [DataRow("binary tree")]
    [DataRow("binary forest")]
    public void Shrink_ByValidationData_TakesTheLambdaOfTheSmallestLoss(string kind)
    {
        IDataView train = TestData.Load(_ml, TreeData.Examples(120)), judge = TestData.Load(_ml, TreeData.Examples(120, seed: 2));
        ITransformer model = TreeData.Fit(_ml, kind, train);
        string label = kind.StartsWith("binary", StringComparison.Ordinal) ? "Class" : "Label";
        double[] lambdas = [0, 3, 1000];
        (ITransformer chosen, HierarchicalShrinkageResult result) = _ml.Model.HierarchicalShrinkage(model, train, judge, label, "Weight", lambdas);
        double[] losses = [.. lambdas.Select(lambda => Loss(kind, _ml.Model.HierarchicalShrinkage(model, train, lambda, "Weight"), judge))];
        for (int k = 0; k < lambdas.Length; k++)
        {
            Assert.AreEqual(losses[k], result.Losses[k], 1e-6);
        }

        Assert.AreEqual(lambdas[Array.IndexOf(losses, losses.Min())], result.Lambda);
        CollectionAssert.AreEqual(TestData.Scores(_ml.Model.HierarchicalShrinkage(model, train, result.Lambda, "Weight").Transform(judge)), TestData.Scores(chosen.Transform(judge)));
    }

    [TestMethod]
    public void Trainer_CrossValidation_JudgesTreesGrownOnTheOtherFolds()
    {
        IDataView data = TestData.Load(_ml, TreeData.Examples(150));

        // FastForest draws on from one fit to the next: each run of fits has a trainer of its own.
        FastForestRegressionTrainer Forest() => _ml.Regression.Trainers.FastForest(TreeData.Forest(4));
        double[] lambdas = [0, 5, 100];
        (var model, HierarchicalShrinkageResult? result) = _ml.Regression.Trainers.HierarchicalShrinkage(Forest(), lambdas: lambdas, folds: 3).FitWithSummary(data);
        var sums = new double[3];
        FastForestRegressionTrainer forest = Forest();
        foreach (DataOperationsCatalog.TrainTestData fold in _ml.Data.CrossValidationSplit(data, 3, seed: 1))
        {
            var grown = forest.Fit(fold.TrainSet);
            for (int k = 0; k < 3; k++)
            {
                sums[k] += Loss("forest", _ml.Model.HierarchicalShrinkage(grown, fold.TrainSet, lambdas[k]), fold.TestSet, weighted: false) * fold.TestSet.GetColumn<float>("Label").Count();
            }
        }

        for (int k = 0; k < 3; k++)
        {
            Assert.AreEqual(sums[k] / 150, result!.Losses[k], 1e-6);
        }

        Assert.AreEqual(150, result!.Rows);
        float[] expected = TestData.Scores(_ml.Model.HierarchicalShrinkage(forest.Fit(data), data, result.Lambda).Transform(data));
        CollectionAssert.AreEqual(expected, TestData.Scores(model.Transform(data)));
        (_, HierarchicalShrinkageResult? none) = _ml.Regression.Trainers.HierarchicalShrinkage(Forest(), lambda: 5).FitWithSummary(data);
        Assert.IsNull(none);
    }

    [TestMethod]
    public void Shrink_BadInput_IsRefused()
    {
        IDataView data = TestData.Load(_ml, TreeData.Examples(60));
        var tree = _ml.Regression.Trainers.FastTree(TreeData.Tree(2)).Fit(data);
        Assert.Contains("Lambda is -1", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Model.HierarchicalShrinkage(tree, data, -1)).Message);
        var linear = _ml.Regression.Trainers.Lasso(lambda: 1).Fit(data);
        Assert.Contains("LinearRegressionModelParameters", Assert.Throws<ArgumentException>(() => _ml.Model.HierarchicalShrinkage(linear, data, 1)).Message);
        Assert.Contains("has 3 slots", Assert.Throws<ArgumentException>(() => _ml.Model.HierarchicalShrinkage(tree, TestData.Load(_ml, [new Example { Features = [1, 2, 3] }], 3), 1)).Message);
        IDataView renamed = _ml.Transforms.Concatenate("Features", "Label", "Weight", "Label", "Weight", "Label", "Weight").Fit(data).Transform(data);
        Assert.Contains("Slot 0 of the model is 'age'", Assert.Throws<ArgumentException>(() => _ml.Model.HierarchicalShrinkage(tree, renamed, 1)).Message);
        Assert.Contains("no label column 'Labl'", Assert.Throws<ArgumentException>(() => _ml.Model.HierarchicalShrinkage(tree, data, data, "Labl")).Message);
        Assert.Contains("There is no row", Assert.Throws<InvalidOperationException>(() => _ml.Model.HierarchicalShrinkage(tree, _ml.Data.SkipRows(data, 60), 1)).Message);
        IDataView constant = TestData.Load(_ml, TreeData.Examples(60).Select(e => new Example { Features = e.Features, Label = 3 }));
        Assert.Contains("'Label' is 3 in each of the 60 rows", Assert.Throws<InvalidOperationException>(() => _ml.Regression.Trainers.HierarchicalShrinkage(_ml.Regression.Trainers.FastTree(TreeData.Tree(2)), 1).Fit(constant)).Message);
        var large = TreeData.Tree(2);
        large.MinimumExampleCountPerLeaf = 50;
        Assert.Contains("no tree with a split", Assert.Throws<InvalidOperationException>(() => _ml.Regression.Trainers.HierarchicalShrinkage(_ml.Regression.Trainers.FastTree(large), 1).Fit(data)).Message);
        Assert.Contains("Folds is 1", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.HierarchicalShrinkage(_ml.Regression.Trainers.FastTree(), folds: 1)).Message);
        Assert.Contains("Lambdas is empty", Assert.Throws<ArgumentException>(() => _ml.Regression.Trainers.HierarchicalShrinkage(_ml.Regression.Trainers.FastTree(), lambdas: [])).Message);
    }

    /// <summary>The mean loss by weight, from the scores and probabilities that ML.NET gives.</summary>
    private static double Loss(string kind, ITransformer model, IDataView data, bool weighted = true)
    {
        IDataView scored = model.Transform(data);
        float[] scores = TestData.Scores(scored), weights = [.. data.GetColumn<float>("Weight").Select(w => weighted ? w : 1)];
        float[] labels = [.. data.GetColumn<float>("Label")];
        bool[] classes = [.. data.GetColumn<bool>("Class")];
        float[] probabilities = kind == "binary tree" ? [.. scored.GetColumn<float>("Probability")] : [];
        return Enumerable.Range(0, scores.Length).Sum(i => weights[i] * (kind switch
        {
            "binary tree" => -Math.Log(classes[i] ? probabilities[i] : 1 - probabilities[i]),
            "binary forest" => Math.Pow((scores[i] / 8) - (classes[i] ? 1 : -1), 2) / 2,         // the score is the sum of 8 trees
            _ => Math.Pow(scores[i] - labels[i], 2) / 2,
        })) / weights.Sum(w => (double)w);
    }
}
