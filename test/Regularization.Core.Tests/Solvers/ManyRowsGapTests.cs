namespace Regularization.Tests;

/// <summary>Gaps of smooth curved losses on dense features with many more rows than features, where quadratic models are solved on their Gram matrix.</summary>
[TestClass]
public class ManyRowsGapTests
{
    private const int Rows = 600, Columns = 20;
    private const double Tolerance = 1e-6;

    [TestMethod]
    [DataRow("logistic", "")]
    [DataRow("Poisson", "")]
    [DataRow("gamma", "")]
    [DataRow("Tweedie", "")]
    [DataRow("logistic", "bounds")]
    [DataRow("Poisson", "offsets")]
    [DataRow("gamma", "offsets")]
    [DataRow("logistic", "factors")]
    public void Fit_Path_HasGapsThatAreBounds(string loss, string kind)
    {
        TrainingProblem problem = Problem(loss, kind == "offsets").WithWeights(SomeAreZero());
        Penalty penalty = Penalties.ElasticNet(0.9) with
        {
            LowerBounds = kind == "bounds" ? [-0.2] : null,
            UpperBounds = kind == "bounds" ? [0.3] : null,
            Factors = kind == "factors" ? [.. Enumerable.Range(0, Columns).Select(j => 0.5 + (j % 3))] : null,
        };
        PathSolver solver = Solver(loss, penalty), strict = new(solver.Loss, penalty) { Options = solver.Options with { Tolerance = 1e-13 }, Grid = solver.Grid };
        RegularizationPath path = solver.Fit(problem), exact = strict.Fit(problem);
        double nullLoss = new FitContext(problem, solver.Loss, penalty, solver.Options).NullLoss;
        for (int k = 0; k < path.Count; k++)
        {
            Assert.AreEqual(FitStatus.Converged, path[k].Status);
            Assert.IsLessThanOrEqualTo(Tolerance, path[k].DualityGap);
            Assert.IsLessThanOrEqualTo(path[k].DualityGap + 1e-12, (path[k].Objective - exact[k].Objective) / nullLoss, $"lambda {path[k].Lambda}");
        }
    }

    /// <summary>Who checks coefficients has nothing but their residuals: the gap at these, shrunk until they are feasible, is what counts.</summary>
    [TestMethod]
    [DataRow("logistic", true)]
    [DataRow("logistic", false)]
    [DataRow("Poisson", true)]
    public void Fit_Path_HasGapsThatResidualsOfItsCoefficientsProve(string loss, bool weighted)
    {
        TrainingProblem problem = weighted ? Problem(loss).WithWeights(SomeAreZero()) : Problem(loss);
        PathSolver solver = Solver(loss, Penalties.Lasso);
        var context = new FitContext(problem, solver.Loss, solver.Penalty, solver.Options);
        double[] y = problem.Y.ToArray(), w = context.Design.W, scale = context.Design.InverseScale, residual = new double[Rows], gradient = new double[Columns];
        foreach (Solution solution in solver.Fit(problem))
        {
            double[] eta = solution.LinearPredictor(problem.X);
            context.Loss.Derivatives(eta, y, residual, []);
            double mean = Enumerable.Range(0, Rows).Sum(i => w[i] * residual[i]), penaltyGap = 0;
            double[] u = [.. residual.Select((r, i) => w[i] * (r - mean))];
            context.Design.Gradient(context.Design.AllColumns, u, gradient);
            double shrink = Math.Min(1, solution.Lambda / gradient.Max(Math.Abs));
            for (int j = 0; j < Columns; j++)
            {
                double b = solution.Coefficients[j] / scale[j];
                penaltyGap += (solution.Lambda * Math.Abs(b)) - (b * shrink * gradient[j]);
            }

            double gap = (context.Loss.DualityGap(eta, y, w, [.. residual.Select(r => shrink * (r - mean))]) + penaltyGap) / context.NullLoss;
            Assert.IsGreaterThan(-1e-12, gap);
            Assert.IsLessThanOrEqualTo(Tolerance * 1.001, gap, solution.ToString());
        }
    }

    [TestMethod]
    [DataRow("logistic")]
    [DataRow("Poisson")]
    [DataRow("gamma")]
    [DataRow("Tweedie")]
    public void Fit_WeightsNextToNothing_HasGapsAsAsked(string loss)
    {
        // The inverse of the smallest is infinite.
        foreach (double tiny in new[] { 1e-198, 1e-306, 1e-310, 1e-318 })
        {
            TrainingProblem problem = Problem(loss).WithWeights([.. Enumerable.Range(0, Rows).Select(i => i % 3 == 0 ? tiny : 1.0)]);
            foreach (Solution solution in Solver(loss, Penalties.Lasso).Fit(problem))
            {
                Assert.AreEqual(FitStatus.Converged, solution.Status);
                Assert.IsTrue(solution.DualityGap is >= 0 and <= Tolerance, $"{tiny}: {solution}");
            }
        }
    }

    private static PathSolver Solver(string loss, Penalty penalty) => new(LossOf(loss), penalty) { Options = new FitOptions { Tolerance = Tolerance }, Grid = new LambdaGrid { Count = 25, Ratio = 1e-3 } };

    private static double[] SomeAreZero() => [.. Enumerable.Range(0, Rows).Select(i => i % 7 == 0 ? 0.0 : 1 + (i % 3))];

    private static TrainingProblem Problem(string loss, bool offsets = false)
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 21, classes: loss == "logistic");
        double[] response = loss == "logistic" ? y : [.. y.Select(v => Math.Exp(Math.Clamp(0.4 * v, -2, 2)))];
        response = loss is "Poisson" or "Tweedie" ? [.. response.Select(v => Math.Round(v))] : response;
        return new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), response) { Offsets = offsets ? [.. Enumerable.Range(0, Rows).Select(i => 0.3 * Math.Sin(i))] : null };
    }

    private static Loss LossOf(string name) => name switch { "logistic" => Losses.Logistic, "Poisson" => Losses.Poisson, "gamma" => Losses.Gamma, _ => Losses.Tweedie(1.5) };
}
