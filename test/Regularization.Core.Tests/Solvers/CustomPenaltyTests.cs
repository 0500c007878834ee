namespace Regularization.Tests;

/// <summary>Penalties from outside the library: both solvers work through the virtual proximal operator.</summary>
[TestClass]
public class CustomPenaltyTests
{
    public static IEnumerable<object[]> Cases => SolverCase.NamesSparsityAndLosses;

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_ProxAlone_GivesTheSolutionsOfThePenaltyWithin(string solver, bool sparse, string loss)
    {
        foreach (Penalty penalty in new[] { Penalties.Lasso, Penalties.ElasticNet(0.4), Penalties.Lasso with { Factors = [.. Enumerable.Range(0, 30).Select(j => j % 4 * 0.7)], UpperBounds = [0.4] } })
        {
            (double[] x, double[] y) = TestProblems.Random(50, 30, seed: 3, density: 0.7, classes: LossCase.Of(loss).IsClassification);
            var problem = new TrainingProblem(sparse ? TestProblems.Sparse(x, 50, 30) : DesignMatrix.FromColumns(x, 50, 30), y);
            FitOptions options = FitOptions.Default with { Tolerance = 1e-12, Solver = SolverCase.Of(solver) };
            Penalty wrapped = new ProxOnlyPenalty(penalty) { Factors = penalty.Factors, LowerBounds = penalty.LowerBounds, UpperBounds = penalty.UpperBounds };
            var grid = new LambdaGrid { Count = 6, Ratio = 0.05, EarlyStop = false };
            RegularizationPath known = new PathSolver(LossCase.Of(loss).Loss, penalty) { Options = options, Grid = grid }.Fit(problem);
            RegularizationPath path = new PathSolver(LossCase.Of(loss).Loss, wrapped) { Options = options, Grid = grid }.Fit(problem);
            Assert.AreEqual(known.LambdaMax, path.LambdaMax, 1e-12 * known.LambdaMax);
            for (int k = 0; k < known.Count; k++)
            {
                Assert.IsTrue(double.IsNaN(path[k].DualityGap));
                Assert.AreEqual(FitStatus.Converged, path[k].Status);
                for (int j = 0; j < 30; j++)
                {
                    Assert.AreEqual(known[k].Coefficients[j], path[k].Coefficients[j], 1e-5, $"{penalty}, lambda {k}, coefficient {j}");
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_KneeFarAway_IsTheLassoWithAGap(string solver, bool sparse, string loss)
    {
        (double[] x, double[] y) = TestProblems.Random(50, 30, seed: 4, density: 0.7, classes: LossCase.Of(loss).IsClassification);
        var problem = new TrainingProblem(sparse ? TestProblems.Sparse(x, 50, 30) : DesignMatrix.FromColumns(x, 50, 30), y);
        FitOptions options = FitOptions.Default with { Tolerance = 1e-11, Solver = SolverCase.Of(solver) };
        Solution lasso = new PathSolver(LossCase.Of(loss).Loss, Penalties.Lasso) { Options = options }.FitAt(problem, 0.05);
        Solution far = new PathSolver(LossCase.Of(loss).Loss, new ReverseHuberPenalty(100)) { Options = options }.FitAt(problem, 0.05);
        Solution near = new PathSolver(LossCase.Of(loss).Loss, new ReverseHuberPenalty(0.05)) { Options = options }.FitAt(problem, 0.05);
        Assert.AreEqual(FitStatus.Converged, far.Status, far.ToString());
        Assert.IsLessThanOrEqualTo(1e-11, far.DualityGap);
        for (int j = 0; j < 30; j++)
        {
            Assert.AreEqual(lasso.Coefficients[j], far.Coefficients[j], 1e-4);
        }

        Assert.IsLessThan(0.9 * lasso.Coefficients.Max(Math.Abs), near.Coefficients.Max(Math.Abs), "beyond the knee large coefficients shrink more");
    }

    [TestMethod]
    [DynamicData(nameof(SolverCase.NamesAndSparsity), typeof(SolverCase))]
    public void FitAt_ProxAloneAndEveryCoefficientHeldAtZero_StillFindsTheIntercept(string solver, bool sparse)
    {
        // Nothing but the intercept can move, so that the KKT residual of the coefficients is 0 from the start; with offsets it must be searched for.
        (double[] x, double[] y) = TestProblems.Random(40, 4, seed: 5, classes: true);
        double[] offsets = [.. y.Select((_, i) => 2 * Math.Sin(i))];
        Penalty penalty = new ProxOnlyPenalty(Penalties.Lasso) { LowerBounds = [0], UpperBounds = [0.3, 0, 0, 0] };
        FitOptions options = FitOptions.Default with { Tolerance = 1e-10, Solver = SolverCase.Of(solver) };
        var problem = new TrainingProblem(sparse ? TestProblems.Sparse(x, 40, 4) : DesignMatrix.FromColumns(x, 40, 4), y) { Offsets = offsets };
        Solution solution = new PathSolver(Losses.Logistic, penalty) { Options = options }.FitAt(problem, 1e-3);
        double meanResidual = solution.LinearPredictor(problem.X, offsets).Select((eta, i) => y[i] - Losses.Logistic.Mean(eta)).Average();
        Assert.AreEqual(0, meanResidual, 1e-9, solution.ToString());
    }
}
