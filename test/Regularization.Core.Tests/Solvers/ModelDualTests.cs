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
    public void DualCertificate_OfThatPoint_ClaimsNoMoreThanWasReached(string loss, bool intercept, bool weighted)
    {
        (FitContext context, ResidualModel model) = NearOptimum(loss, intercept, weighted);
        double claimed = DualCertificate.MeasureOf(context, model), objective = model.LossValue + model.Set.PenaltyValue();
        Solution best = new PathSolver(context.Loss, context.Penalty) { Options = context.Options with { Tolerance = 1e-13 } }.FitAt(context.Problem, Lambda);
        double reached = (objective - best.Objective) / context.NullLoss;
        Assert.IsGreaterThan(0, reached, "The point is not the optimum.");
        Assert.IsLessThanOrEqualTo(claimed + 1e-13, reached);
    }

    [TestMethod]
    [DataRow("logistic")]
    [DataRow("Poisson")]
    public void Fit_PathOfManyRows_HasGapsThatAreBounds(string loss)
    {
        TrainingProblem problem = Problem(loss, weighted: true);
        var solver = new PathSolver(LossOf(loss), Penalties.ElasticNet(0.9)) { Options = new FitOptions { Tolerance = 1e-5 }, Grid = new LambdaGrid { Count = 25, Ratio = 1e-3 } };
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

    /// <summary>A model one step away from the optimum at a lambda nearby, the quadratic model of that step solved to its end on a Gram matrix.</summary>
    private static (FitContext Context, ResidualModel Model) NearOptimum(string loss, bool intercept, bool weighted)
    {
        var context = new FitContext(Problem(loss, weighted), LossOf(loss), Penalties.Lasso, FitOptions.Default with { Intercept = intercept });
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

    private static TrainingProblem Problem(string loss, bool weighted)
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 21, classes: loss == "logistic");
        double[] response = loss == "logistic" ? y : [.. y.Select(v => Math.Round(Math.Exp(Math.Clamp(0.4 * v, -2, 2))))];
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), response);
        return weighted ? problem.WithWeights([.. Enumerable.Range(0, Rows).Select(i => i % 7 == 0 ? 0.0 : 1 + (i % 3))]) : problem;
    }

    private static Loss LossOf(string name) => name == "logistic" ? Losses.Logistic : Losses.Poisson;
}
