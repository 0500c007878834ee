using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>What the networks learn, and what their options do.</summary>
[TestClass]
public sealed class MultilayerPerceptronTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Fit_Regression_LearnsWhatIsNotLinear()
    {
        IDataView data = Rings.Load(_ml);
        foreach (Activation activation in new[] { Activations.Relu, Activations.LeakyRelu, Activations.Tanh, Activations.Logistic })
        {
            var model = Regression(o => (o.Activation, o.HiddenLayers) = (activation, [16, 8])).Fit(data);
            Assert.IsTrue(_ml.Regression.Evaluate(model.Transform(data)).RSquared > 0.9, $"{activation}: {_ml.Regression.Evaluate(model.Transform(data)).RSquared}");
        }
    }

    [TestMethod]
    public void Fit_BinaryAndMulticlass_LearnWhatIsNotLinear()
    {
        IDataView data = Rings.Load(_ml);
        Assert.IsTrue(_ml.BinaryClassification.Evaluate(Binary().Fit(data).Transform(data), "Class").Accuracy > 0.93);
        Assert.IsTrue(_ml.MulticlassClassification.Evaluate(Multiclass().Fit(data).Transform(data), "Key").MicroAccuracy > 0.9);
    }

    [TestMethod]
    public void Fit_FeatureFarFromZero_IsKeptAndWarnedOf()
    {
        List<Example> examples = TestData.Examples(400);
        examples.ForEach(e => (e.Features[0], e.Label) = ((10 * e.Features[0]) + 1e6f, 10 * e.Features[0]));
        IDataView data = TestData.Load(_ml, examples);
        (var model, MultilayerPerceptronSummary summary) = Regression().FitWithSummary(data);
        Assert.IsGreaterThan(0.8, _ml.Regression.Evaluate(model.Transform(data)).RSquared);
        StringAssert.StartsWith(summary.Warnings.Single(), "The mean of feature 'age' is ");
    }

    [TestMethod]
    public void Fit_HuberAndPoisson_ScoreTheMean()
    {
        List<Ring> examples = Rings.Examples();
        examples.ForEach(e => e.Label = MathF.Round((e.Label - 500) / 10));     // counts of 0 to 16
        IDataView data = Rings.Load(_ml, examples);
        var huber = Regression(o => o.Loss = NetworkLosses.Huber(2)).Fit(data);
        Assert.IsInstanceOfType<LinearRegressionModelParameters>(huber.LastTransformer.Model);
        Assert.IsTrue(_ml.Regression.Evaluate(huber.Transform(data)).RSquared > 0.8);
        var poisson = Regression(o => o.Loss = NetworkLosses.Poisson).Fit(data);
        Assert.IsInstanceOfType<PoissonRegressionModelParameters>(poisson.LastTransformer.Model);
        Assert.IsTrue(_ml.Regression.Evaluate(poisson.Transform(data)).RSquared > 0.8);
        Assert.IsTrue(TestData.Scores(poisson.Transform(data)).All(score => score > 0));
    }

    [TestMethod]
    public void Fit_SameSeed_GivesTheSameBits()
    {
        IDataView data = Rings.Load(_ml, 100);
        float[] Once(int? seed) => TestData.Scores(Regression(o => (o.Seed, o.Epochs, o.Dropout) = (seed, 3, 0.2)).Fit(data).Transform(data));
        CollectionAssert.AreEqual(Once(5), Once(5));
        CollectionAssert.AreEqual(Once(1), Once(null), "the seed of the MLContext is the default");
        CollectionAssert.AreNotEqual(Once(5), Once(6));
    }

    [TestMethod]
    public void Fit_ShortArguments_AreTheOptions()
    {
        IDataView data = Rings.Load(_ml, 100);
        var longer = new MultilayerPerceptronRegressionTrainer.Options
        {
            ExampleWeightColumnName = "Weight",
            HiddenLayers = [5],
            WeightDecay = 0.1,
            L1Regularization = 1e-3,
            L2Regularization = 1e-4,
            GroupRegularization = 1e-5,
            Epochs = 3,
        };
        float[] expected = TestData.Scores(_ml.Regression.Trainers.MultilayerPerceptron(longer).Fit(data).Transform(data));
        var shorter = _ml.Regression.Trainers.MultilayerPerceptron("Label", "Features", "Weight", [5], 0.1, 1e-3, 1e-4, 1e-5, 3);
        CollectionAssert.AreEqual(expected, TestData.Scores(shorter.Fit(data).Transform(data)));
        longer.WeightDecay = null;
        longer.Optimizer = Optimizers.AdamW(weightDecay: 0.1);
        CollectionAssert.AreEqual(expected, TestData.Scores(_ml.Regression.Trainers.MultilayerPerceptron(longer).Fit(data).Transform(data)));
    }

    [TestMethod]
    public void Fit_GroupRegularization_CutsNeurons()
    {
        IDataView data = Rings.Load(_ml);
        (var model, MultilayerPerceptronSummary summary) = Binary(o => (o.GroupRegularization, o.HiddenLayers) = (0.01, [40])).FitWithSummary(data);
        Assert.AreEqual(40, summary.HiddenLayers[0]);
        Assert.IsTrue(summary.NeuronsLeft[0] is > 2 and < 20, $"{summary.NeuronsLeft[0]} neurons left");
        Assert.AreEqual(summary.NeuronsLeft[0], model.LastTransformer.Model.SubModel.Weights.Count);
        Assert.AreEqual(summary.NeuronsLeft[0], summary.History[^1].LiveNeurons);
        Assert.IsTrue(_ml.BinaryClassification.Evaluate(model.Transform(data), "Class").Accuracy > 0.9);
    }

    [TestMethod]
    public void Fit_AllNeuronsCut_ScoresAConstant()
    {
        IDataView data = Rings.Load(_ml, 100);
        var model = Regression(o => (o.GroupRegularization, o.HiddenLayers) = (1e3, [4, 3])).Fit(data);
        float[] scores = TestData.Scores(model.Transform(data));
        Assert.IsTrue(scores.All(score => score == scores[0] && float.IsFinite(score)));
    }

    [TestMethod]
    public void Fit_Validation_KeepsTheBestEpoch()
    {
        IDataView train = Rings.Load(_ml, 60), validation = Rings.Load(_ml, 200, seed: 2);
        (_, MultilayerPerceptronSummary summary) = Regression(o => (o.Epochs, o.Patience, o.WeightDecay) = (400, 5, 0)).FitWithSummary(train, validation);
        EpochReport best = summary.History.MinBy(e => e.ValidationLoss)!;
        Assert.AreEqual(best.Epoch, summary.Fit.BestEpoch);
        Assert.AreEqual(TrainingStatus.EarlyStopped, summary.Fit.Status);

        // The model's own loss on the validation data is the one of that epoch, in units of the training label.
        double deviation = Math.Sqrt(Variance(train.GetColumn<float>("Label")));
        var model = Regression(o => (o.Epochs, o.Patience, o.WeightDecay) = (400, 5, 0)).Fit(train, validation);
        double rmse = _ml.Regression.Evaluate(model.Transform(validation)).RootMeanSquaredError;
        Assert.AreEqual(best.ValidationMetric * deviation, rmse, 1e-3 * rmse);
        (_, MultilayerPerceptronSummary held) = Regression(o => (o.ValidationFraction, o.Epochs) = (0.25, 3)).FitWithSummary(train);
        Assert.IsTrue(held.History.All(e => double.IsFinite(e.ValidationLoss)));
    }

    [TestMethod]
    public void Fit_SparseValidationOfDenseTraining_IsTheSameAsDense()
    {
        List<Ring> train = Rings.Examples(60), validation = Rings.Examples(60, seed: 3);
        foreach (Ring ring in validation.Skip(1))
        {
            ring.Features = new VBuffer<float>(4, [0, 0, 0, ring.Label]);     // mostly zeros, so that it is read as sparse
        }

        (_, MultilayerPerceptronSummary summary) = Regression(o => o.Epochs = 2).FitWithSummary(Rings.Load(_ml, train), Rings.Load(_ml, validation));
        Assert.IsTrue(double.IsFinite(summary.History[0].ValidationLoss));
        var model = Regression(o => o.Epochs = 1).FitWithSummary(Rings.Load(_ml, train), Rings.Load(_ml, validation));
        double rmse = _ml.Regression.Evaluate(model.Transformer.Transform(Rings.Load(_ml, validation))).RootMeanSquaredError;
        Assert.AreEqual(model.Summary.History[0].ValidationMetric * Math.Sqrt(Variance(train.Select(e => e.Label))), rmse, 1e-3 * rmse);
    }

    [TestMethod]
    public void Fit_ClassWeights_AreRowWeights()
    {
        List<Ring> examples = Rings.Examples(150);
        examples.ForEach(e => e.Weight = e.Kind == "out" ? 5 : 1);
        IDataView data = Rings.Load(_ml, examples);
        float[] byRow = Probabilities(Multiclass(o => (o.ExampleWeightColumnName, o.Epochs, o.Normalize) = ("Weight", 3, false)).Fit(data).Transform(data));
        float[] byClass = Probabilities(Multiclass(o => (o.ClassWeights, o.Epochs, o.Normalize) = (new Dictionary<string, double> { ["out"] = 5 }, 3, false)).Fit(data).Transform(data));
        CollectionAssert.AreEqual(byRow, byClass);
        float[] binary = TestData.Scores(Binary(o => (o.ClassWeights, o.Epochs) = (new Dictionary<string, double> { ["true"] = 3 }, 3)).Fit(data).Transform(data));
        CollectionAssert.AreNotEqual(TestData.Scores(Binary(o => o.Epochs = 3).Fit(data).Transform(data)), binary);
    }

    [TestMethod]
    public void Fit_BalanceClasses_FindsMoreOfTheRareClass()
    {
        var random = new Random(1);
        List<Ring> examples = [.. Rings.Examples(600).Where(e => !e.Class || random.Next(20) == 0)];
        IDataView data = Rings.Load(_ml, examples);
        double plain = _ml.BinaryClassification.Evaluate(Binary(o => o.Epochs = 8).Fit(data).Transform(data), "Class").PositiveRecall;
        double balanced = _ml.BinaryClassification.Evaluate(Binary(o => (o.Epochs, o.BalanceClasses) = (8, true)).Fit(data).Transform(data), "Class").PositiveRecall;
        Assert.IsTrue(balanced > plain, $"{balanced} > {plain}");
    }

    private static double Variance(IEnumerable<float> values)
    {
        double mean = values.Average(v => (double)v);
        return values.Average(v => (v - mean) * (v - mean));
    }

    private static float[] Probabilities(IDataView scored) => [.. scored.GetColumn<float[]>("Score").SelectMany(row => row)];

    private MultilayerPerceptronRegressionTrainer Regression(Action<MultilayerPerceptronRegressionTrainer.Options>? set = null) =>
        _ml.Regression.Trainers.MultilayerPerceptron(Networks.Small(set));

    private MultilayerPerceptronBinaryTrainer Binary(Action<MultilayerPerceptronBinaryTrainer.Options>? set = null) =>
        _ml.BinaryClassification.Trainers.MultilayerPerceptron(Networks.Small(set, "Class"));

    private MultilayerPerceptronMulticlassTrainer Multiclass(Action<MultilayerPerceptronMulticlassTrainer.Options>? set = null) =>
        _ml.MulticlassClassification.Trainers.MultilayerPerceptron(Networks.Small(set, "Key"));
}
