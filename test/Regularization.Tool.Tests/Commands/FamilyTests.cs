using System.Globalization;

namespace Regularization.Tool.Tests;

/// <summary>The families of linear models, their parameters, offsets and exposures.</summary>
[TestClass]
public class FamilyTests : ToolTest
{
    public static IEnumerable<object[]> Cases =>
    [
        ["poisson", "count", Losses.Poisson, Array.Empty<string>()],
        ["gamma", "amount", Losses.Gamma, Array.Empty<string>()],
        ["tweedie", "count", Losses.Tweedie(1.7), new[] { "--tweedie-power", "1.7" }],
        ["huber", "amount", Losses.Huber(0.5), new[] { "--huber-delta", "0.5" }],
        ["quantile", "amount", Losses.Quantile(0.9, 0.2), new[] { "--quantile", "0.9", "--smoothing", "0.2" }],
    ];

    [TestMethod]
    public void Quantile_Measures_ArePinballLossAndCoverage()
    {
        var random = new Random(7);
        (double X, double Y)[] rows = [.. Enumerable.Range(0, 80).Select(_ => random.NextDouble()).Select(x => (x, (2 * x) + random.NextDouble()))];
        string path = Write("q.csv", "x,y\n" + string.Concat(rows.Select(r => FormattableString.Invariant($"{r.X:R},{r.Y:R}\n"))));
        string report = Run("cv", path, "--label", "y", "--family", "quantile", "--quantile", "0.9", "--folds", "4", "--out", In("q.json")).Succeeds();
        StringAssert.Contains(report, "pinball loss");
        StringAssert.Contains(report, "coverage");
        var model = (LinearModel)ModelJson.Read(In("q.json"));
        Assert.AreEqual(0.9, model.Quantile);
        double[] predicted = [.. rows.Select(r => model.Intercept + ((float)r.X * model.Coefficients[0].Value))];
        double pinball = rows.Zip(predicted, (r, p) => Math.Max(0.9 * (r.Y - p), -0.1 * (r.Y - p))).Average(), coverage = rows.Zip(predicted, (r, p) => r.Y <= p ? 1.0 : 0).Average();
        StringAssert.Contains(Run("predict", In("q.json"), path, "--out", In("p.csv")).Succeeds(), $"pinball loss {Text.Number(pinball)}, coverage {Text.Number(coverage)}");
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void FitAndPredict_Numbers_AreThoseOfTheLoss(string family, string label, Loss loss, string[] parameters)
    {
        string path = Write("x.csv", Claims(60)), ignore = label == "count" ? "amount,time" : "count,time";
        Run(["fit", path, "--label", label, "--ignore", ignore, "--family", family, .. parameters, "--lambda", "0.01", "--quiet", "--out", In("m.json")]).Succeeds();
        TrainingData data = Read(path, label, ignore);
        double[] eta = new PathSolver(loss, Penalties.Lasso).FitAt(data.Problem, 0.01).LinearPredictor(data.Problem.X);

        Run("predict", In("m.json"), path, "--quiet", "--out", In("p.csv")).Succeeds();
        string[] rows = File.ReadAllLines(In("p.csv"));
        Assert.AreEqual("prediction", rows[0]);
        Columns.AreEqual([.. eta.Select(loss.Mean)], [.. rows[1..].Select(Number)], tolerance: 1e-6);
    }

    [TestMethod]
    public void FitAndPredict_Exposure_IsAnOffsetOfItsLogarithm()
    {
        string path = Write("x.csv", Claims(60));
        Run("fit", path, "--label", "count", "--ignore", "amount", "--family", "poisson", "--exposure", "time", "--lambda", "0.01", "--quiet", "--out", In("m.json")).Succeeds();
        TrainingData data = Read(path, "count", "amount,time");
        double[] offsets = [.. File.ReadLines(path).Skip(1).Select(line => Math.Log(Number(line.Split(',')[2])))];
        var problem = new TrainingProblem(data.Problem.X, data.Problem.Y.ToArray()) { Offsets = offsets };
        double[] eta = new PathSolver(Losses.Poisson, Penalties.Lasso).FitAt(problem, 0.01).LinearPredictor(problem.X, offsets);

        Run("predict", In("m.json"), path, "--quiet", "--out", In("p.csv")).Succeeds();
        Columns.AreEqual([.. eta.Select(Math.Exp)], [.. File.ReadAllLines(In("p.csv"))[1..].Select(Number)], tolerance: 1e-6);
        Run("predict", In("m.json"), Write("bad.csv", Claims(3).Replace("time", "span", StringComparison.Ordinal))).FailsWith(1, "has no column 'time'");
    }

    [TestMethod]
    public void FitAndPredict_SquaredHinge_WritesClasses()
    {
        string path = Write("x.csv", string.Join('\n', File.ReadLines(Write("c.csv", Claims(60))).Select((line, i) => line + (i == 0 ? ",big" : Number(line.Split(',')[1]) > 1 ? ",yes" : ",no"))) + "\n");
        Run("fit", path, "--label", "big", "--ignore", "count,amount,time", "--family", "squared-hinge", "--lambda", "0.001", "--quiet", "--out", In("m.json")).Succeeds();
        Run("predict", In("m.json"), path, "--quiet", "--out", In("p.csv")).Succeeds();
        string[] rows = File.ReadAllLines(In("p.csv"));
        Assert.AreEqual("linear_predictor,class", rows[0]);
        Assert.IsTrue(rows[1..].All(row => row.EndsWith(Number(row.Split(',')[0]) > 0 ? ",yes" : ",no", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Fit_WhatDoesNotGoTogether_IsRefused()
    {
        string path = Write("x.csv", Claims(20));
        Run("fit", path, "--label", "amount", "--huber-delta", "1").FailsWith(2, "--huber-delta is for --family huber; the family is gaussian");
        Run("fit", path, "--label", "amount", "--family", "huber", "--exposure", "time").FailsWith(2, "--exposure is for --family poisson, gamma and tweedie");
        Run("fit", path, "--label", "count", "--family", "poisson", "--exposure", "time", "--offset", "amount").FailsWith(2, "both given");
        Run("fit", path, "--label", "count", "--family", "poisson", "--exposure", "x").FailsWith(1, "must be a finite number above 0");
        Run("fit", path, "--label", "x", "--family", "gamma").FailsWith(1, "--family gamma needs amounts above 0");
        Run("fit", path, "--label", "count", "--family", "quantile", "--quantile", "1").FailsWith(2, "--quantile is");
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    private static TrainingData Read(string path, string label, string ignore) => TrainingReader.Read(
        new DataSettings { File = path, Format = FileFormat.Csv, Table = TableFormat.Csv, Family = Family.Gaussian, Label = label, Ignore = [ignore] }, null, default);

    /// <summary>Rows of count, amount, time, and two features, one of them with values of both signs.</summary>
    private static string Claims(int rows)
    {
        var random = new Random(3);
        string text = "count,amount,time,x,z\n";
        for (int i = 0; i < rows; i++)
        {
            double x = Math.Round((2 * random.NextDouble()) - 1, 3), z = Math.Round(random.NextDouble(), 3), time = Math.Round(0.1 + random.NextDouble(), 3);
            double count = Math.Floor(4 * time * Math.Exp(x) * random.NextDouble()), amount = Math.Round(Math.Exp(x - z + random.NextDouble()), 3);
            text += FormattableString.Invariant($"{count},{amount},{time},{x},{z}\n");
        }

        return text;
    }
}
