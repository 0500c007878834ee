using System.Globalization;

namespace Regularization.Tool.Tests;

/// <summary>The penalties by name, and the groups of features.</summary>
[TestClass]
public class PenaltyCommandTests : ToolTest
{
    private const string Genes = "a.1,a.2,b.1,b.2,c,y\n";

    public static IEnumerable<object[]> Cases()
    {
        // Features of the small table: a, b, and the three levels of c.
        int[] byColumn = [0, 1, 2, 2, 2];
        return
        [
            [Array.Empty<string>(), Penalties.Lasso, "lasso"],
            [new[] { "--penalty", "lasso" }, Penalties.Lasso, "lasso"],
            [new[] { "--penalty", "ridge" }, Penalties.Ridge, "ridge"],
            [new[] { "--penalty", "elastic-net" }, Penalties.ElasticNet(0.5), "elastic net"],
            [new[] { "--penalty", "elastic-net", "--l1-ratio", "0.2" }, Penalties.ElasticNet(0.2), "elastic net"],
            [new[] { "--penalty", "group-lasso", "--groups", "prefix" }, Penalties.GroupLasso(byColumn), "group lasso"],
            [new[] { "--penalty", "group-lasso", "--groups", "prefix", "--factors", "c=0,a=2" }, Penalties.GroupLasso(byColumn, [2, 1, 0]), "group lasso"],
            [new[] { "--penalty", "sparse-group-lasso", "--groups", "prefix" }, Penalties.SparseGroupLasso(byColumn, 0.5), "sparse group lasso"],
            [new[] { "--penalty", "sparse-group-lasso", "--groups", "prefix", "--l1-ratio", "0.9" }, Penalties.SparseGroupLasso(byColumn, 0.9), "sparse group lasso"],
            [new[] { "--penalty", "slope" }, Penalties.Slope(SlopeSequences.BenjaminiHochberg(5, 0.1)), "SLOPE"],
            [new[] { "--penalty", "slope", "--fdr", "0.3" }, Penalties.Slope(SlopeSequences.BenjaminiHochberg(5, 0.3)), "SLOPE"],
            [new[] { "--penalty", "mcp" }, Penalties.Mcp(), "MCP"],
            [new[] { "--penalty", "mcp", "--gamma", "5", "--l1-ratio", "0.8" }, Penalties.Mcp(5, 0.8), "MCP"],
            [new[] { "--penalty", "scad", "--gamma", "4" }, Penalties.Scad(4), "SCAD"],
        ];
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_Penalty_IsThatOfTheLibrary(string[] options, Penalty penalty, string name)
    {
        string path = Write("x.csv", SmallTable());
        Run(["fit", path, "--label", "y", .. options, "--lambda", "0.05", "--tolerance", "1e-10", "--quiet", "--out", In("m.json")]).Succeeds();
        var model = (LinearModel)ModelJson.Read(In("m.json"));
        TrainingData data = Read(path);
        Solution expected = new PathSolver(Losses.Squared, penalty) { Options = new FitOptions { Tolerance = 1e-10 } }.FitAt(data.Problem, 0.05);

        Assert.AreEqual(name, model.Fit.Penalty);
        Assert.AreEqual(expected.Intercept, model.Intercept, 1e-6);
        for (int j = 0; j < data.Features.Count; j++)
        {
            Assert.AreEqual(expected.Coefficients[j], model.Coefficients.SingleOrDefault(c => c.Name == data.Features[j].Name)?.Value ?? 0, 1e-6, data.Features[j].Name);
        }
    }

    [TestMethod]
    public void Path_GroupsOfAFileOrASeparator_AreInOrOutTogether()
    {
        string path = Write("x.csv", GeneTable());
        string groups = Write("g.csv", "group,feature\nfirst,a.1\nfirst,a.2\n\"second, the\",b.1\n\"second, the\",b.2\nthird,c\n");
        Run("path", path, "--label", "y", "--penalty", "group-lasso", "--groups", groups, "--lambdas", "20", "--quiet", "--out", In("file.csv")).Succeeds();
        Run("path", path, "--label", "y", "--penalty", "group-lasso", "--groups", "prefix", "--group-separator", ".", "--lambdas", "20", "--quiet", "--out", In("names.csv")).Succeeds();
        string[] lines = File.ReadAllLines(In("file.csv"));

        CollectionAssert.AreEqual(lines, File.ReadAllLines(In("names.csv")));
        Assert.AreEqual("intercept,a.1,a.2,b.1,b.2", string.Join(',', lines[0].Split(',')[4..9]));
        bool[][] isIn = [.. lines[1..].Select(line => line.Split(',')[5..9].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture) != 0).ToArray())];
        Assert.IsTrue(isIn.All(row => row[0] == row[1] && row[2] == row[3]));
        Assert.IsTrue(isIn.Any(row => row[0] && !row[2]), "the group of a enters first");
        string report = Run("path", path, "--label", "y", "--penalty", "sparse-group-lasso", "--groups", groups).Succeeds();
        StringAssert.Contains(report, "sparse group lasso, L1 ratio 0.5");
    }

    [TestMethod]
    public void Groups_WrongFile_SaysWhichFeature()
    {
        string path = Write("x.csv", GeneTable());
        Refused("a.1,one\na.2,one\nb.1,two\nb.2,two\nc,two\na.2,two\n", "g.csv, line 7, column 'group': feature 'a.2' is in group 'two' and, further up, in 'one'");
        Refused("a.1,one\na.2,one\nb.1,two\n", "'b.2', 'c' are in no group");
        Refused("a.1,one\na.2,one\nb.1,two\nb.2,two\n", "'c' is in no group", "--ignore");
        Refused("a.1,one\na.3,one\n", "g.csv, line 3, column 'feature': there is no feature 'a.3'. Is 'a.");
        Refused("a.1,\n", "feature 'a.1' has no group");
        Fit(Write("g.csv", "name,group\na.1,one\n")).FailsWith(2, "--groups: ", "has no column 'feature'");
        Fit(In("none.csv")).FailsWith(1, "there is no such file");

        void Refused(string rows, params string[] says) => Fit(Write("g.csv", "feature,group\n" + rows)).FailsWith(1, says);
        Outcome Fit(string groups) => Run("fit", path, "--label", "y", "--penalty", "group-lasso", "--groups", groups, "--lambda", "0.1", "--quiet");
    }

    [TestMethod]
    [DataRow("--groups is missing", "--penalty", "group-lasso")]
    [DataRow("--groups is for --penalty group-lasso or sparse-group-lasso", "--groups", "prefix")]
    [DataRow("--groups is for --penalty group-lasso or sparse-group-lasso", "--penalty", "slope", "--groups", "prefix")]
    [DataRow("--group-separator is for --groups prefix", "--group-separator", ".")]
    [DataRow("--group-separator is '..'; it must be one character", "--penalty", "group-lasso", "--groups", "prefix", "--group-separator", "..")]
    [DataRow("--fdr is for --penalty slope", "--fdr", "0.2")]
    [DataRow("--gamma is for --penalty mcp or scad", "--gamma", "4")]
    [DataRow("--gamma is '1'; it must be a number above 1", "--penalty", "mcp", "--gamma", "1")]
    [DataRow("--gamma is 1.5; for --penalty scad it must be above 2", "--penalty", "scad", "--gamma", "1.5")]
    [DataRow("--family multinomial has the lasso, ridge and the elastic net", "--penalty", "mcp", "--family", "multinomial")]
    [DataRow("--l1-ratio is 0.3; for this --penalty it is 1", "--penalty", "lasso", "--l1-ratio", "0.3")]
    [DataRow("--l1-ratio is 0.3; this --penalty has none. Use --penalty sparse-group-lasso", "--penalty", "group-lasso", "--groups", "prefix", "--l1-ratio", "0.3")]
    [DataRow("--lower is for penalties of single features", "--penalty", "group-lasso", "--groups", "prefix", "--lower", "0")]
    [DataRow("--factors is for penalties of single features", "--penalty", "slope", "--factors", "a=0")]
    [DataRow("'c=blue' has 1 and 'c=red' 0, but they are in one group", "--penalty", "group-lasso", "--groups", "prefix", "--factors", "c=red=0")]
    [DataRow("--penalty is 'grouplasso'; it must be one of lasso, ridge", "--penalty", "grouplasso")]
    public void Options_WhatDoesNotGoTogether_IsRefused(string says, params string[] options) =>
        Run(["fit", Write("x.csv", SmallTable()), "--label", "y", "--lambda", "0.1", "--quiet", .. options]).FailsWith(2, says);

    private static TrainingData Read(string path) =>
        TrainingReader.Read(new DataSettings { File = path, Format = FileFormat.Csv, Table = TableFormat.Csv, Family = Family.Gaussian, Label = "y" }, null, default);

    private static string GeneTable()
    {
        var random = new Random(5);
        string text = Genes;
        for (int i = 0; i < 50; i++)
        {
            double[] x = [.. Enumerable.Range(0, 5).Select(_ => Math.Round(random.NextDouble(), 4))];
            text += string.Join(',', x.Append((2 * x[0]) + (2 * x[1]) + x[2] + (0.1 * random.NextDouble())).Select(v => v.ToString("R", CultureInfo.InvariantCulture))) + "\n";
        }

        return text;
    }
}
