namespace Regularization.Tool.Tests;

[TestClass]
public sealed class ReportCommandTests : ToolTest
{
    [TestMethod]
    [DataRow("cv", "path", "validation", "predicted", "plane", "proof")]
    [DataRow("fit", "path", "validation", "predicted", "weights")]
    [DataRow("path", "path", "deviance", "proof")]
    [DataRow("mlp", "curves", "sparsity", "weights")]
    public void Report_OfDiabetes_IsAPageOfAtMostTwoMegabytes(string command, params string[] figures)
    {
        string[] quick = command == "mlp" ? ["--epochs", "5", "--hidden", "8"] : [];
        string report = Run([command, Diabetes, "--label", "y", "--report", In("r.html"), .. quick]).Succeeds();
        Assert.Contains("Report written to ", report);
        string html = File.ReadAllText(In("r.html"));
        Assert.StartsWith("<!DOCTYPE html>", html);
        foreach (string figure in figures)
        {
            Assert.Contains($"<section id=\"{figure}\"", html);
        }

        Assert.IsLessThanOrEqualTo(2_000_000, new FileInfo(In("r.html")).Length);
    }

    [TestMethod]
    [DataRow("cv")]
    [DataRow("path")]
    public void Report_OfSeveralClasses_NamesThem(string command)
    {
        string file = Write("flowers.csv", Flowers());
        Run(command, file, "--label", "species", "--family", "multinomial", "--quiet", "--report", In("r.html")).Succeeds();
        string html = File.ReadAllText(In("r.html"));
        Assert.Contains("multinomial loss", html);
        Assert.Contains(command == "cv" ? ">virginica</option>" : ">class 2</option>", html);
    }

    [TestMethod]
    public void Report_OfASearch_ShowsWhatWasTried()
    {
        Run("mlp", Diabetes, "--label", "y", "--hidden", "4", "--epochs", "3", "--search-decay", "0,0.1", "--folds", "2", "--quiet", "--report", In("r.html")).Succeeds();
        Assert.Contains("<section id=\"search\"", File.ReadAllText(In("r.html")));
    }

    [TestMethod]
    public void Report_NoPlaceForIt_IsSaidBeforeTheWork()
    {
        Run("cv", Diabetes, "--label", "y", "--report", Folder).FailsWith(ExitCodes.Usage, "--report", "is a directory");
        Run("path", Diabetes, "--label", "y", "--report", Diabetes).FailsWith(ExitCodes.Usage, "--report", "is read as well");
        Run("mlp", Diabetes, "--label", "y", "--report", Path.Combine(Folder, "none", "r.html")).FailsWith(ExitCodes.Failure, "--report", "does not exist");
    }
}
