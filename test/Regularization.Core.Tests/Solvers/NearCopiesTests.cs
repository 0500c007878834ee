namespace Regularization.Tests;

/// <summary>Columns that are nearly copies of each other: coordinate descent follows a narrow valley, and columns that come and go one at a time lead to its end. And rows that are far out.</summary>
[TestClass]
public class NearCopiesTests
{
    private const int Rows = 300;

    /// <summary>Enough epochs and steps for each lambda; without steps on single columns some take more than a hundred thousand.</summary>
    private const int FewEpochs = 10_000;

    [TestMethod]
    [DataRow("an outlying row", 60, "least squares", false)]
    [DataRow("an outlying row", 200, "least squares", false)]
    [DataRow("an outlying row", 60, "least squares", true)]
    [DataRow("an outlying row", 400, "least squares", false)]
    [DataRow("groups", 120, "least squares", false)]
    [DataRow("groups", 120, "least squares", true)]
    [DataRow("groups", 400, "least squares", false)]
    [DataRow("groups", 120, "logistic", false)]
    [DataRow("groups", 120, "logistic", true)]
    public void Fit_Path_ConvergesInFewEpochs(string kind, int columns, string loss, bool sparse)
    {
        TrainingProblem problem = Make(kind, columns, loss, sparse);
        foreach (bool standardize in new[] { true, false })
        {
            var solver = new PathSolver(loss == "logistic" ? Losses.Logistic : Losses.Squared, Penalties.Lasso)
            {
                Options = new FitOptions { Standardize = standardize, MaxEpochs = FewEpochs, Threads = 1 },
                Grid = new LambdaGrid { Count = 40, Ratio = loss == "logistic" ? 1e-3 : 1e-5, EarlyStop = false },
            };
            foreach (Solution solution in solver.Fit(problem))
            {
                Assert.AreEqual(FitStatus.Converged, solution.Status, $"standardised {standardize}: {solution}");
            }
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_BoundsRidgeAndColumnsWithoutPenalty_ConvergesInFewEpochs(bool sparse)
    {
        const int columns = 80;
        TrainingProblem problem = Make("groups", columns, "least squares", sparse);
        Penalty penalty = Penalties.ElasticNet(0.99) with
        {
            Factors = [.. Enumerable.Range(0, columns).Select(j => j % 40 == 7 ? 0.0 : 1)],
            LowerBounds = [.. Enumerable.Range(0, columns).Select(j => j % 3 == 0 ? 0 : double.NegativeInfinity)],
            UpperBounds = [.. Enumerable.Range(0, columns).Select(j => j % 5 == 0 ? 1 : double.PositiveInfinity)],
        };
        var solver = new PathSolver(Losses.Squared, penalty) { Options = new FitOptions { Tolerance = 1e-9, MaxEpochs = FewEpochs, Threads = 1 }, Grid = new LambdaGrid { Count = 20, Ratio = 1e-4, EarlyStop = false } };
        foreach (Solution solution in solver.Fit(problem))
        {
            Assert.AreEqual(FitStatus.Converged, solution.Status, solution.ToString());
        }
    }

    [TestMethod]
    public void Fit_SameInput_GivesTheSameBits()
    {
        TrainingProblem problem = Make("an outlying row", 60, "least squares", sparse: false);
        var solver = new PathSolver(Losses.Squared, Penalties.Lasso) { Options = new FitOptions { Threads = 2 } };
        RegularizationPath first = solver.Fit(problem), second = solver.Fit(problem);
        CollectionAssert.AreEqual(first.SelectMany(s => s.Coefficients.ToDense()).ToArray(), second.SelectMany(s => s.Coefficients.ToDense()).ToArray());
    }

    [TestMethod]
    [DataRow(7)]
    [DataRow(8)]
    [DataRow(11)]
    public void Fit_PoissonWithHeavyTails_GoesOnWhileTheObjectiveFalls(int seed)
    {
        const int rows = 200, columns = 20;
        var random = new Random(seed);
        double[] x = [.. Enumerable.Range(0, rows * columns).Select(_ => Math.Tan(Math.PI * (random.NextDouble() - 0.5)))];
        double[] y = [.. Enumerable.Range(0, rows).Select(i => Math.Floor(Math.Exp(Math.Clamp(Enumerable.Range(0, 4).Sum(j => (j + 1) * Math.Clamp(x[(j * rows) + i], -3, 3)) / 4, -8, 8))))];

        // Rows far out allow short steps only, after which the gap grows before it falls: it ended at 3e-3 to 0.3, said to be rounding.
        RegularizationPath path = new PathSolver(Losses.Poisson, Penalties.Lasso).Fit(new TrainingProblem(DesignMatrix.FromColumns(x, rows, columns), y));
        Assert.IsLessThan(1e-3, path.LargestGap);
    }

    /// <summary>Normal features of which one row is 99999 all along, or which are ten columns with a little noise each.</summary>
    private static TrainingProblem Make(string kind, int columns, string loss, bool sparse)
    {
        const int groups = 10;
        var random = new Random(3);
        double[] x = [.. Enumerable.Range(0, Rows * columns).Select(_ => Normal(random))], bases = [.. Enumerable.Range(0, Rows * groups).Select(_ => Normal(random))];
        double[] y = [.. Enumerable.Range(0, Rows).Select(_ => Normal(random))];
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < Rows; i++)
            {
                x[(j * Rows) + i] = kind == "groups" ? bases[(j % groups * Rows) + i] + (1e-4 * x[(j * Rows) + i]) : i == 7 ? 99999 : x[(j * Rows) + i];
                y[i] += j < groups && i != 7 ? x[(j * Rows) + i] * (1 + (j % 3)) : 0;
            }
        }

        if (loss == "logistic")
        {
            y = [.. y.Select(v => v + (4 * Normal(random)) > 0 ? 1.0 : 0)];
        }

        return new TrainingProblem(sparse ? TestProblems.Sparse(x, Rows, columns) : DesignMatrix.FromColumns(x, Rows, columns), y);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
