namespace Regularization.Core.Tests.Paths;

/// <summary>A start changes the way to the solution and not the solution.</summary>
[TestClass]
public sealed class FitStartTests
{
    private static readonly FitOptions Strict = new() { Tolerance = 1e-10 };

    [TestMethod]
    [DataRow("squared", false)]
    [DataRow("squared", true)]
    [DataRow("logistic", false)]
    [DataRow("logistic", true)]
    [DataRow("poisson", false)]
    public void FitAt_FromAnyStart_IsTheColdSolution(string loss, bool unpenalised)
    {
        TrainingProblem problem = Problem(loss, 120, 40);
        Penalty penalty = unpenalised ? Penalties.ElasticNet(0.9) with { Factors = [0, .. Enumerable.Repeat(1.0, 39)] } : Penalties.ElasticNet(0.9);
        foreach (Solver solver in new[] { Solvers.CoordinateDescent, Solvers.ProximalGradient })
        {
            var fitter = new PathSolver(LossOf(loss), penalty) { Options = Strict with { Solver = solver } };
            RegularizationPath path = fitter.Fit(problem);
            double lambda = path.LambdaMax / 20;
            Solution cold = fitter.FitAt(problem, lambda);
            double[] wild = [.. Enumerable.Range(0, 40).Select(j => 1e6 * (j % 3))];
            foreach (FitStart start in new[] { FitStart.From(path[0]), FitStart.From(path[^1]), FitStart.From(cold), new FitStart(-300, SparseCoefficients.FromDense(wild)) })
            {
                Solution warm = fitter.FitAt(problem, lambda, start);
                Assert.AreEqual(FitStatus.Converged, warm.Status);
                Assert.AreEqual(cold.Objective, warm.Objective, 1e-8);
                for (int j = 0; j < 40; j++)
                {
                    Assert.AreEqual(cold.Coefficients[j], warm.Coefficients[j], 1e-3, $"{solver}, feature {j}");
                }
            }
        }
    }

    [TestMethod]
    [DataRow("squared")]
    [DataRow("logistic")]
    [DataRow("poisson")]
    public void FitAt_FromTheSolution_TakesNextToNoEpochs(string loss)
    {
        TrainingProblem problem = Problem(loss, 200, 100);
        var fitter = new PathSolver(LossOf(loss), Penalties.ElasticNet(0.5)) { Options = new FitOptions { Solver = Solvers.ProximalGradient } };
        double lambda = fitter.Fit(problem).LambdaMax / 50;
        Solution cold = fitter.FitAt(problem, lambda), warm = fitter.FitAt(problem, lambda, FitStart.From(cold));
        Assert.IsTrue(warm.Epochs <= cold.Epochs / 4, $"{warm.Epochs} of {cold.Epochs}");
    }

    [TestMethod]
    public void FitAt_StartOutsideTheBounds_KeepsTheBounds()
    {
        TrainingProblem problem = Problem("squared", 60, 5);
        var fitter = new PathSolver(Losses.Squared, Penalties.Lasso with { LowerBounds = [0], UpperBounds = [0.1] }) { Options = Strict };
        Solution warm = fitter.FitAt(problem, 0.01, new FitStart(0, SparseCoefficients.FromDense([-1, 2, -1, 2, -1])));
        Assert.AreEqual(fitter.FitAt(problem, 0.01).Objective, warm.Objective, 1e-8);
        Assert.IsTrue(warm.Coefficients.All(b => b is >= 0 and <= 0.1));
    }

    [TestMethod]
    public void BadStarts_AreRefused()
    {
        TrainingProblem problem = Problem("squared", 20, 5);
        var fitter = new PathSolver(Losses.Squared, Penalties.Lasso);
        var e = Assert.ThrowsExactly<ArgumentException>(() => fitter.FitAt(problem, 0.1, new FitStart(0, SparseCoefficients.FromDense([1, 2]))));
        Assert.IsTrue(e.Message.StartsWith("The start has 2 coefficients for 5 features", StringComparison.Ordinal), e.Message);
        Assert.ThrowsExactly<ArgumentException>(() => new FitStart(double.NaN, SparseCoefficients.FromDense([1])));
        Assert.ThrowsExactly<ArgumentException>(() => new FitStart(0, SparseCoefficients.FromDense([double.PositiveInfinity])));
    }

    internal static Loss LossOf(string loss) => loss switch { "squared" => Losses.Squared, "logistic" => Losses.Logistic, _ => Losses.Poisson };

    internal static TrainingProblem Problem(string loss, int rows, int columns, int seed = 1)
    {
        var random = new Random(seed);
        var x = new double[rows, columns];
        var y = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            double shared = random.NextDouble() - 0.5, eta = 0.3 * (random.NextDouble() - 0.5);
            for (int j = 0; j < columns; j++)
            {
                x[i, j] = (0.5 * shared) + random.NextDouble() - 0.5;
                eta += j < 5 ? (j - 2.2) * x[i, j] : 0;
            }

            y[i] = loss switch { "squared" => eta, "logistic" => random.NextDouble() < 1 / (1 + Math.Exp(-2 * eta)) ? 1 : 0, _ => Math.Floor(2 * Math.Exp(eta) * random.NextDouble()) };
        }

        return new TrainingProblem(DesignMatrix.FromRows(x), y);
    }
}
