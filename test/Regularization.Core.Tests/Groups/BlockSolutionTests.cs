namespace Regularization.Tests;

[TestClass]
public sealed class BlockSolutionTests
{
    private static readonly bool[] Both = [false, true];

    public static IEnumerable<object[]> Cases() =>
        from penalty in SlowBlockPenalty.All
        from logistic in Both
        from sparse in Both
        select new object[] { penalty.Name, logistic, sparse };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_WeightsOffsetsInterceptScaling_AsSlowSolver(string name, bool logistic, bool sparse)
    {
        SlowBlockPenalty penalty = SlowBlockPenalty.All.Single(p => p.Name == name);
        for (int mask = 0; mask < 16; mask++)
        {
            bool weighted = (mask & 1) != 0, offset = (mask & 2) != 0;
            var options = new FitOptions { Intercept = (mask & 4) != 0, Standardize = (mask & 8) != 0, Tolerance = 1e-9 };

            // Some rows more where a group is free, as without a penalty classes that its features tell apart have no best coefficients.
            int rows = logistic && HasFreeGroup(penalty) ? 60 : 30;
            (double[] x, double[] y) = TestProblems.Random(rows, SlowBlockPenalty.Features, 7 + mask, sparse ? 0.4 : 1, logistic);
            var random = new Random(mask);
            double[]? weights = weighted ? [.. y.Select(_ => random.NextDouble() + 0.1)] : null;
            double[]? offsets = offset ? [.. y.Select(_ => random.NextDouble() - 0.5)] : null;
            Loss loss = logistic ? Losses.Logistic : Losses.Squared;
            var slow = new SlowBlockProblem(x, y, loss, penalty, options, weights, offsets);
            DesignMatrix design = sparse ? TestProblems.Sparse(x, rows, SlowBlockPenalty.Features) : DesignMatrix.FromColumns(x, rows, SlowBlockPenalty.Features);
            var problem = new TrainingProblem(design, y) { Weights = weights, Offsets = offsets };
            var solver = new PathSolver(loss, penalty.Fast) { Options = options, Grid = new LambdaGrid { Count = 6, Ratio = 0.02, EarlyStop = false } };
            RegularizationPath path = solver.Fit(problem);
            double unit = path.NullDeviance / 2;
            foreach (Solution s in path)
            {
                Assert.AreEqual(FitStatus.Converged, s.Status, $"{mask}: {s}");
                Assert.IsLessThanOrEqualTo(options.Tolerance, s.DualityGap, $"{mask}: {s}");
                Assert.AreEqual(slow.Objective(s), s.Objective, 1e-12 * (1 + s.Objective), $"{mask}: {s}");
                Assert.IsLessThanOrEqualTo(1e-4 * path.LambdaMax, slow.Kkt(s), $"{mask}: {s}");
            }

            Solution[] checkedByIt = System.Numerics.BitOperations.PopCount((uint)mask) % 2 == 0 ? [path[3]] : [];
            foreach (Solution s in checkedByIt)
            {
                double least = slow.Minimum(s.Lambda, 4000);
                Assert.IsLessThanOrEqualTo(least + (options.Tolerance * unit), s.Objective, $"{mask}: {s}");
                Assert.IsGreaterThanOrEqualTo(least - (1e-7 * unit), s.Objective, $"{mask}: the slow solver is not done: {s}");
                Assert.IsLessThanOrEqualTo(s.DualityGap + 1e-13, (s.Objective - least) / unit, $"{mask}: the gap is no bound: {s}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void LambdaMax_JustBelowAndAt_FirstFeatureEntersBelow(string name, bool logistic, bool sparse)
    {
        SlowBlockPenalty penalty = SlowBlockPenalty.All.Single(p => p.Name == name);
        (double[] x, double[] y) = TestProblems.Random(40, SlowBlockPenalty.Features, 3, sparse ? 0.4 : 1, logistic);
        DesignMatrix design = sparse ? TestProblems.Sparse(x, 40, SlowBlockPenalty.Features) : DesignMatrix.FromColumns(x, 40, SlowBlockPenalty.Features);
        var problem = new TrainingProblem(design, y);
        var solver = new PathSolver(logistic ? Losses.Logistic : Losses.Squared, penalty.Fast) { Options = new FitOptions { Tolerance = 1e-11 } };
        double most = solver.Fit(problem).LambdaMax;
        int free = penalty.Groups?.Count(g => penalty.Weights[g] == 0) ?? 0;

        Assert.AreEqual(free, solver.FitAt(problem, most * (1 + 1e-6)).NonzeroCount);
        Assert.IsGreaterThan(free, solver.FitAt(problem, most * 0.999).NonzeroCount);
    }

    private static bool HasFreeGroup(SlowBlockPenalty penalty) => penalty.Groups?.Any(g => penalty.Weights[g] == 0) ?? false;
}
