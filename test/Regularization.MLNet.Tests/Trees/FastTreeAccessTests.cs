using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization.MLNet.Tests.Trees;

/// <summary>What is reached of ML.NET's trees is what ML.NET scores with. When one fails after an update of Microsoft.ML.FastTree, adapt <see cref="FastTreeAccess"/>.</summary>
[TestClass]
public sealed class FastTreeAccessTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow("tree", false)]
    [DataRow("tree", true)]
    [DataRow("forest", false)]
    [DataRow("binary tree", true)]
    [DataRow("binary forest", true)]
    public void Trees_OfEachModel_ScoreAsItDoes(string kind, bool missing)
    {
        List<Example> examples = TreeData.Examples(missing: missing);
        IDataView data = TestData.Load(_ml, examples);
        ITransformer model = TreeData.Fit(_ml, kind, data);
        DecisionTree[] trees = TreeModel.Of(model).Trees;
        int divisor = kind == "forest" ? trees.Length : 1;       // a forest for numbers averages
        float[] scores = TestData.Scores(model.Transform(data));
        for (int i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(scores[i], (float)(trees.Sum(tree => tree.LeafValues[tree.LeafOf(examples[i].Features)]) / divisor));
        }
    }

    [TestMethod]
    public void Trees_OfCategoricalSplits_ScoreAsTheModel()
    {
        List<Example> examples = TreeData.Examples();
        IDataView data = _ml.Transforms.Categorical.OneHotEncoding("Hot", "Weight").Append(_ml.Transforms.Concatenate("Both", "Hot", "Features")).Fit(TestData.Load(_ml, examples)).Transform(TestData.Load(_ml, examples));
        data = _ml.Transforms.CopyColumns("Target", "Weight").Fit(data).Transform(data);
        var options = new FastTreeRegressionTrainer.Options
        {
            LabelColumnName = "Target",
            FeatureColumnName = "Both",
            CategoricalSplit = true,
            NumberOfTrees = 5,
            NumberOfLeaves = 4,
            NumberOfThreads = 1,
            MinimumExampleCountPerLeaf = 2,
            MinimumExamplesForCategoricalSplit = 5,
            MinimumExampleFractionForCategoricalSplit = 0.001,
        };
        var model = _ml.Regression.Trainers.FastTree(options).Fit(data);
        DecisionTree[] trees = TreeModel.Of(model).Trees;
        Assert.IsTrue(trees.Any(tree => tree.Categories is not null), "no categorical split was made");
        float[][] rows = [.. data.GetColumn<float[]>("Both")];
        float[] scores = TestData.Scores(model.Transform(data));
        for (int i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(scores[i], (float)trees.Sum(tree => tree.LeafValues[tree.LeafOf(rows[i])]));
        }
    }

    [TestMethod]
    [DataRow("tree")]
    [DataRow("forest")]
    [DataRow("binary tree")]
    [DataRow("binary forest")]
    public void With_SomeTreesAndOtherLeaves_ScoresWithThem(string kind)
    {
        List<Example> examples = TreeData.Examples();
        IDataView data = TestData.Load(_ml, examples);
        ITransformer model = TreeData.Fit(_ml, kind, data);
        float[] before = TestData.Scores(model.Transform(data));
        TreeModel trees = TreeModel.Of(model);
        double[] doubled = [.. trees.Trees[3].LeafValues.ToArray().Select(v => 2 * v)];
        ITransformer changed = trees.With(MLNetAccess.Environment(_ml.Regression.Trainers), [(3, doubled), (1, trees.Trees[1].LeafValues.ToArray())]);

        Assert.AreSame(model.GetType(), changed.GetType());
        Assert.AreEqual(Columns(model), Columns(changed));
        CollectionAssert.AreEqual(before, TestData.Scores(model.Transform(data)));        // the old model stays as it is
        using var file = new MemoryStream();
        _ml.Model.Save(changed, data.Schema, file);
        file.Position = 0;
        float[] scores = TestData.Scores(changed.Transform(data)), loaded = TestData.Scores(new MLContext().Model.Load(file, out _).Transform(data));
        for (int i = 0; i < scores.Length; i++)
        {
            float[] row = examples[i].Features;
            Assert.AreEqual((float)((doubled[trees.Trees[3].LeafOf(row)] + trees.Trees[1].LeafValues[trees.Trees[1].LeafOf(row)]) / (kind == "forest" ? 2 : 1)), scores[i]);
            Assert.AreEqual(scores[i], loaded[i]);
        }

        string Columns(ITransformer transformer) => string.Join(", ", transformer.Transform(data).Schema.Select(c => $"{c.Name} {c.Type} {c.Annotations.Schema.Count}"));
    }
}
