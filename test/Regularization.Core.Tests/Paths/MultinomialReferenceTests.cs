using System.Text.Json;

namespace Regularization.Tests;

/// <summary>Multinomial paths on the wine data against glmnet's.</summary>
[TestClass]
public class MultinomialReferenceTests
{
    [TestMethod]
    [DataRow("wine_a0", false)]
    [DataRow("wine_a0.5", true)]
    [DataRow("wine_a1", false)]
    [DataRow("wine_grouped", false)]
    [DataRow("wine_weights", false)]
    public void Fit_GlmnetCase_ObjectiveAndProbabilitiesAgree(string name, bool sparse)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "reference", "multinomial", name + ".json")));
        JsonElement reference = document.RootElement;
        (double[][] rows, double[] y) = Wine();
        int n = rows.Length, p = rows[0].Length;
        double[] x = [.. Enumerable.Range(0, n * p).Select(at => rows[at % n][at / n])];
        double[] w = reference.TryGetProperty("weights", out JsonElement given) ? ReferenceData.Numbers(given) : [.. y.Select(_ => 1.0)];
        DesignMatrix design = sparse ? TestProblems.Sparse(x, n, p) : DesignMatrix.FromColumns(x, n, p);
        bool grouped = reference.TryGetProperty("grouped", out _);
        double ratio = reference.GetProperty("alpha").GetDouble();
        double[][] beta(int k) => [.. reference.GetProperty("beta").EnumerateObject().Select(c => c.Value.EnumerateArray().Select(f => f[k].GetDouble()).ToArray())];
        double[][] a0 = [.. reference.GetProperty("a0").EnumerateArray().Select(ReferenceData.Numbers)];

        MultinomialPath path = new MultinomialPathSolver(Penalties.ElasticNet(ratio))
        {
            Grouped = grouped,
            Options = new FitOptions { Tolerance = 1e-12 },
            Grid = new LambdaGrid { Values = ReferenceData.Numbers(reference.GetProperty("lambda")) },
        }.Fit(new TrainingProblem(design, y) { Weights = w });

        // The objective on standardised features, written out here.
        double total = w.Sum();
        double[] mean = [.. Enumerable.Range(0, p).Select(j => rows.Select((row, i) => w[i] * row[j]).Sum() / total)];
        double[] deviation = [.. Enumerable.Range(0, p).Select(j => Math.Sqrt(rows.Select((row, i) => w[i] * (row[j] - mean[j]) * (row[j] - mean[j])).Sum() / total))];
        double[][] scaled = [.. rows.Select(row => row.Select((v, j) => v / deviation[j]).ToArray())];
        var slow = new SlowMultinomial(scaled, [.. y.Select(v => (int)v)], w, 3) { L1Ratio = ratio, Grouped = grouped };
        for (int k = 0; k < path.Count; k++)
        {
            double[][] of(IEnumerable<IEnumerable<double>> b) => [.. b.Select(c => c.Select((v, j) => v * deviation[j]).ToArray())];
            double[] theirIntercepts = [.. a0.Select(c => c[k])];
            double theirs = slow.Objective(path[k].Lambda, theirIntercepts, of(beta(k)));
            double ours = slow.Objective(path[k].Lambda, [.. path[k].Intercepts], of(path[k].Coefficients));
            Assert.AreEqual(ours, path[k].Objective, 1e-9 * ours, $"reported objective at lambda {k}");
            Assert.IsLessThanOrEqualTo(theirs * (1 + 1e-9), ours, $"objective at lambda {k}: {path[k]}");
            double[] probabilities = path[k].Probabilities(design);
            for (int i = 0; i < n; i++)
            {
                double[] e = [.. Enumerable.Range(0, 3).Select(c => Math.Exp(theirIntercepts[c] + beta(k)[c].Zip(rows[i], (u, v) => u * v).Sum()))];
                for (int c = 0; c < 3; c++)
                {
                    Assert.AreEqual(e[c] / e.Sum(), probabilities[(c * n) + i], 1e-5, $"row {i}, class {c}, lambda {k}");
                }
            }
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public void CrossValidate_GlmnetCase_CurvesAndLambdasAgree(int number)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "reference", "multinomial", "wine_cv.json")));
        JsonElement reference = document.RootElement, expected = reference.GetProperty("cases")[number];
        (double[][] rows, double[] y) = Wine();
        double[] x = [.. Enumerable.Range(0, rows.Length * rows[0].Length).Select(at => rows[at % rows.Length][at / rows.Length])];
        MultinomialCrossValidationResult result = new MultinomialCrossValidator(Penalties.ElasticNet(reference.GetProperty("alpha").GetDouble()))
        {
            Grouped = expected.GetProperty("grouped").GetBoolean(),
            Options = new FitOptions { Tolerance = 1e-11 },
            Grid = new LambdaGrid { Values = ReferenceData.Numbers(reference.GetProperty("lambda")) },
            FoldOfRow = [.. ReferenceData.Numbers(reference.GetProperty("foldOfRow")).Select(f => (int)f)],
        }.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, rows.Length, rows[0].Length), y) { Weights = ReferenceData.Numbers(reference.GetProperty("weights")) });

        foreach (CrossValidationCurve curve in result.Curves.Values)
        {
            double[] mean = ReferenceData.Numbers(expected.GetProperty(curve.Measure)), error = ReferenceData.Numbers(expected.GetProperty(curve.Measure + "Error"));
            for (int k = 0; k < mean.Length; k++)
            {
                Assert.AreEqual(mean[k], curve.Mean[k], 1e-6, $"{curve.Measure} at lambda {k}");
                Assert.AreEqual(error[k], curve.StandardError[k], 1e-6, $"error of {curve.Measure} at lambda {k}");
            }
        }

        Assert.AreEqual(expected.GetProperty("lambdaMin").GetDouble(), result.LambdaMin, 1e-12);
        Assert.AreEqual(expected.GetProperty("lambda1se").GetDouble(), result.LambdaOneStandardError, 1e-12);
    }

    /// <summary>The features as float32, by rows, and the classes 0, 1 and 2.</summary>
    private static (double[][] X, double[] Y) Wine()
    {
        string[][] table = [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "reference", "data", "wine.csv")).Skip(1).Select(line => line.Split(','))];
        double[][] cells = [.. table.Select(row => row.Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)).ToArray())];
        return ([.. cells.Select(row => row[1..].Select(v => (double)(float)v).ToArray())], [.. cells.Select(row => row[0] - 1)]);
    }
}
