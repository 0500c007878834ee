namespace Regularization.Tests;

/// <summary>Fits from arrays, for the tests of awkward data.</summary>
internal static class AwkwardProblem
{
    public static FitOptions Options(string solver) => FitOptions.Default with { Tolerance = 1e-12, Solver = SolverCase.Of(solver), Threads = 1 };

    public static Loss Loss(string name) => LossCase.Of(name).Loss;

    public static DesignMatrix Matrix(double[] x, int rows, bool sparse) =>
        sparse ? TestProblems.Sparse(x, rows, x.Length / rows) : DesignMatrix.FromColumns(x, rows, x.Length / rows);

    public static Solution Fit(double[] x, double[] y, Loss loss, Penalty penalty, FitOptions options, double lambda, bool sparse, double[]? weights = null) =>
        new PathSolver(loss, penalty) { Options = options }.FitAt(new TrainingProblem(Matrix(x, y.Length, sparse), y) { Weights = weights }, lambda);

    /// <summary>The fit, after its optimality has been checked in plain loops and at a tolerance of 1e-10 its convergence.</summary>
    public static Solution Checked(double[] x, double[] y, Loss loss, Penalty penalty, FitOptions options, double lambda, bool sparse, double kkt = 1e-6)
    {
        Solution promised = Fit(x, y, loss, penalty, options with { Tolerance = 1e-10 }, lambda, sparse);
        Assert.AreEqual(FitStatus.Converged, promised.Status, $"{penalty}: {promised}");
        Solution solution = Fit(x, y, loss, penalty, options, lambda, sparse);
        var slow = new SlowProblem(x, y, loss, penalty, options);
        Assert.IsLessThanOrEqualTo(kkt, slow.Kkt(solution), $"{penalty}: {solution}");
        Assert.AreEqual(slow.Objective(solution), solution.Objective, 1e-8 * slow.NullLoss, $"{penalty}: {solution}");
        return solution;
    }

    public static void AssertSame(Solution expected, Solution actual, int[] positions, double tolerance, string where)
    {
        Assert.AreEqual(FitStatus.Converged, actual.Status, $"{where}: {actual}");
        for (int j = 0; j < expected.Coefficients.Count; j++)
        {
            Assert.AreEqual(expected.Coefficients[j], actual.Coefficients[positions[j]], tolerance * (1 + Math.Abs(expected.Coefficients[j])), $"{where}, coefficient {j}: {actual}");
        }

        Assert.AreEqual(expected.Intercept, actual.Intercept, 10 * tolerance * (1 + Math.Abs(expected.Intercept)), $"{where}: {actual}");
    }
}
