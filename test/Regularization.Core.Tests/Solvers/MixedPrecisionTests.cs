namespace Regularization.Tests;

/// <summary>Paths whose Gram matrix is made in single precision: their gaps, computed here from residuals in float64, are as small as they are said to be, whatever single precision makes of the data.</summary>
[TestClass]
public class MixedPrecisionTests
{
    private const int Rows = 3000;
    private const int Columns = 144;

    public static IEnumerable<object[]> Kinds => new[] { "normal", "correlated", "whole numbers", "tenths in runs", "far from 0", "near copies", "two values", "two values among many", "too large to square", "too small to square" }.Select(kind => new object[] { kind });

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Fit_AllKindsOfColumns_GapIsNoSmallerThanTrue(string kind)
    {
        (double[] x, double[] y) = Make(kind);
        foreach ((double tolerance, bool standardize, bool weighted) in new[] { (1e-6, true, false), (1e-4, false, false), (5e-7, false, false), (1e-6, true, true) })
        {
            double[]? weights = weighted ? [.. Enumerable.Range(0, Rows).Select(i => i % 7 == 2 ? 0 : 1 + (i % 3))] : null;
            var problem = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y) { Weights = weights };
            var solver = new PathSolver(Losses.Squared, Penalties.Lasso) { Options = new FitOptions { Tolerance = tolerance, Standardize = standardize }, Grid = new LambdaGrid { Count = 25, Ratio = 1e-4, EarlyStop = false } };
            foreach (Solution solution in solver.Fit(problem))
            {
                double gap = TrueGap(x, y, weights, solution, standardize);
                string message = $"{kind}, tolerance {tolerance}, standardised {standardize}, weights {weighted}: {solution}, true gap {gap:e2}";
                Assert.AreEqual(FitStatus.Converged, solution.Status, message);
                Assert.IsLessThanOrEqualTo(tolerance, solution.DualityGap, message);
                Assert.IsLessThanOrEqualTo(solution.DualityGap + 1e-10, gap, message);
            }
        }
    }

    [TestMethod]
    public void Model_ColumnsOfManyValues_IsSingleUntilThatCountsForTooMuch()
    {
        bool IsSingle(string kind, double tolerance, Penalty penalty)
        {
            (double[] x, double[] y) = Make(kind);
            var context = new FitContext(new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y), Losses.Squared, penalty, new FitOptions { Tolerance = tolerance });
            var set = new WorkingSet(context);
            set.SetLambda(1);
            set.Add([.. Enumerable.Range(0, Columns)]);
            return new CovarianceModel(context, set).IsSingle;
        }

        foreach (string kind in new[] { "normal", "correlated", "far from 0", "near copies" })
        {
            Assert.AreEqual(Kernels.Current.HasFastSingleGram, IsSingle(kind, 1e-6, Penalties.Lasso), kind);
        }

        foreach (string kind in new[] { "whole numbers", "two values", "two values among many", "tenths in runs", "too large to square", "too small to square" })
        {
            Assert.IsFalse(IsSingle(kind, 1e-6, Penalties.Lasso), kind);
        }

        Assert.IsFalse(IsSingle("normal", 1e-7, Penalties.Lasso));
        Assert.IsFalse(IsSingle("normal", 1e-6, Penalties.Lasso with { Factors = [.. Enumerable.Range(0, Columns).Select(j => j == 3 ? 0.0 : 1)] }));
    }

    [TestMethod]
    [DataRow("normal")]
    [DataRow("correlated")]
    [DataRow("far from 0")]
    public void GradientError_AlongAPath_IsNoSmallerThanTrue(string kind)
    {
        // So large a tolerance that no point is made exact.
        (double[] x, double[] y) = Make(kind);
        var context = new FitContext(new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y), Losses.Squared, Penalties.Lasso, new FitOptions { Tolerance = 0.5 });
        int[] all = [.. Enumerable.Range(0, Columns)];
        double[] exact = WeightedGram.Build(context.Design, all, context.Design.W);
        var set = new WorkingSet(context);
        set.SetLambda(1);
        set.Add(all);
        set.SetVisit(all);
        var model = new CovarianceModel(context, set);
        int epochs = 0;
        double largest = VectorMath.MaxMagnitude(context.NullGradient);
        for (double lambda = 0.8 * largest; lambda > 1e-4 * largest; lambda *= 0.6)
        {
            set.SetLambda(lambda);
            model.Descend(1e-12, 10, ref epochs, CancellationToken.None);
            model.Refresh();
            double worst = all.Max(k => Math.Abs(context.NullGradient[k] - Enumerable.Range(0, Columns).Sum(l => exact[(k * Columns) + l] * set.Beta[l]) - model.Gradient[k]));
            Assert.IsLessThanOrEqualTo(model.GradientError() + 1e-13, worst, $"{kind}, lambda {lambda}");
            Assert.AreEqual(Kernels.Current.HasFastSingleGram, model.GradientError() > 0);
        }
    }

    [TestMethod]
    public void Fit_NearCopies_ReachesTheOptimumOfDoublePrecision()
    {
        (double[] x, double[] y) = Make("near copies");
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y);
        var solver = new PathSolver(Losses.Squared, Penalties.ElasticNet(0.5)) { Grid = new LambdaGrid { Count = 25 } };
        RegularizationPath mixed = solver.Fit(problem), exact = new PathSolver(solver.Loss, solver.Penalty) { Grid = solver.Grid, Options = new FitOptions { Tolerance = 1e-11 } }.Fit(problem);
        for (int k = 0; k < exact.Count; k++)
        {
            Assert.AreEqual(exact[k].Objective, mixed[k].Objective, 1e-6 * exact.NullDeviance / 2, $"{k}: {mixed[k]}");
        }
    }

    [TestMethod]
    [DataRow("normal")]
    [DataRow("whole numbers")]
    [DataRow("far from 0")]
    public void CrossSingle_AllKindsOfColumns_IsNearTheMatrixInDouble(string kind)
    {
        foreach (bool intercept in new[] { true, false }.Where(intercept => intercept || kind != "far from 0"))
        {
            double[] x = Make(kind).X;
            var design = new StandardizedDesign(new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), new double[Rows]), standardize: true, intercept, threads: 2);
            int[] columns = [.. Enumerable.Range(0, Columns).Reverse()];
            double[] expected = WeightedGram.Build(design, columns, design.W), actual = new double[Columns * Columns];
            WeightedGram.CrossSingle(design, columns, actual, Columns);
            double limit = kind == "whole numbers" ? 1e-13 : 1e-7;
            for (int k = 0; k < Columns; k++)
            {
                for (int l = 0; l <= k; l++)
                {
                    double size = Math.Sqrt(expected[(k * Columns) + k] * expected[(l * Columns) + l]);
                    Assert.AreEqual(expected[(k * Columns) + l], actual[(k * Columns) + l], limit * size, $"{kind}, intercept {intercept}: {k}, {l}");
                }
            }
        }
    }

    private static (double[] X, double[] Y) Make(string kind)
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 71);
        for (int j = 0; j < Columns; j++)
        {
            Span<double> column = x.AsSpan(j * Rows, Rows), last = x.AsSpan(Math.Max(0, j - 1) * Rows, Rows);
            for (int i = 0; i < Rows; i++)
            {
                double v = column[i];
                column[i] = (float)(kind switch
                {
                    "correlated" => v + (0.9 * last[i]),
                    "whole numbers" => Math.Round(3 * v),
                    "tenths in runs" => 0.1 * ((i / (40 + j)) % 7),
                    "far from 0" => 1e4 + v,
                    "two values" => v > 0.5 ? 0.3 : 0.1,
                    "two values among many" => j % 4 == 0 ? (v > 0.5 ? 0.3 : 0.1) : v,
                    "near copies" => j % 2 == 0 ? v : last[i] + (1e-4 * v),
                    "too large to square" => 1e25 * v,
                    "too small to square" => 1e-25 * v,
                    _ => v,
                });
            }
        }

        // From the columns as they are now, in units of the first one.
        double unit = x.Take(Rows).Select(Math.Abs).Max();
        for (int i = 0; i < Rows; i++)
        {
            y[i] = Math.Sin(i * i) + Enumerable.Range(0, 12).Sum(j => (j % 2 == 0 ? 1 : -1) * x[(j * 11 * Rows) + i] / unit * 3);
        }

        return (x, y);
    }

    /// <summary>(P(b) − D(θ)) / null loss, θ the largest feasible multiple of the residual.</summary>
    private static double TrueGap(double[] x, double[] y, double[]? weights, Solution solution, bool standardize)
    {
        double total = weights?.Sum() ?? Rows, meanY = 0, squares = 0, products = 0, ofResidual = 0, penalty = 0, largest = 0;
        double[] w = [.. Enumerable.Range(0, Rows).Select(i => (weights?[i] ?? 1) / total)], r = [.. y];
        for (int j = 0; j < Columns; j++)
        {
            for (int i = 0; i < Rows && solution.Coefficients[j] != 0; i++)
            {
                r[i] -= solution.Coefficients[j] * x[(j * Rows) + i];
            }
        }

        for (int i = 0; i < Rows; i++)
        {
            r[i] -= solution.Intercept;
            meanY += w[i] * y[i];
        }

        for (int i = 0; i < Rows; i++)
        {
            squares += w[i] * (y[i] - meanY) * (y[i] - meanY);
            products += w[i] * (y[i] - meanY) * r[i];
            ofResidual += w[i] * r[i] * r[i];
        }

        for (int j = 0; j < Columns; j++)
        {
            double mean = 0, variance = 0, gradient = 0;
            for (int i = 0; i < Rows; i++)
            {
                mean += w[i] * x[(j * Rows) + i];
            }

            for (int i = 0; i < Rows; i++)
            {
                double centered = x[(j * Rows) + i] - mean;
                variance += w[i] * centered * centered;
                gradient += w[i] * centered * r[i];
            }

            double scale = standardize ? Math.Sqrt(variance) : 1;
            penalty += solution.Lambda * scale * Math.Abs(solution.Coefficients[j]);
            largest = Math.Max(largest, Math.Abs(gradient) / scale);
        }

        double multiple = Math.Min(1, solution.Lambda / largest);
        double dual = (multiple * products) - (multiple * multiple * ofResidual / 2);
        return ((ofResidual / 2) + penalty - dual) / (squares / 2);
    }
}
