namespace Regularization.Tests;

/// <summary>Whole paths on a problem large enough for screening, growing working sets and changes of form.</summary>
[TestClass]
public class PathOptimalityTests
{
    private const int Rows = 60;
    private const int Columns = 400;

    public static IEnumerable<object[]> Cases =>
        from c in SolverCase.NamesSparsityAndLosses
        from penalty in PenaltyCase.All
        select new object[] { c[0], c[1], c[2], penalty.Name };

    /// <summary>The losses without cases of their own above, one penalty each.</summary>
    public static IEnumerable<object[]> OtherLosses =>
        from c in SolverCase.NamesAndSparsity
        from loss in LossCase.All.Except(LossCase.Usual)
        select new object[] { c[0], c[1], loss.Loss.Name, "elastic net 0.5" };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    [DynamicData(nameof(OtherLosses))]
    public void Fit_WholePath_IsOptimalAtEveryLambda(string solver, bool sparse, string lossName, string penaltyName)
    {
        (double[] x, double[] y) = LossCase.Of(lossName).Problem(Rows, Columns, seed: 51, density: sparse ? 0.2 : 1);
        Loss loss = LossCase.Of(lossName).Loss;
        Penalty penalty = PenaltyCase.Of(penaltyName);
        var problem = new TrainingProblem(sparse ? TestProblems.Sparse(x, Rows, Columns) : DesignMatrix.FromColumns(x, Rows, Columns), y);
        var slow = new SlowProblem(x, y, loss, penalty, FitOptions.Default);
        FitOptions options = FitOptions.Default with { Tolerance = 1e-11, Solver = SolverCase.Of(solver), Threads = 2 };
        RegularizationPath path = new PathSolver(loss, penalty) { Options = options, Grid = new LambdaGrid { Count = 8, Ratio = 0.02, EarlyStop = false } }.Fit(problem);
        Assert.AreEqual(slow.NullLoss * 2, path.NullDeviance, 1e-11 * path.NullDeviance);
        foreach (Solution solution in path)
        {
            Assert.AreEqual(FitStatus.Converged, solution.Status, solution.ToString());
            Assert.IsLessThanOrEqualTo(2e-5, slow.Kkt(solution), solution.ToString());
            Assert.AreEqual(slow.Objective(solution), solution.Objective, 1e-11 * slow.NullLoss, solution.ToString());
        }

        Assert.IsGreaterThan(penalty.IsConvex ? 20 : 5, path[^1].NonzeroCount);
    }
}
