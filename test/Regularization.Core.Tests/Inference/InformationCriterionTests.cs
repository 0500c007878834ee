using System.Text.Json;

namespace Regularization.Tests;

[TestClass]
public class InformationCriterionTests
{
    private static readonly FitOptions Exact = new() { Tolerance = 1e-14 };

    [TestMethod]
    [DataRow("lm_prostate")]
    [DataRow("glm_wdbc")]
    public void Evaluate_NoPenalty_IsRsCriterionButForItsConstants(string name)
    {
        JsonElement reference = RReference.Case(name);
        TrainingProblem problem = RReference.Problem(reference);
        Loss loss = RReference.LossOf(reference);
        int n = problem.X.Rows, p = problem.X.Columns;
        RegularizationPath path = new PathSolver(loss, Penalties.Lasso) { Options = Exact, Grid = new LambdaGrid { Values = [0] } }.Fit(problem);
        double twice = (-2 * reference.GetProperty("logLikelihood").GetDouble()) - (loss.IsSquared ? n * (1 + Math.Log(2 * Math.PI)) : 0);
        RReference.AreClose(twice + (2 * (p + 1)), InformationCriterion.Aic.Evaluate(problem, loss, Penalties.Lasso, path).Value[0], 1e-8, "AIC");
        RReference.AreClose(twice + (Math.Log(n) * (p + 1)), InformationCriterion.Bic.Evaluate(problem, loss, Penalties.Lasso, path).Value[0], 1e-8, "BIC");
    }

    [TestMethod]
    [DataRow(1.0, false)]
    [DataRow(0.5, false)]
    [DataRow(0.0, false)]
    [DataRow(0.5, true)]
    public void Evaluate_SquaredLoss_DegreesAreTheDivergenceOfTheFittedValues(double l1Ratio, bool standardize)
    {
        const int Rows = 25, Columns = 5;
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 7);
        double[] weights = [.. Enumerable.Range(0, Rows).Select(i => 1.0 + (i % 3))];
        Penalty penalty = Penalties.ElasticNet(l1Ratio) with { Factors = [1, 0.5, 0, 2, 1] };
        var solver = new PathSolver(Losses.Squared, penalty) { Options = Exact with { Standardize = standardize }, Grid = new LambdaGrid { Values = [0.3] } };
        TrainingProblem With(double[] response) => new(DesignMatrix.FromColumns(x, Rows, Columns), response) { Weights = weights };
        double divergence = 0;
        for (int i = 0; i < Rows; i++)
        {
            double Fitted(double change)
            {
                double[] moved = [.. y];
                moved[i] += change;
                TrainingProblem problem = With(moved);
                return solver.Fit(problem)[0].LinearPredictor(problem.X)[i];
            }

            divergence += (Fitted(1e-3) - Fitted(-1e-3)) / 2e-3;
        }

        InformationCriterionCurve curve = InformationCriterion.Aic.Evaluate(With(y), Losses.Squared, penalty, solver.Fit(With(y)));
        Assert.AreEqual(divergence, curve.DegreesOfFreedom[0], 1e-4);
    }

    [TestMethod]
    public void Evaluate_LogisticRidge_DegreesAreTheTraceOfTheHatMatrix()
    {
        (double[] x, double[] y) = TestProblems.Random(60, 3, seed: 8, classes: true);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 60, 3), y);
        RegularizationPath path = new PathSolver(Losses.Logistic, Penalties.Ridge) { Options = Exact, Grid = new LambdaGrid { Values = [0.1] } }.Fit(problem);
        double[,] information = new double[4, 4], withRidge = new double[4, 4];
        double[] eta = path[0].LinearPredictor(problem.X);
        for (int i = 0; i < 60; i++)
        {
            double[] row = [1, x[i], x[60 + i], x[120 + i]];
            double p = 1 / (1 + Math.Exp(-eta[i]));
            for (int j = 0; j < 16; j++)
            {
                information[j / 4, j % 4] += row[j / 4] * row[j % 4] * p * (1 - p) / 60;
            }
        }

        Array.Copy(information, withRidge, 16);
        for (int j = 0; j < 3; j++)
        {
            double[] column = x[(60 * j)..(60 * (j + 1))];
            double mean = column.Average();
            withRidge[j + 1, j + 1] += 0.1 * column.Average(v => (v - mean) * (v - mean));
        }

        double[,] inverse = SlowAlgebra.Inverse(withRidge);
        double trace = Enumerable.Range(0, 16).Sum(j => inverse[j / 4, j % 4] * information[j % 4, j / 4]);
        Assert.AreEqual(trace, InformationCriterion.Bic.Evaluate(problem, Losses.Logistic, Penalties.Ridge, path).DegreesOfFreedom[0], 1e-8);
    }

    [TestMethod]
    public void Evaluate_Ebic_AddsTheLogOfTheNumberOfModels()
    {
        (double[] x, double[] y) = TestProblems.Random(100, 8, seed: 9);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 100, 8), y);
        Penalty penalty = Penalties.Lasso with { Factors = [0, 1, 1, 1, 1, 1, 1, 1] };
        RegularizationPath path = new PathSolver(Losses.Squared, penalty).Fit(problem);
        InformationCriterionCurve bic = InformationCriterion.Bic.Evaluate(problem, Losses.Squared, penalty, path), ebic = InformationCriterion.Ebic(0.7).Evaluate(problem, Losses.Squared, penalty, path);
        double[] models = [1, 7, 21, 35, 35, 21, 7, 1];
        for (int k = 0; k < path.Count; k++)
        {
            int chosen = path[k].NonzeroCount - 1;
            Assert.AreEqual(2 * 0.7 * Math.Log(models[chosen]), ebic.Value[k] - bic.Value[k], 1e-9);
        }

        Assert.IsLessThanOrEqualTo(path[bic.IndexOfBest].NonzeroCount, path[ebic.IndexOfBest].NonzeroCount);
        Assert.AreEqual(bic.Value.Min(), bic.Value[bic.IndexOfBest]);
    }

    [TestMethod]
    public void Evaluate_KnownNoiseVariance_IsMallowsCriterion()
    {
        (double[] x, double[] y) = TestProblems.Random(50, 4, seed: 10);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 50, 4), y) { Offsets = [.. Enumerable.Range(0, 50).Select(i => i / 50.0)] };
        RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Lasso).Fit(problem);
        InformationCriterionCurve curve = (InformationCriterion.Aic with { NoiseVariance = 1.7 }).Evaluate(problem, Losses.Squared, Penalties.Lasso, path);
        double[] eta = path[6].LinearPredictor(problem.X, [.. problem.Offsets]);
        Assert.AreEqual((y.Zip(eta, (a, b) => (a - b) * (a - b)).Sum() / 1.7) + (2 * (path[6].NonzeroCount + 1)), curve.Value[6], 1e-9);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => InformationCriterion.Aic with { NoiseVariance = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => InformationCriterion.Ebic(1.5));
    }

    [TestMethod]
    public void Fit_ByCriterion_SelectsItsBestAndSaysSo()
    {
        TrainingProblem problem = RReference.Problem(RReference.Case("lm_prostate"));
        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.ByCriterion(InformationCriterion.Bic) }.Fit(problem);
        Assert.AreEqual(summary.Criterion!.IndexOfBest, summary.SelectedIndex);
        Assert.IsNull(summary.CrossValidation);
        Assert.AreEqual("smallest BIC", summary.SelectedBy);
        StringAssert.Contains(summary.ToString(), "BIC: ");
        Assert.IsTrue(summary.Selected.NonzeroCount is > 0 and < 8);
    }

    [TestMethod]
    public void Fit_ByCriterionFewerRowsThanFeatures_TakesNoSaturatedModel()
    {
        (double[] x, double[] y) = TestProblems.Random(20, 60, seed: 11);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 20, 60), y);
        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.ByCriterion(InformationCriterion.Ebic(1)) }.Fit(problem);
        Assert.IsLessThan(20, summary.Criterion!.DegreesOfFreedom[summary.SelectedIndex]);
        Assert.IsTrue(double.IsFinite(summary.Criterion.Value[summary.SelectedIndex]));
        var constant = new TrainingProblem(problem.X, [.. Enumerable.Repeat(2.0, 20)]);
        Assert.AreEqual(0, new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.ByCriterion(InformationCriterion.Aic) }.Fit(constant).Selected.NonzeroCount);
    }
}
