namespace Regularization.Tests;

/// <summary>Losses that are others in a limit, and what they refuse.</summary>
[TestClass]
public class LossLimitTests
{
    private const int Rows = 60;
    private const int Columns = 4;

    [TestMethod]
    public void Tweedie_PowersOneAndTwo_ArePoissonAndGamma()
    {
        Assert.AreSame(Losses.Poisson, Losses.Tweedie(1));
        Assert.AreSame(Losses.Gamma, Losses.Tweedie(2));
        foreach (double y in new[] { 0.2, 1, 40 })
        {
            foreach (double eta in new[] { -2, 0.1, 3.0 })
            {
                foreach (double theta in new[] { -0.5, 0, 0.1 })
                {
                    Assert.AreEqual(Losses.Poisson.DualityGap([eta], [y], [1], [theta]), Losses.Tweedie(1 + 1e-6).DualityGap([eta], [y], [1], [theta]), 1e-2);
                    Assert.AreEqual(Losses.Gamma.DualityGap([eta], [y], [1], [theta]), Losses.Tweedie(2 - 1e-6).DualityGap([eta], [y], [1], [theta]), 1e-2);
                }

                Assert.AreEqual(Losses.Poisson.Value([eta], [y], [1]), Losses.Tweedie(1 + 1e-6).Value([eta], [y], [1]), 1e-2);
                Assert.AreEqual(Losses.Gamma.Value([eta], [y], [1]), Losses.Tweedie(2 - 1e-6).Value([eta], [y], [1]), 1e-2);
            }
        }
    }

    [TestMethod]
    public void Huber_LargeDelta_IsLeastSquares()
    {
        TrainingProblem problem = Problem();
        Solution squared = Fit(Losses.Squared, problem, 0.1), huber = Fit(Losses.Huber(1e6), problem, 0.1);
        Assert.AreEqual(squared.Intercept, huber.Intercept, 1e-6);
        for (int j = 0; j < Columns; j++)
        {
            Assert.AreEqual(squared.Coefficients[j], huber.Coefficients[j], 1e-6);
        }
    }

    [TestMethod]
    public void Quantile_SmoothingToZero_ReachesTheBestVertexOfTheLinearProgram()
    {
        // An optimum of the pinball loss with an intercept and one feature passes through two rows: all pairs are tried.
        TrainingProblem all = Problem();
        double[] x = [.. Enumerable.Range(0, 25).Select(i => Math.Round(Math.Sin(3 * i) * 4, 3))], y = [.. all.Y.ToArray().Take(25)];
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 25, 1), y);
        foreach (double quantile in new[] { 0.1, 0.5, 0.8 })
        {
            double Pinball(double a, double b) => Enumerable.Range(0, 25).Average(i => Math.Max(quantile * (y[i] - a - (b * (float)x[i])), (quantile - 1) * (y[i] - a - (b * (float)x[i]))));
            double best = double.PositiveInfinity;
            for (int i = 0; i < 25; i++)
            {
                for (int k = 0; k < i; k++)
                {
                    double slope = (y[i] - y[k]) / ((float)x[i] - (float)x[k]);
                    best = double.IsFinite(slope) ? Math.Min(best, Pinball(y[i] - (slope * (float)x[i]), slope)) : best;
                }
            }

            foreach (double smoothing in new[] { 1, 0.1, 0.01 })
            {
                Solution solution = Fit(Losses.Quantile(quantile, smoothing), problem, 0);
                double reached = Pinball(solution.Intercept, solution.Coefficients[0]);
                Assert.IsGreaterThanOrEqualTo(best - 1e-9, reached);
                Assert.IsLessThanOrEqualTo(best + (smoothing / 8) + 1e-6, reached, $"quantile {quantile}, smoothing {smoothing}: {solution}");
            }
        }
    }

    [TestMethod]
    public void Quantile_Smoothed_IsWithinAnEighthOfThePinballLoss()
    {
        const double Quantile = 0.2, Smoothing = 0.6, Constant = Smoothing * Quantile * (1 - Quantile) / 2;
        double most = 0;
        for (double r = -1; r <= 1; r += 0.01)
        {
            double above = Losses.Quantile(Quantile, Smoothing).Value([0], [r], [1]) + Constant - Math.Max(Quantile * r, (Quantile - 1) * r);
            Assert.IsGreaterThanOrEqualTo(-1e-15, above);
            most = Math.Max(most, above);
        }

        Assert.AreEqual(Smoothing / 8, most, 1e-3 * Smoothing);
    }

    [TestMethod]
    public void NullIntercept_OffsetsAndEveryLoss_HasNoGradient()
    {
        foreach (LossCase c in LossCase.All)
        {
            (double[] x, double[] y) = c.Problem(Rows, Columns, seed: 91);
            double[] offsets = [.. y.Select((v, i) => (2 * Math.Sin(i)) - (0.1 * v))];
            var context = new FitContext(new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y) { Offsets = offsets }, c.Loss, Penalties.Lasso, FitOptions.Default);
            Assert.AreEqual(0, context.NullResidual.Average(), 1e-12 * (1 + context.NullResidual.Max(Math.Abs)), c.Loss.Name);
        }
    }

    [TestMethod]
    public void ConstantResponse_EveryNumber_HasNothingToExplain()
    {
        foreach (LossCase c in LossCase.All.Where(c => !c.IsClassification))
        {
            (double[] x, _) = c.Problem(Rows, Columns, seed: 92);
            foreach (double response in new[] { 1e-3, Math.E, 1e5 })
            {
                double[] y = [.. Enumerable.Repeat(response, Rows)];
                var context = new FitContext(new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y), c.Loss, Penalties.Lasso, FitOptions.Default);
                Assert.IsFalse(context.HasVariation, $"{c.Loss}, {response}: {context.NullLoss}");
            }
        }
    }

    [TestMethod]
    public void Value_BeyondAllExponents_IsNoNaN()
    {
        foreach (LossCase c in LossCase.All)
        {
            foreach (double eta in new[] { -1e5, 1e5 })
            {
                foreach (double y in c.Responses)
                {
                    (double residual, double curvature) = c.DerivativesAt(y, eta);
                    Assert.IsFalse(double.IsNaN(residual) || double.IsNaN(curvature) || double.IsNaN(c.Loss.Value([eta], [y], [0])) || double.IsNaN(c.Loss.DualityGap([eta], [y], [1], [0])), $"{c.Loss}({y}, {eta})");
                }
            }
        }
    }

    [TestMethod]
    public void Losses_ParametersOutOfRange_AreRefusedByName()
    {
        foreach (double power in new[] { 0.99, 2.01, double.NaN })
        {
            Assert.Contains("must be in [1, 2]", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Losses.Tweedie(power)).Message);
        }

        foreach (double bad in new[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            Assert.Contains("Huber delta is", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Losses.Huber(bad)).Message);
            Assert.Contains("smoothing is", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Losses.Quantile(0.5, bad)).Message);
        }

        foreach (double quantile in new[] { 0, 1, -0.5, double.NaN })
        {
            Assert.Contains("must be in (0, 1)", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Losses.Quantile(quantile, 1)).Message);
        }

        Assert.ThrowsExactly<ArgumentException>(() => Losses.QuantileSmoothing([]));
        Assert.AreEqual(0.02, Losses.QuantileSmoothing([1, 3]), 1e-15);
        Assert.AreEqual(1, Losses.QuantileSmoothing([2, 2]));
    }

    [TestMethod]
    public void StreamingTrainer_LossesItCannotDo_AreRefused()
    {
        foreach (LossCase c in LossCase.All.Except(LossCase.Usual))
        {
            (double[] x, double[] y) = c.Problem(Rows, Columns, seed: 93);
            var rows = RowSource.FromProblem(new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y));
            Assert.Contains("squared or the logistic loss only", Assert.ThrowsExactly<ArgumentException>(() => new StreamingTrainer(c.Loss, Penalties.Lasso).Fit(rows, 0.1)).Message);
        }
    }

    private static TrainingProblem Problem()
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 90);
        return new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y);
    }

    private static Solution Fit(Loss loss, TrainingProblem problem, double lambda) =>
        new PathSolver(loss, Penalties.Lasso) { Options = FitOptions.Default with { Tolerance = 1e-12 } }.FitAt(problem, lambda);
}
