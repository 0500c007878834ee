namespace Regularization.Tests;

/// <summary>Problems whose answer is known in closed form or by looking at every point of a grid.</summary>
[TestClass]
public class LeastSquaresTests
{
    public static IEnumerable<object[]> Cases => SolverCase.NamesAndSparsity;

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void FitAt_LambdaZero_SolvesTheNormalEquations(string solver, bool sparse)
    {
        const int N = 60, P = 10;
        (double[] x, double[] y) = TestProblems.Random(N, P, seed: 11, density: 0.8);
        double[] w = [.. y.Select((_, i) => 1.0 + (i % 3))];
        double[] expected = NormalEquations(x, y, w, 0);
        foreach (Penalty penalty in new Penalty[] { Penalties.Lasso, Penalties.Ridge, Penalties.ElasticNet(0.5), new ReverseHuberPenalty(1), new ProxOnlyPenalty(Penalties.Lasso), Penalties.Lasso with { Factors = new double[P] } })
        {
            foreach (bool standardize in new[] { true, false })
            {
                FitOptions options = FitOptions.Default with { Tolerance = 1e-13, Solver = SolverCase.Of(solver), Standardize = standardize };
                var problem = new TrainingProblem(Matrix(x, N, P, sparse), y) { Weights = w };
                Solution solution = new PathSolver(Losses.Squared, penalty) { Options = options }.FitAt(problem, penalty.Factors is null ? 0 : 3);
                Assert.AreEqual(FitStatus.Converged, solution.Status, solution.ToString());
                AssertNear(expected, solution, 1e-6, $"{penalty}, standardize {standardize}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void FitAt_Ridge_SolvesTheRegularizedNormalEquations(string solver, bool sparse)
    {
        const int N = 30, P = 12;
        (double[] x, double[] y) = TestProblems.Random(N, P, seed: 12, density: 0.8);
        double[] w = [.. y.Select(_ => 1.0)];
        FitOptions options = FitOptions.Default with { Tolerance = 1e-13, Solver = SolverCase.Of(solver), Standardize = false };
        foreach (double lambda in new[] { 1e-3, 0.5, 100 })
        {
            Solution solution = new PathSolver(Losses.Squared, Penalties.Ridge) { Options = options }.FitAt(new TrainingProblem(Matrix(x, N, P, sparse), y), lambda);
            AssertNear(NormalEquations(x, y, w, lambda), solution, 1e-6, $"lambda {lambda}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void FitAt_LambdaZeroWithMoreColumnsThanRows_InterpolatesWhateverThePenalty(string solver, bool sparse)
    {
        const int N = 15, P = 40;
        (double[] x, double[] y) = TestProblems.Random(N, P, seed: 13, density: 0.9);
        foreach (Penalty penalty in new Penalty[] { Penalties.Lasso, Penalties.Ridge, Penalties.ElasticNet(0.5), new ProxOnlyPenalty(Penalties.Lasso) })
        {
            FitOptions options = FitOptions.Default with { Tolerance = 1e-10, Solver = SolverCase.Of(solver) };
            Solution solution = new PathSolver(Losses.Squared, penalty) { Options = options }.FitAt(new TrainingProblem(Matrix(x, N, P, sparse), y), 0);
            Assert.AreEqual(FitStatus.Converged, solution.Status, $"{penalty}: {solution}");
            double error = solution.LinearPredictor(Matrix(x, N, P, sparse)).Zip(y, (eta, v) => (eta - v) * (eta - v)).Average(), variance = y.Average(v => Math.Pow(v - y.Average(), 2));
            Assert.IsLessThanOrEqualTo(1e-9, error / variance, $"{penalty}: {solution}");
            Assert.AreEqual(1, solution.DevianceExplained, 1e-9);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void FitAt_OrthogonalColumns_SoftThresholdsTheCorrelations(string solver, bool sparse)
    {
        // Columns of a 8 x 8 Hadamard matrix: mean 0, standard deviation 1, orthogonal.
        double[] x = [.. from j in Enumerable.Range(1, 7) from i in Enumerable.Range(0, 8) select System.Numerics.BitOperations.PopCount((uint)(i & j)) % 2 == 0 ? 1.0 : -1.0];
        double[] y = [3, -1, 0.5, 2, -4, 1, 1, 0.25];
        FitOptions options = FitOptions.Default with { Tolerance = 1e-14, Solver = SolverCase.Of(solver) };
        const double Lambda = 0.3, Ratio = 0.7;
        Solution solution = new PathSolver(Losses.Squared, Penalties.ElasticNet(Ratio)) { Options = options }.FitAt(new TrainingProblem(Matrix(x, 8, 7, sparse), y), Lambda);
        for (int j = 0; j < 7; j++)
        {
            double correlation = Enumerable.Range(0, 8).Sum(i => x[(8 * j) + i] * y[i]) / 8;
            double expected = Math.Sign(correlation) * Math.Max(Math.Abs(correlation) - (Lambda * Ratio), 0) / (1 + (Lambda * (1 - Ratio)));
            Assert.AreEqual(expected, solution.Coefficients[j], 1e-7);
        }

        Assert.AreEqual(y.Average(), solution.Intercept, 1e-7);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void FitAt_TwoFeatures_IsTheBestPointOfAFineGrid(string solver, bool sparse)
    {
        foreach (LossCase loss in LossCase.Usual)
        {
            foreach (PenaltyCase penaltyCase in PenaltyCase.Convex)
            {
                (double[] x, double[] y) = TestProblems.Random(25, 2, seed: 14, classes: loss.IsClassification);
                Penalty penalty = penaltyCase.Penalty with { Factors = [1, 0.5], LowerBounds = [-1, -0.4], UpperBounds = [0.8, double.PositiveInfinity] };
                FitOptions options = FitOptions.Default with { Tolerance = 1e-9, Solver = SolverCase.Of(solver), Intercept = false, Standardize = false };
                Solution solution = new PathSolver(loss.Loss, penalty) { Options = options }.FitAt(new TrainingProblem(Matrix(x, 25, 2, sparse), y), 0.2);
                double F(double a, double b) =>
                    Enumerable.Range(0, 25).Average(i => loss.Formula(y[i], (a * x[i]) + (b * x[25 + i]))) + penalty.Value(a, 0.2) + penalty.Value(b, 0.1);
                (double bestA, double bestB) = (0, 0);
                for (double cell = 0.2; cell > 1e-5; cell *= 0.6)
                {
                    (double middleA, double middleB) = (bestA, bestB);
                    for (int k = 0; k < 41 * 41; k++)
                    {
                        double a = Math.Clamp(middleA + (((k % 41) - 20) * cell), -1, 0.8), b = Math.Max(middleB + (((k / 41) - 20) * cell), -0.4);
                        (bestA, bestB) = F(a, b) < F(bestA, bestB) ? (a, b) : (bestA, bestB);
                    }
                }

                string where = $"{loss.Loss}, {penaltyCase.Name}: {solution}";
                Assert.IsLessThanOrEqualTo(F(bestA, bestB) + 1e-8, F(solution.Coefficients[0], solution.Coefficients[1]), where);
                Assert.AreEqual(bestA, solution.Coefficients[0], 1e-3, where);
                Assert.AreEqual(bestB, solution.Coefficients[1], 1e-3, where);
            }
        }
    }

    private static DesignMatrix Matrix(double[] x, int rows, int columns, bool sparse) =>
        sparse ? TestProblems.Sparse(x, rows, columns) : DesignMatrix.FromColumns(x, rows, columns);

    private static void AssertNear(double[] expected, Solution solution, double tolerance, string where)
    {
        double size = expected.Skip(1).Max(Math.Abs);
        for (int j = 0; j + 1 < expected.Length; j++)
        {
            Assert.AreEqual(expected[j + 1], solution.Coefficients[j], tolerance * size, $"{where}, coefficient {j}: {solution}");
        }

        Assert.AreEqual(expected[0], solution.Intercept, 10 * tolerance * (1 + size), where);
    }

    /// <summary>Intercept and coefficients of Σ w/Σw (y − b0 − x b)²/2 + lambda/2 b², by Gaussian elimination with pivoting.</summary>
    private static double[] NormalEquations(double[] x, double[] y, double[] w, double lambda)
    {
        int n = y.Length, size = (x.Length / n) + 1;
        double X(int i, int j) => j == 0 ? 1 : x[((j - 1) * n) + i];
        var a = new double[size, size + 1];
        for (int j = 0; j < size; j++)
        {
            for (int k = 0; k < size; k++)
            {
                a[j, k] = Enumerable.Range(0, n).Sum(i => w[i] * X(i, j) * X(i, k)) / w.Sum();
            }

            a[j, j] += j == 0 ? 0 : lambda;
            a[j, size] = Enumerable.Range(0, n).Sum(i => w[i] * X(i, j) * y[i]) / w.Sum();
        }

        for (int c = 0; c < size; c++)
        {
            int pivot = Enumerable.Range(c, size - c).MaxBy(r => Math.Abs(a[r, c]));
            for (int k = 0; k <= size; k++)
            {
                (a[c, k], a[pivot, k]) = (a[pivot, k], a[c, k]);
            }

            for (int r = 0; r < size; r++)
            {
                double factor = r == c ? 0 : a[r, c] / a[c, c];
                for (int k = 0; k <= size; k++)
                {
                    a[r, k] -= factor * a[c, k];
                }
            }
        }

        return [.. Enumerable.Range(0, size).Select(j => a[j, size] / a[j, j])];
    }
}
