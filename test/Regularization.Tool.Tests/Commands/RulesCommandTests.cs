using System.IO.Compression;

namespace Regularization.Tool.Tests;

/// <summary><c>rules</c> where the tool is built with Microsoft.ML, and what it says where it is not.</summary>
[TestClass]
public class RulesCommandTests : ToolTest
{
    private static bool HasTrees { get; } = Trees();

    [TestMethod]
    public void Rules_Diabetes_PrintsRulesInputsAndHeldOutError()
    {
        Outcome outcome = Run("rules", Diabetes, "--label", "y", "--grow", "60", "--folds", "3", "--top", "5", "--out", In("rules.csv"), "--model", In("model.zip"), "--report", In("rules.html"));
        if (!HasTrees)
        {
            outcome.FailsWith(ExitCodes.Failure, "Microsoft.ML.FastTree", "WithMLNet");
            return;
        }

        string report = outcome.Succeeds();
        foreach (string part in new[] { "442 rows, 10 features", "88 rows to judge by, trained on the other 354", "coefficient", "support", "bmi", "Inputs", "root mean squared error", "R squared", "Model written to" })
        {
            StringAssert.Contains(report, part);
        }

        string[] lines = File.ReadAllLines(In("rules.csv"));
        Assert.AreEqual("kind,rule,coefficient,support,importance", lines[0]);
        Assert.IsGreaterThan(3, lines.Length);
        Assert.StartsWith("intercept", lines[^1]);
        using ZipArchive model = ZipFile.OpenRead(In("model.zip"));
        Run("predict", In("model.zip"), Diabetes).FailsWith(ExitCodes.Failure, "this is a zip file", "regularize rules --model", "mlContext.Model.Load");
        StringAssert.Contains(report, $"Report written to {In("rules.html")}");
        string page = File.ReadAllText(In("rules.html"));
        foreach (string rule in lines.Where(line => line.StartsWith("rule,", StringComparison.Ordinal)).Select(line => line.Split(',')[1]))
        {
            Assert.Contains(System.Net.WebUtility.HtmlEncode(rule), page);
        }

        Assert.Contains("TransformerChain", string.Join(' ', model.Entries.Select(entry => entry.FullName)));
    }

    [TestMethod]
    public void Rules_Binomial_CountsWrongClassesAndHoldsNothingOutWhenAsked()
    {
        if (!HasTrees)
        {
            return;
        }

        string table = Write("t.csv", string.Join('\n', ["a,b,c,y", .. Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"{i % 7},{i % 11},{(i % 3 == 0 ? "red" : "blue")},{(i % 7 > 3 && i % 11 < 6 ? "yes" : "no")}"))]));
        string report = Run("rules", table, "--label", "y", "--family", "binomial", "--grow", "60", "--folds", "3", "--rule", "min").Succeeds();
        StringAssert.Contains(report, "misclassified");
        StringAssert.Contains(report, "'yes' is 1");
        string all = Run("rules", table, "--label", "y", "--family", "binomial", "--grow", "60", "--folds", "3", "--test", "0", "--no-linear").Succeeds();
        Assert.DoesNotContain("misclassified", all);
        Assert.DoesNotContain("within", all);
        Run("rules", table, "--label", "y", "--family", "binomial", "--positive", "maybe").FailsWith(ExitCodes.Usage, "maybe");
    }

    [TestMethod]
    public void Rules_Accurate_GrowsInFoldsAndKeepsToTheLimits()
    {
        if (!HasTrees)
        {
            return;
        }

        string report = Run("rules", Diabetes, "--label", "y", "--accurate", "--grow", "66", "--folds", "3", "--max-rules", "4").Succeeds();
        foreach (string part in new[] { "about 66 of 2, 4 and 8 leaves, learning rate 0.1", "squared loss, at most 4 rules", "3-fold cross-validation of growing and choosing, smallest deviance, of those with at most 4 rules" })
        {
            StringAssert.Contains(report.ReplaceLineEndings(" "), part);
        }

        string alone = Run("rules", Diabetes, "--label", "y", "--accurate", "--grow", "44", "--folds", "2", "--no-linear", "--rule", "1se").Succeeds();
        StringAssert.Contains(alone.ReplaceLineEndings(" "), "one standard error, of those with at most 60 rules");
        Assert.DoesNotContain("rules penalised by", alone, "there is nothing to weigh them against");
        StringAssert.Contains(Run("rules", Diabetes, "--label", "y", "--grow", "30", "--folds", "2", "--max-rules", "1").Succeeds().ReplaceLineEndings(" "), "at most 1 rule ");
        string limited = Run("rules", Diabetes, "--label", "y", "--grow", "60", "--folds", "3", "--rule", "min", "--max-rules", "3").Succeeds();
        StringAssert.Contains(limited.ReplaceLineEndings(" "), "3-fold cross-validation, smallest deviance, of those with at most 3 rules");
    }

    [TestMethod]
    public void Rules_BadInput_IsOneLine()
    {
        Run("rules", Diabetes, "--label", "y", "--max-rules", "0").FailsWith(ExitCodes.Usage, "--max-rules is '0'");
        Run("rules", Diabetes, "--label", "y", "--accurate", "--mean-leaves", "3").FailsWith(ExitCodes.Usage, "--mean-leaves", "--accurate", "Leave out");
        Run("rules", Diabetes, "--label", "y", "--family", "poisson").FailsWith(ExitCodes.Usage, "--family is 'poisson'");
        Run("rules", Diabetes, "--label", "y", "--mean-leaves", "1").FailsWith(ExitCodes.Usage, "--mean-leaves is '1'");
        if (!HasTrees)
        {
            return;
        }

        Run("rules", Diabetes, "--label", "y", "--test", "0.001").FailsWith(ExitCodes.Usage, "--test 0.001 of 442 rows holds out none", "--test 0");
        Run("rules", Diabetes, "--label", "y", "--folds", "400").FailsWith(ExitCodes.Failure, "There are 354 rows for 400 folds", "--folds");
        Run("rules", Diabetes, "--label", "y", "--test", "0.999").FailsWith(ExitCodes.Usage, "--test 0.999 of 442 rows leaves none to train on");
        string far = Write("far.csv", string.Join('\n', ["a,y", .. Enumerable.Range(0, 50).Select(i => $"{i},{1000000000 + (i % 7)}")]));
        Run("rules", far, "--label", "y").FailsWith(ExitCodes.Failure, "Label 'y' varies by 6 around 1e+09, and float32, in which trees are grown", "Subtract its mean");
        string huge = Write("huge.csv", string.Join('\n', ["a,y", .. Enumerable.Range(0, 50).Select(i => $"{i},{(i == 9 ? "1e300" : "1")}")]));
        Run("rules", huge, "--label", "y").FailsWith(ExitCodes.Failure, "Label 'y' is 1E+300", "3.4e38");
        Run("rules", Diabetes, "--label", "y", "--out", In("a"), "--model", In("a")).FailsWith(ExitCodes.Usage, "--out and --model");
        string constant = Write("c.csv", string.Join('\n', ["a,y", .. Enumerable.Range(0, 50).Select(i => $"{i},3")]));
        Run("rules", constant, "--label", "y", "--quiet").FailsWith(ExitCodes.Failure, "Label 'y' is 3 in each of the 40 rows");
        Run("rules", Write("f.csv", "a,y\n1,2\n2,3\n3,1\n4,2\n"), "--label", "y", "--folds", "2", "--quiet").FailsWith(ExitCodes.Failure, "No rules could be grown on 3 rows", "--test 0");
        Run("rules", Diabetes, "--label", "y", "--model", In("m.zip.gz")).FailsWith(ExitCodes.Usage, "--model is", ".zip");
        string three = Write("three.csv", "a,y\n1,red\n2,blue\n3,green\n");
        Outcome text = Run("rules", three, "--label", "y"), third = Run("rules", three, "--label", "y", "--family", "binomial");
        text.FailsWith(ExitCodes.Failure, "'red' is not a number", "--family binomial");
        third.FailsWith(ExitCodes.Failure, "third class", "--family gaussian");
        Assert.DoesNotContain("multinomial", text.Error + third.Error, "rules has no such family");
        Run("cv", three, "--label", "y").FailsWith(ExitCodes.Failure, "'red' is not a number", "--family multinomial");
    }

    private static bool Trees()
    {
        try
        {
            RuleTrainer.Require();
            return true;
        }
        catch (ToolException)
        {
            return false;
        }
    }
}
