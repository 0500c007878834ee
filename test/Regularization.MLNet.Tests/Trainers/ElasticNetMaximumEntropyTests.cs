using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>Multinomial regression in ML.NET: the same numbers as Core and glmnet, in a stock model with the label's classes.</summary>
[TestClass]
public sealed class ElasticNetMaximumEntropyTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(false, 1.0)]
    [DataRow(true, 1.0)]
    [DataRow(false, 0.1)]
    public void Fit_Weights_AreCores(bool grouped, double density)
    {
        List<Ring> examples = Rings.Examples(200, density < 1 ? 30 : 4, density);
        (var transformer, MultinomialFitSummary summary) = Trainer(o => (o.Grouped, o.Lambda, o.ExampleWeightColumnName, o.Tolerance) = (grouped, LambdaSelection.Fixed(0.01), "Weight", 1e-9)).FitWithSummary(Rings.Load(_ml, examples));
        MultinomialSolution core = new MultinomialPathSolver(Penalties.ElasticNet(0.5)) { Grouped = grouped, Options = new FitOptions { Tolerance = 1e-9 } }.FitAt(Problem(examples), 0.01);

        VBuffer<float>[] weights = Weights(transformer);
        for (int k = 0; k < 3; k++)
        {
            float[] dense = [.. weights[k].DenseValues()];
            for (int j = 0; j < dense.Length; j++)
            {
                Assert.AreEqual(core.Coefficients[k][j], dense[j], 1e-3 * Math.Max(1, Math.Abs(core.Coefficients[k][j])), $"class {k}, feature {j}");
                Assert.AreEqual((float)summary.Selected.Coefficients[k][j], dense[j]);
                Assert.IsTrue(!grouped || dense[j] == 0 == (weights[0].GetItemOrDefault(j) == 0), "a feature is in for all classes or for none");
            }
        }

        CollectionAssert.AreEqual(new[] { "in", "mid", "out" }, summary.ClassNames.ToArray());
        Assert.AreEqual(1 - Accuracy(transformer, Rings.Load(_ml, examples), weighted: true), summary.TrainingMisclassification, 1e-9);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_AdaptiveGamma_GivesCoresFit(bool byOthers)
    {
        List<Ring> examples = Rings.Examples(200, 6, 1), others = Rings.Examples(90, 6, 1, seed: 5);
        ElasticNetMaximumEntropyTrainer trainer = Trainer(o => (o.AdaptiveGamma, o.L1Ratio, o.Grouped, o.Tolerance, o.Lambda) = (1, 1, true, 1e-9, LambdaSelection.CrossValidated(4)));
        var core = new MultinomialAdaptiveFitter { Grouped = true, Options = new FitOptions { Tolerance = 1e-9 }, Lambda = LambdaSelection.CrossValidated(4) };
        IDataView data = Rings.Load(_ml, examples);
        (var transformer, MultinomialFitSummary summary) = byOthers ? trainer.FitWithSummary(data, Rings.Load(_ml, others)) : trainer.FitWithSummary(data);
        MultinomialFitSummary expected = byOthers ? core.Fit(Problem(examples, weighted: false), Problem(others, weighted: false)) : core.Fit(Problem(examples, weighted: false));
        Assert.AreEqual(expected.Selected.Lambda, summary.Selected.Lambda, 1e-6 * expected.Selected.Lambda);
        Assert.IsNotNull(summary.Penalty.Factors);
        VBuffer<float>[] weights = Weights(transformer);
        for (int k = 0; k < 3; k++)
        {
            float[] dense = [.. weights[k].DenseValues()];
            for (int j = 0; j < dense.Length; j++)
            {
                Assert.AreEqual(expected.Selected.Coefficients[k][j], dense[j], 1e-3 * Math.Max(1, Math.Abs(expected.Selected.Coefficients[k][j])), $"class {k}, feature {j}");
            }
        }

        Refused<ArgumentOutOfRangeException>(() => Trainer(o => o.AdaptiveGamma = -1), "AdaptiveGamma is -1; it must be positive and finite");
    }

    [TestMethod]
    public void Fit_KeysOfNumbersOrText_GiveThePredictedLabelBack()
    {
        IDataView data = Rings.Load(_ml);
        var text = Trainer().Append(_ml.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel")).Fit(data).Transform(data);
        Assert.IsTrue(text.GetColumn<string>("Predicted").All(Rings.Kinds.Select(k => k.Kind).Contains));
        VBuffer<ReadOnlyMemory<char>> names = default;
        text.Schema["Score"].GetSlotNames(ref names);
        CollectionAssert.AreEqual(new[] { "in", "mid", "out" }, names.DenseValues().Select(n => n.ToString()).ToArray());

        var numbers = _ml.Transforms.Conversion.MapValueToKey("Key", "Weight")
            .Append(Trainer(o => o.FeatureColumnName = "Score")).Append(_ml.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel"));
        IDataView scored = numbers.Fit(text).Transform(text);
        Assert.IsTrue(scored.GetColumn<float>("Predicted").All(w => w is 1 or 2 or 3));
    }

    [TestMethod]
    public void Fit_FactorsAndBoundsBySlotName_AreHeeded()
    {
        (var transformer, MultinomialFitSummary summary) = Trainer(o =>
        {
            (o.Lambda, o.L1Ratio) = (LambdaSelection.Fixed(10), 1);
            o.PenaltyFactorsBySlotName = new Dictionary<string, double> { ["Features[1]"] = 0 };
            o.LowerBoundsBySlotName = new Dictionary<string, double> { ["Features[1]"] = 0 };
        }).FitWithSummary(Rings.Load(_ml, 100));
        VBuffer<float>[] weights = Weights(transformer);
        Assert.IsTrue(weights.All(w => w.Items().All(pair => pair.Key == 1 && pair.Value >= 0) && w.Length == 4));
        Assert.IsTrue(weights.Any(w => w.GetItemOrDefault(1) > 0));
        Assert.AreEqual("Features[1]", summary.CoefficientTable(0).Concat(summary.CoefficientTable(1)).Concat(summary.CoefficientTable(2)).Select(row => row.Name).Distinct().Single());
    }

    [TestMethod]
    public void Fit_ClassOfTheKeyWithoutRows_HasProbability0AndAWarning()
    {
        List<string> log = [];
        _ml.Log += (_, e) => log.Add(e.RawMessage);
        List<Ring> examples = [.. Rings.Examples(200).Where(e => e.Kind != "mid")];
        IDataView data = Rings.Load(_ml, examples);
        (var transformer, MultinomialFitSummary summary) = Trainer().FitWithSummary(data);
        Assert.IsTrue(transformer.Transform(data).GetColumn<float[]>("Score").All(p => p is [_, 0, _] && Math.Abs(p.Sum() - 1) < 1e-5));
        CollectionAssert.AreEqual(new[] { "in", "out" }, summary.ClassNames.ToArray());
        Assert.IsTrue(log.Any(line => line.StartsWith("1 of the 3 classes of label 'Key' have no row to train on ('mid')", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Fit_ValidationOrHeldOutRows_ChooseTheLambdaOfCore()
    {
        List<Ring> examples = Rings.Examples(150), others = Rings.Examples(80, seed: 5);
        var options = new FitOptions { Tolerance = 1e-8 };
        MultinomialFitSummary summary = Trainer(o => (o.Lambda, o.Tolerance) = (LambdaSelection.Default, 1e-8)).FitWithSummary(Rings.Load(_ml, examples), Rings.Load(_ml, others)).Summary;
        MultinomialHeldOutResult core = new MultinomialHeldOutValidator(Penalties.ElasticNet(0.5)) { Options = options }.Fit(Problem(examples, weighted: false), Problem(others, weighted: false));
        Assert.AreEqual(core.LambdaMin, summary.Selected.Lambda, 1e-9 * core.LambdaMin);
        Assert.AreEqual(80, summary.HeldOut!.Rows);
        summary = Trainer(o => (o.Lambda, o.Tolerance) = (LambdaSelection.HeldOut(0.2), 1e-8)).FitWithSummary(Rings.Load(_ml, examples)).Summary;
        Assert.AreEqual(summary.HeldOut!.LambdaMin, summary.Selected.Lambda);
        Assert.AreEqual(150, summary.Rows);
    }

    [TestMethod]
    public void Fit_Stock_EvaluatesCrossValidatesAndExplains()
    {
        IDataView data = Rings.Load(_ml, 200);
        List<MultinomialFitSummary> fitted = [];
        var trainer = Trainer(o => o.OnFitted = fitted.Add);
        MulticlassPredictionTransformer<MaximumEntropyModelParameters> model = trainer.Fit(data);
        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(model.Transform(data), "Key");
        Assert.AreEqual(1 - fitted[0].TrainingMisclassification, metrics.MicroAccuracy, 1e-9);
        Assert.IsTrue(_ml.MulticlassClassification.CrossValidate(data, trainer, 3, "Key").All(fold => fold.Metrics.LogLoss < 1.2));
        Assert.HasCount(4, fitted);
        Assert.HasCount(4, _ml.MulticlassClassification.PermutationFeatureImportance(model, data, "Key"));

        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);
        file.Position = 0;
        var fresh = new MLContext();
        float[][] loaded = [.. fresh.Model.Load(file, out _).Transform(Rings.Load(fresh, 200)).GetColumn<float[]>("Score")];
        CollectionAssert.AreEqual(model.Transform(data).GetColumn<float[]>("Score").SelectMany(row => row).ToArray(), loaded.SelectMany(row => row).ToArray());
    }

    [TestMethod]
    public void Fit_WideSparseModel_KeepsSparseWeightsInASmallFile()
    {
        IDataView data = Rings.Load(_ml, Rings.Examples(120, 5000, 0.002));
        MulticlassPredictionTransformer<MaximumEntropyModelParameters> model = Trainer(o => (o.Lambda, o.L1Ratio) = (LambdaSelection.Fixed(0.06), 1)).Fit(data);
        VBuffer<float>[] weights = Weights(model);
        Assert.IsTrue(weights.All(w => !w.IsDense), "dense");
        Assert.IsTrue(weights.All(w => w.GetValues().Length < 300), string.Join(", ", weights.Select(w => w.GetValues().Length)));
        using var file = new MemoryStream();
        _ml.Model.Save(model, inputSchema: null, file);
        Assert.IsTrue(file.Length < 8000, $"{file.Length} bytes");
    }

    [TestMethod]
    public void Fit_Cancelled_ThrowsOrReturnsTheBestSoFar()
    {
        IDataView data = Rings.Load(_ml, 100);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Trainer(o => (o.Lambda, o.CancellationToken, o.Progress) = (LambdaSelection.Default, stop.Token, new Stopper(stop))).Fit(data));
        Assert.ThrowsExactly<OperationCanceledException>(() => Trainer().FitWithSummary(data, stop.Token));
    }

    [TestMethod]
    public void BadInput_IsRefused()
    {
        IDataView data = Rings.Load(_ml, 100);
        Refused<ArgumentException>(() => Trainer(o => o.Penalty = Penalties.GroupLasso([0, 0, 1, 1])), "The penalty is group lasso; multinomial paths are for");
        Refused<ArgumentNullException>(() => _ml.MulticlassClassification.Trainers.ElasticNetMaximumEntropy(options: null!), "Value cannot be null");
        Refused<InvalidOperationException>(
            () => Trainer().Fit(Rings.Load(_ml, [.. Rings.Examples(60).Where(e => e.Kind == "out")])), "The label 'Key' is out in each of the ");
        List<Ring> rare = [.. Rings.Examples(60).Where(e => e.Kind != "mid"), Rings.Examples(60).First(e => e.Kind == "mid")];
        Refused<ArgumentException>(() => Trainer(o => o.Lambda = LambdaSelection.Default).Fit(Rings.Load(_ml, rare)), "Class 'mid' has no row of positive weight outside fold ");
        IDataView unkeyed = _ml.Transforms.DropColumns("Key").Fit(data).Transform(data);
        IDataView other = _ml.Transforms.Conversion.MapValueToKey("Key", "Weight").Fit(unkeyed).Transform(unkeyed);
        Refused<ArgumentException>(() => Trainer().Fit(data, other), "The keys of column 'Key' of the validation data are not those of the training data");
        IDataView fewer = Rings.Load(_ml, [.. Rings.Examples(60).Where(e => e.Kind != "mid")]);
        Refused<InvalidOperationException>(() => Trainer().Fit(fewer, data), "The validation rows have the class 'mid' of label 'Key', of which there is no row to train on.");
        Refused<ArgumentException>(
            () => Trainer(o => (o.Grouped, o.UpperBoundsBySlotName) = (true, new Dictionary<string, double> { ["Features[0]"] = 1 })).Fit(data), "Grouped is true and the penalty has bounds");
    }

    private static VBuffer<float>[] Weights(MulticlassPredictionTransformer<MaximumEntropyModelParameters> transformer)
    {
        VBuffer<float>[] weights = [];
        transformer.Model.GetWeights(ref weights, out _);
        return weights;
    }

    private static double Accuracy(MulticlassPredictionTransformer<MaximumEntropyModelParameters> model, IDataView data, bool weighted)
    {
        uint[] predicted = [.. model.Transform(data).GetColumn<uint>("PredictedLabel")], label = [.. data.GetColumn<uint>("Key")];
        float[] weights = [.. data.GetColumn<float>("Weight").Select(w => weighted ? w : 1)];
        return weights.Where((_, i) => predicted[i] == label[i]).Sum(w => (double)w) / weights.Sum(w => (double)w);
    }

    private static TrainingProblem Problem(List<Ring> examples, bool weighted = true)
    {
        var x = new double[examples.Count, examples[0].Features.Length];
        for (int i = 0; i < examples.Count; i++)
        {
            foreach (KeyValuePair<int, float> value in examples[i].Features.Items())
            {
                x[i, value.Key] = value.Value;
            }
        }

        return new TrainingProblem(DesignMatrix.FromRows(x), [.. examples.Select(e => (double)Array.FindIndex(Rings.Kinds, k => k.Kind == e.Kind))]) { Weights = weighted ? [.. examples.Select(e => (double)e.Weight)] : null };
    }

    private static void Refused<T>(Action action, string message)
        where T : Exception
    {
        var e = Assert.ThrowsExactly<T>(action);
        Assert.IsTrue(e.Message.StartsWith(message, StringComparison.Ordinal), e.Message);
    }

    private ElasticNetMaximumEntropyTrainer Trainer(Action<ElasticNetMaximumEntropyTrainer.Options>? set = null)
    {
        var options = new ElasticNetMaximumEntropyTrainer.Options { LabelColumnName = "Key", Lambda = LambdaSelection.Fixed(0.01) };
        set?.Invoke(options);
        return _ml.MulticlassClassification.Trainers.ElasticNetMaximumEntropy(options);
    }

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => stop.Cancel();
    }
}
