namespace Regularization.Tests;

/// <summary>Models trained row by row against the batch solver at the same lambda.</summary>
[TestClass]
public class StreamingObjectiveTests
{
    public static IEnumerable<object[]> Cases =>
        from c in StreamCase.All
        from method in new[] { "ftrl", "sgd" }
        select new object[] { c.Name, method };

    public static IEnumerable<object[]> Names => StreamCase.All.Select(c => new object[] { c.Name });

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_DefaultTolerance_ObjectiveIsWithinOnePercentOfTheBatchSolver(string name, string method)
    {
        StreamCase c = StreamCase.Named(name);
        (double lambda, Solution batch) = c.Solve();
        StreamingFit fit = c.Trainer(StreamCase.Method(method)).Fit(RowSource.FromProblem(c.Problem), lambda);
        double objective = c.Objective(fit.Solution, lambda), excess = (objective / c.Objective(batch, lambda)) - 1;
        int shared = batch.Coefficients.Indices.ToArray().Count(j => fit.Solution.Coefficients[j] != 0);
        double overlap = shared / (double)(batch.NonzeroCount + fit.Solution.NonzeroCount - shared);
        TestContext.WriteLine($"{fit.Passes} passes, excess {excess:p3}, gap {fit.Solution.DualityGap:p2}, {fit.Solution.NonzeroCount} for {batch.NonzeroCount}, overlap {overlap:0.00}, {fit.Solution.Status}");
        Assert.AreNotEqual(FitStatus.EpochLimit, fit.Solution.Status);
        Assert.IsTrue(excess is < 0.01 and > -1e-6, $"excess {excess:p3}");
        Assert.IsGreaterThanOrEqualTo(c.Overlap, overlap);

        // What is reported is exact, and the gap is a bound.
        Assert.AreEqual(1, fit.Solution.Objective / objective, 1e-5);
        Assert.IsGreaterThanOrEqualTo(objective - c.Objective(batch, lambda) - (1e-6 * NullLoss(c)), fit.Solution.DualityGap * NullLoss(c), "the gap is less than the distance to the optimum");
        Assert.AreEqual(batch.DevianceExplained, fit.Solution.DevianceExplained, 0.05);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Fit_ManyPassesOfFtrl_ComesMuchCloser(string name)
    {
        StreamCase c = StreamCase.Named(name);
        (double lambda, Solution batch) = c.Solve();
        StreamingFit fit = c.Trainer(new FtrlProximal(), passes: 30, tolerance: 0).Fit(RowSource.FromProblem(c.Problem), lambda);
        double excess = (c.Objective(fit.Solution, lambda) / c.Objective(batch, lambda)) - 1;
        Assert.IsTrue(excess is < 0.001 and > -1e-6, $"excess {excess:p4}");
        Assert.AreEqual(30, fit.Passes);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_OnePass_IsASensibleModel(string name, string method)
    {
        StreamCase c = StreamCase.Named(name);
        (double lambda, Solution batch) = c.Solve();
        StreamingFit fit = c.Trainer(StreamCase.Method(method), passes: 1).Fit(RowSource.FromProblem(c.Problem), lambda);
        double excess = (c.Objective(fit.Solution, lambda) / c.Objective(batch, lambda)) - 1;
        TestContext.WriteLine($"excess {excess:p2}, {fit.Solution.NonzeroCount} for {batch.NonzeroCount}");
        Assert.IsTrue(excess is < 0.15 and > -1e-6, $"excess {excess:p3}");
        Assert.AreEqual(c.Problem.X.Rows, fit.RowsSeen);
    }

    [TestMethod]
    public void Fit_LastValues_AreWorseThanMeansButSparseAsWell()
    {
        StreamCase c = StreamCase.Named("dense squared lasso");
        (double lambda, Solution batch) = c.Solve();
        StreamingFit mean = c.Trainer(new FtrlProximal(), 10, 0).Fit(RowSource.FromProblem(c.Problem), lambda);
        StreamingFit last = c.Trainer(new FtrlProximal { Averaging = false }, 10, 0).Fit(RowSource.FromProblem(c.Problem), lambda);
        Assert.IsLessThan(last.Solution.Objective - batch.Objective, mean.Solution.Objective - batch.Objective);
        CollectionAssert.AreEqual(last.Solution.Coefficients.Indices.ToArray(), mean.Solution.Coefficients.Indices.ToArray());
    }

    [TestMethod]
    [DataRow("ftrl")]
    [DataRow("sgd")]
    public void Fit_LambdaMax_AllCoefficientsAreZero(string method)
    {
        StreamCase c = StreamCase.Named("sparse logistic lasso");
        double lambdaMax = c.Solver.Fit(c.Problem).LambdaMax;
        StreamingTrainer trainer = c.Trainer(StreamCase.Method(method), passes: 20);
        Assert.AreEqual(1, trainer.LambdaMax(RowSource.FromProblem(c.Problem)) / lambdaMax, 1e-5);
        StreamingFit fit = trainer.Fit(RowSource.FromProblem(c.Problem), 1.2 * lambdaMax);
        Assert.AreEqual(0, fit.Solution.NonzeroCount);
        Assert.AreEqual(1, fit.LambdaMax / lambdaMax, 1e-5);
        StringAssert.Contains(string.Join(' ', fit.Warnings), "all coefficients are 0");
    }

    [TestMethod]
    [DataRow("weights and offsets")]
    [DataRow("offsets, logistic")]
    [DataRow("large offsets, logistic")]
    [DataRow("offsets without intercept")]
    public void Fit_Offsets_NullModelIsThatOfTheBatchSolver(string name)
    {
        StreamCase c = StreamCase.Named(name);
        (double lambda, Solution batch) = c.Solve();
        double lambdaMax = c.Solver.Fit(c.Problem).LambdaMax;
        StreamingTrainer trainer = c.Trainer(new FtrlProximal(), passes: 30, tolerance: 0);
        RowSource rows = RowSource.FromProblem(c.Problem);
        Assert.AreEqual(1, trainer.LambdaMax(rows) / lambdaMax, 1e-4);
        StreamingFit fit = trainer.Fit(rows, lambda);
        Assert.AreEqual(1, fit.LambdaMax / lambdaMax, 1e-4);
        Assert.AreEqual(batch.DevianceExplained, fit.Solution.DevianceExplained, 2e-3);

        // Not evaluated it is an estimate, of the losses before each row was learnt from.
        var quick = new StreamingTrainer(c.Loss, c.Penalty) { Options = trainer.Options with { Evaluate = false } };
        Assert.AreEqual(batch.DevianceExplained, quick.Fit(rows, lambda).Solution.DevianceExplained, 0.02);
    }

    [TestMethod]
    [DataRow("offsets, logistic")]
    [DataRow("weights and offsets")]
    public void Fit_LambdaMaxWithOffsets_AllCoefficientsAreZero(string name)
    {
        StreamCase c = StreamCase.Named(name);
        RowSource rows = RowSource.FromProblem(c.Problem);
        StreamingTrainer trainer = c.Trainer(new FtrlProximal());
        double lambdaMax = trainer.LambdaMax(rows);
        Assert.AreEqual(0, trainer.Fit(rows, 1.2 * lambdaMax).Solution.NonzeroCount);
        Assert.IsGreaterThan(0, trainer.Fit(rows, 0.8 * lambdaMax).Solution.NonzeroCount);
        Assert.AreEqual(0, trainer.Fit(rows, 1.2 * lambdaMax).Solution.DevianceExplained, 2e-3);
    }

    [TestMethod]
    [DataRow("ftrl")]
    [DataRow("sgd")]
    public void Fit_ResponseInOtherUnits_IsTheSameModelInThem(string method)
    {
        TrainingProblem problem = StreamCase.Dense(1000, 10, 21, classes: false);
        var large = new TrainingProblem(problem.X, [.. problem.Y.ToArray().Select(y => y * 1024)]);
        var trainer = new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Method = StreamCase.Method(method), Options = new StreamingOptions { Passes = 3 } };
        Solution one = trainer.Fit(RowSource.FromProblem(problem), 0.1).Solution, other = trainer.Fit(RowSource.FromProblem(large), 0.1 * 1024).Solution;
        CollectionAssert.AreEqual(one.Coefficients.Indices.ToArray(), other.Coefficients.Indices.ToArray());
        for (int k = 0; k < one.NonzeroCount; k++)
        {
            Assert.AreEqual(1, other.Coefficients.Values[k] / one.Coefficients.Values[k] / 1024, 1e-9);
        }
    }

    private static double NullLoss(StreamCase c)
    {
        double[] w = [.. c.Problem.Weights ?? [.. Enumerable.Repeat(1.0, c.Problem.X.Rows)]];
        double[] offsets = [.. c.Problem.Offsets ?? [.. Enumerable.Repeat(0.0, w.Length)]];
        double total = w.Sum(), low = -1e4, high = 1e4;
        for (int k = 0; k < 200 && c.Intercept; k++)
        {
            double middle = (low + high) / 2, excess = 0;
            for (int i = 0; i < w.Length; i++)
            {
                excess += w[i] * (c.Loss.Mean(middle + offsets[i]) - c.Problem.Y[i]);
            }

            (low, high) = excess < 0 ? (middle, high) : (low, middle);
        }

        return c.Loss.Value([.. offsets.Select(o => o + (c.Intercept ? low : 0))], c.Problem.Y, w) / total;
    }
}
