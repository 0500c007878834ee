namespace Regularization.Tool.Tests;

[TestClass]
public class LibSvmReaderTests : ToolTest
{
    [TestMethod]
    public void Read_Rows_GivesLabelsIndicesAndValues()
    {
        string path = Write("x.libsvm", "+1 1:0.5 7:-2e3  # a comment\n\n-1\t3:1 \n# nothing\n2\n");
        using InputFile file = InputFile.Open(path);
        var reader = new LibSvmReader(file);

        Assert.IsTrue(reader.Read());
        Assert.AreEqual("+1", reader.Label);
        CollectionAssert.AreEqual(new[] { 1, 7 }, reader.Indices.ToArray());
        CollectionAssert.AreEqual(new[] { 0.5, -2000 }, reader.Values.ToArray());
        Assert.IsTrue(reader.Read());
        Assert.AreEqual(3, reader.Place.Line);
        CollectionAssert.AreEqual(new[] { 3 }, reader.Indices.ToArray());
        Assert.IsTrue(reader.Read());
        Assert.AreEqual("2", reader.Label);
        Assert.IsEmpty(reader.Indices);
        Assert.IsFalse(reader.Read());
    }

    [TestMethod]
    [DataRow("1:2 3:4", "the first field is '1:2'", "must be the label")]
    [DataRow("1,2,3", "the first field is '1,2,3'", "--format csv")]
    [DataRow("1 3:4 5", "'5' has no colon", "index:value")]
    [DataRow("1 a:4", "the index of 'a:4' is not a whole number")]
    [DataRow("1 -1:4", "the index of '-1:4' is not a whole number")]
    [DataRow("1 99999999999:4", "the index of '99999999999:4' is not a whole number from 0 to 2147483647")]
    [DataRow("1 3:4 2:1", "index 2 comes after 3", "ascend")]
    [DataRow("1 3:4 3:1", "index 3 comes after 3", "each once")]
    [DataRow("1 3:x", "the value of '3:x' is not a number")]
    [DataRow("1 3:", "the value of '3:' is not a number")]
    [DataRow("1 3:nan", "the value of '3:nan' is not a number")]
    [DataRow("1 3:1e39", "the value of '3:1e39' is infinite or too large")]
    [DataRow("1 qid:7 3:1", "the index of 'qid:7' is not a whole number")]
    public void Read_Malformed_SaysWhatAndWhere(string line, params string[] parts)
    {
        string path = Write("x.libsvm", "1 1:1\n" + line + "\n");
        using InputFile file = InputFile.Open(path);
        var reader = new LibSvmReader(file);
        reader.Read();

        ToolException e = Assert.ThrowsExactly<ToolException>(() => reader.Read());
        foreach (string part in parts.Append("x.libsvm, line 2: ").Append("Correct the line"))
        {
            StringAssert.Contains(e.Message, part);
        }
    }

    [TestMethod]
    public void ReadTraining_SparseIndices_MakesAFeatureOfEachThatOccurs()
    {
        string path = Write("x.libsvm", "1 2:5 1000000:1\n2 7:3 9:0\n1 2:-1 7:4\n");
        TrainingData data = TrainingReader.Read(new DataSettings { File = path, Format = FileFormat.LibSvm, Table = TableFormat.Csv, Family = Family.Binomial }, null, default);

        CollectionAssert.AreEqual(new[] { "2", "7", "1000000" }, data.Features.Select(feature => feature.Name).ToArray());
        Columns.AreEqual([5, 0, -1], Columns.Of(data, "2"));
        Columns.AreEqual([0, 3, 4], Columns.Of(data, "7"));
        Columns.AreEqual([1, 0, 0], Columns.Of(data, "1000000"));
        Assert.AreEqual("2", data.Label.Positive);
        CollectionAssert.AreEqual(new[] { 0.0, 1, 0 }, data.Problem.Y.ToArray());
    }

    [TestMethod]
    [DataRow("", "the file has no rows")]
    [DataRow("# only a comment\n", "the file has no rows")]
    [DataRow("1\n2\n", "there are no features")]
    public void ReadTraining_Nothing_SaysSo(string text, string part)
    {
        var settings = new DataSettings { File = Write("x.libsvm", text), Format = FileFormat.LibSvm, Table = TableFormat.Csv, Family = Family.Gaussian };
        ToolException e = Assert.ThrowsExactly<ToolException>(() => TrainingReader.Read(settings, null, default));
        StringAssert.Contains(e.Message, part);
    }
}
