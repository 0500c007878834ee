namespace Regularization.Tests;

/// <summary>Awkward data: each fit must converge to an optimum that plain loops confirm.</summary>
[TestClass]
public class RobustnessTests
{
    private const double Infinity = double.PositiveInfinity;

    public static IEnumerable<object[]> Cases => SolverCase.NamesAndSparsity;

    public static IEnumerable<object[]> LossCases => SolverCase.NamesSparsityAndLosses;

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_ConstantColumns_GetZeroAndChangeNothing(string solver, bool sparse, string loss)
    {
        (double[] x, double[] y) = TestProblems.Random(300, 4, seed: 21, classes: LossCase.Of(loss).IsClassification);
        foreach (double constant in new[] { 0.1f, -7.3e5f, 1e-6f, 0 })
        {
            double[] more = [.. x[..600], .. Enumerable.Repeat(constant, 300), .. x[600..]];
            foreach (Penalty penalty in new Penalty[] { Penalties.Lasso, Penalties.Ridge, Penalties.Lasso with { Factors = [1, 1, 0, 1, 1] } })
            {
                foreach (bool standardize in new[] { true, false })
                {
                    foreach (double[]? weights in new[] { null, y.Select((_, i) => 1.0 + (i % 3)).ToArray() })
                    {
                        FitOptions options = Options(solver) with { Standardize = standardize };
                        Solution with = Fit(more, y, Loss(loss), penalty, options, 0.05, sparse, weights);
                        Solution without = Fit(x, y, Loss(loss), penalty with { Factors = null }, options, 0.05, sparse, weights);
                        Assert.AreEqual(0.0, with.Coefficients[2], $"{penalty}, {constant}: {with}");
                        AssertSame(without, with, [0, 1, 3, 4], 1e-6, $"{penalty}, constant {constant}, standardize {standardize}");
                    }
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_DuplicateColumns_ShareWhatOneWouldHave(string solver, bool sparse, string loss)
    {
        (double[] x, double[] y) = TestProblems.Random(60, 4, seed: 22, classes: LossCase.Of(loss).IsClassification);
        double[] doubled = [.. x, .. x, .. x[..60]];
        foreach (Penalty penalty in new Penalty[] { Penalties.Lasso, Penalties.ElasticNet(0.5), Penalties.Lasso with { Factors = [0, 1, 1, 1, 0, 1, 1, 1, 0] } })
        {
            Solution solution = Checked(doubled, y, Loss(loss), penalty, Options(solver), 0.02, sparse);
            if (penalty.Factors is null && penalty.Name == "lasso")
            {
                Solution single = Fit(x, y, Loss(loss), penalty, Options(solver), 0.02, sparse);
                for (int j = 0; j < 4; j++)
                {
                    double sum = solution.Coefficients[j] + solution.Coefficients[4 + j] + (j == 0 ? solution.Coefficients[8] : 0);
                    Assert.AreEqual(single.Coefficients[j], sum, 1e-5);
                }
            }
            else if (penalty.Factors is null)
            {
                Assert.AreEqual(solution.Coefficients[1], solution.Coefficients[5], 1e-4, "ridge shares equally");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_ManyMoreColumnsThanRows_IsOptimalAlongThePath(string solver, bool sparse, string loss)
    {
        (double[] x, double[] y) = TestProblems.Random(20, 2000, seed: 23, density: sparse ? 0.1 : 1, classes: LossCase.Of(loss).IsClassification);
        foreach (Penalty penalty in new Penalty[] { Penalties.Lasso, Penalties.ElasticNet(0.5), Penalties.Ridge })
        {
            var slow = new SlowProblem(x, y, Loss(loss), penalty, FitOptions.Default);
            var path = new PathSolver(Loss(loss), penalty) { Options = Options(solver) with { Tolerance = 1e-10 }, Grid = new LambdaGrid { Count = 12 } };
            foreach (Solution solution in path.Fit(new TrainingProblem(Matrix(x, 20, sparse), y)))
            {
                Assert.AreEqual(FitStatus.Converged, solution.Status, $"{penalty}: {solution}");
                Assert.IsLessThanOrEqualTo(1e-4, slow.Kkt(solution), $"{penalty}: {solution}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_LambdaZeroWithManyMoreColumnsThanRows_Interpolates(string solver, bool sparse)
    {
        (double[] x, double[] y) = TestProblems.Random(20, 2000, seed: 24, density: sparse ? 0.1 : 1);
        Solution solution = Fit(x, y, Losses.Squared, Penalties.Lasso, Options(solver), 0, sparse);
        double error = solution.LinearPredictor(Matrix(x, 20, sparse)).Zip(y, (eta, v) => (eta - v) * (eta - v)).Average();
        Assert.IsLessThanOrEqualTo(1e-9 * y.Average(v => v * v), error, solution.ToString());
    }

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_FeaturesAtScalesOverTwelveOrders_AreTreatedAlike(string solver, bool sparse, string loss)
    {
        const int N = 80, P = 13;
        (double[] x, double[] y) = TestProblems.Random(N, P, seed: 25, density: 0.8, classes: LossCase.Of(loss).IsClassification);
        double[] scaled = [.. x.Select((v, k) => (double)(float)(v * Math.Pow(10, (k / N) - 6)))];
        foreach (Penalty penalty in new Penalty[] { Penalties.Lasso, Penalties.Ridge, Penalties.ElasticNet(0.5), Penalties.Lasso with { Factors = [.. Enumerable.Range(0, P).Select(j => j % 5 == 0 ? 0.0 : 1)] } })
        {
            Solution solution = Checked(scaled, y, Loss(loss), penalty, Options(solver), 0.02, sparse), alike = Fit(x, y, Loss(loss), penalty, Options(solver), 0.02, sparse);
            for (int j = 0; j < P; j++)
            {
                Assert.AreEqual(alike.Coefficients[j], solution.Coefficients[j] * Math.Pow(10, j - 6), 1e-5, $"{penalty}, coefficient {j}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_FeaturesAtScalesOverTwelveOrdersNotStandardized_IsOptimal(string solver, bool sparse, string loss)
    {
        const int N = 80;
        (double[] x, double[] y) = TestProblems.Random(N, 7, seed: 26, density: 0.8, classes: LossCase.Of(loss).IsClassification);
        double[] scaled = [.. x.Select((v, k) => (double)(float)(v * Math.Pow(10, (2 * (k / N)) - 6)))];
        foreach (Penalty penalty in new Penalty[] { Penalties.Lasso, Penalties.Ridge, Penalties.Lasso with { LowerBounds = [0] } })
        {
            Checked(scaled, y, Loss(loss), penalty, Options(solver) with { Standardize = false, MaxEpochs = 20_000 }, 1e-4, sparse);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_SeparableClasses_IsOptimalDownTheWholePath(string solver, bool sparse)
    {
        const int N = 40, P = 6;
        (double[] x, _) = TestProblems.Random(N, P, seed: 27);
        double[] y = [.. Enumerable.Range(0, N).Select(i => x[i] - x[N + i] > 0.1 ? 1.0 : 0)];
        foreach (Penalty penalty in new Penalty[] { Penalties.Lasso, Penalties.Ridge, Penalties.ElasticNet(0.5) })
        {
            var slow = new SlowProblem(x, y, Losses.Logistic, penalty, FitOptions.Default);
            var grid = new LambdaGrid { Count = 20, Ratio = 1e-5, EarlyStop = false };
            RegularizationPath path = new PathSolver(Losses.Logistic, penalty) { Options = Options(solver) with { Tolerance = 1e-10 }, Grid = grid }.Fit(new TrainingProblem(Matrix(x, N, sparse), y));
            Assert.HasCount(20, path);
            double explained = 0;
            foreach (Solution solution in path)
            {
                Assert.AreEqual(FitStatus.Converged, solution.Status, $"{penalty}: {solution}");
                Assert.IsLessThanOrEqualTo(1e-4, slow.Kkt(solution), $"{penalty}: {solution}");
                Assert.IsGreaterThanOrEqualTo(explained - 1e-9, solution.DevianceExplained);
                explained = solution.DevianceExplained;
            }

            Assert.IsGreaterThan(0.85, explained);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_ConstantResponse_IsTheIntercept(string solver, bool sparse)
    {
        (double[] x, _) = TestProblems.Random(30, 5, seed: 28);
        foreach (double value in new[] { 0, 5, -1e8, 1e-8 })
        {
            double[] y = [.. Enumerable.Repeat(value, 30)];
            foreach (Penalty penalty in new Penalty[] { Penalties.Lasso, Penalties.Ridge })
            {
                RegularizationPath path = new PathSolver(Losses.Squared, penalty) { Options = Options(solver) }.Fit(new TrainingProblem(Matrix(x, 30, sparse), y));
                Assert.AreEqual(0.0, path.LambdaMax);
                Assert.AreEqual(0.0, path.NullDeviance);
                Solution given = Fit(x, y, Losses.Squared, penalty, Options(solver), 0.1, sparse);
                foreach (Solution solution in new[] { path[0], given })
                {
                    Assert.AreEqual(FitStatus.Converged, solution.Status, solution.ToString());
                    Assert.AreEqual(value, solution.Intercept, 1e-12 * Math.Abs(value));
                    Assert.IsLessThanOrEqualTo(1e-12 * Math.Abs(value), solution.Coefficients.Max(Math.Abs), solution.ToString());
                    Assert.AreEqual(0.0, solution.DevianceExplained);
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_OneRow_IsItsResponse(string solver, bool sparse)
    {
        Solution solution = Fit([1, -2, 0], [3], Losses.Squared, Penalties.Lasso, Options(solver), 0.1, sparse);
        Assert.AreEqual(3.0, solution.Intercept, 1e-15);
        Assert.AreEqual(0, solution.NonzeroCount);
        Assert.AreEqual(FitStatus.Converged, solution.Status);

        // Without an intercept the first feature to reach the response takes it: 3 = −2 b up to the penalty.
        Solution through = Fit([1, -2, 0], [3], Losses.Squared, Penalties.Lasso, Options(solver) with { Intercept = false, Standardize = false }, 0.1, sparse);
        Assert.AreEqual((0.1 - 6) / 4, through.Coefficients[1], 1e-6, through.ToString());
        Assert.AreEqual(1, through.NonzeroCount);
    }

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_OneColumn_IsOptimal(string solver, bool sparse, string loss)
    {
        (double[] x, double[] y) = TestProblems.Random(25, 1, seed: 29, classes: LossCase.Of(loss).IsClassification);
        foreach (PenaltyCase penalty in PenaltyCase.All.Where(c => !double.IsNaN(c.Penalty.DualBound(1))))
        {
            Solution solution = Checked(x, y, Loss(loss), penalty.Penalty, Options(solver), 0.05, sparse);
            Assert.AreEqual(1, solution.NonzeroCount, penalty.Name);
        }
    }

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_EmptySparseColumnsAndStoredZeros_ChangeNothing(string solver, bool sparse, string loss)
    {
        (double[] x, double[] y) = TestProblems.Random(40, 3, seed: 30, density: 0.5, classes: LossCase.Of(loss).IsClassification);
        double[] more = [.. new double[40], .. x, .. new double[80]];
        FitOptions options = Options(solver);
        Solution expected = Fit(x, y, Loss(loss), Penalties.Lasso, options, 0.02, sparse), solution = Fit(more, y, Loss(loss), Penalties.Lasso, options, 0.02, sparse);
        AssertSame(expected, solution, [1, 2, 3], 1e-7, "empty columns");
        Assert.AreEqual(0, solution.Coefficients[0] + solution.Coefficients[4] + solution.Coefficients[5]);

        // All entries stored, zeros too.
        var full = DesignMatrix.FromCompressedColumns(40, [0, 40, 80, 120], [.. Enumerable.Range(0, 120).Select(k => k % 40)], [.. x.Select(v => (float)v)]);
        Solution stored = new PathSolver(Loss(loss), Penalties.Lasso) { Options = options }.FitAt(new TrainingProblem(full, y), 0.02);
        AssertSame(expected, stored, [0, 1, 2], 1e-7, "stored zeros");
    }

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_HugeLambda_IsTheNullModel(string solver, bool sparse, string loss)
    {
        (double[] x, double[] y) = TestProblems.Random(40, 6, seed: 31, classes: LossCase.Of(loss).IsClassification);
        double mean = y.Average();
        foreach (double lambda in new[] { 1e3, 1e12, 1e100 })
        {
            Solution lasso = Fit(x, y, Loss(loss), Penalties.Lasso, Options(solver), lambda, sparse), ridge = Fit(x, y, Loss(loss), Penalties.Ridge, Options(solver), lambda, sparse);
            Assert.AreEqual(0, lasso.NonzeroCount);
            Assert.AreEqual(Loss(loss).Link(mean), lasso.Intercept, 1e-12);
            Assert.AreEqual(0, lasso.DevianceExplained, 1e-12);
            Assert.AreEqual(FitStatus.Converged, ridge.Status);
            Assert.IsLessThan(1, ridge.Coefficients.Max(Math.Abs) * lambda / 10);
        }
    }

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_LargeOffsetAndSmallSpread_IsOptimal(string solver, bool sparse, string loss)
    {
        // A year in milliseconds, an identifier: 5e5 with a standard deviation of 1, where float32 has steps of 1/32.
        const int N = 200, P = 5;
        (double[] x, double[] y) = TestProblems.Random(N, P, seed: 32, classes: LossCase.Of(loss).IsClassification);
        double[] shifted = [.. x.Select((v, k) => (double)(float)(v + (k / N % 2 == 0 ? 5e5 : 0)))];
        foreach (Penalty penalty in new Penalty[] { Penalties.Lasso, Penalties.Ridge })
        {
            Checked(shifted, y, Loss(loss), penalty, Options(solver), 0.02, sparse, kkt: 1e-5);
        }
    }

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_StronglyCorrelatedColumns_ReachesATightTolerance(string solver, bool sparse, string loss)
    {
        const int N = 100, P = 20;
        (double[] noise, double[] y) = TestProblems.Random(N, P, seed: 33, classes: LossCase.Of(loss).IsClassification);
        double[] x = [.. noise.Select((v, k) => (double)(float)(noise[k % N] + (0.03 * v)))];
        foreach (Penalty penalty in new Penalty[] { Penalties.Lasso, Penalties.ElasticNet(0.9), Penalties.Ridge })
        {
            foreach (double lambda in new[] { 1e-2, 1e-4, 1e-6 })
            {
                Solution solution = Fit(x, y, Loss(loss), penalty, Options(solver) with { Tolerance = 1e-10 }, lambda, sparse);
                Assert.AreEqual(FitStatus.Converged, solution.Status, $"{penalty}: {solution}");
                Assert.IsLessThanOrEqualTo(1e-10, solution.DualityGap);
                double kkt = new SlowProblem(x, y, Loss(loss), penalty, FitOptions.Default).Kkt(solution);
                Assert.IsLessThanOrEqualTo(3e-5, kkt, $"{penalty}: {solution}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_ActiveBounds_AreKeptToTheLastBit(string solver, bool sparse, string loss)
    {
        const int N = 250, P = 100;
        (double[] x, double[] y) = TestProblems.Random(N, P, seed: 34, classes: LossCase.Of(loss).IsClassification);
        x = [.. x.Select((v, k) => (double)(float)(v * (1 + (0.013 * (k / N)))))];
        double[] upper = [.. Enumerable.Range(0, P).Select(j => j == 0 ? Infinity : 0.01 + (0.0007 * j))], lower = [.. upper.Select((u, j) => j == 1 ? -Infinity : j % 5 == 3 ? 0 : -u)];
        foreach (double lambda in new[] { 0, 0.001 })
        {
            Solution solution = Checked(x, y, Loss(loss), Penalties.Lasso with { LowerBounds = lower, UpperBounds = upper }, Options(solver), lambda, sparse);
            for (int j = 0; j < P; j++)
            {
                Assert.IsTrue(solution.Coefficients[j] >= lower[j] && solution.Coefficients[j] <= upper[j], $"coefficient {j} is {solution.Coefficients[j]:r}, its bounds {lower[j]:r} and {upper[j]:r}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void FitAt_LambdaZeroAndNotNegative_IsOptimal(string solver, bool sparse, string loss)
    {
        // Nonnegative least squares, and its logistic relative: nothing penalises, one side is bounded.
        const int N = 80, P = 12;
        (double[] x, double[] y) = TestProblems.Random(N, P, seed: 35, classes: LossCase.Of(loss).IsClassification, noise: 3);
        foreach (double scale in new[] { 1, 1e-5, 1e5 })
        {
            double[] scaled = [.. x.Select(v => (double)(float)(v * scale))];
            foreach (bool standardize in new[] { true, false })
            {
                FitOptions options = Options(solver) with { Standardize = standardize, Tolerance = 1e-10 };
                Penalty penalty = Penalties.Lasso with { LowerBounds = [0] };
                Solution solution = Fit(scaled, y, Loss(loss), penalty, options, 0, sparse);
                string where = $"scale {scale}, standardize {standardize}: {solution}";
                Assert.AreEqual(FitStatus.Converged, solution.Status, where);
                var slow = new SlowProblem(scaled, y, Loss(loss), penalty, options);
                (double intercept, double[] b) = slow.Solve(0);
                double suboptimality = (slow.Objective(solution) - slow.Objective(0, intercept, b)) / slow.NullLoss;
                Assert.IsLessThanOrEqualTo(solution.DualityGap + 1e-14, suboptimality, where);
                Assert.IsTrue(solution.Coefficients.All(v => v >= 0), where);
                Assert.IsTrue(solution.NonzeroCount is > 0 and < P, where);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_UnpenalisedCollinearColumns_IsOptimal(string solver, bool sparse, string loss)
    {
        const int N = 60;
        (double[] x, double[] y) = TestProblems.Random(N, 8, seed: 36, classes: LossCase.Of(loss).IsClassification);
        x = [.. x.Select(v => Math.Round(v * 1024) / 1024)];

        // Column 8 is column 0, column 9 is the sum of columns 0 and 1, 10 is 1 − column 2: all of them unpenalised, and without rounding.
        double[] more = [.. x, .. x[..N], .. Enumerable.Range(0, N).Select(i => (double)(float)(x[i] + x[N + i])), .. Enumerable.Range(0, N).Select(i => (double)(float)(1 - x[(2 * N) + i]))];
        double[] factors = [0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0];
        Penalty penalty = Penalties.Lasso with { Factors = factors };
        foreach (double lambda in new[] { 0.3, 0.02 })
        {
            Solution solution = Checked(more, y, Loss(loss), penalty, Options(solver), lambda, sparse);
            Solution simple = Fit(x, y, Loss(loss), Penalties.Lasso with { Factors = factors[..8] }, Options(solver), lambda, sparse);
            Assert.AreEqual(simple.Objective, solution.Objective, 1e-8, "the copies add nothing");
        }

        RegularizationPath path = new PathSolver(Loss(loss), penalty) { Options = Options(solver) }.Fit(new TrainingProblem(Matrix(more, N, sparse), y));
        RegularizationPath plain = new PathSolver(Loss(loss), Penalties.Lasso with { Factors = factors[..8] }) { Options = Options(solver) }.Fit(new TrainingProblem(Matrix(x, N, sparse), y));
        Assert.AreEqual(plain.LambdaMax, path.LambdaMax, 1e-5 * plain.LambdaMax);
        Assert.AreEqual(FitStatus.Converged, path.Status);
    }

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_NothingPenalised_IsTheUnpenalisedFit(string solver, bool sparse, string loss)
    {
        (double[] x, double[] y) = TestProblems.Random(70, 5, seed: 37, classes: LossCase.Of(loss).IsClassification, noise: 2);
        Penalty none = Penalties.Lasso with { Factors = [0, 0, 0, 0, 0] };
        RegularizationPath path = new PathSolver(Loss(loss), none) { Options = Options(solver) }.Fit(new TrainingProblem(Matrix(x, 70, sparse), y));
        Assert.AreEqual(0.0, path.LambdaMax);
        Assert.HasCount(1, path);
        Solution free = Fit(x, y, Loss(loss), Penalties.Ridge, Options(solver), 0, sparse);
        AssertSame(free, path[0], [0, 1, 2, 3, 4], 1e-5, "path");
        AssertSame(free, Fit(x, y, Loss(loss), none, Options(solver), 10, sparse), [0, 1, 2, 3, 4], 1e-5, "given lambda");
        Assert.AreEqual(0, new SlowProblem(x, y, Loss(loss), none, FitOptions.Default).Kkt(path[0]), 1e-6);
    }

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_ZeroWeights_EqualDroppedRows(string solver, bool sparse, string loss)
    {
        const int N = 60, P = 5;
        (double[] x, double[] y) = TestProblems.Random(N, P, seed: 38, classes: LossCase.Of(loss).IsClassification);
        double[] weights = [.. Enumerable.Range(0, N).Select(i => i < 40 ? 1.0 + (i % 2) : 0)];

        // What has no weight must not matter, however wild; and a column that is constant where there is weight is constant.
        for (int k = 0; k < x.Length; k++)
        {
            x[k] = k % N >= 40 ? 1e4 * ((k % 7) - 3) : k / N == 4 ? 2.5 : x[k];
        }

        double[] kept = [.. x.Where((_, k) => k % N < 40)];
        foreach (Penalty penalty in new Penalty[] { Penalties.Lasso, Penalties.Ridge })
        {
            Solution all = Fit(x, y, Loss(loss), penalty, Options(solver), 0.03, sparse, weights), dropped = Fit(kept, y[..40], Loss(loss), penalty, Options(solver), 0.03, sparse, weights[..40]);
            AssertSame(dropped, all, [0, 1, 2, 3, 4], 1e-6, penalty.ToString()!);
            Assert.AreEqual(0.0, all.Coefficients[4]);
        }
    }

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_IntegerWeights_EqualRepeatedRows(string solver, bool sparse, string loss)
    {
        const int N = 30, P = 4;
        (double[] x, double[] y) = TestProblems.Random(N, P, seed: 39, density: 0.7, classes: LossCase.Of(loss).IsClassification);
        double[] weights = [.. Enumerable.Range(0, N).Select(i => (double)(i % 3))];
        int[] rows = [.. Enumerable.Range(0, N).SelectMany(i => Enumerable.Repeat(i, i % 3))];
        double[] repeated = [.. from j in Enumerable.Range(0, P) from i in rows select x[(j * N) + i]], responses = [.. rows.Select(i => y[i])];
        foreach (Penalty penalty in new Penalty[] { Penalties.Lasso, Penalties.Ridge })
        {
            Solution weighted = Fit(x, y, Loss(loss), penalty, Options(solver), 0.03, sparse, weights), scaled = Fit(x, y, Loss(loss), penalty, Options(solver), 0.03, sparse, [.. weights.Select(w => w * 1e-9)]);
            Solution copies = Fit(repeated, responses, Loss(loss), penalty, Options(solver), 0.03, sparse);
            AssertSame(copies, weighted, [0, 1, 2, 3], 1e-6, penalty.ToString()!);
            AssertSame(weighted, scaled, [0, 1, 2, 3], 1e-6, "only ratios matter");
        }
    }

    private static FitOptions Options(string solver) => FitOptions.Default with { Tolerance = 1e-12, Solver = SolverCase.Of(solver), Threads = 1 };

    private static Loss Loss(string name) => LossCase.Of(name).Loss;

    private static DesignMatrix Matrix(double[] x, int rows, bool sparse) =>
        sparse ? TestProblems.Sparse(x, rows, x.Length / rows) : DesignMatrix.FromColumns(x, rows, x.Length / rows);

    private static Solution Fit(double[] x, double[] y, Loss loss, Penalty penalty, FitOptions options, double lambda, bool sparse, double[]? weights = null) =>
        new PathSolver(loss, penalty) { Options = options }.FitAt(new TrainingProblem(Matrix(x, y.Length, sparse), y) { Weights = weights }, lambda);

    /// <summary>The fit, after its optimality has been checked in plain loops and at a tolerance of 1e-10 its convergence.</summary>
    private static Solution Checked(double[] x, double[] y, Loss loss, Penalty penalty, FitOptions options, double lambda, bool sparse, double kkt = 1e-6)
    {
        Solution promised = Fit(x, y, loss, penalty, options with { Tolerance = 1e-10 }, lambda, sparse);
        Assert.AreEqual(FitStatus.Converged, promised.Status, $"{penalty}: {promised}");
        Solution solution = Fit(x, y, loss, penalty, options, lambda, sparse);
        var slow = new SlowProblem(x, y, loss, penalty, options);
        Assert.IsLessThanOrEqualTo(kkt, slow.Kkt(solution), $"{penalty}: {solution}");
        Assert.AreEqual(slow.Objective(solution), solution.Objective, 1e-8 * slow.NullLoss, $"{penalty}: {solution}");
        return solution;
    }

    private static void AssertSame(Solution expected, Solution actual, int[] positions, double tolerance, string where)
    {
        Assert.AreEqual(FitStatus.Converged, actual.Status, $"{where}: {actual}");
        for (int j = 0; j < expected.Coefficients.Count; j++)
        {
            Assert.AreEqual(expected.Coefficients[j], actual.Coefficients[positions[j]], tolerance * (1 + Math.Abs(expected.Coefficients[j])), $"{where}, coefficient {j}: {actual}");
        }

        Assert.AreEqual(expected.Intercept, actual.Intercept, 10 * tolerance * (1 + Math.Abs(expected.Intercept)), $"{where}: {actual}");
    }
}
