namespace Regularization.Tests;

/// <summary>Penalties that are not convex: every loss, solver and form of the data ends at a local minimum, and where there is one only, at that.</summary>
[TestClass]
public class LocalOptimumTests
{
    private const int Rows = 40;
    private const int Columns = 8;

    private static readonly Func<Penalty, Penalty>[] Shapes =
    [
        penalty => penalty,
        penalty => penalty with { Factors = [0, 0, 1, 0, 3, 1, 1, 0], LowerBounds = [-0.6, double.NegativeInfinity, 0, -0.1, -9, -0.2, 0, 0], UpperBounds = [0.4, 0.8, 9, double.PositiveInfinity, 9, 0, 0.5, 9] },
    ];

    /// <summary>Weights and offsets, standardise, intercept.</summary>
    private static readonly (bool IsWeighted, bool HasOffsets, bool Standardize, bool Intercept)[] Variants =
        [(false, false, true, true), (true, true, true, true), (true, false, false, true), (false, true, false, false)];

    public static IEnumerable<object[]> Cases =>
        from loss in LossCase.All
        from penalty in PenaltyCase.All.Except(PenaltyCase.Convex)
        from c in SolverCase.NamesAndSparsity
        select new object[] { loss.Loss.Name, penalty.Name, c[0], c[1] };

    public static IEnumerable<object[]> NotConvex =>
        from penalty in PenaltyCase.All.Except(PenaltyCase.Convex)
        from c in SolverCase.NamesAndSparsity
        select new object[] { penalty.Name, c[0], c[1] };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_EveryCombination_EndsAtALocalMinimum(string lossName, string penaltyName, string solver, bool sparse)
    {
        (double[] x, double[] y) = LossCase.Of(lossName).Problem(Rows, Columns, seed: 7, density: 0.6, noise: 1.5);
        foreach (Penalty penalty in Shapes.Select(shape => shape(PenaltyCase.Of(penaltyName))))
        {
            foreach ((bool isWeighted, bool hasOffsets, bool standardize, bool intercept) in Variants)
            {
                double[]? weights = isWeighted ? [.. Enumerable.Range(0, Rows).Select(i => i % 7 == 3 ? 0 : 0.5 + (i % 5))] : null;
                double[]? offsets = hasOffsets ? [.. Enumerable.Range(0, Rows).Select(i => Math.Sin(i) - 0.3)] : null;
                FitOptions options = FitOptions.Default with { Standardize = standardize, Intercept = intercept, Threads = 1, Tolerance = 1e-9, Solver = SolverCase.Of(solver) };
                var problem = new TrainingProblem(Matrix(x, sparse), y) { Weights = weights, Offsets = offsets };
                var slow = new SlowProblem(x, y, LossCase.Of(lossName).Loss, penalty, options, weights, offsets);
                RegularizationPath path = new PathSolver(LossCase.Of(lossName).Loss, penalty) { Options = options, Grid = new LambdaGrid { Count = 5, Ratio = 0.02, EarlyStop = false } }.Fit(problem);
                foreach (Solution solution in path)
                {
                    string where = $"{penalty}, weighted {isWeighted}, offsets {hasOffsets}, standardised {standardize}: {solution}";
                    Assert.AreEqual(FitStatus.Converged, solution.Status, where);
                    Assert.IsTrue(double.IsNaN(solution.DualityGap), where);
                    Assert.IsLessThanOrEqualTo(1e-9, solution.KktResidual, where);
                    Assert.AreEqual(slow.Objective(solution), solution.Objective, 1e-11 * (1 + slow.NullLoss), where);
                    AssertLocalMinimum(slow, penalty, solution, where);
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(NotConvex))]
    public void FitAt_ManyRowsAndOneMinimum_IsThatOfSlowCoordinateDescent(string penaltyName, string solver, bool sparse)
    {
        // Enough rows that the curvature of the loss is above the bend of the penalty in every direction: the whole problem is convex.
        const int n = 300, p = 6;
        (double[] x, double[] y) = TestProblems.Random(n, p, seed: 70, density: 0.8);
        Penalty penalty = PenaltyCase.Of(penaltyName) with { Factors = [1, 1, 0.2, 3, 1, 1], UpperBounds = [9, 9, 0.5, 9, 9, 9] };
        FitOptions options = FitOptions.Default with { Tolerance = 1e-10, Solver = SolverCase.Of(solver) };
        var problem = new TrainingProblem(sparse ? TestProblems.Sparse(x, n, p) : DesignMatrix.FromColumns(x, n, p), y);
        var slow = new SlowProblem(x, y, Losses.Squared, penalty, options);
        foreach (double lambda in new[] { 1, 0.3, 0.05 })
        {
            Solution solution = new PathSolver(Losses.Squared, penalty) { Options = options }.FitAt(problem, lambda);
            (double intercept, double[] b) = slow.Solve(lambda);
            Assert.AreEqual(slow.Objective(lambda, intercept, b), solution.Objective, 1e-11);
            for (int j = 0; j < p; j++)
            {
                Assert.AreEqual(b[j], solution.Coefficients[j], 1e-7, $"lambda {lambda}, coefficient {j}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(NotConvex))]
    public void FitAt_OrthonormalColumns_IsTheProxOfLeastSquares(string penaltyName, string solver, bool sparse)
    {
        double[] y = [3, 1, -2, 0.5, 4, -1, 2, 0.25];
        double[] x = [.. from j in (int[])[1, 2, 4] from i in Enumerable.Range(0, 8) select (i & j) == 0 ? 1.0 : -1.0];
        double[] least = [.. Enumerable.Range(0, 3).Select(j => Enumerable.Range(0, 8).Sum(i => x[(j * 8) + i] * y[i]) / 8)];
        Penalty penalty = PenaltyCase.Of(penaltyName);
        var problem = new TrainingProblem(sparse ? TestProblems.Sparse(x, 8, 3) : DesignMatrix.FromColumns(x, 8, 3), y);
        foreach (double share in new[] { 0.8, 0.5, 0.2, 0.01 })
        {
            double lambda = share * least.Max(Math.Abs);
            Solution solution = new PathSolver(Losses.Squared, penalty) { Options = FitOptions.Default with { Solver = SolverCase.Of(solver), Tolerance = 1e-11 } }.FitAt(problem, lambda);
            for (int j = 0; j < 3; j++)
            {
                Assert.AreEqual(penalty.Prox(least[j], 1, lambda), solution.Coefficients[j], 1e-9, $"share {share}, coefficient {j}");
            }
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_MoreFeaturesThanRows_FallsToThePathOfSlowCoordinateDescentWhileThatIsConvex(bool isScad)
    {
        // The path of ncvreg's algorithm: from one lambda to the next, coordinate by coordinate, by the proximal operator.
        const int n = 50, p = 90;
        (double[] x, double[] y) = TestProblems.Random(n, p, seed: 71);
        Penalty penalty = isScad ? Penalties.Scad(8) : Penalties.Mcp(8);
        var slow = new SlowProblem(x, y, Losses.Squared, penalty, FitOptions.Default);
        RegularizationPath path = new PathSolver(Losses.Squared, penalty) { Options = FitOptions.Default with { Tolerance = 1e-10 }, Grid = new LambdaGrid { Count = 8, Ratio = 0.3 } }
            .Fit(new TrainingProblem(DesignMatrix.FromColumns(x, n, p), y));
        foreach (Solution solution in path)
        {
            (double intercept, double[] b) = slow.Solve(solution.Lambda);
            Assert.AreEqual(slow.Objective(solution.Lambda, intercept, b), solution.Objective, 1e-9, solution.ToString());
            Assert.AreEqual(0, b.Select((v, j) => Math.Abs(v - solution.Coefficients[j])).Max(), 1e-6, solution.ToString());
        }

        Assert.IsTrue(path[^1].NonzeroCount > 4 && path[^1].DevianceExplained > 0.5, path[^1].ToString());
    }

    /// <summary>The conditions at each coefficient, from the slopes of the papers, and the objective beside it.</summary>
    private static void AssertLocalMinimum(SlowProblem slow, Penalty penalty, Solution solution, string where)
    {
        double[] b = solution.Coefficients.ToDense(), gradient = slow.Gradient(solution.Intercept, b);
        double unit = slow.NullGradient.Max(Math.Abs), objective = slow.Objective(solution);
        for (int j = 0; j < b.Length; j++)
        {
            double strength = solution.Lambda * penalty.Factor(j), slope = SlowFoldedPenalty.Slope(penalty, Math.Abs(b[j] * slow.Scale[j]), strength);
            (double lower, double upper) = penalty.Bounds(j);
            double up = gradient[j] - (b[j] >= 0 ? slope : -slope), down = gradient[j] - (b[j] <= 0 ? -slope : slope);
            double violation = Math.Max(b[j] < upper - 1e-12 ? up : 0, b[j] > lower + 1e-12 ? -down : 0);
            Assert.IsLessThanOrEqualTo(1e-7 * unit, violation, $"coefficient {j}, {where}");

            // Just where a coefficient begins to leave 0, as the first one at λmax, a step so long may be beyond what holds it there.
            bool isAboutToLeave = Math.Abs(b[j] * slow.Scale[j]) < 1e-6 && Math.Abs(gradient[j]) > slope - 1e-4;
            foreach (double step in isAboutToLeave ? [] : new[] { 1e-4, -1e-4 })
            {
                double[] beside = [.. b];
                beside[j] = Math.Clamp(b[j] + (step / slow.Scale[j]), lower, upper);
                Assert.IsGreaterThanOrEqualTo(objective - (1e-12 * (1 + slow.NullLoss)), slow.Objective(solution.Lambda, solution.Intercept, beside), $"coefficient {j}, {where}");
            }
        }

        Assert.AreEqual(0, slow.InterceptGradient(solution.Intercept, b), 1e-7 * unit, where);
    }

    private static DesignMatrix Matrix(double[] x, bool sparse) => sparse ? TestProblems.Sparse(x, Rows, Columns) : DesignMatrix.FromColumns(x, Rows, Columns);
}
