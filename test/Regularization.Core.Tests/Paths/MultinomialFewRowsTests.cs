namespace Regularization.Tests;

/// <summary>Classes that few rows are between, so that the loss is almost flat in many directions, and coefficients that bounds hold: paths come to their gap to the end all the same.</summary>
[TestClass]
public class MultinomialFewRowsTests
{
    [TestMethod]
    [DataRow(80, 5, 5, false)]
    [DataRow(200, 10, 4, false)]
    [DataRow(150, 5, 5, true)]
    [DataRow(269, 10, 5, true)]
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

    [TestMethod]
    [DataRow(231, 49, 5, 1.0, true)]
    [DataRow(150, 30, 4, 1.0, true)]
    [DataRow(231, 20, 5, 10.0, false)]
    public void Fit_CoefficientsThatPressAgainstBounds_EveryLambdaComesToItsGap(int rows, int columns, int classes, double signal, bool isFree)
    {
        // Without a penalty and at 0 from below, or between bounds that differ from feature to feature.
        Penalty penalty = isFree
            ? Penalties.Lasso with { Factors = [.. Enumerable.Range(0, columns).Select(j => j == 0 ? 0.0 : 1)], LowerBounds = [0] }
            : Penalties.Lasso with
            {
                LowerBounds = [.. Enumerable.Range(0, columns).Select(j => (j % 3) switch { 0 => 0, 1 => -0.2, _ => double.NegativeInfinity })],
                UpperBounds = [.. Enumerable.Range(0, columns).Select(j => j % 4 == 0 ? 0.2 : double.PositiveInfinity)],
            };
        TrainingProblem problem = Problem(rows, columns, classes, signal);
        foreach (double tolerance in (double[])[1e-6, 1e-10])
        {
            MultinomialPath path = new MultinomialPathSolver(penalty) { Options = FitOptions.Default with { Tolerance = tolerance } }.Fit(problem);
            Assert.IsTrue(path.All(s => s.Status == FitStatus.Converged), $"{path}: {path.LargestGap}");
            Assert.IsLessThanOrEqualTo(tolerance, path.LargestGap);
        }
    }

    [TestMethod]
    [DataRow(60, 30, 4)]
    [DataRow(75, 30, 4)]
    [DataRow(100, 30, 4)]
    public void Fit_GroupsOfScaledCopies_EveryLambdaComesToItsGap(int rows, int columns, int classes)
    {
        // Every third feature is a hundredth of another, but for rounding to float32: a step of one group is made up for by that of the other, and where one stops at zero the rest of the step is far too long.
        var random = new Random(rows);
        double[] x = Values(rows, columns, random), common = Values(rows, 1, random), y = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                x[(j * rows) + i] = j % 3 == 2 ? x[((j - 2) * rows) + i] * 0.01 : (x[(j * rows) + i] + (3 * common[i])) * Math.Pow(10, (j % 5) - 2);
            }
        }

        for (int i = 0; i < rows; i++)
        {
            double Feature(int j) => x[(j * rows) + i] / Math.Pow(10, j % 3 == 2 ? 0 : (j % 5) - 2);
            y[i] = i < classes ? i : ClassOf(classes, k => Enumerable.Range(0, 6).Sum(j => Feature(j) * Math.Sin((j * classes) + k)), random);
        }

        MultinomialPath path = new MultinomialPathSolver(Penalties.Lasso) { Grouped = true }.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, rows, columns), y));
        Assert.IsTrue(path.All(s => s.Status == FitStatus.Converged), $"{path}: {path.LargestGap}");
        Assert.IsLessThanOrEqualTo(1e-6, path.LargestGap);
    }

    private static TrainingProblem Problem(int rows, int columns, int classes, double signal = 10)
    {
        var random = new Random(rows);
        double[] x = Values(rows, columns, random), y = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            y[i] = ClassOf(classes, k => (0.5 * k) + Enumerable.Range(0, columns).Sum(j => signal * x[(j * rows) + i] * Math.Sin((j * classes) + k)), random);
        }

        return new TrainingProblem(DesignMatrix.FromColumns(x, rows, columns), y);
    }

    /// <summary>The class of the largest linear predictor with Gumbel errors, which is a multinomial model.</summary>
    private static double ClassOf(int classes, Func<int, double> eta, Random random)
    {
        double[] values = [.. Enumerable.Range(0, classes).Select(k => eta(k) - Math.Log(-Math.Log(random.NextDouble())))];
        return Array.IndexOf(values, values.Max());
    }

    private static double[] Values(int rows, int columns, Random random) => [.. Enumerable.Range(0, rows * columns).Select(_ => (random.NextDouble() * 2) - 1)];
}
