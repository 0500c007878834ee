namespace Regularization.Tests;

/// <summary>Information criteria of multinomial paths: the degrees of freedom against differences of the objective, and the choice.</summary>
[TestClass]
public class MultinomialCriterionTests
{
    private const int Classes = 3;

    [TestMethod]
    [DataRow(0.6, false, false)]
    [DataRow(0.0, false, true)]
    [DataRow(1.0, true, false)]
    [DataRow(0.5, true, true)]
    public void Evaluate_ShrunkTogether_DegreesAreTheTraceOfTheInverseOfOneHessianTimesTheOther(double ratio, bool grouped, bool sparse)
    {
        TrainingProblem problem = MultinomialStartTests.Problem(sparse);
        Penalty penalty = Penalties.ElasticNet(ratio);
        MultinomialPath path = new MultinomialPathSolver(penalty) { Grouped = grouped, Options = new FitOptions { Tolerance = 1e-11, Standardize = false }, Grid = new LambdaGrid { Values = [0.05] } }.Fit(problem);
        InformationCriterionCurve curve = InformationCriterion.Bic.Evaluate(problem, penalty, grouped, path);

        // Written out: all intercepts but the last, and the coefficients that are not 0, moved one after the other.
        double[][] rows = Rows(problem);
        int p = problem.X.Columns;
        int[] labels = [.. problem.Y.ToArray().Select(v => (int)v)];
        var slow = new SlowMultinomial(rows, labels, [.. problem.Weights!], Classes) { L1Ratio = ratio, Grouped = grouped };
        double[] at = [.. path[0].Intercepts, .. path[0].Coefficients.SelectMany(c => c.ToDense())];
        int[] free = [.. Enumerable.Range(0, at.Length).Where(i => i >= Classes ? at[i] != 0 : i < Classes - 1)];
        double[,] loss = Hessian(theta => slow.Objective(0, theta[..Classes], Split(theta, p)), at, free);
        double[,] all = Hessian(theta => slow.Objective(0.05, theta[..Classes], Split(theta, p)), at, free);
        Assert.AreEqual(TraceOfSolution(all, loss), curve.DegreesOfFreedom[0], 2e-3);
        double deviance = 90 * 2 * slow.Objective(0, at[..Classes], Split(at, p));
        Assert.AreEqual(deviance, curve.Deviance[0], 1e-6 * deviance);
        Assert.AreEqual(curve.Deviance[0] + (Math.Log(90) * curve.DegreesOfFreedom[0]), curve.Value[0], 1e-9);
    }

    [TestMethod]
    public void Evaluate_Lasso_DegreesAreCounted()
    {
        TrainingProblem problem = MultinomialStartTests.Problem(sparse: false);
        Penalty penalty = Penalties.Lasso with { Factors = [0, 1, 1, 1, 1, 1] };
        MultinomialPath path = new MultinomialPathSolver(penalty) { Grid = new LambdaGrid { Values = [0.1, 0.02] } }.Fit(problem);
        InformationCriterionCurve curve = InformationCriterion.Ebic(1).Evaluate(problem, penalty, false, path);
        for (int k = 0; k < path.Count; k++)
        {
            int penalized = path[k].Coefficients.Sum(c => c.Indices.ToArray().Count(j => j > 0));
            Assert.AreEqual(penalized + Classes - 1 + Classes - 1, curve.DegreesOfFreedom[k], "the intercepts and the free feature have one class less");
            double choices = Enumerable.Range(1, penalized).Sum(i => Math.Log((15.0 - penalized + i) / i));
            Assert.AreEqual(curve.Deviance[k] + (Math.Log(90) * curve.DegreesOfFreedom[k]) + (2 * choices), curve.Value[k], 1e-8);
        }
    }

    [TestMethod]
    public void Fit_ByCriterion_SelectsItsBestAndSaysSo()
    {
        TrainingProblem problem = MultinomialStartTests.Problem(sparse: false);
        MultinomialFitSummary summary = new MultinomialModelFitter(Penalties.Lasso) { Lambda = LambdaSelection.ByCriterion(InformationCriterion.Bic) }.Fit(problem);
        Assert.AreEqual(summary.Criterion!.Value.Min(), summary.Criterion.Value[summary.SelectedIndex]);
        Assert.AreEqual(summary.Path.Count, summary.Criterion.Value.Count);
        StringAssert.Contains(summary.ToString(), "(smallest BIC)");
        StringAssert.Contains(summary.ToString(), " degrees of freedom");
    }

    [TestMethod]
    public void Evaluate_TooManyShrunkTogether_IsRefused()
    {
        const int Rows = 40, Columns = 700;
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 3);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), [.. y.Select((_, i) => (double)(i % 3))]);
        MultinomialPath path = new MultinomialPathSolver(Penalties.Ridge) { Grid = new LambdaGrid { Values = [1] } }.Fit(problem);
        var e = Assert.ThrowsExactly<ArgumentException>(() => InformationCriterion.Aic.Evaluate(problem, Penalties.Ridge, false, path));
        StringAssert.StartsWith(e.Message, "2,102 coefficients are shrunk together; their degrees of freedom are worked out for up to 2,000.");
    }

    private static double[][] Split(double[] theta, int p) => [.. Enumerable.Range(0, Classes).Select(k => theta[(Classes + (k * p))..(Classes + ((k + 1) * p))])];

    private static double[][] Rows(TrainingProblem problem)
    {
        double[][] rows = [.. Enumerable.Range(0, problem.X.Rows).Select(_ => new double[problem.X.Columns])];
        for (int j = 0; j < problem.X.Columns; j++)
        {
            double[] column = new double[problem.X.Rows];
            problem.X.Add([j], [1], column);
            for (int i = 0; i < column.Length; i++)
            {
                rows[i][j] = column[i];
            }
        }

        return rows;
    }

    private static double[,] Hessian(Func<double[], double> f, double[] at, int[] free)
    {
        const double Step = 1e-5;
        var hessian = new double[free.Length, free.Length];
        double Moved(int a, double up, int b, double across)
        {
            double[] theta = [.. at];
            theta[free[a]] += up;
            theta[free[b]] += across;
            return f(theta);
        }

        for (int a = 0; a < free.Length; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                double value = (Moved(a, Step, b, Step) - Moved(a, Step, b, -Step) - Moved(a, -Step, b, Step) + Moved(a, -Step, b, -Step)) / (4 * Step * Step);
                (hessian[a, b], hessian[b, a]) = (value, value);
            }
        }

        return hessian;
    }

    /// <summary>The trace of A⁻¹ B by elimination with pivots.</summary>
    private static double TraceOfSolution(double[,] a, double[,] b)
    {
        int n = a.GetLength(0);
        for (int c = 0; c < n; c++)
        {
            int pivot = Enumerable.Range(c, n - c).MaxBy(r => Math.Abs(a[r, c]));
            for (int j = 0; j < n; j++)
            {
                (a[c, j], a[pivot, j]) = (a[pivot, j], a[c, j]);
                (b[c, j], b[pivot, j]) = (b[pivot, j], b[c, j]);
            }

            for (int r = 0; r < n; r++)
            {
                double factor = r == c ? 0 : a[r, c] / a[c, c];
                for (int j = 0; j < n; j++)
                {
                    a[r, j] -= factor * a[c, j];
                    b[r, j] -= factor * b[c, j];
                }
            }
        }

        return Enumerable.Range(0, n).Sum(i => b[i, i] / a[i, i]);
    }
}
