using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>Trainers that stream: as good as those that hold the data, stock models, and no rows in memory.</summary>
[TestClass]
public sealed class ElasticNetSgdTests
{
    private const int Rows = 3000;

    private readonly MLContext _ml = new(seed: 1);
    private readonly List<LoggingEventArgs> _log = [];

    public ElasticNetSgdTests() => _ml.Log += (_, e) =>
    {
        if (e.Source.StartsWith("ElasticNetSgd", StringComparison.Ordinal))
        {
            _log.Add(e);
        }
    };

    [TestMethod]
    [DataRow(false, null)]
    [DataRow(true, null)]
    [DataRow(false, "Weight")]
    public void Fit_Regression_IsNearTheExactSolution(bool sparse, string? weights)
    {
        IDataView data = Data(sparse);
        (var exact, FitSummary summary) = _ml.Regression.Trainers.ElasticNet(exampleWeightColumnName: weights, lambda: 0.05).FitWithSummary(data);
        (var streamed, StreamingFit fit) = _ml.Regression.Trainers.ElasticNetSgd(0.05, exampleWeightColumnName: weights).FitWithSummary(data);
        Assert.AreEqual(Rows, fit.Rows);
        IsNear(summary.Selected, fit.Solution);
        Assert.AreEqual((float)fit.Solution.Coefficients[0], streamed.Model.Weights[0]);
        Assert.AreEqual(exact.GetType(), streamed.GetType());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_Logistic_IsNearTheExactSolution(bool sparse)
    {
        IDataView data = Data(sparse);
        (var exact, FitSummary summary) = _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression("Class", lambda: 0.02).FitWithSummary(data);
        (var streamed, StreamingFit fit) = _ml.BinaryClassification.Trainers.ElasticNetSgd(0.02, "Class").FitWithSummary(data);
        IsNear(summary.Selected, fit.Solution);
        Assert.AreEqual(exact.GetType(), streamed.GetType());
        Assert.AreEqual(
            _ml.BinaryClassification.Evaluate(exact.Transform(data), "Class").AreaUnderRocCurve,
            _ml.BinaryClassification.Evaluate(streamed.Transform(data), "Class").AreaUnderRocCurve,
            0.01);
    }

    [TestMethod]
    public void Fit_AveragedSgd_IsNearTheExactSolution()
    {
        IDataView data = Data(sparse: false);
        (_, FitSummary summary) = _ml.Regression.Trainers.ElasticNet(lambda: 0.05).FitWithSummary(data);
        (_, StreamingFit fit) = _ml.Regression.Trainers.ElasticNetSgd(new ElasticNetSgdTrainer.Options { Lambda = 0.05, Method = new AveragedSgd() }).FitWithSummary(data);
        IsNear(summary.Selected, fit.Solution);
    }

    [TestMethod]
    public void Fit_Transformer_SavesAndLoads()
    {
        IDataView data = Data(sparse: false);
        foreach (ITransformer transformer in (ITransformer[])[_ml.Regression.Trainers.ElasticNetSgd(0.05).Fit(data), _ml.BinaryClassification.Trainers.ElasticNetSgd(0.05, "Class").Fit(data)])
        {
            using var file = new MemoryStream();
            _ml.Model.Save(transformer, data.Schema, file);
            file.Position = 0;
            CollectionAssert.AreEqual(TestData.Scores(transformer.Transform(data)), TestData.Scores(new MLContext().Model.Load(file, out _).Transform(data)));
        }
    }

    [TestMethod]
    public void Fit_PreviousModel_StartsFromIt()
    {
        IDataView data = Data(sparse: false);
        var once = _ml.Regression.Trainers.ElasticNetSgd(new ElasticNetSgdTrainer.Options { Lambda = 0.05, Passes = 1 });
        var exact = _ml.Regression.Trainers.ElasticNet(lambda: 0.05).Fit(data);
        double cold = once.FitWithSummary(data).Fit.History[0].Loss, warm = once.FitWithSummary(data, exact.Model).Fit.History[0].Loss;
        Assert.IsLessThan(0.9 * cold, warm);
        Assert.AreEqual(exact.Model.Weights[0], once.Fit(data, exact.Model).Model.Weights[0], 0.05 * Math.Abs(exact.Model.Weights[0]));

        var logisticOnce = _ml.BinaryClassification.Trainers.ElasticNetSgd(new ElasticNetSgdLogisticRegressionTrainer.Options { LabelColumnName = "Class", Lambda = 0.02, Passes = 1 });
        var logistic = _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression("Class", lambda: 0.02).Fit(data);
        Assert.IsLessThan(logisticOnce.FitWithSummary(data).Fit.History[0].Loss, logisticOnce.FitWithSummary(data, logistic.Model).Fit.History[0].Loss);
    }

    [TestMethod]
    public void Fit_PreviousModelRows_FewAreForgottenSooner()
    {
        IDataView data = Data(sparse: false);
        List<Example> turned = [.. TestData.Examples(Rows).Select(e => new Example { Features = e.Features, Label = -e.Label })];
        var wrong = _ml.Regression.Trainers.ElasticNet(lambda: 0.05).Fit(TestData.Load(_ml, turned)).Model;
        Assert.IsLessThan(Objective(1e6), Objective(10));
        Assert.AreEqual(Objective(StreamingStart.DefaultRows), _ml.Regression.Trainers.ElasticNetSgd(new ElasticNetSgdTrainer.Options { Lambda = 0.05, Passes = 1 }).FitWithSummary(data, wrong).Fit.Solution.Objective);

        double Objective(double rows) =>
            _ml.Regression.Trainers.ElasticNetSgd(new ElasticNetSgdTrainer.Options { Lambda = 0.05, Passes = 1, PreviousModelRows = rows }).FitWithSummary(data, wrong).Fit.Solution.Objective;
    }

    [TestMethod]
    public void Fit_Start_GoesOnFromAnEarlierFitInAPipelineToo()
    {
        IDataView data = Data(sparse: false);
        StreamingFit? second = null;
        StreamingFit first = _ml.Regression.Trainers.ElasticNetSgd(new ElasticNetSgdTrainer.Options { Lambda = 0.05, Passes = 2, Tolerance = 0 }).FitWithSummary(data).Fit;
        var options = new ElasticNetSgdTrainer.Options { Lambda = 0.05, Passes = 1, Start = first.ToStart(), OnFitted = fit => second = fit };
        var trainer = _ml.Regression.Trainers.ElasticNetSgd(options);
        _ml.Transforms.CopyColumns("Copy", "Label").Append(trainer).Fit(data);
        Assert.AreEqual(2.0 * Rows, options.Start.Rows);
        Assert.IsLessThan(0.9 * first.History[0].Loss, second!.History[0].Loss);
        Assert.AreEqual(first.Solution.Objective, second.Solution.Objective, 0.02 * first.Solution.Objective);

        // What is given to Fit comes first.
        var zero = _ml.Regression.Trainers.ElasticNet(lambda: 1e6).Fit(data).Model;
        Assert.IsGreaterThan(second.History[0].Loss, trainer.FitWithSummary(data, zero).Fit.History[0].Loss);
    }

    [TestMethod]
    public void Fit_NotEvaluated_IsTheSameModelWithFewerPasses()
    {
        int opened = 0;
        (StreamingFit judged, int all) = Fitted(evaluate: true);
        (StreamingFit quick, int fewer) = Fitted(evaluate: false);
        Assert.AreEqual(all - 1, fewer);
        CollectionAssert.AreEqual(judged.Solution.Coefficients.ToDense(), quick.Solution.Coefficients.ToDense());
        Assert.IsTrue(judged.IsEvaluated && !quick.IsEvaluated && double.IsNaN(quick.Solution.DualityGap));
        Assert.IsTrue(_log.Any(e => e.Kind == ChannelMessageKind.Info && e.RawMessage.Contains("not evaluated", StringComparison.Ordinal)));

        (StreamingFit Fit, int Opened) Fitted(bool evaluate)
        {
            opened = 0;
            var options = new ElasticNetSgdTrainer.Options { Lambda = 0.05, Passes = 2, Tolerance = 0, Evaluate = evaluate };
            return (_ml.Regression.Trainers.ElasticNetSgd(options).FitWithSummary(TestData.Load(_ml, Counted())).Fit, opened);
        }

        IEnumerable<Example> Counted()
        {
            opened++;
            foreach (Example example in TestData.Examples())
            {
                yield return example;
            }
        }
    }

    [TestMethod]
    public void Fit_PreviousModelOfOtherSize_Throws()
    {
        var model = _ml.Regression.Trainers.ElasticNetSgd(0.05).Fit(TestData.Load(_ml)).Model;
        List<Example> three = [.. TestData.Examples().Select(e => new Example { Features = e.Features[..3], Label = e.Label })];
        Refused<ArgumentException>(
            () => _ml.Regression.Trainers.ElasticNetSgd(0.05).Fit(TestData.Load(_ml, three, 3), model), "The previous model has 6 weights, but column 'Features' has 3 slots");
        Assert.ThrowsExactly<ArgumentNullException>(() => _ml.Regression.Trainers.ElasticNetSgd(0.05).Fit(TestData.Load(_ml), null!));
    }

    [TestMethod]
    public void Fit_SkippedRows_AreWarnedOfOnceAndLeftOut()
    {
        List<Example> examples = TestData.Examples(Rows);
        (examples[0].Features[2], examples[1].Features[2], examples[9].Label) = (float.NaN, float.NegativeInfinity, float.NaN);
        (examples[3].Weight, examples[4].Weight, examples[5].Weight) = (0, -1, float.NaN);
        var trainer = _ml.Regression.Trainers.ElasticNetSgd(0.05, exampleWeightColumnName: "Weight");
        (var transformer, StreamingFit fit) = trainer.FitWithSummary(TestData.Load(_ml, examples));
        Assert.AreEqual((Rows - 6L, 6L), (fit.Rows, fit.RowsSkipped));
        Assert.AreEqual(
            "Skipped 6 instances with missing features/label/weight during training "
            + "(2 with a NaN or infinite feature, 1 with a missing or infinite label, 3 with a weight that is not positive and finite)",
            _log.Single(e => e.Kind == ChannelMessageKind.Warning && e.RawMessage.Contains("kipped", StringComparison.Ordinal)).RawMessage);

        examples.RemoveAll(e => !float.IsFinite(e.Label) || !(e.Weight > 0) || !e.Features.All(float.IsFinite));
        CollectionAssert.AreEqual(trainer.Fit(TestData.Load(_ml, examples)).Model.Weights.ToArray(), transformer.Model.Weights.ToArray());
    }

    [TestMethod]
    public void Fit_ManyRows_HoldsNone()
    {
        const int many = 200_000;
        var row = new Example { Features = new float[TestData.Columns] };
        IDataView data = TestData.Load(_ml, Lazy());
        var trainer = _ml.Regression.Trainers.ElasticNetSgd(new ElasticNetSgdTrainer.Options { Lambda = 0.01, Passes = 1, ShuffleRows = 256 });
        trainer.Fit(TestData.Load(_ml));
        long before = GC.GetAllocatedBytesForCurrentThread();
        (_, StreamingFit fit) = trainer.FitWithSummary(data);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.AreEqual((many, many), (fit.Rows, fit.RowsSeen));
        Assert.IsLessThan(many * TestData.Columns * sizeof(float) / 2, allocated);

        IEnumerable<Example> Lazy()
        {
            for (int i = 0; i < many; i++)
            {
                for (int j = 0; j < TestData.Columns; j++)
                {
                    row.Features[j] = (i * (j + 3) % 17) - 8;
                }

                row.Label = row.Features[0] + (i % 5);
                yield return row;
            }
        }
    }

    [TestMethod]
    [DataRow("ftrl")]
    [DataRow("sgd")]
    [DoNotParallelize]
    public void Fit_HundredsOfThousandsOfRows_MemoryDoesNotGrow(string method)
    {
        const int many = 300_000;
        var held = new List<long>();
        var options = new ElasticNetSgdTrainer.Options { Lambda = 0.01, Passes = 4, Tolerance = 1e-12, Method = method == "sgd" ? new AveragedSgd() : new FtrlProximal() };
        (_, StreamingFit fit) = _ml.Regression.Trainers.ElasticNetSgd(options).FitWithSummary(TestData.Load(_ml, New()));
        Assert.AreEqual((many, 4), (fit.Rows, fit.Passes));
        Assert.IsLessThan(fit.Passes * (long)many, fit.RowsSeen, "some of the passes are exact");

        // A row of 6 features takes 24 bytes and more: to hold the rows would take 5 MB from the first to the second look in one pass alone.
        Assert.IsGreaterThanOrEqualTo(12, held.Count);
        Assert.IsLessThan(2_000_000, held.Skip(2).Max() - held[1], string.Join(", ", held));

        // An object and an array for every row, as a program that reads a file would make them.
        IEnumerable<Example> New()
        {
            for (int i = 0; i < many; i++)
            {
                if (i is 50_000 or 290_000)
                {
                    held.Add(GC.GetTotalMemory(forceFullCollection: true));
                }

                float[] features = [.. Enumerable.Range(0, TestData.Columns).Select(j => (float)((i * (j + 3L) % 17) - 8))];
                yield return new Example { Features = features, Label = features[0] + (i % 5) };
            }
        }
    }

    [TestMethod]
    public void Fit_ReceiversOfOptions_AreTold()
    {
        var fits = new List<StreamingFit>();
        var reports = new Reports();
        var options = new ElasticNetSgdTrainer.Options { Lambda = 0.05, Passes = 3, Tolerance = 0, OnFitted = fits.Add, Progress = reports };
        _ml.Regression.Trainers.ElasticNetSgd(options).Fit(TestData.Load(_ml));
        Assert.AreEqual(3, fits.Single().Passes);
        CollectionAssert.AreEqual((int[])[1, 2, 3], reports.Select(r => r.Pass).ToArray());
        Assert.IsTrue(_log.Any(e => e.Kind == ChannelMessageKind.Info && e.RawMessage.Contains("3 passes of ftrl-proximal over 120 rows", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Fit_Canceled_Throws()
    {
        var options = new ElasticNetSgdTrainer.Options { Lambda = 0.05, CancellationToken = new CancellationToken(canceled: true) };
        Assert.ThrowsExactly<OperationCanceledException>(() => _ml.Regression.Trainers.ElasticNetSgd(options).Fit(TestData.Load(_ml)));
    }

    [TestMethod]
    public void BadInput_Throws()
    {
        foreach (double lambda in (double[])[-0.5, double.NaN, double.PositiveInfinity])
        {
            Refused<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.ElasticNetSgd(lambda), "it must be finite and not negative.");
            Refused<ArgumentOutOfRangeException>(() => _ml.BinaryClassification.Trainers.ElasticNetSgd(lambda), "it must be finite and not negative.");
        }

        Refused<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.ElasticNetSgd(0.1, l1Ratio: 1.5), "L1Ratio is 1.5");
        Refused<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.ElasticNetSgd(new ElasticNetSgdTrainer.Options { Lambda = 1, Passes = 0 }), "Passes");
        Refused<ArgumentOutOfRangeException>(
            () => _ml.Regression.Trainers.ElasticNetSgd(new ElasticNetSgdTrainer.Options { Lambda = 1, PreviousModelRows = 0 }), "PreviousModelRows is 0; it must be positive and finite.");
        var start = new StreamingStart(SparseCoefficients.FromDense([1, 2]), 0);
        Refused<ArgumentException>(
            () => _ml.Regression.Trainers.ElasticNetSgd(new ElasticNetSgdTrainer.Options { Lambda = 1, Start = start }).Fit(TestData.Load(_ml)), "The model to start from has 2 features, the rows have 6");
        Refused<ArgumentNullException>(() => _ml.Regression.Trainers.ElasticNetSgd(new ElasticNetSgdTrainer.Options { Lambda = 1, Method = null! }), "Method is null");
        Refused<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.ElasticNetSgd(0.1, "Nothing").Fit(TestData.Load(_ml)), "Nothing");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Fit_NoRowsOrOneClass_Throws(bool standardize)
    {
        var options = new ElasticNetSgdLogisticRegressionTrainer.Options { Lambda = 0.1, LabelColumnName = "Class", Standardize = standardize };
        var trainer = _ml.BinaryClassification.Trainers.ElasticNetSgd(options);
        Refused<InvalidOperationException>(() => trainer.Fit(TestData.Load(_ml, [])), "No training instances found: the data have no rows.");
        List<Example> examples = TestData.Examples();
        examples.ForEach(e => e.Class = true);
        Refused<InvalidOperationException>(() => trainer.Fit(TestData.Load(_ml, examples)), "The label 'Class' is true in each of the 120 rows");
        examples.ForEach(e => e.Features[0] = float.NaN);
        Refused<InvalidOperationException>(() => trainer.Fit(TestData.Load(_ml, examples)), "No valid training instances found: Skipped 120 instances");
    }

    private IDataView Data(bool sparse)
    {
        List<Example> examples = TestData.Examples(Rows);
        return sparse ? TestData.LoadSparse(_ml, examples) : TestData.Load(_ml, examples);
    }

    private static void IsNear(Solution exact, Solution streamed)
    {
        Assert.AreEqual(exact.Objective, streamed.Objective, 0.01 * exact.Objective);
        Assert.IsGreaterThan(0.3, streamed.DevianceExplained);
    }

    private static void Refused<T>(Action action, string message)
        where T : Exception =>
        StringAssert.Contains(Assert.ThrowsExactly<T>(action).Message, message);

    private sealed class Reports : List<StreamingReport>, IProgress<StreamingReport>
    {
        public void Report(StreamingReport value)
        {
            if (value.Pass > 0)
            {
                Add(value);
            }
        }
    }
}
