namespace Regularization.Tests;

/// <summary>Paths in batches are those of one lambda after the other, whatever the problem has, and fit by themselves.</summary>
[TestClass]
public class BatchedPathTests
{
    private const int Rows = 120;
    private const int Columns = 300;

    public static IEnumerable<object[]> Cases =>
        from loss in LossCase.All
        where loss.Loss.HasSmoothCurvature
        from what in new[] { "plain", "weights", "held-out rows", "offsets", "factors", "bounds", "elastic net", "unscaled", "no intercept", "full columns", "empty columns" }
        from threads in new[] { 1, 2 }
        select new object[] { loss.Loss.Name, what, threads };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_AllKinds_EqualsOneByOne(string lossName, string what, int threads)
    {
        FitContext context = ContextOf(LossCase.Of(lossName).Loss, what, threads, 1e-9);
        var alone = new LambdaFitter(context, default);
        double[] lambdas = Lambdas(alone.LambdaMax, 37, 0.02);
        Assert.IsTrue(BatchedPath.Suits(context, lambdas, leastEntries: 0));
        bool mayLeaveSome = double.IsInfinity(context.Loss.CurvatureBound);
        LambdaFitter OneByOne() => mayLeaveSome ? new LambdaFitter(context, default) : throw new InvalidOperationException("Every lambda is fitted in its batch.");
        Solution[] path = [.. BatchedPath.Fit(context, alone.LambdaMax, lambdas, OneByOne, default)];
        Assert.HasCount(lambdas.Length, path);
        for (int k = 0; k < path.Length; k++)
        {
            Solution expected = alone.Fit(lambdas[k], 1e-9, default);
            Assert.AreEqual(FitStatus.Converged, path[k].Status, path[k].ToString());
            Assert.IsLessThanOrEqualTo(1e-9, path[k].DualityGap);
            Assert.AreEqual(lambdas[k], path[k].Lambda);
            Assert.AreEqual(expected.Objective, path[k].Objective, 2e-9 * context.NullLoss, $"lambda {k}");
            Assert.AreEqual(expected.DevianceExplained, path[k].DevianceExplained, 1e-4, $"lambda {k}");
        }

        Assert.IsGreaterThan(30, path[^1].NonzeroCount);
    }

    [TestMethod]
    public void Fit_SameThreads_SameBits()
    {
        FitContext context = ContextOf(Losses.Logistic, "plain", 2, 1e-6);
        double[] lambdas = Lambdas(new LambdaFitter(context, default).LambdaMax, 20, 0.05);
        Solution[] Fit() => [.. BatchedPath.Fit(context, lambdas[0], lambdas, () => throw new InvalidOperationException(), default)];
        Solution[] once = Fit(), again = Fit();
        for (int k = 0; k < once.Length; k++)
        {
            CollectionAssert.AreEqual(once[k].Coefficients.Values.ToArray(), again[k].Coefficients.Values.ToArray());
            Assert.AreEqual(once[k].Intercept, again[k].Intercept);
        }
    }

    [TestMethod]
    public void Fit_MoreThanFloat32CanDo_IsFittedOneByOne()
    {
        FitContext context = ContextOf(Losses.Logistic, "plain", 1, 1e-25);
        double[] lambdas = Lambdas(new LambdaFitter(context, default).LambdaMax, 40, 0.05);
        int asked = 0;
        Solution[] path = [.. BatchedPath.Fit(context, lambdas[0], lambdas, () => { asked++; return new LambdaFitter(context, default); }, default)];
        var alone = new LambdaFitter(context, default);
        Assert.AreEqual(1, asked);
        Assert.HasCount(lambdas.Length, path);
        foreach (Solution solution in path)
        {
            Assert.AreEqual(alone.Fit(solution.Lambda, 1e-12, default).Objective, solution.Objective, 1e-10 * context.NullLoss);
        }
    }

    [TestMethod]
    public void Fit_RepeatedAndLargeLambdasAndALastOneAlone_AreFitted()
    {
        FitContext context = ContextOf(Losses.Squared, "plain", 1, 1e-9);
        double most = new LambdaFitter(context, default).LambdaMax;
        double[] lambdas = [3 * most, 2 * most, 2 * most, most, .. Lambdas(0.9 * most, 12, 0.1), 0.09 * most];
        Solution[] path = [.. BatchedPath.Fit(context, most, lambdas, () => throw new InvalidOperationException(), default)];
        CollectionAssert.AreEqual(lambdas, path.Select(s => s.Lambda).ToArray());
        Assert.IsTrue(path.All(s => s.Status == FitStatus.Converged) && path.Take(4).All(s => s.NonzeroCount == 0));
    }

    [TestMethod]
    public void PathSolverAndCrossValidator_LargeSparseDesign_StopEarlyAndAgreeWithOneByOne()
    {
        (double[] x, double[] y) = TestProblems.Random(1200, 500, seed: 63, density: 0.18, noise: 0.02);
        var problem = new TrainingProblem(TestProblems.Sparse(x, 1200, 500), y);
        Assert.IsGreaterThan(100_000L, problem.X.EntryCount);
        var options = new FitOptions { Threads = 2, Tolerance = 1e-8 };
        RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Lasso) { Options = options }.Fit(problem);
        RegularizationPath plain = new PathSolver(Losses.Squared, Penalties.Lasso) { Options = options with { MaxEpochs = LambdaLanes.MostEpochs - 1 } }.Fit(problem);
        Assert.IsLessThan(100, path.Count, "The path ends where nothing more is explained.");
        Assert.AreEqual(plain.Count, path.Count);
        for (int k = 0; k < path.Count; k++)
        {
            Assert.AreEqual(plain[k].DevianceExplained, path[k].DevianceExplained, 1e-7);
        }

        CrossValidationResult cv = new CrossValidator(Losses.Squared, Penalties.Lasso) { Options = options, Folds = 4 }.Fit(problem);
        CrossValidationResult other = new CrossValidator(Losses.Squared, Penalties.Lasso) { Options = options with { MaxEpochs = LambdaLanes.MostEpochs - 1 }, Folds = 4 }.Fit(problem);
        Assert.AreEqual(other.LambdaMin, cv.LambdaMin);
        Assert.AreEqual(other.LambdaOneStandardError, cv.LambdaOneStandardError);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Fit_Cancelled_EndsAndSaysSo(int threads)
    {
        FitContext context = ContextOf(Losses.Logistic, "plain", threads, 1e-9);
        double[] lambdas = Lambdas(new LambdaFitter(context, default).LambdaMax, 40, 0.02);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Solution[] path = [.. BatchedPath.Fit(context, lambdas[0], lambdas, () => throw new InvalidOperationException(), source.Token)];
        Assert.HasCount(threads * LambdaLanes.Size, path);
        Assert.IsTrue(path.Any(s => s.Status == FitStatus.Canceled));
        Assert.IsTrue(path.All(s => double.IsFinite(s.Objective)));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Fit_CancelledHalfWay_EndsWithWhatIsThereAndIsNotStuck(int threads)
    {
        FitContext context = ContextOf(Losses.Logistic, "plain", threads, 1e-9);
        double[] lambdas = Lambdas(new LambdaFitter(context, default).LambdaMax, 3000, 0.02);       // pipelines run ahead of who asks, but not to the end of so many
        using var source = new CancellationTokenSource();
        var path = new List<Solution>();
        foreach (Solution solution in BatchedPath.Fit(context, lambdas[0], lambdas, () => new LambdaFitter(context, default), source.Token))
        {
            path.Add(solution);
            if (path.Count == 10)
            {
                source.Cancel();
            }
        }

        Assert.IsInRange(10, lambdas.Length - 1, path.Count);
        CollectionAssert.AreEqual(lambdas[..path.Count], path.Select(s => s.Lambda).ToArray());
        Assert.IsTrue(path.Take(10).All(s => s.Status == FitStatus.Converged) && path.All(s => double.IsFinite(s.Objective)));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(17)]
    public void Fit_CallerStops_BothPipelinesEnd(int taken)
    {
        FitContext context = ContextOf(Losses.Logistic, "plain", 2, 1e-9);
        double[] lambdas = Lambdas(new LambdaFitter(context, default).LambdaMax, 60, 0.02);
        Solution[] path = [.. BatchedPath.Fit(context, lambdas[0], lambdas, () => throw new InvalidOperationException(), default).Take(taken)];
        CollectionAssert.AreEqual(lambdas[..taken], path.Select(s => s.Lambda).ToArray());
    }

    [TestMethod]
    public void Fit_SomeLambdasLeftBesideASecondPipeline_AreFittedOneByOne()
    {
        FitContext context = ContextOf(Losses.Logistic, "plain", 2, 1e-25);
        double[] lambdas = Lambdas(new LambdaFitter(context, default).LambdaMax, 40, 0.05);
        Solution[] path = [.. BatchedPath.Fit(context, lambdas[0], lambdas, () => new LambdaFitter(context, default), default)];
        CollectionAssert.AreEqual(lambdas, path.Select(s => s.Lambda).ToArray());
        Assert.IsTrue(path.All(s => s.DualityGap < 1e-12));
    }

    [TestMethod]
    public void Suits_WhatBatchesCannotDo_IsFalse()
    {
        double[] lambdas = Lambdas(1, 20, 0.1);
        Assert.IsFalse(BatchedPath.Suits(ContextOf(Losses.Squared, "plain", 1, 1e-6), lambdas), "Small problems are not worth it.");
        Assert.IsFalse(BatchedPath.Suits(ContextOf(Losses.Squared, "plain", 1, 1e-6), lambdas[..4], leastEntries: 0), "Too few lambdas.");
        Assert.IsFalse(BatchedPath.Suits(ContextOf(Losses.Squared, "plain", 1, 1e-6), [.. lambdas[..^1], 0], leastEntries: 0), "Lambda 0.");
        Assert.IsFalse(BatchedPath.Suits(ContextOf(Losses.Squared, "unpenalised", 1, 1e-6), lambdas, leastEntries: 0), "An unpenalised column.");
        FitContext plain = ContextOf(Losses.Squared, "plain", 1, 1e-6);
        Assert.IsFalse(BatchedPath.Suits(plain, lambdas, atOnce: 10_000, leastEntries: 0), "Too much memory.");
        Assert.IsFalse(BatchedPath.Suits(new FitContext(plain.Problem, plain.Loss, plain.Penalty, plain.Options with { MaxEpochs = 5 }), lambdas, leastEntries: 0), "Fewer epochs than a batch may make.");
        Assert.IsFalse(BatchedPath.Suits(ContextOf(Losses.Squared, "ridge", 1, 1e-6), lambdas, leastEntries: 0), "No zeros to be had.");
        Assert.IsFalse(BatchedPath.Suits(ContextOf(Losses.SquaredHinge, "plain", 1, 1e-6), lambdas, leastEntries: 0), "A curvature that jumps.");
    }

    private static double[] Lambdas(double most, int count, double ratio) => [.. Enumerable.Range(0, count).Select(k => most * Math.Pow(ratio, k / (count - 1.0)))];

    private static FitContext ContextOf(Loss loss, string what, int threads, double tolerance)
    {
        (double[] x, double[] y) = LossCase.Of(loss.Name).Problem(Rows, Columns, seed: 61, density: 0.15);
        for (int i = 0; i < (what == "full columns" ? 2 * Rows : 0); i++)
        {
            x[i] += 2;
        }

        for (int j = 0; j < Columns && what == "empty columns"; j += 7)
        {
            Array.Fill(x, j % 2 == 0 ? 0 : 3, j * Rows, Rows);
        }

        var random = new Random(62);
        double[] uniform = [.. Enumerable.Range(0, Rows).Select(_ => random.NextDouble())];
        var problem = new TrainingProblem(TestProblems.Sparse(x, Rows, Columns), y)
        {
            Weights = what switch { "weights" => [.. uniform.Select(u => u + 0.2)], "held-out rows" => [.. uniform.Select((_, i) => i % 5 == 0 ? 0.0 : 1)], _ => null },
            Offsets = what == "offsets" ? [.. uniform.Select(u => u - 0.5)] : null,
        };
        Penalty lasso = Penalties.Lasso;
        Penalty penalty = what switch
        {
            "factors" => lasso with { Factors = [.. Enumerable.Range(0, Columns).Select(j => 0.5 + (j % 3))] },
            "unpenalised" => lasso with { Factors = [.. Enumerable.Range(0, Columns).Select(j => j == 7 ? 0.0 : 1)] },
            "bounds" => lasso with { LowerBounds = [.. Enumerable.Range(0, Columns).Select(j => j % 2 == 0 ? 0 : double.NegativeInfinity)], UpperBounds = [.. Enumerable.Range(0, Columns).Select(j => j % 3 == 0 ? 0.1 : double.PositiveInfinity)] },
            "elastic net" => Penalties.ElasticNet(0.6),
            "ridge" => Penalties.Ridge,
            _ => lasso,
        };
        return new FitContext(problem, loss, penalty, new FitOptions { Threads = threads, Tolerance = tolerance, Standardize = what != "unscaled", Intercept = what != "no intercept" });
    }
}
