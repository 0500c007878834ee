namespace Regularization.Tests;

/// <summary>Multinomial fits that start from another model.</summary>
[TestClass]
public class MultinomialStartTests
{
    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public void Fit_FromAModel_FindsTheSameMinimumSooner(bool grouped, bool sparse)
    {
        TrainingProblem problem = Problem(sparse);
        MultinomialSolution cold = Fitter(grouped, 0.02, null).Fit(problem).Selected;
        MultinomialSolution other = Fitter(grouped, 0.05, null).Fit(problem).Selected;
        MultinomialSolution same = Fitter(grouped, 0.02, MultinomialStart.From(cold)).Fit(problem).Selected;
        MultinomialSolution warm = Fitter(grouped, 0.02, MultinomialStart.From(other)).Fit(problem).Selected;
        Assert.IsLessThanOrEqualTo(1, same.Epochs, same.ToString());
        foreach (MultinomialSolution solution in (MultinomialSolution[])[cold, same, warm])
        {
            Assert.AreEqual(FitStatus.Converged, solution.Status);
            Assert.AreEqual(cold.Objective, solution.Objective, 1e-9);
        }
    }

    [TestMethod]
    public void Fit_FromABadModel_FindsTheSameMinimumAllTheSame()
    {
        TrainingProblem problem = Problem(sparse: false);
        MultinomialSolution cold = Fitter(false, 0.02, null).Fit(problem).Selected;
        var far = new MultinomialStart([-1e6, 1e6, 0], [.. Enumerable.Range(0, 3).Select(k => SparseCoefficients.FromDense([1e5 * k, -1e5, 0, 7, 0, 1]))]);
        MultinomialSolution solution = Fitter(false, 0.02, far).Fit(problem).Selected;
        Assert.AreEqual(cold.Objective, solution.Objective, 1e-9, solution.ToString());
    }

    [TestMethod]
    public void Make_OrFit_WithWhatDoesNotFit_IsRefused()
    {
        SparseCoefficients two = SparseCoefficients.FromDense([1, 0]);
        Refused(() => _ = new MultinomialStart([0, 0], [two]), "There are 2 intercepts and 1 coefficient vectors; there must be one of each for every class");
        Refused(() => _ = new MultinomialStart([0, double.NaN], [two, two]), "The intercept or a coefficient of class 1 is NaN or infinite");
        Refused(() => _ = new MultinomialStart([0, 0], [two, SparseCoefficients.FromDense([double.PositiveInfinity, 0])]), "The intercept or a coefficient of class 1 is NaN or infinite");
        Refused(() => Fitter(false, 0.02, new MultinomialStart([0, 0], [two, two])).Fit(Problem(sparse: false)), "The start is of 2 classes and 2 features, the problem of 3 and 6; they must be the same.");
    }

    private static MultinomialModelFitter Fitter(bool grouped, double lambda, MultinomialStart? start) => new(Penalties.ElasticNet(0.8))
    {
        Grouped = grouped,
        Lambda = LambdaSelection.Fixed(lambda),
        Options = new FitOptions { Tolerance = 1e-9 },
        Start = start,
    };

    internal static TrainingProblem Problem(bool sparse)
    {
        const int Rows = 90, Columns = 6;
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 31, density: sparse ? 0.3 : 1);
        double[] classes = [.. y.Select(v => v < -1 ? 0.0 : v < 1.5 ? 1 : 2)], weights = [.. y.Select((_, i) => 1.0 + (i % 4))];
        return new TrainingProblem(sparse ? TestProblems.Sparse(x, Rows, Columns) : DesignMatrix.FromColumns(x, Rows, Columns), classes) { Weights = weights };
    }

    private static void Refused(Action action, string message) => StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(action).Message, message);

    [TestMethod]
    [DataRow(40)]
    [DataRow(-800)]
    public void Fit_OffsetThatIsTheSameForAllRows_GoesIntoTheIntercepts(double offset)
    {
        const int Rows = 150, Columns = 4;
        double[] x = TestProblems.Random(Rows, Columns, seed: 22).X;
        double[] y = [.. Enumerable.Range(0, Rows).Select(i => (double)((i + (x[i] > 0.5 ? 1 : 0)) % 3))];
        var plain = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y);
        TrainingProblem shifted = new(plain.X, y) { ClassOffsets = [.. Enumerable.Range(0, 3 * Rows).Select(i => i < Rows ? offset : 0)] };
        var solver = new MultinomialPathSolver(Penalties.Lasso) { Grid = new LambdaGrid { Values = [0.05, 0.01] }, Options = new FitOptions { Tolerance = 1e-10 } };
        MultinomialPath expected = solver.Fit(plain), path = solver.Fit(shifted);
        for (int k = 0; k < 2; k++)
        {
            Assert.AreEqual(FitStatus.Converged, path[k].Status);
            Assert.AreEqual(expected[k].Objective, path[k].Objective, 1e-9);
            Assert.AreEqual(expected[k].DevianceExplained, path[k].DevianceExplained, 1e-8);
        }
    }
}
