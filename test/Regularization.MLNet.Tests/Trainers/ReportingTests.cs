using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>What a fit tells: the summary, the log, progress, and how it is stopped.</summary>
[TestClass]
public sealed class ReportingTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly List<LoggingEventArgs> _log = [];

    public ReportingTests() => _ml.Log += (_, e) =>
    {
        if (e.Source.StartsWith("ElasticNet", StringComparison.Ordinal))
        {
            _log.Add(e);
        }
    };

    [TestMethod]
    public void FitWithSummary_Summary_HasWhatWasFound()
    {
        (var transformer, FitSummary summary) = _ml.Regression.Trainers.Lasso().FitWithSummary(TestData.Load(_ml));
        Assert.AreEqual((120, TestData.Columns, 0L), (summary.Rows, summary.Features, summary.RowsSkipped));
        CollectionAssert.AreEqual(TestData.Names, summary.FeatureNames!.ToArray());
        Assert.AreEqual(Kernels.Describe(), summary.Kernels);
        Assert.IsTrue(summary.Path.LargestGap <= 1e-6);
        Assert.IsTrue(summary.Seconds > 0);
        CoefficientRow first = summary.CoefficientTable()[0];
        Assert.AreEqual(TestData.Names[first.Index], first.Name);
        Assert.AreEqual((float)first.Value, transformer.Model.Weights[first.Index]);
    }

    [TestMethod]
    public void OnFitted_InAPipeline_GetsTheSummaryOfEachFit()
    {
        var summaries = new List<FitSummary>();
        var options = new ElasticNetTrainer.Options { Lambda = LambdaSelection.Fixed(0.1), FeatureColumnName = "Scaled", OnFitted = summaries.Add };
        var pipeline = _ml.Transforms.NormalizeMeanVariance("Scaled", "Features").Append(_ml.Regression.Trainers.Lasso(options));
        pipeline.Fit(TestData.Load(_ml));
        Assert.HasCount(1, summaries);
        CollectionAssert.AreEqual(TestData.Names, summaries[0].FeatureNames!.ToArray());
        _ml.Regression.CrossValidate(TestData.Load(_ml), pipeline, numberOfFolds: 3);
        Assert.HasCount(4, summaries);
    }

    [TestMethod]
    public void Fit_SkippedRows_AreWarnedOfOnceAndInTheSummary()
    {
        List<Example> examples = TestData.Examples();
        (examples[0].Features[2], examples[1].Features[2], examples[9].Label) = (float.NaN, float.NegativeInfinity, float.NaN);
        (var transformer, FitSummary summary) = _ml.Regression.Trainers.Lasso(lambda: 0.1).FitWithSummary(TestData.Load(_ml, examples));
        Assert.AreEqual((117, 3L), (summary.Rows, summary.RowsSkipped));
        Assert.AreEqual(
            "Skipped 3 instances with missing features/label/weight during training (2 with a NaN or infinite feature, 1 with a missing or infinite label)",
            _log.Single(e => e.Kind == ChannelMessageKind.Warning).RawMessage);

        examples.RemoveAll(e => !float.IsFinite(e.Label) || !e.Features.All(float.IsFinite));
        CollectionAssert.AreEqual(
            _ml.Regression.Trainers.Lasso(lambda: 0.1).Fit(TestData.Load(_ml, examples)).Model.Weights.ToArray(), transformer.Model.Weights.ToArray());
    }

    [TestMethod]
    public void Fit_GoodData_LogsDataAndResultAndNoWarning()
    {
        _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression("Class").Fit(TestData.Load(_ml));
        string[] info = [.. _log.Where(e => e.Kind == ChannelMessageKind.Info).Select(e => e.RawMessage)];
        Assert.HasCount(2, info);
        StringAssert.StartsWith(info[0], "Training on 120 rows of 6 features, dense");
        StringAssert.Contains(info[1], "(10-fold cross-validation, smallest deviance)");
        StringAssert.Contains(info[1], "duality gap");
        Assert.IsFalse(_log.Any(e => e.Kind is ChannelMessageKind.Warning or ChannelMessageKind.Error), string.Join('\n', _log.Select(e => e.Message)));
        Assert.IsTrue(_log.Where(e => e.Kind == ChannelMessageKind.Trace).Count(e => e.RawMessage.Contains("cross-validation: ", StringComparison.Ordinal)) is > 0 and <= 10);
        Assert.IsTrue(_log.Where(e => e.Kind == ChannelMessageKind.Info).All(e => e.Source == "ElasticNetLogisticRegressionTrainer; Training"));
    }

    [TestMethod]
    public void Fit_Progress_IsToldOfEveryLambda()
    {
        var told = new Told();
        FitSummary summary = _ml.Regression.Trainers.Lasso(new ElasticNetTrainer.Options { Progress = told }).FitWithSummary(TestData.Load(_ml)).Summary;
        Assert.AreEqual(summary.Path.Count, told.Values.Count(p => p.Stage == "path"));
        Assert.AreEqual(10 * summary.Path.Count, told.Values.Count(p => p.Stage.StartsWith("fold", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Fit_CancelledWhileReading_Throws()
    {
        var options = new ElasticNetTrainer.Options { Lambda = LambdaSelection.Fixed(0.1), CancellationToken = new CancellationToken(canceled: true) };
        Assert.ThrowsExactly<OperationCanceledException>(() => _ml.Regression.Trainers.Lasso(options).Fit(TestData.Load(_ml)));
        Assert.ThrowsExactly<OperationCanceledException>(
            () => _ml.Regression.Trainers.Lasso(lambda: 0.1).FitWithSummary(TestData.Load(_ml), new CancellationToken(canceled: true)));
    }

    [TestMethod]
    public void Fit_CancelledDuringCrossValidation_Throws()
    {
        using var source = new CancellationTokenSource();
        var progress = new Told { Then = p => source.CancelIf(p.Stage == "fold 2" || p.Completed > 150) };
        var options = new ElasticNetTrainer.Options { CancellationToken = source.Token, Progress = progress };
        bool fitted = false;
        options.OnFitted = _ => fitted = true;
        Assert.ThrowsExactly<OperationCanceledException>(() => _ml.Regression.Trainers.Lasso(options).Fit(TestData.Load(_ml)));
        Assert.IsFalse(fitted);
        Assert.IsTrue(progress.Values.Count(p => p.Stage.StartsWith("fold", StringComparison.Ordinal)) < 300);
    }

    [TestMethod]
    public void Fit_CancelledWithGivenLambda_ReturnsTheBestSoFar()
    {
        // Cancelled by the last row as it is read, hence before the first epoch.
        using var source = new CancellationTokenSource();
        IEnumerable<Example> CancelAtEnd()
        {
            foreach (Example example in TestData.Examples())
            {
                yield return example;
            }

            source.Cancel();
        }

        var trainer = _ml.Regression.Trainers.Lasso(new ElasticNetTrainer.Options { Lambda = LambdaSelection.Fixed(1e-5), CancellationToken = source.Token, Tolerance = 1e-10 });
        (var transformer, FitSummary summary) = trainer.FitWithSummary(TestData.Load(_ml, CancelAtEnd()));
        Assert.AreEqual(FitStatus.Canceled, summary.Selected.Status);
        Assert.IsTrue(transformer.Model.Weights.All(float.IsFinite));
        Assert.IsTrue(_log.Any(e => e.Kind == ChannelMessageKind.Warning));
    }

    private sealed class Told : IProgress<FitProgress>
    {
        public List<FitProgress> Values { get; } = [];

        public Action<FitProgress>? Then { get; init; }

        public void Report(FitProgress value)
        {
            Values.Add(value);
            Then?.Invoke(value);
        }
    }
}

internal static class CancellationExtensions
{
    public static void CancelIf(this CancellationTokenSource source, bool condition)
    {
        if (condition)
        {
            source.Cancel();
        }
    }
}
