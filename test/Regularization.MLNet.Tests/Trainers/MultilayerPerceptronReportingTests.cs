using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>What training tells: the log, progress, the summary, and how it is stopped.</summary>
[TestClass]
public sealed class MultilayerPerceptronReportingTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly List<LoggingEventArgs> _log = [];

    public MultilayerPerceptronReportingTests() => _ml.Log += (_, e) =>
    {
        if (e.Source.StartsWith("MultilayerPerceptron", StringComparison.Ordinal))
        {
            _log.Add(e);
        }
    };

    private string[] Warnings => [.. _log.Where(e => e.Kind == ChannelMessageKind.Warning).Select(e => e.RawMessage)];

    [TestMethod]
    public void FitWithSummary_Summary_HasTheCurves()
    {
        List<Ring> examples = Rings.Examples(80);
        examples[3].Label = float.NaN;
        (_, MultilayerPerceptronSummary summary) = Regression(o => (o.Epochs, o.ValidationFraction) = (5, 0.2)).FitWithSummary(Rings.Load(_ml, examples));
        Assert.AreEqual((79, 1L), (summary.Rows, summary.RowsSkipped));
        CollectionAssert.AreEqual(new[] { "Features[0]", "Features[1]", "Features[2]", "Features[3]" }, summary.FeatureNames.ToArray());
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4, 5 }, summary.History.Select(e => e.Epoch).ToArray());
        Assert.IsTrue(summary.History.All(e => double.IsFinite(e.TrainLoss) && double.IsFinite(e.ValidationLoss) && e.WeightNorm > 0));
        Assert.AreEqual(TrainingStatus.AllEpochs, summary.Fit.Status);
        Assert.IsTrue(summary.Seconds > 0);
        Assert.AreEqual(Kernels.Describe(), summary.Kernels);
    }

    [TestMethod]
    public void OnFitted_InAPipeline_GetsTheSummaryOfEachFit()
    {
        var summaries = new List<MultilayerPerceptronSummary>();
        _ml.Regression.CrossValidate(Rings.Load(_ml, 60), Regression(o => (o.Epochs, o.OnFitted) = (1, summaries.Add)), 3);
        Assert.HasCount(3, summaries);
    }

    [TestMethod]
    public void Fit_GoodData_LogsALineAnEpochAndNoWarning()
    {
        Regression(o => o.Epochs = 3).Fit(Rings.Load(_ml, 80));
        string[] info = [.. _log.Where(e => e.Kind == ChannelMessageKind.Info).Select(e => e.RawMessage)];
        Assert.HasCount(5, info);
        StringAssert.StartsWith(info[0], "Training on 80 rows of 4 features, dense");
        StringAssert.StartsWith(info[1], "epoch 1/3: loss ");
        foreach (string part in new[] { "metric", "weight norm", "zeros", "neurons", "learning rate" })
        {
            StringAssert.Contains(info[3], part);
        }

        StringAssert.StartsWith(info[4], "AllEpochs: the weights of epoch 3 of 3, hidden neurons left 16 of 16");
        Assert.HasCount(0, Warnings, string.Join('\n', Warnings));
        Assert.IsTrue(_log.Where(e => e.Kind == ChannelMessageKind.Info).All(e => e.Source == "MultilayerPerceptronRegressionTrainer; Training"));
    }

    [TestMethod]
    public void Fit_Progress_IsToldOfEveryEpoch()
    {
        var told = new Told();
        MultilayerPerceptronSummary summary = Regression(o => (o.Epochs, o.Progress) = (4, told)).FitWithSummary(Rings.Load(_ml, 60)).Summary;
        CollectionAssert.AreEqual(summary.History.ToArray(), told.Values);
    }

    [TestMethod]
    public void Fit_CancelledWhileReading_Throws()
    {
        var canceled = new CancellationToken(canceled: true);
        Assert.ThrowsExactly<OperationCanceledException>(() => Regression(o => o.CancellationToken = canceled).Fit(Rings.Load(_ml, 60)));
        Assert.ThrowsExactly<OperationCanceledException>(() => Regression().FitWithSummary(Rings.Load(_ml, 60), null, canceled));
    }

    [TestMethod]
    public void Fit_CancelledInTraining_ReturnsTheBestSoFar()
    {
        using var source = new CancellationTokenSource();
        var told = new Told { Then = report => source.CancelIf(report.Epoch == 3) };
        IDataView data = Rings.Load(_ml, 100);
        (var model, MultilayerPerceptronSummary summary) = Regression(o => (o.Epochs, o.Progress) = (1000, told)).FitWithSummary(data, null, source.Token);
        Assert.AreEqual((TrainingStatus.Canceled, 3, 3), (summary.Fit.Status, summary.Fit.BestEpoch, summary.History.Count));
        CollectionAssert.AreEqual(
            TestData.Scores(Regression(o => o.Epochs = 3).Fit(data).Transform(data)), TestData.Scores(model.Transform(data)));
        CollectionAssert.Contains(Warnings, "Training was cancelled after 3 of 1,000 epochs; the network has the weights of epoch 3.");
    }

    [TestMethod]
    [DataRow(true, 0f)]
    [DataRow(true, 5f)]
    [DataRow(true, 1e8f)]
    [DataRow(false, 5f)]
    public void Fit_NoFeatureVaries_IsWarnedOf(bool normalize, float value)
    {
        List<Ring> examples = Rings.Examples(80);
        examples.ForEach(e => e.Features = new(4, [value, value, value, value]));
        Regression(o => (o.Epochs, o.Normalize) = (2, normalize)).Fit(Rings.Load(_ml, examples));
        Assert.ContainsSingle(w => w.StartsWith("No feature varies over the training rows", StringComparison.Ordinal), Warnings);
    }

    [TestMethod]
    public void Fit_BatchLargerThanData_IsSaidOnce()
    {
        MultilayerPerceptronSummary summary = Regression(o => (o.BatchSize, o.Epochs) = (500, 3)).FitWithSummary(Rings.Load(_ml, 60)).Summary;
        Assert.HasCount(1, Warnings);
        StringAssert.StartsWith(Warnings[0], "BatchSize is 500, more than the 60 training rows");
        CollectionAssert.AreEqual(Warnings, summary.Warnings.ToArray());
    }

    [TestMethod]
    public void Fit_UnscaledFeatures_NameTheLargestUnlessNormalized()
    {
        List<Example> examples = TestData.Examples();
        examples[5].Features[3] = -4500;
        Regression(o => (o.Normalize, o.Epochs, o.ClipNorm) = (false, 1, 1)).Fit(TestData.Load(_ml, examples));
        Assert.HasCount(1, Warnings);
        StringAssert.StartsWith(Warnings[0], "Feature 'height' has the value -4500: networks train badly on features of such size.");
        _log.Clear();
        Regression(o => o.Epochs = 1).Fit(TestData.Load(_ml, examples));
        Assert.HasCount(0, Warnings, string.Join('\n', Warnings));
    }

    [TestMethod]
    public void Fit_MeanFarFromZero_IsWarnedOf()
    {
        List<Example> examples = TestData.Examples();
        examples.ForEach(e => e.Features[2] = 1e5f + (e.Features[2] > 0 ? 1 : 0));
        Regression(o => o.Epochs = 1).Fit(TestData.Load(_ml, examples));
        Assert.HasCount(1, Warnings);
        StringAssert.StartsWith(Warnings[0], "The mean of feature 'noise' is ");
    }

    [TestMethod]
    public void Fit_SkippedRows_AreCounted()
    {
        List<Ring> examples = Rings.Examples(60);
        (examples[0].Label, examples[1].Weight) = (float.NaN, 0);
        MultilayerPerceptronSummary summary = Regression(o => (o.Epochs, o.ExampleWeightColumnName) = (1, "Weight")).FitWithSummary(Rings.Load(_ml, examples)).Summary;
        StringAssert.StartsWith(Warnings.Single(), "Skipped 2 instances with missing features/label/weight during training");
        CollectionAssert.AreEqual(Warnings, summary.Warnings.ToArray());
        string[] lines = summary.ToString().Split(Environment.NewLine);
        Assert.AreEqual($"{summary.Fit.Network} on 58 rows (2 rows skipped)", lines[0]);
        StringAssert.StartsWith(lines[0], "network 4-16-1, relu, squared loss");
        StringAssert.StartsWith(lines[1], "AllEpochs after 1 epoch; weights of epoch 1/1: loss ");
        Assert.AreEqual("hidden neurons left 16 of 16", lines[2]);
        Assert.AreEqual("warning: " + Warnings[0], lines[3]);
        StringAssert.EndsWith(lines[4], Kernels.Describe());
    }

    [TestMethod]
    public void Fit_PenaltyThatLeavesNothing_SaysThatNoNeuronIsLeft()
    {
        MultilayerPerceptronSummary summary = Regression(o => (o.Epochs, o.L1Regularization) = (2, 1e9)).FitWithSummary(Rings.Load(_ml, 60)).Summary;
        CollectionAssert.AreEqual(new[] { 0 }, summary.NeuronsLeft.ToArray());
        CollectionAssert.Contains(Warnings, "No neuron is left of the 16 of hidden layer 0: the network gives the same score for all rows. Weaken the penalties (L1, L2, Group) or the weight decay.");
    }

    [TestMethod]
    [DataRow(1e5, 0, 64)]
    [DataRow(1e5, 0, 8)]
    [DataRow(1e-3, 1e4, 8)]
    [DataRow(1e30, 0, 8)]
    public void Fit_StepsFarTooLarge_ThrowsOrWarnsAndScoresAreFinite(double rate, double decay, int batch)
    {
        IDataView data = Rings.Load(_ml, 64);
        foreach (int epochs in new[] { 1, 20 })
        {
            _log.Clear();
            Optimizer optimizer = decay > 0 ? Optimizers.AdamW(rate, decay) : Optimizers.Sgd(rate);
            try
            {
                var model = Regression(o => (o.Epochs, o.BatchSize, o.Optimizer, o.WeightDecay) = (epochs, batch, optimizer, null)).Fit(data);
                Assert.IsTrue(TestData.Scores(model.Transform(data)).All(float.IsFinite));
                Assert.IsTrue(Warnings.Any(w => w.Contains("before the first step", StringComparison.Ordinal) || w.Contains("became NaN or infinite", StringComparison.Ordinal)));
            }
            catch (TrainingDivergedException e)
            {
                StringAssert.Contains(e.Message, decay > 0 ? "Lower WeightDecay" : "Lower the learning rate");
            }
        }
    }

    [TestMethod]
    public void Fit_CancelledBeforeAnEpochEnds_WarnsOfUntrainedWeights()
    {
        using var source = new CancellationTokenSource();
        IDataView data = Rings.Load(_ml, 60);
        MultilayerPerceptronSummary? summary = null;
        _ml.Log += (_, e) => source.CancelIf(e.RawMessage.StartsWith("Training on ", StringComparison.Ordinal));
        var model = Regression(o => (o.Epochs, o.CancellationToken, o.OnFitted) = (50, source.Token, s => summary = s)).Fit(data);
        Assert.AreEqual((TrainingStatus.Canceled, 0), (summary!.Fit.Status, summary.Fit.BestEpoch));
        StringAssert.Contains(Warnings.Single(), "cancelled before its first epoch ended");
        Assert.IsTrue(TestData.Scores(model.Transform(data)).All(float.IsFinite));
    }

    [TestMethod]
    public void Fit_ClassWithoutRows_HasProbabilityZeroAndAWarning()
    {
        IDataView data = Rings.Load(_ml, [.. Rings.Examples(200).Where(e => e.Kind != "mid")]);
        var options = Networks.Small<MultilayerPerceptronMulticlassTrainer.Options>(o => o.Epochs = 20, "Key");
        var model = _ml.MulticlassClassification.Trainers.MultilayerPerceptron(options).Fit(data);
        StringAssert.StartsWith(Warnings.Single(), "1 of the 3 classes of label 'Key' have no row to train on ('mid'): the model gives them the probability 0.");
        float[][] scores = [.. Microsoft.ML.Data.ColumnCursorExtensions.GetColumn<float[]>(model.Transform(data), "Score")];
        Assert.IsTrue(scores.All(row => row[1] == 0 && Math.Abs(row.Sum() - 1) < 1e-5));
        Assert.IsTrue(_ml.MulticlassClassification.Evaluate(model.Transform(data), "Key").MicroAccuracy > 0.9);
    }

    private MultilayerPerceptronRegressionTrainer Regression(Action<MultilayerPerceptronRegressionTrainer.Options>? set = null) =>
        _ml.Regression.Trainers.MultilayerPerceptron(Networks.Small(set));

    private sealed class Told : IProgress<EpochReport>
    {
        public List<EpochReport> Values { get; } = [];

        public Action<EpochReport>? Then { get; init; }

        public void Report(EpochReport value)
        {
            Values.Add(value);
            Then?.Invoke(value);
        }
    }
}
