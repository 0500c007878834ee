namespace Regularization.Tests;

/// <summary>The dual point that a full step of a quadratic model leaves, where the model is solved on its Gram matrix.</summary>
[TestClass]
public class ModelDualTests
{
    private const int Rows = 600, Columns = 20;
    private const double Lambda = 0.02;

    [TestMethod]
    [DataRow("logistic", true, false)]
    [DataRow("logistic", false, false)]
    [DataRow("logistic", true, true)]
    [DataRow("Poisson", true, false)]
    [DataRow("Poisson", true, true)]
    public void ProjectDual_AfterAStepOfASolvedModel_IsFeasibleAndCertifiesMoreThanTheResidual(string loss, bool intercept, bool weighted)
    {
        (FitContext context, ResidualModel model) = NearOptimum(loss, intercept, weighted);
        double[] y = context.Y, w = context.Design.W, residual = new double[Rows];

        double measure = DualCertificate.MeasureOf(context, model);
        double[] dual = [.. model.DualResidual()];
        context.Loss.Derivatives(model.Eta, y, residual, []);
        Assert.IsGreaterThan(1e-9, dual.Zip(residual, (a, b) => Math.Abs(a - b)).Max(), "It is not the residual of the loss.");
        if (intercept)
        {
            Assert.AreEqual(0, Enumerable.Range(0, Rows).Sum(i => w[i] * dual[i]), 1e-14);
        }

        // Feasible but for what the model is not solved.
        double[] u = [.. dual.Zip(w, (a, b) => a * b)], gradient = new double[Columns];
        context.Design.Gradient(context.Design.AllColumns, u, gradient);
        Assert.IsLessThan(Lambda * (1 + 1e-6), gradient.Max(Math.Abs));

        // The same point without it.
        model.Place([.. model.Eta], model.Intercept);
        model.Refresh();
        double plain = DualCertificate.MeasureOf(context, model);
        Assert.IsGreaterThan(0, measure);
        Assert.IsLessThan(plain / 10, measure, $"{measure:e2} against {plain:e2}");
    }

    [TestMethod]
    [DataRow("logistic", true, false)]
    [DataRow("logistic", false, true)]
    [DataRow("Poisson", true, true)]
    [DataRow("gamma", true, true)]
    [DataRow("Tweedie", true, false)]
    public void DualCertificate_OfThatPoint_ClaimsNoMoreThanWasReached(string loss, bool intercept, bool weighted)
    {
        (FitContext context, ResidualModel model) = NearOptimum(loss, intercept, weighted);
        double claimed = DualCertificate.MeasureOf(context, model), objective = model.LossValue + model.Set.PenaltyValue();
        Assert.AreNotSame(model.Gradient, model.DualGradient, "It is the point of the model.");
        Solution best = new PathSolver(context.Loss, context.Penalty) { Options = context.Options with { Tolerance = 1e-13 } }.FitAt(context.Problem, Lambda);
        double reached = (objective - best.Objective) / context.NullLoss;
        Assert.IsGreaterThan(0, reached, "The point is not the optimum.");
        Assert.IsLessThanOrEqualTo(claimed + 1e-13, reached);
    }

    [TestMethod]
    public void ProjectDual_UnpenalisedColumn_IsTheResidualOfTheLossProjected()
    {
        (FitContext context, ResidualModel model) = NearOptimum("logistic", true, true, Penalties.Lasso with { Factors = [.. Enumerable.Range(0, Columns).Select(j => j == 3 ? 0.0 : 1)] });
        double[] u = [.. model.DualResidual().Zip(context.Design.W, (a, b) => a * b)], gradient = new double[Columns];
        context.Design.Gradient(context.Design.AllColumns, u, gradient);
        Assert.AreEqual(0, gradient[3], 1e-14);

        // Along that column and the intercept, and nowhere else.
        double[] z = new double[Rows], residual = new double[Rows];
        context.Design.WriteColumn(3, z);
        context.Loss.Derivatives(model.Eta, context.Y, residual, []);
        double[] moved = [.. model.DualResidual().Zip(residual, (a, b) => a - b)];
        for (int i = 2; i < Rows; i++)
        {
            Assert.AreEqual((moved[1] - moved[0]) * (z[i] - z[0]), (moved[i] - moved[0]) * (z[1] - z[0]), 1e-14);
        }

        Assert.IsTrue(DualCertificate.MeasureOf(context, model) is > 0 and < 1e-4);
    }

    [TestMethod]
    public void ProjectDual_PointThatMoved_IsThatOfTheLoss()
    {
        (FitContext context, ResidualModel model) = NearOptimum("logistic", true, false);
        double[] eta = [.. model.Eta], residual = new double[Rows];
        model.Place([.. eta.Select(e => 0.9 * e)], model.Intercept);
        model.Refresh();
        context.Loss.Derivatives(model.Eta, context.Y, residual, []);
        double mean = residual.Average();
        for (int i = 0; i < Rows; i++)
        {
            Assert.AreEqual(residual[i] - mean, model.DualResidual()[i], 1e-14);
        }
    }

    [TestMethod]
    [DataRow("logistic", "")]
    [DataRow("Poisson", "")]
    [DataRow("gamma", "")]
    [DataRow("Tweedie", "")]
    [DataRow("logistic", "bounds")]
    [DataRow("Poisson", "offsets")]
    [DataRow("gamma", "offsets")]
    [DataRow("logistic", "factors")]
    public void Fit_PathOfManyRows_HasGapsThatAreBounds(string loss, string kind)
    {
        TrainingProblem problem = Problem(loss, weighted: true, kind == "offsets");
        Penalty penalty = Penalties.ElasticNet(0.9) with
        {
            LowerBounds = kind == "bounds" ? [-0.2] : null,
            UpperBounds = kind == "bounds" ? [0.3] : null,
            Factors = kind == "factors" ? [.. Enumerable.Range(0, Columns).Select(j => 0.5 + (j % 3))] : null,
        };
        var solver = new PathSolver(LossOf(loss), penalty) { Options = new FitOptions { Tolerance = 1e-5 }, Grid = new LambdaGrid { Count = 25, Ratio = 1e-3 } };
        RegularizationPath path = solver.Fit(problem);
        RegularizationPath exact = new PathSolver(solver.Loss, solver.Penalty) { Options = solver.Options with { Tolerance = 1e-13 }, Grid = solver.Grid }.Fit(problem);
        double nullLoss = new FitContext(problem, solver.Loss, solver.Penalty, solver.Options).NullLoss;
        for (int k = 0; k < path.Count; k++)
        {
            Assert.AreEqual(FitStatus.Converged, path[k].Status);
            Assert.IsLessThanOrEqualTo(1e-5, path[k].DualityGap);
            Assert.IsLessThanOrEqualTo(path[k].DualityGap + 1e-12, (path[k].Objective - exact[k].Objective) / nullLoss, $"lambda {path[k].Lambda}");
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
        foreach (double tiny in new[] { 1e-198, 1e-202, 1e-306, 1e-310, 1e-318 })
        {
            TrainingProblem problem = Problem(loss, weighted: false).WithWeights([.. Enumerable.Range(0, Rows).Select(i => i % 3 == 0 ? tiny : 1.0)]);
            RegularizationPath path = new PathSolver(LossOf(loss), Penalties.Lasso) { Options = new FitOptions { Tolerance = 1e-7 }, Grid = new LambdaGrid { Count = 20, Ratio = 1e-3 } }.Fit(problem);
            foreach (Solution solution in path)
            {
                Assert.AreEqual(FitStatus.Converged, solution.Status);
                Assert.IsTrue(solution.DualityGap is >= 0 and <= 1e-7, $"{tiny}: {solution}");
            }
        }
    }

    /// <summary>A model one step away from the optimum at a lambda nearby, the quadratic model of that step solved to its end on a Gram matrix.</summary>
    private static (FitContext Context, ResidualModel Model) NearOptimum(string loss, bool intercept, bool weighted, Penalty? penalty = null)
    {
        var context = new FitContext(Problem(loss, weighted), LossOf(loss), penalty ?? Penalties.Lasso, FitOptions.Default with { Intercept = intercept });
        var set = new WorkingSet(context);
        set.Add(context.Design.AllColumns);
        set.SetVisit([.. Enumerable.Range(0, Columns)]);
        var model = new ResidualModel(context, set, context.NullIntercept);
        int epochs = 0;
        for (int step = 0; step < 5; step++)
        {
            // The last step is on the matrix of a point that is a little off.
            set.SetLambda(step < 4 ? 1.01 * Lambda : Lambda);
            model.Refresh();
            Assert.IsTrue(model.Descend(1e-26, 10_000, ref epochs, CancellationToken.None));
        }

        model.Refresh();
        return (context, model);
    }

    private static TrainingProblem Problem(string loss, bool weighted, bool offsets = false)
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 21, classes: loss == "logistic");
        double[] response = loss == "logistic" ? y : [.. y.Select(v => Math.Exp(Math.Clamp(0.4 * v, -2, 2)))];
        response = loss is "Poisson" or "Tweedie" ? [.. response.Select(v => Math.Round(v))] : response;
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), response) { Offsets = offsets ? [.. Enumerable.Range(0, Rows).Select(i => 0.3 * Math.Sin(i))] : null };
        return weighted ? problem.WithWeights([.. Enumerable.Range(0, Rows).Select(i => i % 7 == 0 ? 0.0 : 1 + (i % 3))]) : problem;
    }

    private static Loss LossOf(string name) => name switch { "logistic" => Losses.Logistic, "Poisson" => Losses.Poisson, "gamma" => Losses.Gamma, _ => Losses.Tweedie(1.5) };
}
