namespace Regularization.Tests;

/// <summary>A single row that ruins what held-out rows say is named.</summary>
[TestClass]
public class HeavyRowTests
{
    private const int Row = 17;

    [TestMethod]
    [DataRow("as it is", 200, false)]
    [DataRow("features", 200, true)]
    [DataRow("response", 200, true)]
    [DataRow("response", 19, false)]
    public void Warnings_RowThatMakesUpMostOfTheError_IsNamed(string what, int rows, bool warns)
    {
        (double[] x, double[] y) = TestProblems.Random(rows, 5, seed: 3);
        if (what == "features")
        {
            Enumerable.Range(0, 5).ToList().ForEach(j => x[(j * rows) + Row] = 1e7);
        }
        else if (what == "response")
        {
            y[Row] = 1e5;
        }

        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso).Fit(new TrainingProblem(DesignMatrix.FromColumns(x, rows, 5), y));
        string[] warnings = [.. summary.Warnings.Where(w => w.Contains("of the mean deviance of the held-out rows", StringComparison.Ordinal))];
        Assert.HasCount(warns ? 1 : 0, warnings);
        if (warns)
        {
            Assert.StartsWith($"Row {Row}, counted from 0 among those used, makes up ", warnings[0]);
            CollectionAssert.Contains(summary.CrossValidation!.Warnings.ToArray(), warnings[0]);
        }
    }

    [TestMethod]
    public void Warnings_RowThatLeavesTheNullModelAlone_IsNamed()
    {
        // Counts: with any feature in, the fold without the row predicts it at e to a large power, so that the null model is chosen, where the row is as others.
        (double[] x, double[] score) = TestProblems.Random(200, 5, seed: 3);
        double[] y = [.. score.Select((s, i) => Math.Floor(Math.Exp(Math.Clamp(s / 2, -2, 2))))];
        x[Row] = 1e4;
        CrossValidationResult result = new CrossValidator(Losses.Poisson, Penalties.Lasso).Fit(new TrainingProblem(DesignMatrix.FromColumns(x, 200, 5), y));
        Assert.AreEqual(0, result.IndexMin);
        Assert.IsTrue(result.Warnings.Any(w => w.StartsWith($"Row {Row}, counted from 0 among those used, makes up 100.0% of the mean deviance", StringComparison.Ordinal) && w.Contains("no feature was chosen", StringComparison.Ordinal)), string.Join(" | ", result.Warnings));
    }

    [TestMethod]
    public void Warnings_FewRowsOfAClass_AreNotTakenForWrong()
    {
        // Each of two positives makes up about half of the error.
        for (int seed = 0; seed < 4; seed++)
        {
            (double[] x, _) = TestProblems.Random(200, 5, seed);
            double[] y = [.. Enumerable.Range(0, 200).Select(i => i is 3 or 150 ? 1.0 : 0)];
            CrossValidationResult result = new CrossValidator(Losses.Logistic, Penalties.Lasso) { Folds = 2 }.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, 200, 5), y));
            Assert.IsFalse(result.Warnings.Any(w => w.StartsWith("Row ", StringComparison.Ordinal)), string.Join(" | ", result.Warnings));
        }
    }
}
