using System.Globalization;

namespace Regularization.Tool.Tests;

/// <summary>Lambda by a criterion or by rows held out, in place of folds.</summary>
[TestClass]
public class LambdaRuleTests : ToolTest
{
    public static IEnumerable<object[]> Criteria => [["aic", InformationCriterion.Aic], ["bic", InformationCriterion.Bic], ["ebic", InformationCriterion.Ebic()]];

    [TestMethod]
    [DynamicData(nameof(Criteria))]
    public void Rule_Criterion_ChoosesAsTheLibraryDoes(string rule, InformationCriterion criterion)
    {
        string report = Run("fit", Diabetes, "--label", "y", "--rule", rule, "--curve", In("curve.csv"), "--out", In("m.json")).Succeeds();
        FitSummary expected = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.ByCriterion(criterion) }.Fit(Read().Problem);
        var model = (LinearModel)ModelJson.Read(In("m.json"));

        Assert.AreEqual(expected.Selected.Lambda, model.Fit.Lambda, 1e-9 * model.Fit.Lambda);
        Assert.IsNull(model.Fit.HeldOut);
        StringAssert.Contains(report, "degrees of freedom");
        string[] lines = File.ReadAllLines(In("curve.csv"));
        Assert.AreEqual($"lambda,nonzero,deviance_explained,degrees_of_freedom,deviance,{rule}", lines[0]);
        double[] values = [.. lines[1..].Select(line => double.Parse(line.Split(',')[^1], CultureInfo.InvariantCulture))];
        Assert.AreEqual(values.Min(), values[expected.SelectedIndex]);
    }

    [TestMethod]
    public void HeldOut_Rule_ChoosesAsTheLibraryDoes()
    {
        string report = Run("cv", Diabetes, "--label", "y", "--held-out", "0.25", "--seed", "4", "--rule", "1se", "--curve", In("curve.csv"), "--out", In("m.json")).Succeeds();
        FitSummary expected = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.HeldOut(0.25, SelectionRule.OneStandardError, 4) }.Fit(Read().Problem);
        var model = (LinearModel)ModelJson.Read(In("m.json"));

        Assert.AreEqual(expected.Selected.Lambda, model.Fit.Lambda, 1e-9 * model.Fit.Lambda);
        Assert.AreEqual(expected.HeldOut!.Deviance.Mean[expected.HeldOut.IndexOneStandardError], model.Fit.HeldOut!["deviance"].Mean!.Value, 1e-3);
        StringAssert.Contains(report, FormattableString.Invariant($"Held out: {expected.HeldOut.Rows} rows"));
        StringAssert.Contains(report, "1se (chosen)");
        Assert.AreEqual(expected.HeldOut.Path.Count + 1, File.ReadAllLines(In("curve.csv")).Length);
    }

    [TestMethod]
    [DataRow("--folds holds rows out, and --rule bic chooses on all rows", "--rule", "bic", "--folds", "5")]
    [DataRow("--held-out holds rows out, and --rule aic chooses on all rows", "--rule", "aic", "--held-out", "0.2")]
    [DataRow("--held-out takes the place of folds, so --folds has no meaning", "--held-out", "0.2", "--folds", "5")]
    [DataRow("--held-out is '1'; it must be a number above 0 and below 1", "--held-out", "1")]
    [DataRow("--held-out is for choosing lambda, and --lambda says which lambda", "--held-out", "0.2", "--lambda", "1")]
    [DataRow("--rule is 'best'; it must be one of min, 1se, aic, bic, ebic", "--rule", "best")]
    public void Options_WhatDoesNotGoTogether_IsRefused(string says, params string[] options) =>
        Run(["fit", Diabetes, "--label", "y", "--quiet", .. options]).FailsWith(2, says);

    private static TrainingData Read() =>
        TrainingReader.Read(new DataSettings { File = Diabetes, Format = FileFormat.Csv, Table = TableFormat.Csv, Family = Family.Gaussian, Label = "y" }, null, default);
}
