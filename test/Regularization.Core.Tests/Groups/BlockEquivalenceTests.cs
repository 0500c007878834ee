namespace Regularization.Tests;

[TestClass]
public sealed class BlockEquivalenceTests
{
    private const int Rows = 40;
    private const int Columns = 15;
    private static readonly FitOptions Exact = new() { Tolerance = 1e-12 };
    private static readonly int[] Groups = [.. Enumerable.Range(0, Columns).Select(j => j / 3)];

    public static IEnumerable<object[]> Pairs() =>
    [
        [Penalties.GroupLasso([.. Enumerable.Range(0, Columns)]), Penalties.Lasso],
        [Penalties.Slope([.. Enumerable.Repeat(1.0, Columns)]), Penalties.Lasso],
        [Penalties.Slope(SlopeSequences.Oscar(Columns, 0)), Penalties.Lasso],
        [Penalties.SparseGroupLasso(Groups, 1), Penalties.Lasso],
        [Penalties.SparseGroupLasso(Groups, 0), Penalties.GroupLasso(Groups, [.. Enumerable.Repeat(Math.Sqrt(3), 5)])],
        [Penalties.GroupLasso([.. Enumerable.Range(0, Columns)], [.. Enumerable.Range(0, Columns).Select(j => j % 4 == 0 ? 0.0 : j)]), Penalties.Lasso with { Factors = [.. Enumerable.Range(0, Columns).Select(j => j % 4 == 0 ? 0.0 : j)] }],
    ];

    [TestMethod]
    [DynamicData(nameof(Pairs))]
    public void Fit_EqualPenalties_EqualPaths(Penalty penalty, Penalty same)
    {
        foreach (bool classes in (bool[])[false, true])
        {
            (double[] x, double[] y) = TestProblems.Random(Rows, Columns, 11, classes: classes);
            var problem = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y);
            Loss loss = classes ? Losses.Logistic : Losses.Squared;
            var grid = new LambdaGrid { Count = 8, Ratio = 0.02, EarlyStop = false };
            RegularizationPath path = new PathSolver(loss, penalty) { Options = Exact, Grid = grid }.Fit(problem);
            RegularizationPath other = new PathSolver(loss, same) { Options = Exact, Grid = grid }.Fit(problem);

            Assert.AreEqual(other.LambdaMax, path.LambdaMax, 1e-8 * other.LambdaMax);
            for (int k = 0; k < path.Count; k++)
            {
                Assert.AreEqual(other[k].Intercept, path[k].Intercept, 1e-4);
                for (int j = 0; j < Columns; j++)
                {
                    Assert.AreEqual(other[k].Coefficients[j], path[k].Coefficients[j], 1e-4, $"{k}, {j}");
                }
            }
        }
    }

    [TestMethod]
    public void FitAt_OneGroupOfOrthonormalColumns_ShrunkLeastSquares()
    {
        const int rows = 8;
        double[] y = [3, 1, -2, 0.5, 4, -1, 2, 0.25];
        double[] x = [.. from j in (int[])[1, 2, 4] from i in Enumerable.Range(0, rows) select (i & j) == 0 ? 1.0 : -1.0];
        double[] b = [.. Enumerable.Range(0, 3).Select(j => Enumerable.Range(0, rows).Sum(i => x[(j * rows) + i] * y[i]) / rows)];
        double norm = Math.Sqrt(b.Sum(v => v * v)), lambda = norm / 3;
        var solver = new PathSolver(Losses.Squared, Penalties.GroupLasso([0, 0, 0], [1])) { Options = Exact };
        Solution s = solver.FitAt(new TrainingProblem(DesignMatrix.FromColumns(x, rows, 3), y), lambda);

        for (int j = 0; j < 3; j++)
        {
            Assert.AreEqual(b[j] * (1 - (lambda / norm)), s.Coefficients[j], 1e-6);
        }
    }

    public static IEnumerable<object[]> Curved() => [[Losses.Squared], [Losses.Logistic], [Losses.Poisson], [Losses.Huber(0.7)]];

    [TestMethod]
    [DynamicData(nameof(Curved))]
    public void FitAt_LambdaZero_IsTheUnpenalizedFit(Loss loss)
    {
        TrainingProblem problem = ManyRows(loss);
        Solution expected = new PathSolver(loss, Penalties.Lasso) { Options = Exact }.FitAt(problem, 0);
        foreach (Penalty penalty in (Penalty[])[Penalties.GroupLasso(Groups), Penalties.SparseGroupLasso(Groups, 0.3), Penalties.Slope(SlopeSequences.BenjaminiHochberg(Columns, 0.1))])
        {
            Solution s = new PathSolver(loss, penalty) { Options = Exact }.FitAt(problem, 0);
            Assert.AreEqual(FitStatus.Converged, s.Status, s.ToString());
            Assert.AreEqual(expected.Objective, s.Objective, 1e-9 * expected.Objective);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Curved))]
    public void Fit_SomeGroupsFree_EqualsTheLassoOfSuchFactors(Loss loss)
    {
        TrainingProblem problem = ManyRows(loss);
        double[] weights = [.. Enumerable.Range(0, Columns).Select(j => j % 3 == 0 ? 0.0 : 1 + (j % 2))];
        var grid = new LambdaGrid { Count = 5, Ratio = 0.05, EarlyStop = false };
        RegularizationPath path = new PathSolver(loss, Penalties.GroupLasso([.. Enumerable.Range(0, Columns)], weights)) { Options = Exact, Grid = grid }.Fit(problem);
        RegularizationPath other = new PathSolver(loss, Penalties.Lasso with { Factors = weights }) { Options = Exact, Grid = grid }.Fit(problem);
        for (int k = 0; k < path.Count; k++)
        {
            Assert.AreEqual(FitStatus.Converged, path[k].Status, path[k].ToString());
            for (int j = 0; j < Columns; j++)
            {
                Assert.AreEqual(other[k].Coefficients[j], path[k].Coefficients[j], 1e-4, $"{k}, {j}");
            }
        }
    }

    private static TrainingProblem ManyRows(Loss loss)
    {
        const int rows = 200;
        (double[] x, double[] y) = TestProblems.Random(rows, Columns, 5, classes: loss.IsClassification);
        return new TrainingProblem(DesignMatrix.FromColumns(x, rows, Columns), loss == Losses.Poisson ? [.. y.Select(v => Math.Floor(Math.Abs(v)))] : y);
    }

    [TestMethod]
    public void Fit_CrossValidated_ChoosesTheSmallestDeviance()
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, 6, classes: true);
        foreach (bool sparse in (bool[])[false, true])
        {
            var problem = new TrainingProblem(sparse ? TestProblems.Sparse(x, Rows, Columns) : DesignMatrix.FromColumns(x, Rows, Columns), y);
            var fitter = new LinearModelFitter(Losses.Logistic, Penalties.SparseGroupLasso(Groups, 0.5)) { Lambda = LambdaSelection.CrossValidated(folds: 4), Grid = new LambdaGrid { Count = 10 } };
            FitSummary summary = fitter.Fit(problem);
            CrossValidationResult cv = summary.CrossValidation!;

            Assert.AreEqual(cv.LambdaMin, cv.Path[cv.IndexOf(SelectionRule.LambdaMin)].Lambda);
            Assert.Contains("sparse group lasso", summary.ToString());
            Assert.IsTrue(cv.Path.All(s => s.Status == FitStatus.Converged));
        }

        var squared = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y);
        CrossValidationResult slope = new CrossValidator(Losses.Squared, Penalties.Slope(SlopeSequences.BenjaminiHochberg(Columns, 0.1))) { Folds = 5 }.Fit(squared);
        Assert.IsGreaterThan(0, slope.LambdaMin);
        Assert.IsGreaterThanOrEqualTo(slope.LambdaMin, slope.LambdaOneStandardError);
    }
}
