namespace Regularization.Tool.Tests;

[TestClass]
public class TrainingReaderTests : ToolTest
{
    [TestMethod]
    public void Read_MixedColumns_EncodesEach()
    {
        TrainingData data = Read("n,c,y\n1.5,red,1\n-2,blue,2\n3e1,red,3\n");

        CollectionAssert.AreEqual(new[] { "n", "c=blue", "c=red" }, data.Features.Select(feature => feature.Name).ToArray());
        Columns.AreEqual([1.5, -2, 30], Columns.Of(data, "n"));
        Columns.AreEqual([0, 1, 0], Columns.Of(data, "c=blue"));
        Columns.AreEqual([1, 0, 1], Columns.Of(data, "c=red"));
        CollectionAssert.AreEqual(new[] { 1.0, 2, 3 }, data.Problem.Y.ToArray());
        CollectionAssert.AreEqual(new[] { "blue", "red" }, ((CategoryInput)data.Inputs[1]).Levels.ToArray());
        Assert.IsNull(data.Problem.Weights);
    }

    [TestMethod]
    public void Read_CategoricalNumbers_GivesALevelForEach()
    {
        TrainingData data = Read("zip,y\n10,1\n9,2\n10,3\n", settings => settings with { Categorical = ["zip"] });
        CollectionAssert.AreEqual(new[] { "zip=9", "zip=10" }, data.Features.Select(feature => feature.Name).ToArray());
    }

    [TestMethod]
    public void Read_WeightsFoldsAndIgnored_AreNoFeatures()
    {
        TrainingData data = Read(
            "id,x,w,f,y\na,1,0.5,b,1\nb,2,2,a,2\nc,3,1,b,3\n",
            settings => settings with { Ignore = ["id"], Weights = "w", FoldColumn = "f" });

        CollectionAssert.AreEqual(new[] { "x" }, data.Features.Select(feature => feature.Name).ToArray());
        CollectionAssert.AreEqual(new[] { 0.5, 2, 1 }, data.Problem.Weights!.ToArray());
        CollectionAssert.AreEqual(new[] { 1, 0, 1 }, data.Folds);
    }

    [TestMethod]
    public void Read_ListOfColumns_MayHaveACommaInAName()
    {
        TrainingData data = Read("\"a,b\",c,x,y\n1,2,3,4\n5,6,7,8\n", settings => settings with { Ignore = ["a,b", "c"] });
        CollectionAssert.AreEqual(new[] { "x" }, data.Features.Select(feature => feature.Name).ToArray());
    }

    [TestMethod]
    public void Read_ManyLevels_IsSparse()
    {
        string rows = string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 15},L{i % 15},{i}\n"));
        TrainingData data = Read("n,c,y\n" + rows);

        Assert.IsTrue(data.Problem.X.IsSparse);
        Assert.HasCount(16, data.Features);
        Columns.AreEqual([.. Enumerable.Range(0, 60).Select(i => i % 15 == 7 ? 1.0 : 0)], Columns.Of(data, "c=L7"));
        Columns.AreEqual([.. Enumerable.Range(0, 60).Select(i => i % 15 * 1.0)], Columns.Of(data, "n"));
    }

    [TestMethod]
    public void Read_MissingSkipped_LeavesRowsOut()
    {
        TrainingData data = Read("a,b,y\n?,1,1\n2,x,2\n3,NA,3\n4,y,\n5,x,5\nNaN,x,6\n7,y,7\n", settings => settings with { Missing = MissingPolicy.Skip, Categorical = ["b"] });

        Assert.AreEqual(4, data.RowsSkipped);
        Columns.AreEqual([2, 5, 7], Columns.Of(data, "a"));
        Columns.AreEqual([1, 1, 0], Columns.Of(data, "b=x"));
        CollectionAssert.AreEqual(new[] { 2.0, 5, 7 }, data.Problem.Y.ToArray());
    }

    [TestMethod]
    public void Read_MissingAsMean_FillsInMeansAndShares()
    {
        TrainingData data = Read("a,b,y\n,x,1\n2,x,2\n4,?,3\n6,z,4\n", settings => settings with { Missing = MissingPolicy.Mean });

        Columns.AreEqual([4, 2, 4, 6], Columns.Of(data, "a"));
        Columns.AreEqual([1, 1, 2.0 / 3, 0], Columns.Of(data, "b=x"));
        Columns.AreEqual([0, 0, 1.0 / 3, 1], Columns.Of(data, "b=z"));
        Assert.AreEqual(4, ((NumberInput)data.Inputs[0]).Mean);
    }

    [TestMethod]
    public void Read_Text_GivesTfIdfOfNormOne()
    {
        TrainingData data = Read("t,y\nFree! free prize,1\n,2\nfree Prize?,3\nsomething else,4\n", settings => settings with { Text = ["t"] });

        CollectionAssert.AreEqual(new[] { "t:free", "t:prize" }, data.Features.Select(feature => feature.Name).ToArray());
        Columns.AreEqual([2 / Math.Sqrt(5), 0, 1 / Math.Sqrt(2), 0], Columns.Of(data, "t:free"));
        Columns.AreEqual([1 / Math.Sqrt(5), 0, 1 / Math.Sqrt(2), 0], Columns.Of(data, "t:prize"));
        Assert.AreEqual(1 + Math.Log(5 / 3.0), ((TextInput)data.Inputs[0]).Idf[0], 1e-15);
    }

    [TestMethod]
    [DataRow("a,y\n", "there is a header but no row")]
    [DataRow("a,y\n1,1\n,2\n", "x.csv, line 3, column 'a': the value is missing (the cell is empty)", "--missing skip", "--missing mean", "--ignore a")]
    [DataRow("a,y\n1,1\n2,NA\n", "line 3, column 'y': the value is missing ('NA')", "no mean can stand in")]
    [DataRow("a,y\n1,1\nx,2\n", "line 3, column 'a': 'x' is not a number", "--categorical a")]
    [DataRow("a,y\n1,1\n1e39,2\n", "line 3, column 'a': '1e39' is infinite or too large")]
    [DataRow("a,y\n1,1\n-Infinity,2\n", "column 'a': '-Infinity' is infinite")]
    [DataRow("a,y\n1,1\n2,x\n", "line 3, column 'y': the label 'x' is not a number", "--family binomial")]
    [DataRow("a,y\n1,1\n2,Infinity\n", "line 3, column 'y': the label 'Infinity' is not finite")]
    public void Read_BadCell_SaysWhatAndWhere(string text, params string[] parts)
    {
        ToolException e = Assert.ThrowsExactly<ToolException>(() => Read(text));
        foreach (string part in parts)
        {
            StringAssert.Contains(e.Message, part);
        }
    }

    [TestMethod]
    public void Read_AllMissing_SaysSo()
    {
        ToolException e = Assert.ThrowsExactly<ToolException>(() => Read("a,y\n,1\n,2\n", settings => settings with { Missing = MissingPolicy.Skip }));
        StringAssert.Contains(e.Message, "all 2 rows have a missing value");
        e = Assert.ThrowsExactly<ToolException>(() => Read("a,b,y\n,1,1\n,2,2\n", settings => settings with { Missing = MissingPolicy.Mean }));
        StringAssert.Contains(e.Message, "Column 'a' has no value in any row");
    }

    [TestMethod]
    public void Read_IdentifierColumn_IsRefusedWithTheWaysOut()
    {
        string rows = string.Concat(Enumerable.Range(0, 50).Select(i => $"name{i},{i}\n"));
        ToolException e = Assert.ThrowsExactly<ToolException>(() => Read("who,y\n" + rows));
        StringAssert.Contains(e.Message, "Column 'who' is not a number and has 50 different values in 50 rows");
        StringAssert.Contains(e.Message, "--ignore who");
        Assert.HasCount(50, Read("who,y\n" + rows, settings => settings with { Categorical = ["who"] }).Features);
    }

    [TestMethod]
    [DataRow("-1")]
    [DataRow("x")]
    [DataRow("Infinity")]
    public void Read_BadWeight_SaysWhatAndWhere(string weight)
    {
        ToolException e = Assert.ThrowsExactly<ToolException>(() => Read($"a,w,y\n1,1,1\n2,{weight},2\n", settings => settings with { Weights = "w" }));
        StringAssert.Contains(e.Message, $"line 3, column 'w': the weight '{weight}' must be a finite number, not negative");
    }

    [TestMethod]
    public void Read_WeightsAllZero_SaysSo()
    {
        ToolException e = Assert.ThrowsExactly<ToolException>(() => Read("a,w,y\n1,0,1\n2,0,2\n", settings => settings with { Weights = "w" }));
        StringAssert.Contains(e.Message, "Column 'w' gives weight 0 to every row");
    }

    [TestMethod]
    public void Read_OneFold_SaysSo()
    {
        ToolException e = Assert.ThrowsExactly<ToolException>(() => Read("a,f,y\n1,0,1\n2,0,2\n", settings => settings with { FoldColumn = "f" }));
        StringAssert.Contains(e.Message, "Fold column 'f' has the same value in every row");
    }

    [TestMethod]
    public void Read_ColumnsThatAreNotThere_OfferTheNearest()
    {
        UsageException e = Assert.ThrowsExactly<UsageException>(() => Read("price,y\n1,2\n", settings => settings with { Label = "Y" }));
        StringAssert.Contains(e.Message, "--label: ");
        StringAssert.Contains(e.Message, "no column 'Y'. Is 'y' meant?");
        e = Assert.ThrowsExactly<UsageException>(() => Read("price,y\n1,2\n", settings => settings with { Ignore = ["prize"] }));
        StringAssert.Contains(e.Message, "--ignore: ");
        StringAssert.Contains(e.Message, "Is 'price' meant?");
        e = Assert.ThrowsExactly<UsageException>(() => Read("price,y\n1,2\n", settings => settings with { Weights = "mass" }));
        StringAssert.Contains(e.Message, "There are: price, y.");
        e = Assert.ThrowsExactly<UsageException>(() => Read("price;y\n1;2\n"));
        StringAssert.Contains(e.Message, "is the delimiter right (--delimiter)?");
    }

    [TestMethod]
    public void Read_ColumnUsedTwice_IsRefused()
    {
        UsageException e = Assert.ThrowsExactly<UsageException>(() => Read("a,y\n1,2\n", settings => settings with { Weights = "y" }));
        StringAssert.Contains(e.Message, "Column 'y' is given to both --label and --weights");
    }

    [TestMethod]
    public void Read_NothingLeft_IsRefused()
    {
        UsageException e = Assert.ThrowsExactly<UsageException>(() => Read("a,y\n1,2\n", settings => settings with { Ignore = ["a"] }));
        StringAssert.Contains(e.Message, "no column left for the features");
        e = Assert.ThrowsExactly<UsageException>(() => Read("a,y\n1,2\n", settings => settings with { Label = null }));
        StringAssert.Contains(e.Message, "--label is needed");
        StringAssert.Contains(e.Message, "a, y");
    }

    [TestMethod]
    public void Read_Cancelled_Stops()
    {
        string rows = string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},{i}\n"));
        Assert.ThrowsExactly<OperationCanceledException>(() =>
            TrainingReader.Read(Settings(Write("x.csv", "a,y\n" + rows)), null, new CancellationToken(canceled: true)));
    }

    private TrainingData Read(string text, Func<DataSettings, DataSettings>? with = null)
    {
        DataSettings settings = Settings(Write("x.csv", text));
        return TrainingReader.Read(with?.Invoke(settings) ?? settings, null, default);
    }

    private static DataSettings Settings(string path) =>
        new() { File = path, Format = FileFormat.Csv, Table = TableFormat.Csv, Family = Family.Gaussian, Label = "y" };
}
