using static Regularization.Tests.AwkwardProblem;

namespace Regularization.Tests;

/// <summary>Penalties at their limits: lambda 0 or huge, bounds, features without a penalty. Each fit must converge to an optimum that plain loops confirm.</summary>
[TestClass]
public class AwkwardPenaltiesTests
{
    private const double Infinity = double.PositiveInfinity;

    public static IEnumerable<object[]> Cases => SolverCase.NamesAndSparsity;

    public static IEnumerable<object[]> LossCases => SolverCase.NamesSparsityAndLosses;

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
    [DynamicData(nameof(Cases))]
    public void FitAt_LambdaZeroAndSeparableClasses_EndsWithAFiniteAnswer(string solver, bool sparse)
    {
        // The best coefficients are infinite; the loss can still be brought within the tolerance of 0.
        (double[] x, _) = TestProblems.Random(50, 5, seed: 40);
        double[] y = [.. Enumerable.Range(0, 50).Select(i => x[i] > 0.4 ? 1.0 : 0)];
        Solution solution = Fit(x, y, Losses.Logistic, Penalties.Lasso, Options(solver) with { Tolerance = 1e-6 }, 0, sparse);
        Assert.IsTrue(solution.Coefficients.All(double.IsFinite) && double.IsFinite(solution.Intercept), solution.ToString());
        Assert.IsGreaterThan(1 - 1e-5, solution.DevianceExplained);
    }

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_RatioNextToOneOrZero_IsOptimal(string solver, bool sparse, string loss)
    {
        (double[] x, double[] y) = TestProblems.Random(60, 5, seed: 45, classes: LossCase.Of(loss).IsClassification);
        foreach (double ratio in new[] { 1 - 1e-6, 1 - 1e-12, 1e-9 })
        {
            Checked(x, y, Loss(loss), Penalties.ElasticNet(ratio), Options(solver), 0.05, sparse);
        }
    }

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_FactorsAndWeightsOverManyOrders_IsOptimal(string solver, bool sparse, string loss)
    {
        (double[] x, double[] y) = TestProblems.Random(60, 6, seed: 46, classes: LossCase.Of(loss).IsClassification);
        Checked(x, y, Loss(loss), Penalties.Lasso with { Factors = [1e-5, 1e8, 1, 1e-3, 1e3, 1e300] }, Options(solver), 0.05, sparse);
        double[] weights = [.. y.Select((_, i) => Math.Pow(10, -(i % 9)))];
        Solution solution = Fit(x, y, Loss(loss), Penalties.Lasso, Options(solver), 0.02, sparse, weights);
        Assert.AreEqual(FitStatus.Converged, solution.Status, solution.ToString());
        Assert.IsLessThanOrEqualTo(1e-6, new SlowProblem(x, y, Loss(loss), Penalties.Lasso, FitOptions.Default, weights).Kkt(solution), solution.ToString());
    }
}
