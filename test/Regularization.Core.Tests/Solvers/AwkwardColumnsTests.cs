using static Regularization.Tests.AwkwardProblem;

namespace Regularization.Tests;

/// <summary>Awkward features: constant, repeated, many, far from zero, at all scales. Each fit must converge to an optimum that plain loops confirm.</summary>
[TestClass]
public class AwkwardColumnsTests
{
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
}
