using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>The trainers among ML.NET's own transforms, on real data.</summary>
[TestClass]
public sealed class PipelineTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Fit_OnDiabetes_HasTheSlotNamesOfConcatenate()
    {
        string[] features = ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"];
        TextLoader.Column[] columns = [.. features.Append("y").Select((name, i) => new TextLoader.Column(name, DataKind.Single, i))];
        IDataView data = _ml.Data.LoadFromTextFile(TestData.File("diabetes.csv"), columns, separatorChar: ',', hasHeader: true);
        FitSummary? summary = null;
        var pipeline = _ml.Transforms.Concatenate("Features", features)
            .Append(_ml.Regression.Trainers.Lasso(new ElasticNetTrainer.Options { LabelColumnName = "y", OnFitted = s => summary = s }));
        var scored = pipeline.Fit(data).Transform(data);
        Assert.AreEqual(442, summary!.Rows);
        CollectionAssert.AreEqual(features, summary.FeatureNames!.ToArray());
        CollectionAssert.IsSubsetOf(new[] { "bmi", "s5", "bp" }, summary.CoefficientTable().Take(5).Select(row => row.Name).ToArray());
        Assert.AreEqual(0.51, _ml.Regression.Evaluate(scored, "y").RSquared, 0.02);
        Assert.AreEqual(summary.Selected.DevianceExplained, _ml.Regression.Evaluate(scored, "y").RSquared, 1e-4);
    }

    [TestMethod]
    public void Fit_OneHotNormalizersAndAppend_Work()
    {
        List<Visit> visits = Visits();
        IDataView data = _ml.Data.LoadFromEnumerable(visits);
        FitSummary? summary = null;
        var options = new ElasticNetTrainer.Options
        {
            L1Ratio = 0.5,
            PenaltyFactorsBySlotName = new Dictionary<string, double> { ["City.Oslo"] = 0 },
            OnFitted = s => summary = s,
        };
        var pipeline = _ml.Transforms.Categorical.OneHotEncoding("City")
            .Append(_ml.Transforms.NormalizeMeanVariance("Age"))
            .Append(_ml.Transforms.ReplaceMissingValues("Income"))
            .Append(_ml.Transforms.Concatenate("Features", "City", "Age", "Income"))
            .AppendCacheCheckpoint(_ml)
            .Append(_ml.Regression.Trainers.ElasticNet(options))
            .Append(_ml.Transforms.CopyColumns("Predicted", "Score"));
        var model = pipeline.Fit(data);
        Assert.AreEqual((200, 0L), (summary!.Rows, summary.RowsSkipped));
        CollectionAssert.AreEqual(new[] { "City.Rome", "City.Oslo", "City.Lima", "Age", "Income" }, summary.FeatureNames!.ToArray());
        Assert.IsTrue(_ml.Regression.Evaluate(model.Transform(data)).RSquared > 0.9);

        using var engine = _ml.Model.CreatePredictionEngine<Visit, VisitScore>(model);
        Assert.AreEqual(model.Transform(data).GetColumn<float>("Predicted").First(), engine.Predict(visits[0]).Predicted);
    }

    [TestMethod]
    public void Fit_AMissingColumnLaterInTheChain_IsFoundBeforeTraining()
    {
        // A chain asks GetOutputSchema of each estimator before it fits the first.
        bool fitted = false;
        var options = new ElasticNetLogisticRegressionTrainer.Options { LabelColumnName = "Class", Lambda = LambdaSelection.Fixed(0.1), OnFitted = _ => fitted = true };
        var trainer = _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression(options);
        Assert.IsNotNull(trainer.Append(_ml.Transforms.CopyColumns("Copied", "Probability")).Fit(TestData.Load(_ml)));
        Assert.IsTrue(fitted);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Append(_ml.Transforms.CopyColumns("Copied", "Nope")).Fit(TestData.Load(_ml)));
    }

    [TestMethod]
    public void Info_OfATrainerThatStandardises_NeedsNothing()
    {
        TrainerInfo info = _ml.Regression.Trainers.Lasso().Info;
        Assert.IsFalse(info.NeedNormalization);
        Assert.IsFalse(info.WantCaching);
    }

    [TestMethod]
    public void OneVersusAll_OverTheBinaryTrainer_Works()
    {
        List<Example> examples = TestData.Examples();
        IDataView data = _ml.Transforms.Conversion.MapValueToKey("Key", "Class").Fit(TestData.Load(_ml, examples)).Transform(TestData.Load(_ml, examples));
        var model = _ml.MulticlassClassification.Trainers
            .OneVersusAll(_ml.BinaryClassification.Trainers.ElasticNetLogisticRegression("Key", lambda: 0.01), "Key").Fit(data);
        Assert.IsTrue(_ml.MulticlassClassification.Evaluate(model.Transform(data), "Key").MicroAccuracy > 0.7);
    }

    private static List<Visit> Visits()
    {
        var random = new Random(4);
        string[] cities = ["Rome", "Oslo", "Lima"];
        return [.. Enumerable.Range(0, 200).Select(i =>
        {
            var visit = new Visit { City = cities[i % 3], Age = 20 + random.Next(60), Income = i % 20 == 7 ? float.NaN : 1000 * random.NextSingle() };
            visit.Label = (visit.City == "Oslo" ? 5 : 0) + (0.2f * visit.Age) + random.NextSingle();
            return visit;
        })];
    }

    private sealed class Visit
    {
        public string City { get; set; } = "";

        public float Age { get; set; }

        public float Income { get; set; }

        public float Label { get; set; }
    }

    private sealed class VisitScore
    {
        public float Predicted { get; set; }
    }
}
