using static Regularization.Tests.AwkwardProblem;

namespace Regularization.Tests;

/// <summary>Awkward responses, weights and offsets. Each fit must converge to an optimum that plain loops confirm.</summary>
[TestClass]
public class AwkwardRowsTests
{
    public static IEnumerable<object[]> Cases => SolverCase.NamesAndSparsity;

    public static IEnumerable<object[]> LossCases => SolverCase.NamesSparsityAndLosses;

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

    [TestMethod]
    [DynamicData(nameof(LossCases))]
    public void Fit_WideOffsets_IsOptimal(string solver, bool sparse, string loss)
    {
        (double[] x, double[] y) = TestProblems.Random(60, 5, seed: 43, classes: LossCase.Of(loss).IsClassification);
        foreach (double width in new[] { 5, 40, 300 })
        {
            double[] offsets = [.. y.Select((_, i) => width * Math.Sin(i * i))];
            foreach (double lambda in new[] { 0.02, 1e5 })
            {
                Solution solution = new PathSolver(Loss(loss), Penalties.Lasso) { Options = Options(solver) }.FitAt(new TrainingProblem(Matrix(x, 60, sparse), y) { Offsets = offsets }, lambda);
                var slow = new SlowProblem(x, y, Loss(loss), Penalties.Lasso, FitOptions.Default, offsets: offsets);
                Assert.AreEqual(FitStatus.Converged, solution.Status, $"width {width}: {solution}");
                Assert.IsLessThanOrEqualTo(1e-6, slow.Kkt(solution), $"width {width}: {solution}");
                Assert.AreEqual(slow.DevianceExplained(solution), solution.DevianceExplained, 1e-9, $"width {width}: {solution}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_ResponseFarFromZeroOrAtAnyScale_IsTheSameFit(string solver, bool sparse)
    {
        (double[] x, double[] y) = TestProblems.Random(60, 5, seed: 44);
        Solution plain = Fit(x, y, Losses.Squared, Penalties.Lasso, Options(solver), 0.1, sparse);
        foreach ((double shift, double scale) in new[] { (1e6, 1), (0, 1e100), (0, 1e-100), (-3e3, 1e-3) })
        {
            Solution other = Fit(x, [.. y.Select(v => shift + (scale * v))], Losses.Squared, Penalties.Lasso, Options(solver) with { Tolerance = 1e-10 }, 0.1 * scale, sparse);
            Assert.AreEqual(FitStatus.Converged, other.Status, $"{shift} + {scale} y: {other}");
            for (int j = 0; j < 5; j++)
            {
                Assert.AreEqual(plain.Coefficients[j], other.Coefficients[j] / scale, 1e-4, $"{shift} + {scale} y, coefficient {j}");
            }
        }
    }
}
