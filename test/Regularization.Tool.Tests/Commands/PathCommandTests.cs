using System.Globalization;

namespace Regularization.Tool.Tests;

[TestClass]
public class PathCommandTests : ToolTest
{
    [TestMethod]
    public void Path_Diabetes_ShowsWhatEntersWhen()
    {
        string report = Run("path", Diabetes, "--label", "y", "--top", "5").Succeeds();
        StringAssert.Contains(report, "442 rows, 10 features");
        StringAssert.Contains(report, "y: mean 152.13, from 25 to 346");
        StringAssert.Contains(report, "the first feature enters at 45.160");
        StringAssert.Contains(report, "s5, bmi, bp");
        StringAssert.Contains(report, "largest duality gap");
        StringAssert.Contains(report, "kernels");
        Assert.IsFalse(report.Split('\n').Any(line => line.EndsWith(' ')));
    }

    [TestMethod]
    public void Path_Out_WritesTheCoefficientsOfThePath()
    {
        Run("path", Diabetes, "--label", "y", "--quiet", "--lambda", "2,20,5", "--out", In("path.csv")).Succeeds();
        string[][] rows = ReadCsv(In("path.csv"));

        CollectionAssert.AreEqual(new[] { "lambda", "nonzero", "deviance_explained", "duality_gap", "intercept" }, rows[0][..5]);
        CollectionAssert.AreEqual(new[] { "20", "5", "2" }, rows[1..].Select(row => row[0]).ToArray());
        TrainingData data = Read();
        Solution expected = new PathSolver(Losses.Squared, Penalties.Lasso).FitAt(data.Problem, 2);
        for (int j = 5; j < rows[0].Length; j++)
        {
            int feature = data.Features.ToList().FindIndex(f => f.Name == rows[0][j]);
            Assert.AreEqual(expected.Coefficients[feature], double.Parse(rows[3][j], CultureInfo.InvariantCulture), 0.02, rows[0][j]);
        }

        Assert.AreEqual(expected.NonzeroCount, rows[3][5..].Count(cell => cell != "0"));
    }

    [TestMethod]
    [DataRow(50)]
    [DataRow(80)]
    [DataRow(120)]
    public void Path_AnyWidth_KeepsTheTableWithinIt(int width)
    {
        string rows = string.Concat(Enumerable.Range(0, 40).Select(i => $"{i % 7},{i % 3},{i % 5},{i % 7 - i % 3}\n"));
        string path = Write("x.csv", "a_column_with_a_long_name,another_column_with_a_long_name,and_one_more_of_these,y\n" + rows);
        using StringWriter output = new(), error = new();
        App.Run(["path", path, "--label", "y", "--top", "6"], ToolConsole.For(output, error, width));

        string[] table = [.. output.ToString().Split('\n').SkipWhile(line => !line.Contains("lambda  nonzero", StringComparison.Ordinal)).Take(8)];
        Assert.HasCount(8, table);
        Assert.IsTrue(table.All(line => line.Length <= width), output.ToString());
        StringAssert.Contains(table[0], "explained");
    }

    [TestMethod]
    public void Path_Quiet_PrintsNothing() =>
        Assert.AreEqual(string.Empty, Run("path", Diabetes, "--label", "y", "--quiet").Succeeds());

    [TestMethod]
    public void Path_FactorsAndBounds_ReachTheFit()
    {
        Run("path", Diabetes, "--label", "y", "--quiet", "--factors", "age=0", "--lower", "0", "--upper", "bmi=3", "--out", In("path.csv")).Succeeds();
        string[][] rows = ReadCsv(In("path.csv"));
        int age = Array.IndexOf(rows[0], "age"), bmi = Array.IndexOf(rows[0], "bmi");

        Assert.AreNotEqual("0", rows[1][age]);
        foreach (string[] row in rows[1..])
        {
            Assert.IsTrue(row[5..].All(cell => double.Parse(cell, CultureInfo.InvariantCulture) >= 0));
            Assert.IsTrue(double.Parse(row[bmi], CultureInfo.InvariantCulture) <= 3);
        }
    }

    [TestMethod]
    public void Path_Ridge_ShowsNoNamesAsAllAreIn()
    {
        string report = Run("path", Diabetes, "--label", "y", "--l1-ratio", "0").Succeeds();
        StringAssert.Contains(report, "ridge, least squares");
        Assert.IsFalse(report.Contains("enters, -leaves", StringComparison.Ordinal));
    }

    private static TrainingData Read() => TrainingReader.Read(
        new DataSettings { File = Diabetes, Format = FileFormat.Csv, Table = TableFormat.Csv, Family = Family.Gaussian, Label = "y" }, null, default);

    private static string[][] ReadCsv(string path) => [.. File.ReadAllLines(path).Select(line => line.Split(','))];
}
