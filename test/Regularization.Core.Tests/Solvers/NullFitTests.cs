namespace Regularization.Tests;

[TestClass]
public class NullFitTests
{
    private const int Rows = 60, Columns = 5;

    /// <summary>Gamma does not know the unit of the response, and a factor of others is one of lambda or of the coefficients.</summary>
    [TestMethod]
    [DataRow(1e-150)]
    [DataRow(1e-100)]
    [DataRow(1e-10)]
    [DataRow(1e10)]
    [DataRow(1e14)]
    [DataRow(1e100)]
    public void Gamma_ResponseInAnotherUnit_SameCoefficients(double unit)
    {
        TrainingProblem problem = Problem(1), other = Problem(unit);
        var solver = new PathSolver(Losses.Gamma, Penalties.Lasso) { Options = new FitOptions { Tolerance = 1e-10 } };
        RegularizationPath path = solver.Fit(problem), scaled = solver.Fit(other);
        Assert.HasCount(path.Count, scaled);
        for (int j = 0; j < Columns; j++)
        {
            Assert.AreEqual(path[^1].Coefficients[j], scaled[^1].Coefficients[j], 1e-5);
        }

        Assert.AreEqual(path[^1].DevianceExplained, scaled[^1].DevianceExplained, 1e-6);
    }

    [TestMethod]
    public void EveryLoss_ResponseInAnotherUnit_Varies()
    {
        foreach ((Loss loss, double most) in new[] { (Losses.Poisson, 1e100), (Losses.Tweedie(1.2), 1e100), (Losses.Tweedie(1.9), 1e100), (Losses.Quantile(0.5, 1e28), 1e30), (Losses.Huber(1e29), 1e30), (Losses.Squared, 1e100) })
        {
            Assert.IsTrue(new NullFit(Problem(most), loss, intercept: true).HasVariation, $"{loss.Name}, {most}");
        }
    }

    [TestMethod]
    public void EveryLoss_FarMean_VariesUnlessByRounding()
    {
        foreach (Loss loss in new[] { Losses.Poisson, Losses.Tweedie(1.5), Losses.Gamma })
        {
            Assert.IsTrue(new NullFit(Problem(1, mean: 1e8), loss, intercept: true).HasVariation, loss.Name);
            Assert.IsFalse(new NullFit(Problem(1, mean: 1e13), loss, intercept: true).HasVariation, loss.Name);
        }
    }

    /// <summary>It was a path of nothing.</summary>
    [TestMethod]
    [DataRow(1e-141)]
    [DataRow(1e-155)]
    [DataRow(1e-170)]
    public void Squared_SquaresThatVanish_Refused(double unit) =>
        Assert.Contains("vanish", Assert.ThrowsExactly<ArgumentException>(() => new PathSolver(Losses.Squared, Penalties.Lasso).Fit(Problem(unit))).Message);

    [TestMethod]
    public void Squared_SmallResponses_SamePath() =>
        Assert.HasCount(new PathSolver(Losses.Squared, Penalties.Lasso).Fit(Problem(1)).Count, new PathSolver(Losses.Squared, Penalties.Lasso).Fit(Problem(1e-138)));

    private static TrainingProblem Problem(double unit, double mean = 0)
    {
        var random = new Random(12);
        double[] x = [.. Enumerable.Range(0, Rows * Columns).Select(_ => (double)(float)((2 * random.NextDouble()) - 1))];
        double[] y = [.. Enumerable.Range(0, Rows).Select(i => unit * (mean + Math.Exp(x[i] - (0.5 * x[Rows + i]) + (0.3 * random.NextDouble()))))];
        return new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y);
    }
}
