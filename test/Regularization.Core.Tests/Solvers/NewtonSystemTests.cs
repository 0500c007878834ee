using System.Numerics.Tensors;

namespace Regularization.Tests;

/// <summary>Newton systems solved without their matrix.</summary>
[TestClass]
public class NewtonSystemTests
{
    public static IEnumerable<object[]> Cases =>
        from sparse in new[] { false, true }
        from intercept in new[] { true, false }
        from threads in new[] { 1, 3 }
        select new object[] { sparse, intercept, threads };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void TrySolve_RandomSystem_LeavesTheResidualThatItPromises(bool sparse, bool intercept, int threads)
    {
        const int rows = 120, columns = 30;
        (double[] x, double[] y) = TestProblems.Random(rows, columns, seed: 7, density: sparse ? 0.3 : 1);
        var problem = new TrainingProblem(sparse ? TestProblems.Sparse(x, rows, columns) : DesignMatrix.FromColumns(x, rows, columns), y);
        var context = new FitContext(problem, Losses.Squared, Penalties.ElasticNet(0.5), FitOptions.Default with { Intercept = intercept, Threads = threads });
        var set = new WorkingSet(context);
        set.SetLambda(0.2);
        set.Add([.. Enumerable.Range(0, columns)]);
        int[] support = [.. Enumerable.Range(0, columns).Where(k => k % 3 > 0)];
        double[] h = [.. Enumerable.Range(0, rows).Select(i => (0.1 + (i % 4)) / rows)];
        double[] gram = WeightedGram.Build(context.Design, set.ColumnsAt(support), h), curvature = new double[columns];
        for (int k = 0; k < support.Length; k++)
        {
            curvature[support[k]] = gram[(k * support.Length) + k];
            gram[(k * support.Length) + k] += set.L2[support[k]];
        }

        double[] b = [.. support.Select(k => Math.Sin(k + 1))], solution = [.. b];
        Assert.IsTrue(NewtonSystem.TrySolve(context.Design, set, support, set.L2, h, curvature, new double[rows], solution));
        double before = 0, after = 0;
        for (int k = 0; k < support.Length; k++)
        {
            double residual = b[k] - TensorPrimitives.Dot<double>(gram.AsSpan(k * support.Length, support.Length), solution), diagonal = gram[(k * support.Length) + k];
            before += b[k] * b[k] / diagonal;
            after += residual * residual / diagonal;
        }

        Assert.IsLessThanOrEqualTo(0.2 * Math.Sqrt(before) * (1 + 1e-9), Math.Sqrt(after));
        Assert.IsGreaterThan(0, after, "an exact solution would have cost more");
    }

    [TestMethod]
    [DataRow("logistic")]
    [DataRow("squared")]
    public void Fit_SupportTooLargeToFactor_IsOptimalAtEveryLambda(string lossName)
    {
        const int rows = 2000, columns = 700;
        Loss loss = LossCase.Of(lossName).Loss;
        (double[] x, double[] y) = TestProblems.Random(rows, columns, seed: 9, density: 0.01, classes: loss.IsClassification);
        var problem = new TrainingProblem(TestProblems.Sparse(x, rows, columns), y);
        var slow = new SlowProblem(x, y, loss, Penalties.Lasso, FitOptions.Default);
        RegularizationPath path = new PathSolver(loss, Penalties.Lasso) { Options = FitOptions.Default with { Tolerance = 1e-10 }, Grid = new LambdaGrid { Count = 12, Ratio = 0.02, EarlyStop = false } }.Fit(problem);
        Assert.IsTrue(NewtonSystem.IsIterative(new StandardizedDesign(problem, true, true, 1), path[^1].NonzeroCount), "the case is large enough");
        foreach (Solution solution in path)
        {
            Assert.AreEqual(FitStatus.Converged, solution.Status, solution.ToString());
            Assert.IsLessThanOrEqualTo(1e-4, slow.Kkt(solution), solution.ToString());
            Assert.AreEqual(slow.Objective(solution), solution.Objective, 1e-10 * slow.NullLoss, solution.ToString());
        }
    }
}
