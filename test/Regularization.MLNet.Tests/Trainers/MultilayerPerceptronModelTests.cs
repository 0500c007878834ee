using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>What the networks return is a chain of ML.NET's own transformers, so that all of ML.NET works with it.</summary>
[TestClass]
public sealed class MultilayerPerceptronModelTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Fit_Chain_IsOfStockTransformersOnly()
    {
        IDataView data = Rings.Load(_ml, 60);
        TransformerChain<RegressionPredictionTransformer<RegressionModelParameters>> chain = Regression(o => (o.HiddenLayers, o.Epochs) = ([5, 4], 2)).Fit(data);
        Type[] expected =
        [
            typeof(MulticlassPredictionTransformer<LinearMulticlassModelParameters>), typeof(ExpressionTransformer),
            typeof(MulticlassPredictionTransformer<LinearMulticlassModelParameters>), typeof(ExpressionTransformer),
            typeof(ColumnSelectingTransformer), typeof(RegressionPredictionTransformer<RegressionModelParameters>),
        ];
        CollectionAssert.AreEqual(expected, chain.Select(t => t.GetType()).ToArray());
        Assembly ours = typeof(MultilayerPerceptronRegressionTrainer).Assembly;
        Assert.IsTrue(chain.All(t => t.GetType().Assembly != ours));
        Assert.AreEqual(4, chain.LastTransformer.Model.Weights.Count);
    }

    [TestMethod]
    [DataRow(false, 1.0)]
    [DataRow(true, 1.0)]
    [DataRow(false, 0.05)]
    [DataRow(true, 0.05)]
    public void Transform_Scores_AreThoseOfTheTrainedNetwork(bool normalize, double density)
    {
        List<Ring> examples = Rings.Examples(300, density < 1 ? 60 : 4, density);
        IDataView data = Rings.Load(_ml, examples);
        foreach (Activation activation in new[] { Activations.Relu, Activations.LeakyRelu, Activations.Tanh, Activations.Logistic })
        {
            var options = Networks.Small<MultilayerPerceptronBinaryTrainer.Options>(o => (o.Normalize, o.Activation, o.HiddenLayers, o.Epochs) = (normalize, activation, [7, 5], 5), "Class");
            options.ClipNorm = 1;
            (var chain, MultilayerPerceptronSummary summary) = _ml.BinaryClassification.Trainers.MultilayerPerceptron(options).FitWithSummary(data);
            FeatureTable table = DataViewReader.Read(data, "Class", "Features", null, default, byRows: true).Table!;
            Assert.AreEqual(density < 1, table.IsSparse);
            if (normalize)
            {
                table.Apply(FeatureScaling.Of(table, null));
            }

            float[] expected = summary.Fit.Network.Scores(table.ToRowMatrix());
            Near(expected, TestData.Scores(chain.Transform(data)), 1e-5);
        }
    }

    [TestMethod]
    public void OutputSchema_IsThatOfAStockTrainer()
    {
        IDataView data = Rings.Load(_ml, 60);
        Same(_ml.Regression.Trainers.Sdca(maximumNumberOfIterations: 1).Fit(data), Regression(o => o.Epochs = 1).Fit(data));
        Same(_ml.BinaryClassification.Trainers.SdcaLogisticRegression("Class", maximumNumberOfIterations: 1).Fit(data), Binary(o => o.Epochs = 1).Fit(data));
        Same(_ml.MulticlassClassification.Trainers.SdcaMaximumEntropy("Key", maximumNumberOfIterations: 1).Fit(data), Multiclass(o => o.Epochs = 1).Fit(data));

        void Same(ITransformer stock, ITransformer mine)
        {
            CollectionAssert.AreEquivalent(Describe(stock.GetOutputSchema(data.Schema)), Describe(mine.GetOutputSchema(data.Schema)));
            CollectionAssert.AreEquivalent(Describe(stock.Transform(data).Schema), Describe(mine.Transform(data).Schema));
        }
    }

    [TestMethod]
    public void PredictedLabel_OfKeys_HasTheirNames()
    {
        IDataView data = Rings.Load(_ml);
        var pipeline = Multiclass().Append(_ml.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel"));
        string[] predicted = [.. pipeline.Fit(data).Transform(data).GetColumn<string>("Predicted")];
        Assert.IsTrue(predicted.Zip(data.GetColumn<string>("Kind")).Count(p => p.First == p.Second) > 350);
        VBuffer<ReadOnlyMemory<char>> names = default;
        Multiclass(o => o.Epochs = 1).Fit(data).Transform(data).Schema["Score"].GetSlotNames(ref names);
        CollectionAssert.AreEqual(new[] { "in", "mid", "out" }, names.DenseValues().Select(n => n.ToString()).ToArray());
    }

    [TestMethod]
    public void SaveAndLoad_InAFreshContext_ScoresTheSame()
    {
        IDataView data = Rings.Load(_ml, 100);
        foreach (ITransformer model in new ITransformer[] { Regression(o => o.Epochs = 2).Fit(data), Binary(o => o.Epochs = 2).Fit(data), Multiclass(o => o.Epochs = 2).Fit(data) })
        {
            using var file = new MemoryStream();
            _ml.Model.Save(model, data.Schema, file);
            file.Position = 0;
            var fresh = new MLContext();
            ITransformer loaded = fresh.Model.Load(file, out _);
            Near(AllScores(model.Transform(data)), AllScores(loaded.Transform(Rings.Load(fresh, 100))), 0);
        }
    }

    [TestMethod]
    [DataRow("regression", 1.0)]
    [DataRow("regression", 0.05)]
    [DataRow("poisson", 1.0)]
    [DataRow("binary", 1.0)]
    [DataRow("binary", 0.05)]
    [DataRow("multiclass", 1.0)]
    [DataRow("multiclass", 0.05)]
    public void SaveAndLoad_InAProcessWithOnlyMLNet_ScoresTheSame(string task, double density)
    {
        IDataView data = Rings.Load(_ml, Rings.Examples(1000, density < 1 ? 60 : 4, density));
        IEstimator<ITransformer> trainer = task switch
        {
            "regression" => Regression(o => (o.Epochs, o.HiddenLayers) = (4, [12, 6])),
            "poisson" => Regression(o => (o.Epochs, o.Loss) = (4, NetworkLosses.Poisson)),
            "binary" => Binary(o => (o.Epochs, o.Activation) = (4, Activations.Tanh)),
            _ => Multiclass(o => (o.Epochs, o.GroupRegularization) = (8, 0.005)),
        };
        ITransformer model = trainer.Fit(data);
        float[] scores = AllScores(model.Transform(data));
        Assert.HasCount(task == "multiclass" ? 3000 : 1000, scores);
        Near(scores, ScorerProcess.Scores(_ml, model, data), 1e-5);
    }

    [TestMethod]
    public void SaveAndLoad_WideSparseL1Model_IsASmallFile()
    {
        const int Columns = 5000;
        IDataView data = Rings.Load(_ml, Rings.Examples(100, Columns, 0.002));
        var model = Binary(o => (o.HiddenLayers, o.L1Regularization, o.Epochs) = ([32], 0.01, 20)).Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, inputSchema: null, file);
        Assert.IsTrue(file.Length < Columns * 32, $"{file.Length} bytes; dense weights alone are {Columns * 32 * 4}");
    }

    [TestMethod]
    public void PredictionEngine_OfAModel_ScoresAsTransform()
    {
        List<Ring> examples = Rings.Examples(50);
        IDataView data = Rings.Load(_ml, examples);
        var schema = SchemaDefinition.Create(typeof(Ring));
        schema[nameof(Ring.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 4);
        var model = Binary(o => o.Epochs = 2).Fit(data);
        using var engine = _ml.Model.CreatePredictionEngine<Ring, RingScore>(model, inputSchemaDefinition: schema);
        IDataView scored = model.Transform(data);
        float[] scores = TestData.Scores(scored), probabilities = [.. scored.GetColumn<float>("Probability")];
        for (int i = 0; i < examples.Count; i++)
        {
            RingScore one = engine.Predict(examples[i]);
            Assert.AreEqual((scores[i], probabilities[i], scores[i] > 0), (one.Score, one.Probability, one.PredictedLabel));
        }
    }

    [TestMethod]
    public void CrossValidate_AllTasks_Work()
    {
        IDataView data = Rings.Load(_ml, 300);
        Assert.IsTrue(_ml.Regression.CrossValidate(data, Regression(), 2).All(fold => fold.Metrics.RSquared > 0.7));
        Assert.IsTrue(_ml.BinaryClassification.CrossValidate(data, Binary(), 2, "Class").All(fold => fold.Metrics.AreaUnderRocCurve > 0.9));
        Assert.IsTrue(_ml.MulticlassClassification.CrossValidate(data, Multiclass(), 2, "Key").All(fold => fold.Metrics.MicroAccuracy > 0.8));
    }

    [TestMethod]
    public void Append_BeforeAndAfter_Works()
    {
        IDataView data = Rings.Load(_ml, 100);
        var pipeline = _ml.Transforms.Concatenate("All", "Features", "Weight")
            .AppendCacheCheckpoint(_ml)
            .Append(Regression(o => (o.FeatureColumnName, o.Epochs) = ("All", 3)))
            .Append(_ml.Transforms.CopyColumns("Predicted", "Score"));
        var model = pipeline.Fit(data);
        IDataView scored = model.Transform(data);
        CollectionAssert.AreEqual(TestData.Scores(scored), scored.GetColumn<float>("Predicted").ToArray());
        Near(TestData.Scores(scored), ScorerProcess.Scores(_ml, model, data), 1e-5);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Regression(o => o.OnFitted = _ => Assert.Fail("It was trained.")).Append(_ml.Transforms.CopyColumns("Copied", "Nope")).Fit(data));
    }

    [TestMethod]
    public void Transform_UserColumnsCalledScoreAndLabel_AreHiddenAsByStockTrainers()
    {
        IDataView data = _ml.Transforms.CopyColumns("Score", "Label").Fit(Rings.Load(_ml, 60)).Transform(Rings.Load(_ml, 60));
        float[] scores = TestData.Scores(Regression(o => o.Epochs = 2).Fit(data).Transform(data));
        Near(TestData.Scores(Regression(o => o.Epochs = 2).Fit(Rings.Load(_ml, 60)).Transform(data)), scores, 0);
        var model = Regression(o => (o.Epochs, o.LabelColumnName) = (2, "Score")).Fit(data);
        Near(scores, TestData.Scores(model.Transform(data)), 0);
    }

    private static string[] Describe(DataViewSchema schema) =>
        [.. schema.Where(c => !c.IsHidden).Select(c => $"{c.Name}: {c.Type} {string.Join(",", c.Annotations.Schema.Select(a => a.Name))}")];

    private static float[] AllScores(IDataView scored) => scored.Schema["Score"].Type is VectorDataViewType
        ? [.. scored.GetColumn<float[]>("Score").SelectMany(row => row)]
        : TestData.Scores(scored);

    private static void Near(float[] expected, float[] found, double tolerance)
    {
        Assert.HasCount(expected.Length, found);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], found[i], tolerance * Math.Max(1, Math.Abs(expected[i])), $"{i}");
        }
    }

    private MultilayerPerceptronRegressionTrainer Regression(Action<MultilayerPerceptronRegressionTrainer.Options>? set = null) =>
        _ml.Regression.Trainers.MultilayerPerceptron(Networks.Small(set));

    private MultilayerPerceptronBinaryTrainer Binary(Action<MultilayerPerceptronBinaryTrainer.Options>? set = null) =>
        _ml.BinaryClassification.Trainers.MultilayerPerceptron(Networks.Small(set, "Class"));

    private MultilayerPerceptronMulticlassTrainer Multiclass(Action<MultilayerPerceptronMulticlassTrainer.Options>? set = null) =>
        _ml.MulticlassClassification.Trainers.MultilayerPerceptron(Networks.Small(set, "Key"));

    private sealed class RingScore
    {
        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
