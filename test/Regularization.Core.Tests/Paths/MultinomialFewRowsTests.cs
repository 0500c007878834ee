namespace Regularization.Tests;

/// <summary>Classes that few rows are between, so that the loss is almost flat in many directions: paths come to their gap to the end all the same.</summary>
[TestClass]
public class MultinomialFewRowsTests
{
    [TestMethod]
    [DataRow(269, 15, 4, false)]
    [DataRow(269, 15, 4, true)]
    [DataRow(98, 5, 4, true)]
    [DataRow(112, 12, 5, true)]
    public void Fit_ClassesThatAreNearlyToldApart_EveryLambdaComesToItsGap(int rows, int columns, int classes, bool grouped)
    {
        TrainingProblem problem = Problem(rows, columns, classes);
        var solver = new MultinomialPathSolver(Penalties.Lasso) { Grouped = grouped };
        MultinomialPath path = solver.Fit(problem);
        Assert.IsTrue(path.All(s => s.Status == FitStatus.Converged), $"{path}: {path.LargestGap}");
        Assert.IsLessThanOrEqualTo(1e-6, path.LargestGap);

        // The gap is true: a fit that is far more exact is not lower than it says.
        double[] lambdas = [.. path.Select(s => s.Lambda)];
        MultinomialPath exact = new MultinomialPathSolver(Penalties.Lasso)
        {
            Grouped = grouped,
            Grid = new LambdaGrid { Values = lambdas },
            Options = FitOptions.Default with { Tolerance = 1e-11 },
        }.Fit(problem);
        Assert.AreEqual(FitStatus.Converged, exact.Status, $"{exact}: {exact.LargestGap}");
        double nullLoss = path.NullDeviance / 2;
        for (int k = 0; k < lambdas.Length; k++)
        {
            Assert.IsLessThanOrEqualTo(path[k].DualityGap * nullLoss, path[k].Objective - exact[k].Objective, $"lambda {lambdas[k]}");
        }
    }

    /// <summary>A class is the largest of linear predictors with Gumbel errors, which is a multinomial model.</summary>
    private static TrainingProblem Problem(int rows, int columns, int classes)
    {
        var random = new Random(rows);
        double[] x = [.. Enumerable.Range(0, rows * columns).Select(_ => (random.NextDouble() * 2) - 1)], y = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            double[] eta = [.. Enumerable.Range(0, classes).Select(k =>
                (0.5 * k) + Enumerable.Range(0, columns).Sum(j => 10 * x[(j * rows) + i] * Math.Sin((j * classes) + k)) - Math.Log(-Math.Log(random.NextDouble())))];
            y[i] = Array.IndexOf(eta, eta.Max());
        }

        return new TrainingProblem(DesignMatrix.FromColumns(x, rows, columns), y);
    }
}
