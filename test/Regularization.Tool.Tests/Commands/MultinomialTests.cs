using System.Globalization;
using System.Text.Json;

namespace Regularization.Tool.Tests;

/// <summary>Linear models of several classes: what is written is what Core fits, and what predictions say.</summary>
[TestClass]
public class MultinomialTests : ToolTest
{
    private const double Lambda = 0.02;

    private static readonly string[] Names = ["setosa", "versicolor", "virginica"];

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void FitAndPredict_Probabilities_AreCores(bool grouped)
    {
        string path = Write("flowers.csv", Flowers());
        string[] extra = grouped ? ["--grouped"] : [];
        string report = Run(["fit", path, "--label", "species", "--family", "multinomial", "--lambda", "0.02", "--tolerance", "1e-10", "--out", In("m.json"), .. extra]).Succeeds();
        StringAssert.Contains(report, "3 classes, 'setosa' in 50 rows");
        StringAssert.Contains(report, "(intercept)");
        TrainingProblem problem = Problem(path);
        var solver = new MultinomialPathSolver(Penalties.Lasso) { Grouped = grouped, Options = new FitOptions { Tolerance = 1e-10 } };
        double[] expected = solver.FitAt(problem, Lambda).Probabilities(problem.X);

        StringAssert.Contains(Run("predict", In("m.json"), path, "--out", In("p.csv")).Succeeds(), "misclassification ");
        string[][] rows = [.. File.ReadAllLines(In("p.csv")).Select(line => line.Split(','))];
        CollectionAssert.AreEqual(new[] { "probability_setosa", "probability_versicolor", "probability_virginica", "class" }, rows[0]);
        for (int i = 0; i < 150; i++)
        {
            double[] probabilities = [.. rows[i + 1][..3].Select(Number)];
            Columns.AreEqual([.. Enumerable.Range(0, 3).Select(k => expected[(k * 150) + i])], probabilities, tolerance: 1e-4);
            Assert.AreEqual(Names[Array.IndexOf(probabilities, probabilities.Max())], rows[i + 1][3]);
        }
    }

    [TestMethod]
    public void Fit_HeldOut_ModelSaysWhatTheRowsSay()
    {
        string path = Write("flowers.csv", Flowers());
        StringAssert.Contains(Run("fit", path, "--label", "species", "--family", "multinomial", "--held-out", "0.3", "--lambdas", "5", "--out", In("m.json")).Succeeds(), "Held out");
        using JsonDocument model = JsonDocument.Parse(File.ReadAllText(In("m.json")));
        Assert.IsGreaterThan(0, model.RootElement.GetProperty("fit").GetProperty("heldOut").GetProperty("deviance").GetProperty("mean").GetDouble());
    }

    [TestMethod]
    [DataRow("--lower and --upper are not for --grouped", "--grouped", "--lower", "0")]
    public void Fit_WhatSeveralClassesHaveNot_IsRefused(string message, params string[] options) =>
        Run(["fit", Write("flowers.csv", Flowers()), "--label", "species", "--family", "multinomial", .. options]).FailsWith(2, message);

    [TestMethod]
    public void Cv_Criterion_ModelAndCurveAreThoseOfCore()
    {
        string path = Write("flowers.csv", Flowers());
        string report = Run("cv", path, "--label", "species", "--family", "multinomial", "--lambda", "0.1,0.03,0.01", "--rule", "bic", "--out", In("m.json"), "--curve", In("c.csv")).Succeeds();
        StringAssert.Contains(report, "BIC, the smallest of 3 lambdas");
        MultinomialFitSummary expected = new MultinomialModelFitter(Penalties.Lasso) { Lambda = LambdaSelection.ByCriterion(InformationCriterion.Bic), Grid = new LambdaGrid { Values = [0.1, 0.03, 0.01] } }.Fit(Problem(path));
        string[][] curve = [.. File.ReadAllLines(In("c.csv")).Select(line => line.Split(','))];
        CollectionAssert.AreEqual(new[] { "lambda", "nonzero", "deviance_explained", "degrees_of_freedom", "deviance", "bic" }, curve[0]);
        Assert.AreEqual(expected.Criterion!.Value[1], Number(curve[2][5]), 1e-6 * expected.Criterion.Value[1]);
        using JsonDocument model = JsonDocument.Parse(File.ReadAllText(In("m.json")));
        Assert.AreEqual(expected.Selected.Lambda, model.RootElement.GetProperty("fit").GetProperty("lambda").GetDouble());
    }

    [TestMethod]
    public void Cv_ModelAndCurve_AreThoseOfCore()
    {
        string path = Write("flowers.csv", Flowers());
        string report = Run("cv", path, "--label", "species", "--family", "multinomial", "--folds", "5", "--seed", "3", "--lambda", "0.1,0.03,0.01", "--rule", "1se", "--out", In("m.json"), "--curve", In("c.csv")).Succeeds();
        StringAssert.Contains(report, "misclassification");
        MultinomialCrossValidationResult expected = new MultinomialCrossValidator(Penalties.Lasso) { Folds = 5, Seed = 3, Grid = new LambdaGrid { Values = [0.1, 0.03, 0.01] } }.Fit(Problem(path));
        string[][] curve = [.. File.ReadAllLines(In("c.csv")).Select(line => line.Split(','))];
        CollectionAssert.AreEqual(new[] { "lambda", "nonzero", "deviance_explained", "deviance", "deviance_se", "misclassification", "misclassification_se" }, curve[0]);
        for (int k = 0; k < 3; k++)
        {
            Assert.AreEqual(expected.Deviance.Mean[k], Number(curve[k + 1][3]), 1e-6);
            Assert.AreEqual(expected.Misclassification.StandardError[k], Number(curve[k + 1][6]), 1e-9);
        }

        using JsonDocument model = JsonDocument.Parse(File.ReadAllText(In("m.json")));
        Assert.AreEqual("regularize-multinomial", model.RootElement.GetProperty("format").GetString());
        Assert.AreEqual(expected.LambdaOneStandardError, model.RootElement.GetProperty("fit").GetProperty("lambda").GetDouble());
        Assert.AreEqual(3, model.RootElement.GetProperty("classes").GetArrayLength());
    }

    [TestMethod]
    public void Path_Csv_HasARowForEachLambdaAndClass()
    {
        string path = Write("flowers.csv", Flowers());
        StringAssert.Contains(Run("path", path, "--label", "species", "--family", "multinomial", "--lambda", "0.1,0.02", "--out", In("path.csv")).Succeeds(), "2 lambdas");
        MultinomialPath expected = new MultinomialPathSolver(Penalties.Lasso) { Grid = new LambdaGrid { Values = [0.1, 0.02] } }.Fit(Problem(path));
        string[][] rows = [.. File.ReadAllLines(In("path.csv")).Select(line => line.Split(','))];
        Assert.HasCount(7, rows);
        for (int at = 0; at < 6; at++)
        {
            Assert.AreEqual(Names[at % 3], rows[at + 1][1]);
            Assert.AreEqual(expected[at / 3].Intercepts[at % 3], Number(rows[at + 1][5]), 1e-6);
            int column = Array.IndexOf(rows[0], "petal_length");
            Assert.AreEqual(expected[at / 3].Coefficients[at % 3][2], Number(rows[at + 1][column]), 1e-6);
        }
    }

    [TestMethod]
    public void Predict_NumbersAndUnknowns_GiveClassesBackAndWarn()
    {
        string path = Write("x.csv", "a,c,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 3},{(i % 2 == 0 ? "u" : "v")},{(i % 3 == 0 ? "10" : i % 3 == 1 ? "9" : "2")}\n")));
        Run("fit", path, "--label", "y", "--family", "multinomial", "--lambda", "0.01", "--l1-ratio", "0", "--quiet", "--out", In("m.json")).Succeeds();
        Outcome outcome = Run("predict", In("m.json"), Write("new.csv", "a,c,y\n0,u,10\n2,w,2\n1,u,7\n"), "--unknown-levels", "zero");
        string[] classes = [.. outcome.Succeeds().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[^1])];
        CollectionAssert.AreEqual(new[] { "10", "2", "9" }, classes);
        StringAssert.Contains(outcome.Error, "'w'");
        StringAssert.Contains(outcome.Error, "a class that the model does not know ('7')");
    }

    [TestMethod]
    public void WhatDoesNotGo_IsRefused()
    {
        string path = Write("flowers.csv", Flowers());
        Run("fit", path, "--label", "species", "--family", "multinomial", "--offset", "petal_width").FailsWith(2, "--offset is for families of one linear predictor");
        Run("fit", path, "--label", "petal_width", "--grouped").FailsWith(2, "--grouped is for --family multinomial; the family is gaussian");
        Run("path", path, "--label", "petal_width", "--grouped").FailsWith(2, "--grouped is for --family multinomial");
        Run("fit", path, "--label", "species", "--family", "binomial").FailsWith(1, "--family multinomial");
        Run("fit", Write("one.csv", "a,y\n1,u\n2,u\n"), "--label", "y", "--family", "multinomial").FailsWith(1, "at least two classes");
        Run("fit", Write("few.csv", "a,y\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i},{(i == 5 ? "rare" : i % 2 == 0 ? "u" : "v")}\n"))), "--label", "y", "--family", "multinomial", "--quiet")
            .FailsWith(1, "Class 'rare' has no row of positive weight outside fold");
        Run("fit", path, "--label", "species", "--family", "multinomial", "--lambda", "0.1", "--quiet", "--out", In("m.json")).Succeeds();
        string json = File.ReadAllText(In("m.json"));
        Run("predict", Write("bad.json", json.Replace("\"setosa\",", string.Empty, StringComparison.Ordinal)), path).FailsWith(1, "3 linear predictors for 2 classes");
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    private static TrainingProblem Problem(string path) => TrainingReader.Read(
        new DataSettings { File = path, Format = FileFormat.Csv, Table = TableFormat.Csv, Family = Family.Multinomial, Label = "species" }, null, default).Problem;
}
