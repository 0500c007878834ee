namespace Regularization.Tests;

/// <summary>What a fit to a stream warns of: the true cause, one piece of advice, and nothing where all is well.</summary>
[TestClass]
public class StreamingAdviceTests
{
    private static readonly StreamRow[] Rows = Make(3000, 1);

    [TestMethod]
    [DataRow("ftrl", 1e6f)]
    [DataRow("sgd", 1e6f)]
    [DataRow("ftrl", 4e6f)]
    public void Fit_FeatureFarFromZero_IsFittedAndWarnedOf(string method, float shift)
    {
        RowSource rows = RowSource.FromEnumerable(2, Rows.Select(r => r with { Values = new float[] { r.Values.Span[0] + shift, r.Values.Span[1] } }));
        StreamingFit fit = Trainer(method).Fit(rows, 0.05), usual = Trainer(method).Fit(RowSource.FromEnumerable(2, Rows), 0.05);
        Assert.AreEqual(usual.Solution.Coefficients[0], fit.Solution.Coefficients[0], 0.1);
        StringAssert.StartsWith(fit.Warnings.Single(), "Feature 0 varies by 1");
        StringAssert.Contains(fit.Warnings[0], "Subtract its mean or its minimum before it is made float32.");
        Assert.IsEmpty(usual.Warnings);
    }

    [TestMethod]
    public void Moments_FarMeanAndStrangeFirstValue_DeviationIsExact()
    {
        var moments = new FeatureMoments(2);
        float[][] values = [[3e7f, 5], .. Enumerable.Range(0, 999).Select(i => (float[])[i % 2, 5])];
        using RowReader reader = RowSource.FromEnumerable(2, values.Select(v => new StreamRow(v, 0, 0.3))).Open(0);
        while (reader.Read())
        {
            moments.Add(reader);
        }

        double mean = values.Average(v => (double)v[0]), deviation = Math.Sqrt(values.Average(v => (v[0] - mean) * (v[0] - mean)));
        Assert.AreEqual(1, moments.Of(0).Deviation / deviation, 1e-12);
        Assert.AreEqual(0, moments.Of(1).Deviation, "a constant one");
        Assert.AreEqual(5, moments.Of(1).Mean);
    }

    [TestMethod]
    public void Fit_VaryingColumnLeftOut_IsWarnedOf()
    {
        // One row in 3,000, of a billionth of the others' weight, differs.
        StreamRow[] rows = [.. Rows.Select((r, i) => r with { Values = new float[] { i == 0 ? 100_001 : 100_000, r.Values.Span[1] }, Weight = i == 0 ? 1e-9 : 1 })];
        StreamingFit fit = Trainer("ftrl").Fit(RowSource.FromEnumerable(2, rows), 1e-3);
        Assert.AreEqual(0, fit.Solution.Coefficients[0]);
        StringAssert.Contains(fit.Warnings[0], "Feature 0 varies by");
        StringAssert.Contains(fit.Warnings[0], "was left out as constant");
    }

    [TestMethod]
    [DataRow("ftrl", 0.0, false)]
    [DataRow("ftrl", 0.01, true)]
    [DataRow("sgd", 0.0, false)]
    [DataRow("sgd", 0.01, true)]
    public void Fit_NoDualityGap_TheResidualDecides(string method, double lambda, bool free)
    {
        Penalty penalty = free ? Penalties.Lasso with { Factors = [0, 1] } : Penalties.Lasso;
        StreamingFit fit = new StreamingTrainer(Losses.Squared, penalty) { Method = StreamCase.Method(method), Options = new StreamingOptions { Passes = 10 } }.Fit(RowSource.FromEnumerable(2, Rows), lambda);
        Assert.AreEqual(FitStatus.Converged, fit.Solution.Status);
        Assert.IsLessThan(0.01, fit.Solution.KktResidual);
        Assert.IsEmpty(fit.Warnings);

        StreamingFit tight = new StreamingTrainer(Losses.Squared, penalty) { Method = StreamCase.Method(method), Options = new StreamingOptions { Passes = 4, Tolerance = 1e-9 } }.Fit(RowSource.FromEnumerable(2, Rows), lambda);
        Assert.AreEqual((FitStatus.EpochLimit, 4), (tight.Solution.Status, tight.Passes));
        StringAssert.Contains(tight.Warnings.Single(), "The KKT residual is ");
        StringAssert.Contains(tight.Warnings[0], "(Tolerance 1e-07%)");
    }

    [TestMethod]
    [DataRow("ftrl")]
    [DataRow("sgd")]
    public void Fit_AboveLambdaMax_InterceptIsTheMeanAndOnlyLambdaIsToBlame(string method)
    {
        StreamingFit fit = Trainer(method).Fit(RowSource.FromEnumerable(2, Rows), 5);
        Assert.AreEqual(Rows.Average(r => r.Label), fit.Solution.Intercept, 1e-12);
        Assert.AreEqual(FitStatus.Converged, fit.Solution.Status);
        StringAssert.StartsWith(fit.Warnings.Single(), "Lambda is 5; from 2.");
    }

    [TestMethod]
    public void Fit_NothingToLearn_IsNamed()
    {
        Says("The response is 7 in every row: there is nothing to explain.", Rows.Select(r => r with { Label = 7 }));
        Says("No feature varies, so that all coefficients are 0. Check how the features are made.", Rows.Select(r => r with { Values = new float[2] }));
        Says("There is 1 row: nothing can be learnt from it but its response.", Rows.Take(1));
        static void Says(string warning, IEnumerable<StreamRow> rows) => Assert.AreEqual(warning, Trainer("ftrl").Fit(RowSource.FromEnumerable(2, rows), 1e-3).Warnings.Single());
    }

    [TestMethod]
    public void Fit_LearningRateThatDoesNotFit_IsNamed()
    {
        foreach (StreamingMethod method in (StreamingMethod[])[new AveragedSgd { LearningRate = 1e6 }, new FtrlProximal { LearningRate = 1e-6 }])
        {
            StreamingFit fit = new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Method = method, Options = new StreamingOptions { Passes = 1 } }.Fit(RowSource.FromEnumerable(2, Rows), 0.01);
            StringAssert.Contains(fit.Warnings.Single(), "The model is no better than one without features");
            StringAssert.Contains(fit.Warnings[0], FormattableString.Invariant($"LearningRate is {method.LearningRate:g3}; 0.1 to 1 is usual."));
        }
    }

    [TestMethod]
    public void Fit_RowsChangeBetweenPasses_WarnsWithBothCounts()
    {
        int opened = 0;
        RowSource rows = RowSource.FromEnumerable(2, _ => Rows.Take(opened++ == 0 ? 3000 : 1000));
        StreamingFit fit = Trainer("ftrl").Fit(rows, 0.1);
        StringAssert.StartsWith(fit.Warnings.Single(), "Pass 1 had 1,000 rows, the pass that measured 3,000 rows: the source should serve the same rows every time.");

        opened = 0;
        RowSource last = RowSource.FromEnumerable(2, _ => Rows.Take(opened++ == 2 ? 1 : 3000));
        StringAssert.StartsWith(new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Options = new StreamingOptions { Passes = 1, Tolerance = 0 } }.Fit(last, 0.1).Warnings[0], "The pass that evaluated had 1 row, pass 1 3,000 rows");
    }

    [TestMethod]
    public void Fit_SortedBeyondTheBuffer_AdvisesToShuffle()
    {
        StreamRow[] sorted = [.. Make(50_000, 2).OrderBy(r => r.Label)];
        StreamingOptions options = new() { Passes = 3, ReportRows = 1_000_000 };
        StreamingFit fit = new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Options = options }.Fit(RowSource.FromEnumerable(2, sorted), 0.001);
        StringAssert.Contains(fit.Warnings.Single(), "If the rows are sorted, shuffle them first or raise ShuffleRows, now 4,096 of 50,000 rows.");
    }

    [TestMethod]
    public void Fit_SettledWithALargeGap_SaysWhatTheGapMeans()
    {
        // The small difference of two features counts as much as the third: a valley that no cheap step goes along.
        IEnumerable<StreamRow> rows = Make(1000, 3).Zip(Make(1000, 4), (a, b) =>
        {
            float[] x = [a.Values.Span[0], a.Values.Span[0] + (1e-4f * a.Values.Span[1]), b.Values.Span[0]];
            return new StreamRow(x, x[2] + (1e4 * ((double)x[1] - x[0])));
        }).ToArray();
        StreamingFit fit = new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Options = new StreamingOptions { Passes = 60 } }.Fit(RowSource.FromEnumerable(3, rows), 1e-6);
        Assert.AreEqual(FitStatus.PrecisionLimit, fit.Solution.Status);
        Assert.IsGreaterThan(0.1, fit.Solution.DualityGap);
        StringAssert.StartsWith(fit.Warnings.Single(), "The objective has settled, but the duality gap is ");
    }

    [TestMethod]
    [DataRow("ftrl")]
    [DataRow("sgd")]
    public void Fit_TightTolerance_ExactPassesProveIt(string method)
    {
        foreach (StreamCase c in (StreamCase[])[StreamCase.Named("dense squared lasso"), StreamCase.Named("dense logistic elastic net"), StreamCase.Named("weights and offsets"), StreamCase.Named("non-negative")])
        {
            (double lambda, Solution batch) = c.Solve();
            StreamingFit fit = c.Trainer(StreamCase.Method(method), passes: 40, tolerance: 1e-6).Fit(RowSource.FromProblem(c.Problem), lambda);
            Assert.AreEqual(FitStatus.Converged, fit.Solution.Status, $"{c.Name}: {fit}");
            Assert.AreEqual(1, c.Objective(fit.Solution, lambda) / c.Objective(batch, lambda), 1e-6);
            CollectionAssert.AreEqual(batch.Coefficients.Indices.ToArray(), fit.Solution.Coefficients.Indices.ToArray());
            CollectionAssert.AreEqual(Enumerable.Range(1, fit.Passes).ToArray(), fit.History.Select(r => r.Pass).Distinct().ToArray());
        }
    }

    [TestMethod]
    public void Fit_MorePasses_NeverAWorseGap()
    {
        TrainingProblem problem = StreamCase.Dense(2000, 10, 1, classes: false);
        double Gap(int passes) => new StreamingTrainer(Losses.Squared, Penalties.ElasticNet(0.9)) { Options = new StreamingOptions { Passes = passes, Tolerance = 1e-9 } }.Fit(RowSource.FromProblem(problem), 1e-3).Solution.DualityGap;
        Assert.IsLessThan(1e-4, Gap(20));
        Assert.IsLessThanOrEqualTo(Gap(20), Gap(100));
    }

    [TestMethod]
    public void Fit_ColumnOfZerosAdded_ChangesNothing()
    {
        StreamRow[] wider = [.. Rows.Select(r => r with { Values = new float[] { r.Values.Span[0], 0, r.Values.Span[1] } })];
        foreach (string method in (string[])["ftrl", "sgd"])
        {
            foreach (int passes in (int[])[1, 10])
            {
                StreamingTrainer trainer = new(Losses.Squared, Penalties.ElasticNet(0.9)) { Method = StreamCase.Method(method), Options = new StreamingOptions { Passes = passes, Tolerance = 1e-9 } };
                Solution two = trainer.Fit(RowSource.FromEnumerable(2, Rows), 1e-3).Solution, three = trainer.Fit(RowSource.FromEnumerable(3, wider), 1e-3).Solution;
                Assert.AreEqual((two.DualityGap, two.Objective, two.Coefficients[1]), (three.DualityGap, three.Objective, three.Coefficients[2]));
            }
        }
    }

    [TestMethod]
    public void Fit_SortedBeyondTheBuffer_ExactPassesMakeUpForIt()
    {
        StreamRow[] sorted = [.. Make(20_000, 2).OrderBy(r => r.Label)];
        var trainer = new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Options = new StreamingOptions { ShuffleRows = 1000 } };
        StreamingFit fit = trainer.Fit(RowSource.FromEnumerable(2, sorted), 0.001);
        Assert.AreEqual(2, fit.Solution.Coefficients[0], 0.03);
        Assert.AreEqual(FitStatus.Converged, fit.Solution.Status);
        Assert.IsEmpty(fit.Warnings);
    }

    [TestMethod]
    public void Fit_CanceledInAnExactPass_KeepsTheBestEvaluatedModel()
    {
        using var stop = new CancellationTokenSource();
        var trainer = new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Options = new StreamingOptions { Passes = 50, Tolerance = 1e-12 } };
        int opened = 0;
        IEnumerable<StreamRow> Serve(int pass)
        {
            // Pass 0 measures once and evaluates then: the fourth time is the second exact pass or so.
            if (pass == 0 && ++opened == 5)
            {
                stop.Cancel();
            }

            return Rows;
        }

        StreamingFit fit = trainer.Fit(RowSource.FromEnumerable(2, Serve), 0.01, cancellationToken: stop.Token);
        Assert.AreEqual((FitStatus.Canceled, true), (fit.Solution.Status, fit.IsEvaluated));
        StringAssert.EndsWith(fit.Warnings.Single(), "the model is the one so far.");
        Assert.AreEqual(2, fit.Solution.Coefficients[0], 0.05);
    }

    [TestMethod]
    public void Fit_Canceled_Warns()
    {
        using var stop = new CancellationTokenSource();
        var trainer = new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Options = new StreamingOptions { Passes = 5, Tolerance = 0 } };
        IEnumerable<StreamRow> Serve(int pass)
        {
            if (pass == 2)
            {
                stop.Cancel();
            }

            return Rows;
        }

        StreamingFit fit = trainer.Fit(RowSource.FromEnumerable(2, Serve), 0.1, cancellationToken: stop.Token);
        Assert.AreEqual("Training was cancelled in pass 2 of 5: the model is the one so far, and it was not evaluated.", fit.Warnings.Single());
        Assert.AreEqual("Training was cancelled before its first pass: the model is the one it started from.", trainer.Fit(RowSource.FromEnumerable(2, Rows), 0.1, cancellationToken: stop.Token).Warnings.Single());
    }

    [TestMethod]
    public void CoefficientTable_SourceWithNames_HasThem()
    {
        TrainingProblem problem = StreamCase.Dense(500, 2, 1, classes: false);
        var named = new TrainingProblem(problem.X, problem.Y) { FeatureNames = ["age", "height"] };
        StreamingFit fit = Trainer("ftrl").Fit(RowSource.FromProblem(named), 0.01);
        Assert.AreEqual("age", fit.CoefficientTable()[0].Name);
        Assert.AreEqual("x0", Trainer("ftrl").Fit(RowSource.FromProblem(problem), 0.01).CoefficientTable()[0].Name);
    }

    [TestMethod]
    public void Require_MoreFeaturesThanMemory_IsRefused()
    {
        StreamingMemory.Require(1_000_000, 1L << 30);
        string message = Assert.ThrowsExactly<ArgumentException>(() => StreamingMemory.Require(2_000_000_000, 16_000_000_000)).Message;
        StringAssert.StartsWith(message, "The source has 2,000,000,000 features, which take about 280 GB (140 bytes each); the process may use 16 GB.");
    }

    private static StreamingTrainer Trainer(string method) => new(Losses.Squared, Penalties.ElasticNet(0.9)) { Method = StreamCase.Method(method), Options = new StreamingOptions { Passes = 10 } };

    private static StreamRow[] Make(int rows, int seed)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, rows).Select(_ =>
        {
            float[] x = [(float)Normal(), (float)Normal()];
            return new StreamRow(x, 3 + (2 * x[0]) + Normal());
        })];
    }
}
