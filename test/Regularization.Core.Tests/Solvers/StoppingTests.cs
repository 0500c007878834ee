namespace Regularization.Tests;

/// <summary>Why fits stop, and that the same question gets the same answer.</summary>
[TestClass]
public class StoppingTests
{
    private const int Rows = 60;
    private const int Columns = 25;

    public static IEnumerable<object[]> Cases => SolverCase.NamesSparsityAndLosses;

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void FitAt_TokenAlreadyCancelled_ReturnsTheBestSoFar(string solver, bool sparse, string loss)
    {
        TrainingProblem problem = Problem(loss, sparse);
        Solution solution = new PathSolver(LossCase.Of(loss).Loss, Penalties.Lasso) { Options = Options(solver) }.FitAt(problem, 1e-3, new CancellationToken(canceled: true));
        Assert.AreEqual(FitStatus.Canceled, solution.Status);
        Assert.AreEqual(1e-3, solution.Lambda);
        Assert.IsTrue(double.IsFinite(solution.Intercept) && double.IsFinite(solution.Objective) && solution.DualityGap > 1e-6, solution.ToString());
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_TokenAlreadyCancelled_EndsThePathAtItsFirstLambda(string solver, bool sparse, string loss)
    {
        TrainingProblem problem = Problem(loss, sparse);
        var fitter = new PathSolver(LossCase.Of(loss).Loss, Penalties.Lasso) { Options = Options(solver), Grid = new LambdaGrid { Values = [1e-3, 1e-4] } };
        RegularizationPath path = fitter.Fit(problem, progress: null, new CancellationToken(canceled: true));
        Assert.HasCount(1, path);
        Assert.AreEqual(FitStatus.Canceled, path.Status);
        Assert.AreEqual(FitStatus.Canceled, path[0].Status);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_CancelledFromAProgressCallback_ReturnsWhatWasDone(string solver, bool sparse, string loss)
    {
        TrainingProblem problem = Problem(loss, sparse);
        using var source = new CancellationTokenSource();
        var progress = new Recorder(report =>
        {
            if (report.Completed == 7)
            {
                source.Cancel();
            }
        });
        var fitter = new PathSolver(LossCase.Of(loss).Loss, Penalties.Lasso) { Options = Options(solver), Grid = new LambdaGrid { Count = 30 } };
        RegularizationPath path = fitter.Fit(problem, progress, source.Token), whole = fitter.Fit(problem);
        Assert.HasCount(7, path);
        Assert.HasCount(7, progress.Reports);
        for (int k = 0; k < 7; k++)
        {
            Assert.AreEqual(FitStatus.Converged, path[k].Status);
            AssertSameBits(whole[k], path[k]);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_OneEpochOnly_StillAnswersWithItsStatus(string solver, bool sparse, string loss)
    {
        TrainingProblem problem = Problem(loss, sparse);
        FitOptions options = Options(solver) with { Tolerance = 1e-12, MaxEpochs = 1 };
        Solution solution = new PathSolver(LossCase.Of(loss).Loss, Penalties.Lasso) { Options = options }.FitAt(problem, 1e-3);
        Assert.AreEqual(FitStatus.EpochLimit, solution.Status, solution.ToString());
        Assert.IsGreaterThan(1e-12, solution.DualityGap);
        Assert.IsTrue(double.IsFinite(solution.Objective) && solution.DevianceExplained > 0, solution.ToString());
        Assert.IsGreaterThan(0, solution.NonzeroCount);

        RegularizationPath path = new PathSolver(LossCase.Of(loss).Loss, Penalties.Lasso) { Options = options, Grid = new LambdaGrid { Count = 10, EarlyStop = false } }.Fit(problem);
        Assert.HasCount(10, path);
        Assert.AreEqual(FitStatus.EpochLimit, path.Status);
        Assert.AreEqual(path.Max(s => s.DualityGap), path.LargestGap);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_StoppedByTheEpochLimit_HasAFiniteGap(string solver, bool sparse, string loss)
    {
        foreach (int epochs in new[] { 1, 5, 20, 100 })
        {
            FitOptions options = Options(solver) with { Tolerance = 1e-12, MaxEpochs = epochs };
            Solution solution = new PathSolver(LossCase.Of(loss).Loss, Penalties.Lasso) { Options = options, Grid = new LambdaGrid { Values = [1e-3] } }.Fit(Problem(loss, sparse))[0];
            Assert.IsTrue(double.IsFinite(solution.DualityGap), $"{epochs} epochs: its gap says how good the answer is: {solution}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_OneEpoch_MakesNoMoreThanOneForEachLambda(string solver, bool sparse, string loss)
    {
        TrainingProblem problem = Problem(loss, sparse);
        FitOptions options = Options(solver) with { Tolerance = 1e-12, MaxEpochs = 1 };
        Solution solution = new PathSolver(LossCase.Of(loss).Loss, Penalties.Lasso) { Options = options, Grid = new LambdaGrid { Values = [1e-3] } }.Fit(problem)[0];
        Assert.AreEqual(1, solution.Epochs);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_SecondTime_GivesTheSameBits(string solver, bool sparse, string loss)
    {
        foreach (int threads in new[] { 1, 2 })
        {
            foreach (Penalty penalty in new Penalty[] { Penalties.ElasticNet(0.8), new ReverseHuberPenalty(0.2) })
            {
                var fitter = new PathSolver(LossCase.Of(loss).Loss, penalty) { Options = Options(solver) with { Threads = threads }, Grid = new LambdaGrid { Count = 20 } };
                RegularizationPath first = fitter.Fit(Problem(loss, sparse)), second = fitter.Fit(Problem(loss, sparse));
                Assert.HasCount(first.Count, second);
                for (int k = 0; k < first.Count; k++)
                {
                    AssertSameBits(first[k], second[k]);
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_TwoThreads_AgreeWithOne(string solver, bool sparse, string loss)
    {
        // Large enough that products over columns are shared out.
        const int N = 300, P = 1500;
        (double[] x, double[] y) = TestProblems.Random(N, P, seed: 42, density: sparse ? 0.5 : 1, classes: LossCase.Of(loss).IsClassification);
        var problem = new TrainingProblem(sparse ? TestProblems.Sparse(x, N, P) : DesignMatrix.FromColumns(x, N, P), y);
        RegularizationPath Path(int threads) => new PathSolver(LossCase.Of(loss).Loss, Penalties.Lasso)
        {
            Options = Options(solver) with { Threads = threads, Tolerance = 1e-8 },
            Grid = new LambdaGrid { Count = 8, Ratio = 0.2, EarlyStop = false },
        }.Fit(problem);
        RegularizationPath one = Path(1), two = Path(2);
        Assert.AreEqual(one.LambdaMax, two.LambdaMax, 1e-9 * one.LambdaMax);
        for (int k = 0; k < one.Count; k++)
        {
            Assert.AreEqual(one[k].Objective, two[k].Objective, 1e-9 * one[k].Objective);
            double size = one[k].Coefficients.Max(Math.Abs);
            for (int j = 0; j < P; j++)
            {
                Assert.AreEqual(one[k].Coefficients[j], two[k].Coefficients[j], 1e-9 * size, $"lambda {k}, coefficient {j}");
            }
        }
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(-1e-6)]
    [DataRow(double.NaN)]
    [DataRow(double.PositiveInfinity)]
    [DataRow(1.0)]
    public void FitOptions_BadTolerance_IsRefused(double tolerance) =>
        Assert.Contains($"Tolerance is {tolerance}; it must be above 0 and below 1", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new FitOptions { Tolerance = tolerance }).Message);

    [TestMethod]
    public void FitOptions_BadCounts_AreRefused()
    {
        Assert.Contains("MaxEpochs is 0; it must be at least 1", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new FitOptions { MaxEpochs = 0 }).Message);
        Assert.Contains("Threads is -1; it must be 0", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new FitOptions { Threads = -1 }).Message);
    }

    private static FitOptions Options(string solver) => FitOptions.Default with { Solver = SolverCase.Of(solver), Threads = 1 };

    private static TrainingProblem Problem(string loss, bool sparse)
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 41, density: 0.7, classes: LossCase.Of(loss).IsClassification);
        return new TrainingProblem(sparse ? TestProblems.Sparse(x, Rows, Columns) : DesignMatrix.FromColumns(x, Rows, Columns), y);
    }

    private static void AssertSameBits(Solution expected, Solution actual)
    {
        Assert.AreEqual(expected.Intercept, actual.Intercept);
        Assert.AreEqual(expected.DualityGap, actual.DualityGap);
        Assert.AreEqual(expected.Epochs, actual.Epochs);
        CollectionAssert.AreEqual(expected.Coefficients.ToDense(), actual.Coefficients.ToDense());
    }

    [TestMethod]
    public void Fit_RareFeaturesAndARareClassToTheLastDigit_EndsWhenNothingMoves()
    {
        const int rows = 5000, columns = 150, entries = 5;
        var random = new Random(1);
        double[] x = new double[rows * columns], y = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() < 0.01 ? 1.0 : 0)];
        for (int j = 0; j < columns; j++)
        {
            for (int k = 0; k < entries; k++)
            {
                x[(j * rows) + random.Next(rows)] = 1 + random.NextDouble();
            }
        }

        FitOptions options = FitOptions.Default with { Tolerance = 1e-10, Standardize = false };
        RegularizationPath path = new PathSolver(Losses.Logistic, Penalties.Lasso) { Options = options, Grid = new LambdaGrid { Count = 20, Ratio = 0.01, EarlyStop = false } }
            .Fit(new TrainingProblem(TestProblems.Sparse(x, rows, columns), y));
        foreach (Solution solution in path)
        {
            Assert.IsTrue(solution.Status is FitStatus.Converged or FitStatus.PrecisionLimit, solution.ToString());
            Assert.IsLessThanOrEqualTo(1e-8, solution.DualityGap, solution.ToString());
            Assert.IsLessThan(options.MaxEpochs / 4, solution.Epochs, solution.ToString());
        }
    }
}
