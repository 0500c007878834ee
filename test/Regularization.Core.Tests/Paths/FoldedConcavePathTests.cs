namespace Regularization.Tests;

/// <summary>Penalties that are not convex through paths, single lambdas, starts and cross-validation.</summary>
[TestClass]
public class FoldedConcavePathTests
{
    private const int Rows = 150;
    private const int Columns = 20;

    public static IEnumerable<object[]> Cases =>
        from loss in LossCase.Usual
        from sparse in new[] { false, true }
        select new object[] { loss.Loss.Name, sparse };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void FitAt_OneLambda_IsTheSolutionThatAPathLeadsTo(string loss, bool sparse)
    {
        TrainingProblem problem = Problem(loss, sparse);
        var solver = new PathSolver(LossCase.Of(loss).Loss, Penalties.Mcp(10)) { Options = FitOptions.Default with { Tolerance = 1e-10 }, Grid = new LambdaGrid { Count = 60, Ratio = 0.05, EarlyStop = false } };
        RegularizationPath path = solver.Fit(problem);
        foreach (int k in new[] { 0, 10, 30 })
        {
            Solution alone = solver.FitAt(problem, path[k].Lambda);
            Assert.AreEqual(path[k].Objective, alone.Objective, 1e-11);
            Solution again = solver.FitAt(problem, path[k].Lambda, FitStart.From(alone));
            Assert.AreEqual(alone.Objective, again.Objective, 1e-12);
            Assert.IsLessThanOrEqualTo(1e-10, again.KktResidual);
        }
    }

    [TestMethod]
    public void Fit_FitThatRestsForLong_DoesNotEndThePath()
    {
        // A strong feature is not shrunk once in, so that the fit rests until the weak one enters far below.
        (double[] x, _) = TestProblems.Random(200, 3, seed: 80);
        double[] y = [.. Enumerable.Range(0, 200).Select(i => x[i] + (0.1 * x[200 + i]) + Math.Sin(7 * i))];
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 200, 3), y);
        RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Mcp(1.5) with { Factors = [1, 30, 30] }) { Grid = new LambdaGrid { Count = 60, Ratio = 1e-5 } }.Fit(problem);
        Assert.IsGreaterThan(10, Enumerable.Range(1, path.Count - 1).Count(k => Math.Abs(path[k].DevianceExplained - path[k - 1].DevianceExplained) < 1e-9 && path[k].NonzeroCount == 1));
        Assert.HasCount(60, path);
        Assert.AreEqual(3, path[^1].NonzeroCount);
    }

    [TestMethod]
    public void CrossValidator_FoldsInStep_GiveTheCurveOfFoldsApart()
    {
        TrainingProblem problem = Problem("squared", sparse: false);
        var validator = new CrossValidator(Losses.Squared, Penalties.Scad()) { Folds = 4, Grid = new LambdaGrid { Count = 20, Ratio = 0.05 }, Options = FitOptions.Default with { Tolerance = 1e-9 } };
        CrossValidationResult together = validator.Fit(problem);
        CrossValidationResult apart = new CrossValidator(Losses.Squared, Penalties.Scad()) { Folds = 4, Grid = validator.Grid, Options = validator.Options, FoldsApart = true }.Fit(problem);
        Assert.AreEqual(apart.LambdaMin, together.LambdaMin);
        for (int k = 0; k < together.Path.Count; k++)
        {
            Assert.AreEqual(apart.Deviance.Mean[k], together.Deviance.Mean[k], 1e-7);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void LinearModelFitter_EachSelection_GivesAModelWithAResidual(string loss, bool sparse)
    {
        foreach (LambdaSelection selection in new[] { LambdaSelection.CrossValidated(folds: 3), LambdaSelection.HeldOut(0.3), LambdaSelection.ByCriterion(InformationCriterion.Bic), LambdaSelection.Fixed(0.1) })
        {
            FitSummary summary = new LinearModelFitter(LossCase.Of(loss).Loss, Penalties.Mcp(5)) { Lambda = selection, Grid = new LambdaGrid { Count = 15, Ratio = 0.05 } }.Fit(Problem(loss, sparse));
            Assert.IsTrue(double.IsNaN(summary.Selected.DualityGap));
            Assert.IsLessThanOrEqualTo(1e-6, summary.Selected.KktResidual);
            Assert.AreEqual(FitStatus.Converged, summary.Selected.Status);
            Assert.IsGreaterThan(0.2, summary.Selected.DevianceExplained, summary.ToString());
            Assert.Contains("MCP (gamma 5)", summary.ToString());
        }
    }

    private static TrainingProblem Problem(string loss, bool sparse)
    {
        (double[] x, double[] y) = LossCase.Of(loss).Problem(Rows, Columns, seed: 81, density: sparse ? 0.5 : 1);
        return new TrainingProblem(sparse ? TestProblems.Sparse(x, Rows, Columns) : DesignMatrix.FromColumns(x, Rows, Columns), y);
    }
}
