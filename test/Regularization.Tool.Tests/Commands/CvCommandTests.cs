using System.Globalization;

namespace Regularization.Tool.Tests;

[TestClass]
public class CvCommandTests : ToolTest
{
    [TestMethod]
    public void Cv_Diabetes_ShowsCurveAndCoefficients()
    {
        string report = Run("cv", Diabetes, "--label", "y").Succeeds();
        foreach (string part in new[] { "Cross-validation with 10 folds", "min (chosen)", "1se", "squared error", "absolute error", "deviance explained", "bmi", "(intercept)", "standardised", "± " })
        {
            StringAssert.Contains(report, part);
        }
    }

    [TestMethod]
    public void Cv_SameSeed_GivesTheSameModel()
    {
        foreach (string name in new[] { "1.json", "2.json" })
        {
            Run("cv", Diabetes, "--label", "y", "--folds", "5", "--seed", "7", "--threads", "1", "--quiet", "--out", In(name)).Succeeds();
        }

        Assert.AreEqual(File.ReadAllText(In("1.json")), File.ReadAllText(In("2.json")));
    }

    [TestMethod]
    public void Cv_Rules_ChooseAsTheLibraryDoes()
    {
        TrainingData data = TrainingReader.Read(
            new DataSettings { File = Diabetes, Format = FileFormat.Csv, Table = TableFormat.Csv, Family = Family.Gaussian, Label = "y" }, null, default);
        CrossValidationResult expected = new CrossValidator(Losses.Squared, Penalties.ElasticNet(0.5)) { Folds = 5, Seed = 3 }.Fit(data.Problem);

        Run("cv", Diabetes, "--label", "y", "--l1-ratio", "0.5", "--folds", "5", "--seed", "3", "--rule", "1se", "--quiet", "--out", In("m.json")).Succeeds();
        var model = (LinearModel)ModelJson.Read(In("m.json"));

        Assert.AreEqual(expected.LambdaOneStandardError, model.Fit.Lambda, 1e-9 * model.Fit.Lambda);
        Assert.AreEqual(expected.Deviance.Mean[expected.IndexOneStandardError], model.Fit.HeldOut!["deviance"].Mean!.Value, 1e-3);
        Assert.AreEqual("elastic net", model.Fit.Penalty);
    }

    [TestMethod]
    public void Cv_FoldColumn_HoldsItsRowsOutTogether()
    {
        string[] lines = SmallTable().TrimEnd().Split('\n');
        string path = Write("x.csv", string.Join('\n', lines.Select((line, i) => i == 0 ? line + ",site" : $"{line},site{i % 4}")) + "\n");
        string report = Run("cv", path, "--label", "y", "--fold-column", "site").Succeeds();
        StringAssert.Contains(report, "Cross-validation with 4 folds");
        StringAssert.Contains(report, "5 features, 3 of them levels of 1 categorical column");
    }

    [TestMethod]
    [DataRow("10,1")]
    [DataRow("1,0")]
    public void Path_WholeLambdasBetweenCommas_AreSeveral(string lambdas)
    {
        Run("path", Write("x.csv", SmallTable()), "--label", "y", "--lambda", lambdas, "--out", In("p.csv")).Succeeds();
        Assert.AreEqual(lambdas, string.Join(',', File.ReadLines(In("p.csv")).Skip(1).Select(line => line.Split(',')[0])));
    }

    [TestMethod]
    public void Cv_BestLambdaIsTheLast_AdvisesWithItsOwnOptions()
    {
        string path = Write("x.csv", "a,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{(2 * i) + (0.001 * (i % 3))}\n")));
        Outcome cv = Run("cv", path, "--label", "y", "--quiet"), fit = Run("fit", path, "--label", "y", "--rule", "bic", "--quiet");
        Assert.Contains("path ended because it explains more than 99.9% of the deviance: a still smaller one may be better. Give smaller lambdas by --lambda.", cv.Error.ReplaceLineEndings(" "));
        Assert.Contains("give them to `regularize cv` by --lambda", fit.Error.ReplaceLineEndings(" "));
        Assert.DoesNotContain("EarlyStop", cv.Error + fit.Error);
    }

    [TestMethod]
    public void Cv_FoldColumnOfManyFolds_IsCheckedInOnePass()
    {
        const int Folds = 20_000;
        var folds = new FoldCollector("site");
        for (int i = 0; i < 2 * Folds; i++)
        {
            folds.Add($"{i % Folds}", default);
        }

        double[] y = [.. Enumerable.Range(0, 2 * Folds).Select(i => i % Folds == 7 ? 1.0 : 0)];
        Assert.Contains("Outside fold '7' of column 'site' no row of positive weight has the class 'yes'", Assert.ThrowsExactly<ToolException>(() => folds.Finish(y, null, new ModelLabel { Negative = "no", Positive = "yes" })).Message);
        y[0] = 1;
        int[] ofRow = folds.Finish(y, null, new ModelLabel { Negative = "no", Positive = "yes" });
        Assert.AreEqual(Folds, ofRow.Distinct().Count());
        Assert.IsTrue(Enumerable.Range(0, Folds).All(i => ofRow[i] == ofRow[i + Folds]));
    }

    [TestMethod]
    [DataRow("north,yes,1 north,no,1 south,yes,0 south,no,0", "All rows of positive weight are in fold 'north' of column 'site'")]
    [DataRow("north,yes,1 north,no,1 east,yes,1 east,no,1 south,yes,0", "No rows of positive weight are in fold 'south' of column 'site'")]
    [DataRow("north,yes,1 north,no,1 south,no,1 south,no,1", "Outside fold 'north' of column 'site' no row of positive weight has the class 'yes'")]
    [DataRow("north,yes,1 north,yes,0 south,yes,1 south,no,1", "Outside fold 'south' of column 'site' no row of positive weight has the class 'no'")]
    [DataRow("north,no,1 north,no,1 south,no,1 south,no,1", "Label 'y' is 'no' in all 4 rows; --family binomial")]
    [DataRow("north,yes,1 north,no,0 south,yes,1 south,no,0", "Label 'y' is 'yes' in all 2 rows of positive weight; --family binomial")]
    public void Cv_FoldOrClassThatLacksRows_IsNamed(string rows, string part)
    {
        string path = Write("x.csv", "site,y,w,a\n" + string.Concat(rows.Split(' ').Select((row, i) => $"{row},{i}\n")));
        Run("cv", path, "--label", "y", "--weights", "w", "--family", "binomial", "--fold-column", "site", "--quiet").FailsWith(1, part);
    }

    [TestMethod]
    [DataRow("-1")]
    [DataRow("-1.0")]
    public void Cv_NegativeFold_IsRefusedWithItsRow(string fold)
    {
        string path = Write("x.csv", $"a,y,f\n1,2,0\n2,3,{fold}\n3,5,1\n4,6,0\n5,8,1\n");
        Run("cv", path, "--label", "y", "--fold-column", "f", "--quiet").FailsWith(1, $"x.csv, line 3, column 'f': the fold '{fold}' is negative", "leave rows that are to be in none out of the file");
    }

    [TestMethod]
    public void Cv_FoldsOfOneRow_HaveNoAucAndSaySo()
    {
        string path = Write("x.csv", "a,y\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i},{(i + (i % 4 * 5) > 20 ? "yes" : "no")}\n")));
        Outcome cv = Run("cv", path, "--label", "y", "--family", "binomial", "--folds", "30", "--curve", In("curve.csv"), "--out", In("m.json"));
        string report = cv.Succeeds();
        StringAssert.Contains(report, "misclassification");
        Assert.DoesNotContain("AUC", report);
        Assert.DoesNotContain("auc", File.ReadAllText(In("curve.csv")) + File.ReadAllText(In("m.json")));
        Assert.Contains("No fold has rows of both classes to judge by, so that there is no AUC", cv.Error.ReplaceLineEndings(" "));

        string predicted = Run("predict", In("m.json"), Write("yes.csv", "a,y\n29,yes\n30,yes\n"), "--out", In("p.csv")).Succeeds();
        StringAssert.Contains(predicted, "misclassification");
        Assert.DoesNotContain("AUC", predicted);
    }

    [TestMethod]
    public void Run_OneClassOfPositiveWeight_IsNamedByEveryCommand()
    {
        string path = Write("x.csv", "a,y,w\n1,u,1\n2,v,0\n3,u,1\n");
        foreach (string[] command in (string[][])[["path"], ["cv"], ["fit"], ["fit", "--lambda", "0.1"], ["mlp"]])
        {
            Run([.. command, path, "--label", "y", "--weights", "w", "--family", "binomial", "--quiet"]).FailsWith(1, "Label 'y' is 'u' in all 2 rows of positive weight");
        }
    }

    [TestMethod]
    public void Cv_LabelWithCommas_SaysWhatToWrite()
    {
        Run("cv", Write("x.csv", "a;y\n1;1,5\n2;2\n"), "--label", "y", "--delimiter", ";").FailsWith(1, "the label '1,5' is not a number. Write decimals with a point, not with a comma.");
        Run("cv", Write("y.csv", "a;y\n1;1\n2;1,000.5\n"), "--label", "y", "--delimiter", ";").FailsWith(1, "the label '1,000.5' is not a number. Write thousands without a comma.");
    }

    [TestMethod]
    public void Cv_Curve_IsWritten()
    {
        Run("cv", Diabetes, "--label", "y", "--lambdas", "20", "--quiet", "--curve", In("curve.csv")).Succeeds();
        string[] lines = File.ReadAllLines(In("curve.csv"));
        Assert.AreEqual("lambda,nonzero,deviance_explained,deviance,deviance_se,squared_error,squared_error_se,absolute_error,absolute_error_se", lines[0]);
        Assert.IsTrue(lines.Length is > 5 and <= 21);
        Assert.IsTrue(double.Parse(lines[1].Split(',')[3], CultureInfo.InvariantCulture) > 4000);
    }

    [TestMethod]
    public void Cv_MoreFoldsThanRows_IsRefused()
    {
        string path = Write("x.csv", "a,y\n1,2\n2,3\n3,5\n");
        Run("cv", path, "--label", "y", "--quiet").FailsWith(1, "There are 3 rows for 10 folds", "Give fewer folds (--folds 3, or less), or more rows.");
        Run("cv", Write("one.csv", "a,y\n1,2\n"), "--label", "y", "--quiet").FailsWith(1, "There is 1 row, and folds are fitted to some rows and judged by others. Give a file of more rows.");
    }

    [TestMethod]
    public void Cv_BadData_WritesNoModel()
    {
        string path = Write("x.csv", SmallTable() + "1,2,red\n");
        Run("cv", path, "--label", "y", "--quiet", "--out", In("m.json")).FailsWith(1, "x.csv, line 62: the row has 3 cells, the header 4");
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFiles(Folder));
    }

    [TestMethod]
    public void Cv_WrongPositive_IsAUsageError()
    {
        string path = Write("x.csv", "a,y\n1,no\n2,yes\n3,no\n");
        Run("cv", path, "--label", "y", "--family", "binomial", "--positive", "maybe", "--quiet").FailsWith(2, "--positive is 'maybe'", "'no' and 'yes'");
    }

    [TestMethod]
    public void Cv_Messages_FindsSpamByItsWords()
    {
        // A part of the messages, so that the test is quick; the demo uses all.
        string part = Write("sms.tsv", string.Join('\n', File.ReadLines(SmsSpam).Take(1500)) + "\n");
        string report = Run("cv", part, "--label", "label", "--family", "binomial", "--text", "text", "--folds", "3", "--lambdas", "30", "--out", In("m.json")).Succeeds();
        StringAssert.Contains(report, "'spam' is 1");
        StringAssert.Contains(report, "of them words (sparse, ");
        StringAssert.Contains(report, "AUC");

        var model = (LinearModel)ModelJson.Read(In("m.json"));
        Assert.IsTrue(model.Fit.HeldOut!["auc"].Mean > 0.95);
        Assert.IsTrue(model.Coefficients.Single(c => c.Name == "text:txt").Value > 0);
    }
}
