namespace Regularization.Tests;

/// <summary>Passes, memory, order, warm starts, reports.</summary>
[TestClass]
public class StreamingPassTests
{
    [TestMethod]
    [DataRow("ftrl", true)]
    [DataRow("sgd", true)]
    [DataRow("ftrl", false)]
    public void Fit_TenTimesTheRows_AllocatesTheSame(string method, bool standardize)
    {
        long Allocated(int rows)
        {
            var trainer = new StreamingTrainer(Losses.Logistic, Penalties.Lasso)
            {
                Method = StreamCase.Method(method),
                Options = new StreamingOptions { Passes = 2, Tolerance = 0, Standardize = standardize, ShuffleRows = 256 },
            };
            RowSource source = RowSource.FromEnumerable(500, Generated(rows));
            trainer.Fit(source, 0.01);
            long before = GC.GetAllocatedBytesForCurrentThread();
            trainer.Fit(source, 0.01);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        long few = Allocated(5_000), many = Allocated(50_000);
        Assert.IsLessThan(20_000, Math.Abs(many - few), $"{few} and {many} bytes");
    }

    [TestMethod]
    public void Fit_ManyReports_HistoryIsBoundedAndWhole()
    {
        var trainer = new StreamingTrainer(Losses.Logistic, Penalties.Lasso) { Options = new StreamingOptions { Passes = 1, ReportRows = 7, Evaluate = false } };
        StreamingFit fit = trainer.Fit(RowSource.FromEnumerable(500, Generated(20_000)), 0.01);
        Assert.IsLessThanOrEqualTo(1024, fit.History.Count);
        Assert.AreEqual(20_000, fit.History.Sum(r => r.BlockRows));
        Assert.AreEqual(20_000, fit.History[^1].RowsSeen);
        Assert.AreEqual(fit.History[^1].PassLoss, fit.History.Sum(r => r.Loss * r.BlockRows) / 20_000, 1e-9);
    }

    [TestMethod]
    public void Fit_Progress_ReportsBlocksAndPasses()
    {
        var reports = new List<StreamingReport>();
        var trainer = new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Options = new StreamingOptions { Passes = 3, Tolerance = 0, ReportRows = 400 } };
        StreamingFit fit = trainer.Fit(RowSource.FromProblem(StreamCase.Dense(1000, 5, 1, classes: false)), 0.01, progress: new Direct(reports.Add));
        Assert.IsTrue(reports.Take(2).All(r => r.Pass == 0 && double.IsNaN(r.Loss)));
        reports.RemoveRange(0, 2);
        CollectionAssert.AreEqual(new long[] { 400, 800, 1000, 400, 800, 1000, 400, 800, 1000 }, reports.Select(r => r.Rows).ToArray());
        CollectionAssert.AreEqual(new long[] { 400, 800, 1000, 1400, 1800, 2000, 2400, 2800, 3000 }, reports.Select(r => r.RowsSeen).ToArray());
        CollectionAssert.AreEqual(reports, fit.History.ToList());
        Assert.IsLessThan(reports[0].Loss, reports[^1].Loss);
        Assert.IsTrue(reports.All(r => r.Objective > r.PassLoss && r.NonzeroCount is > 0 and <= 5));
        Assert.AreEqual(3000, fit.RowsSeen);
        Assert.AreEqual(1000, fit.Rows);
    }

    [TestMethod]
    [DataRow("ftrl")]
    [DataRow("sgd")]
    public void Fit_SameSeed_SameBitsAndOtherSeedOthers(string method)
    {
        RowSource rows = RowSource.FromProblem(StreamCase.Dense(1000, 10, 1, classes: true));
        double Value(int seed) => new StreamingTrainer(Losses.Logistic, Penalties.Lasso) { Method = StreamCase.Method(method), Options = new StreamingOptions { Passes = 2, Seed = seed } }.Fit(rows, 0.01).Solution.Objective;
        Assert.AreEqual(Value(1), Value(1));
        Assert.AreNotEqual(Value(1), Value(2));
    }

    [TestMethod]
    [DataRow("ftrl")]
    [DataRow("sgd")]
    public void Fit_RowsSortedByClass_ShufflingMakesUpForIt(string method)
    {
        TrainingProblem problem = StreamCase.Dense(3000, 10, 1, classes: true);
        int[] order = [.. Enumerable.Range(0, 3000).OrderBy(i => problem.Y[i])];
        RowMatrix x = RowMatrix.FromDesign(problem.X);
        var sorted = new float[3000 * 10];
        using RowReader reader = RowSource.FromMatrix(x, problem.Y).Open(0);
        int[] place = new int[3000];
        for (int k = 0; k < order.Length; k++)
        {
            place[order[k]] = k;
        }

        for (int i = 0; reader.Read(); i++)
        {
            reader.Values.CopyTo(sorted.AsSpan(place[i] * 10));
        }

        RowSource rows = RowSource.FromMatrix(RowMatrix.FromRows(sorted, 3000, 10), [.. order.Select(i => problem.Y[i])]);
        double Objective(int shuffle) => new StreamingTrainer(Losses.Logistic, Penalties.Lasso) { Method = StreamCase.Method(method), Options = new StreamingOptions { Passes = 1, ShuffleRows = shuffle } }.Fit(rows, 0.005).Solution.Objective;
        double best = new PathSolver(Losses.Logistic, Penalties.Lasso).FitAt(problem, 0.005).Objective;
        Assert.IsLessThan(1.05 * best, Objective(4096));
        Assert.IsGreaterThan(1.1 * best, Objective(0));
    }

    [TestMethod]
    public void Shuffled_AnyCapacity_HandsOutEveryRowOnce()
    {
        foreach (int capacity in (int[])[2, 10, 1000])
        {
            RowSource rows = RowSource.FromMatrix(RowMatrix.FromRows([.. Enumerable.Range(0, 100).Select(i => (float)i)], 100, 1), [.. Enumerable.Range(0, 100).Select(i => (double)i)]);
            using var reader = new ShuffledReader(rows.Open(1), capacity, 1 << 20, new Random(1));
            var seen = new List<double>();
            while (reader.Read())
            {
                Assert.AreEqual(reader.Label, reader.Values[0]);
                seen.Add(reader.Label);
            }

            Assert.IsFalse(seen.SequenceEqual(seen.Order()));
            CollectionAssert.AreEqual(Enumerable.Range(0, 100).Select(i => (double)i).ToList(), seen.Order().ToList());
        }
    }

    [TestMethod]
    [DataRow("ftrl")]
    [DataRow("sgd")]
    public void Fit_WarmStart_OnePassIsBetterThanOneFromNothing(string method)
    {
        StreamCase c = StreamCase.Named("sparse squared elastic net");
        (double lambda, Solution batch) = c.Solve();
        RowSource rows = RowSource.FromProblem(c.Problem);
        StreamingFit before = c.Trainer(StreamCase.Method(method), 8, 0).Fit(rows, lambda);
        StreamingTrainer once = c.Trainer(StreamCase.Method(method), 1, 0);
        double cold = once.Fit(rows, lambda).Solution.Objective, warm = once.Fit(rows, lambda, before.ToStart()).Solution.Objective;
        Assert.IsLessThan((cold - batch.Objective) / 3, warm - batch.Objective);
        Assert.IsLessThan(1.01 * batch.Objective, warm);

        // From the optimum it stays there, also as a plain model of another solver.
        double stayed = once.Fit(rows, lambda, StreamingStart.From(batch) with { Rows = 1e6 }).Solution.Objective;
        Assert.IsLessThan(1.005 * batch.Objective, stayed);
    }

    [TestMethod]
    [DataRow("ftrl")]
    [DataRow("sgd")]
    public void Fit_WarmStartAtOtherLambda_FindsTheOtherSolution(string method)
    {
        StreamCase c = StreamCase.Named("dense squared lasso");
        (double lambda, Solution _) = c.Solve();
        RowSource rows = RowSource.FromProblem(c.Problem);
        StreamingStart start = c.Trainer(StreamCase.Method(method), 5, 0).Fit(rows, 3 * lambda).ToStart();
        StreamingFit fit = c.Trainer(StreamCase.Method(method), 5, 0).Fit(rows, lambda, start);
        Assert.IsLessThan(1.01, fit.Solution.Objective / c.Solver.FitAt(c.Problem, lambda).Objective);
    }

    [TestMethod]
    public void Fit_CanceledInASecondPass_KeepsTheModelSoFar()
    {
        using var cancel = new CancellationTokenSource();
        var trainer = new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Options = new StreamingOptions { Passes = 100, Tolerance = 0, ReportRows = 1500 } };
        RowSource rows = RowSource.FromProblem(StreamCase.Dense(4000, 10, 1, classes: false));
        StreamingFit fit = trainer.Fit(rows, 0.01, progress: new Direct(r => CancelAt(r)), cancellationToken: cancel.Token);
        Assert.AreEqual(FitStatus.Canceled, fit.Solution.Status);
        Assert.AreEqual(2, fit.Passes);
        Assert.IsLessThan(8000, fit.RowsSeen);
        Assert.AreEqual(4000, fit.Rows);
        Assert.IsGreaterThan(0.5, fit.Solution.DevianceExplained);
        Assert.IsTrue(double.IsNaN(fit.Solution.DualityGap) && !fit.IsEvaluated);

        void CancelAt(StreamingReport report)
        {
            if (report.Pass == 2)
            {
                cancel.Cancel();
            }
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Fit_CanceledBeforeItBegins_IsTheStart(bool classes)
    {
        TrainingProblem problem = StreamCase.Dense(100, 3, 1, classes);
        StreamingTrainer trainer = new(classes ? Losses.Logistic : Losses.Squared, Penalties.Lasso);
        StreamingFit fit = trainer.Fit(RowSource.FromProblem(problem), 0.1, cancellationToken: new CancellationToken(true));
        Assert.AreEqual((FitStatus.Canceled, 0, 0), (fit.Solution.Status, fit.Solution.NonzeroCount, fit.Passes));
        Assert.IsTrue(double.IsFinite(fit.Solution.Intercept));
    }

    [TestMethod]
    public void Fit_RowsThatCanBeReadOnce_TrainInOnePass()
    {
        var queue = new Queue<StreamRow>(Generated(20_000).Select(r => r with { Indices = r.Indices.ToArray(), Values = r.Values.ToArray() }));
        IEnumerable<StreamRow> Drain()
        {
            while (queue.TryDequeue(out StreamRow row))
            {
                yield return row;
            }
        }

        var once = new StreamingTrainer(Losses.Logistic, Penalties.Lasso) { Options = new StreamingOptions { Passes = 1, Standardize = false, Evaluate = false, ShuffleRows = 0 } };
        StreamingFit fit = once.Fit(RowSource.FromEnumerable(500, Drain(), canReopen: false), 0.003);
        StreamingFit again = once.Fit(RowSource.FromEnumerable(500, Generated(20_000)), 0.003);
        Assert.AreEqual(20_000, fit.Rows);
        Assert.AreEqual(again.Solution.Objective, fit.Solution.Objective, "the rows looked at first are trained on as well");
        CollectionAssert.AreEqual(again.Solution.Coefficients.Values.ToArray(), fit.Solution.Coefficients.Values.ToArray());
        Assert.IsGreaterThan(0, fit.Solution.NonzeroCount);
    }

    [TestMethod]
    public void Fit_AllSources_AreTheSameRows()
    {
        TrainingProblem problem = StreamCase.Words(500, 40, 3, classes: true);
        RowMatrix matrix = RowMatrix.FromDesign(problem.X);
        float[] y = [.. problem.Y.ToArray().Select(v => (float)v)];
        RowSource[] sources =
        [
            RowSource.FromProblem(problem),
            RowSource.FromMatrix(matrix, problem.Y),
            RowSource.FromData(new NetworkData(matrix, y)),
            RowSource.FromEnumerable(40, Copied()),
            RowSource.FromEnumerable(40, _ => Copied()),
        ];
        var trainer = new StreamingTrainer(Losses.Logistic, Penalties.Lasso) { Options = new StreamingOptions { Passes = 2 } };
        double[] objectives = [.. sources.Select(s => trainer.Fit(s, 0.01).Solution.Objective)];
        Assert.IsTrue(objectives.All(f => f == objectives[0]));

        IEnumerable<StreamRow> Copied()
        {
            var rows = new List<StreamRow>();
            using RowReader reader = RowSource.FromMatrix(matrix, problem.Y).Open(0);
            while (reader.Read())
            {
                rows.Add(new StreamRow(reader.Indices.ToArray(), reader.Values.ToArray(), reader.Label));
            }

            return rows;
        }
    }

    /// <summary>Rows of 10 of 500 features, all written into the same arrays.</summary>
    internal static IEnumerable<StreamRow> Generated(int rows)
    {
        var random = new Random(1);
        var indices = new int[10];
        var values = new float[10];
        for (int i = 0; i < rows; i++)
        {
            double eta = 0;
            for (int k = 0; k < 10; k++)
            {
                indices[k] = (50 * k) + random.Next(50);
                values[k] = 1;
                eta += indices[k] % 10 == 0 ? 2 : -0.2;
            }

            yield return new StreamRow(indices, values, random.NextDouble() < 1 / (1 + Math.Exp(-eta)) ? 1 : 0);
        }
    }

    private sealed class Direct(Action<StreamingReport> report) : IProgress<StreamingReport>
    {
        public void Report(StreamingReport value) => report(value);
    }
}
