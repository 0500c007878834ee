using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>What trainers return is ML.NET's own, so that all of ML.NET works with it.</summary>
[TestClass]
public sealed class StockModelTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Evaluate_Regression_Explains()
    {
        IDataView data = TestData.Load(_ml);
        var metrics = _ml.Regression.Evaluate(_ml.Regression.Trainers.ElasticNet().Fit(data).Transform(data));
        Assert.IsTrue(metrics.RSquared > 0.95);
    }

    [TestMethod]
    public void Evaluate_Binary_HasCalibratedMetrics()
    {
        IDataView data = TestData.Load(_ml);
        CalibratedBinaryClassificationMetrics metrics = _ml.BinaryClassification.Evaluate(Binary().Fit(data).Transform(data), "Class");
        Assert.IsTrue(metrics.AreaUnderRocCurve > 0.8);
        Assert.IsTrue(metrics.LogLossReduction > 0.2);
    }

    [TestMethod]
    public void CrossValidate_Pipelines_Work()
    {
        IDataView data = TestData.Load(_ml);
        var regression = _ml.Regression.CrossValidate(data, _ml.Regression.Trainers.Lasso(), numberOfFolds: 3);
        Assert.HasCount(3, regression);
        Assert.IsTrue(regression.All(fold => fold.Metrics.RSquared > 0.9));
        var binary = _ml.BinaryClassification.CrossValidate(data, Binary(), numberOfFolds: 3, labelColumnName: "Class");
        Assert.IsTrue(binary.All(fold => fold.Metrics.AreaUnderRocCurve > 0.7));
    }

    [TestMethod]
    public void PermutationFeatureImportance_Regression_FindsTheFeatureThatCounts()
    {
        IDataView data = TestData.Load(_ml);
        var transformer = _ml.Regression.Trainers.Lasso(lambda: 0.05).Fit(data);
        ImmutableArray<RegressionMetricsStatistics> bySlot = _ml.Regression.PermutationFeatureImportance(transformer, data);
        ImmutableDictionary<string, RegressionMetricsStatistics> byName = _ml.Regression.PermutationFeatureImportance((ITransformer)transformer, data);
        int most = Enumerable.Range(0, TestData.Columns).MinBy(j => bySlot[j].RSquared.Mean);
        Assert.AreEqual(TestData.Names[most], byName.MinBy(pair => pair.Value.RSquared.Mean).Key);
        Assert.AreNotEqual(0, transformer.Model.Weights[most]);
        for (int j = 0; j < TestData.Columns; j++)
        {
            Assert.AreEqual(transformer.Model.Weights[j] == 0, bySlot[j].RSquared.Mean == 0, TestData.Names[j]);
        }
    }

    [TestMethod]
    public void PermutationFeatureImportance_Binary_FindsTheFeaturesThatCount()
    {
        IDataView data = TestData.Load(_ml);
        var transformer = Binary().Fit(data);
        ImmutableArray<BinaryClassificationMetricsStatistics> bySlot = _ml.BinaryClassification.PermutationFeatureImportance(transformer, data, "Class");
        var byName = _ml.BinaryClassification.PermutationFeatureImportanceNonCalibrated(transformer, data, "Class");
        Assert.HasCount(TestData.Columns, bySlot);
        Assert.IsTrue(bySlot.Min(s => s.AreaUnderRocCurve.Mean) < -0.05);
        CollectionAssert.AreEquivalent(TestData.Names, byName.Keys.ToArray());
    }

    [TestMethod]
    public void CalculateFeatureContribution_BothKinds_IsWeightTimesValue()
    {
        List<Example> examples = TestData.Examples();
        IDataView data = TestData.Load(_ml, examples);
        var regression = _ml.Regression.Trainers.Lasso(lambda: 0.05).Fit(data);
        var binary = Binary().Fit(data);
        Check(_ml.Transforms.CalculateFeatureContribution(regression, normalize: false).Fit(data).Transform(data), regression.Model.Weights);
        Check(_ml.Transforms.CalculateFeatureContribution(binary, normalize: false).Fit(data).Transform(data), binary.Model.SubModel.Weights);

        void Check(IDataView contributions, IReadOnlyList<float> weights)
        {
            // The default keeps the largest 10 positive and 10 negative contributions: all of six.
            float[] first = contributions.GetColumn<float[]>("FeatureContributions").First();
            for (int j = 0; j < TestData.Columns; j++)
            {
                Assert.AreEqual(weights[j] * examples[0].Features[j], first[j], 1e-5f);
            }
        }
    }

    [TestMethod]
    public void PredictionEngine_OfAModel_ScoresAsTransform()
    {
        List<Example> examples = TestData.Examples();
        IDataView data = TestData.Load(_ml, examples);
        var transformer = _ml.Regression.Trainers.Ridge().Fit(data);
        using var engine = _ml.Model.CreatePredictionEngine<Example, Scored>(transformer, inputSchemaDefinition: Schema());
        float[] scores = TestData.Scores(transformer.Transform(data));
        for (int i = 0; i < 20; i++)
        {
            Assert.AreEqual(scores[i], engine.Predict(examples[i]).Score);
        }
    }

    [TestMethod]
    public void SaveAndLoad_InAFreshContext_ScoresTheSame()
    {
        IDataView data = TestData.Load(_ml);
        foreach (ITransformer model in new ITransformer[] { _ml.Regression.Trainers.Lasso().Fit(data), Binary().Fit(data) })
        {
            using var file = new MemoryStream();
            _ml.Model.Save(model, data.Schema, file);
            file.Position = 0;
            var fresh = new MLContext();
            ITransformer loaded = fresh.Model.Load(file, out DataViewSchema schema);
            Assert.IsNotNull(schema.GetColumnOrNull("Features"));
            CollectionAssert.AreEqual(TestData.Scores(model.Transform(data)), TestData.Scores(loaded.Transform(TestData.Load(fresh))));
        }
    }

    [TestMethod]
    public void SaveAndLoad_WideSparseModel_IsASmallFile()
    {
        var random = new Random(1);
        List<Example> examples = [.. Enumerable.Range(0, 50).Select(_ => new Example { Features = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextSingle() < 0.001 ? 1f : 0)], Label = random.NextSingle() })];
        var transformer = _ml.Regression.Trainers.Lasso(lambda: 0.05).Fit(TestData.Load(_ml, examples, 20_000));
        using var file = new MemoryStream();
        _ml.Model.Save(transformer, inputSchema: null, file);
        Assert.IsTrue(file.Length < 8000, $"{file.Length} bytes for {transformer.Model.Weights.Count(w => w != 0)} weights");
    }

    /// <summary>The scorer is a process that has never heard of this library: its folder holds none of it.</summary>
    [TestMethod]
    [DataRow("regression")]
    [DataRow("binary")]
    [DataRow("pipeline")]
    [DataRow("poisson")]
    [DataRow("huber")]
    [DataRow("svm")]
    [DataRow("multinomial")]
    public void SaveAndLoad_InAProcessWithOnlyMLNet_ScoresTheSame(string kind)
    {
        IDataView data = kind == "multinomial" ? Rings.Load(_ml, 100) : TestData.Load(_ml);
        IEstimator<ITransformer> estimator = kind switch
        {
            "regression" => _ml.Regression.Trainers.ElasticNet(),
            "binary" => Binary(),
            "poisson" => _ml.Regression.Trainers.ElasticNetPoissonRegression("Weight", lambda: 0.01),
            "huber" => _ml.Regression.Trainers.HuberRegression(lambda: 0.01),
            "multinomial" => _ml.MulticlassClassification.Trainers.ElasticNetMaximumEntropy("Key", lambda: 0.02),
            "svm" => _ml.BinaryClassification.Trainers.ElasticNetLinearSvm("Class", lambda: 0.01),
            _ => _ml.Transforms.NormalizeMinMax("Features").Append(_ml.Transforms.Concatenate("Features", "Features", "Weight")).Append(_ml.Regression.Trainers.Lasso()),
        };
        ITransformer model = estimator.Fit(data);
        float[] scores = kind == "multinomial" ? [.. model.Transform(data).GetColumn<float[]>("Score").SelectMany(row => row)] : TestData.Scores(model.Transform(data));
        float[] loaded = ScorerProcess.Scores(_ml, model, data);
        Assert.HasCount(scores.Length, loaded);
        for (int i = 0; i < scores.Length; i++)
        {
            // Stock maximum entropy models sum in another order once they are loaded.
            Assert.AreEqual(scores[i], loaded[i], kind == "multinomial" ? 1e-6f : 0, $"score {i}");
        }
    }

    private ElasticNetLogisticRegressionTrainer Binary() => _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression("Class", lambda: 0.01);

    private static SchemaDefinition Schema()
    {
        var schema = SchemaDefinition.Create(typeof(Example));
        schema[nameof(Example.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, TestData.Columns);
        return schema;
    }
}
