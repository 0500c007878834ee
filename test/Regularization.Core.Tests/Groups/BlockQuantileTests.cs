namespace Regularization.Tests;

/// <summary>Losses whose curvature jumps under block penalties, where quadratic models hold nearby only.</summary>
[TestClass]
public sealed class BlockQuantileTests
{
    private const int Rows = 120;

    public static IEnumerable<object[]> Cases() =>
        from penalty in (string[])["group lasso", "sparse group lasso", "SLOPE"]
        from quantile in (double[])[0.01, 0.3, 0.99]
        from weighted in (bool[])[false, true]
        select new object[] { penalty, quantile, weighted };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_QuantileOfUnevenRows_ConvergesToWhatASlowSolverDoesNotBeat(string name, double quantile, bool weighted)
    {
        SlowBlockPenalty penalty = SlowBlockPenalty.All.Single(p => p.Name == name);
        (double[] x, double[] y) = Heavy(5);
        var random = new Random(3);
        double[]? weights = weighted ? [.. y.Select(_ => (double)random.Next(31))] : null;
        Loss loss = Losses.Quantile(quantile, Losses.QuantileSmoothing(y));
        var options = new FitOptions();
        var slow = new SlowBlockProblem(x, y, loss, penalty, options, weights, null);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, SlowBlockPenalty.Features), y) { Weights = weights };
        RegularizationPath path = new PathSolver(loss, penalty.Fast) { Options = options, Grid = new LambdaGrid { Count = 20, Ratio = 0.01, EarlyStop = false } }.Fit(problem);
        double unit = path.NullDeviance / 2;
        foreach (Solution s in path)
        {
            Assert.AreEqual(FitStatus.Converged, s.Status, s.ToString());
            Assert.IsLessThanOrEqualTo(options.Tolerance, s.DualityGap, s.ToString());
            Assert.AreEqual(slow.Objective(s), s.Objective, 1e-12 * (1 + s.Objective));
        }

        double least = slow.Minimum(path[12].Lambda, 1500);
        Assert.IsLessThanOrEqualTo(least + (options.Tolerance * unit), path[12].Objective);
    }

    [TestMethod]
    public void Fit_GroupsOfOne_EqualTheLassoOfAQuantile()
    {
        (double[] x, double[] y) = Heavy(8);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, SlowBlockPenalty.Features), y);
        foreach (double quantile in (double[])[0.02, 0.5, 0.98])
        {
            RegularizationPath Fit(Penalty penalty) => new PathSolver(Losses.Quantile(quantile, Losses.QuantileSmoothing(y)), penalty) { Grid = new LambdaGrid { Count = 12, Ratio = 0.01, EarlyStop = false } }.Fit(problem);
            RegularizationPath lasso = Fit(Penalties.Lasso), groups = Fit(Penalties.GroupLasso([.. Enumerable.Range(0, SlowBlockPenalty.Features)]));
            for (int k = 0; k < lasso.Count; k++)
            {
                Assert.AreEqual(FitStatus.Converged, lasso[k].Status, lasso[k].ToString());
                Assert.AreEqual(FitStatus.Converged, groups[k].Status, groups[k].ToString());
                Assert.AreEqual(lasso[k].Objective, groups[k].Objective, 2e-6 * lasso.NullDeviance / 2);
            }
        }
    }

    /// <summary>A response with far outliers.</summary>
    private static (double[] X, double[] Y) Heavy(int seed)
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, SlowBlockPenalty.Features, seed);
        var random = new Random(seed);
        return (x, [.. y.Select(value => value + (random.NextDouble() - 0.5) / (random.NextDouble() + 0.02))]);
    }
}
