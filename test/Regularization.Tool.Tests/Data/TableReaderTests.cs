using System.Text;

namespace Regularization.Tool.Tests;

[TestClass]
public class TableReaderTests : ToolTest
{
    [TestMethod]
    public void Read_Csv_GivesHeaderCellsAndLines()
    {
        List<(long Line, string[] Cells)> rows = ReadAll("a,b\n1, 2 \n\n\"x\ny\",\"q\"\"q\"\r\n3,4", TableFormat.Csv, out string[] header);

        CollectionAssert.AreEqual(new[] { "a", "b" }, header);
        CollectionAssert.AreEqual(new[] { 2L, 4L, 6L }, rows.Select(row => row.Line).ToArray());
        CollectionAssert.AreEqual(new[] { "1", "2" }, rows[0].Cells);
        CollectionAssert.AreEqual(new[] { "x\ny", "q\"q" }, rows[1].Cells);
        CollectionAssert.AreEqual(new[] { "3", "4" }, rows[2].Cells);
    }

    [TestMethod]
    public void Read_Tsv_TakesQuotesAsTheyAre()
    {
        List<(long Line, string[] Cells)> rows = ReadAll("a\tb\n1\t\"x\n2\t3\"\n", TableFormat.Tsv, out _);

        Assert.HasCount(2, rows);
        Assert.AreEqual("\"x", rows[0].Cells[1]);
        Assert.AreEqual("3\"", rows[1].Cells[1]);
    }

    [TestMethod]
    public void Read_SpaceDelimited_CutsAtSpaces()
    {
        List<(long Line, string[] Cells)> rows = ReadAll("a b\n1 2\n", TableFormat.Csv with { Delimiter = ' ' }, out string[] header);

        CollectionAssert.AreEqual(new[] { "a", "b" }, header);
        CollectionAssert.AreEqual(new[] { "1", "2" }, rows[0].Cells);
    }

    [TestMethod]
    public void Read_ByteOrderMark_IsNoPartOfTheName()
    {
        string path = WriteBytes("x.csv", [0xEF, 0xBB, 0xBF, .. "a,b\n1,2\n"u8]);
        using InputFile file = InputFile.Open(path);
        using var reader = new TableReader(file, TableFormat.Csv);

        Assert.AreEqual("a", reader.Header[0]);
    }

    [TestMethod]
    public void Read_Utf16_IsRead()
    {
        string path = WriteBytes("x.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("ä,b\n1,2\n")]);
        using InputFile file = InputFile.Open(path);
        using var reader = new TableReader(file, TableFormat.Csv);

        Assert.AreEqual("ä", reader.Header[0]);
    }

    [TestMethod]
    public void Header_WithoutAName_IsNamedByItsPosition()
    {
        ReadAll(",b\n1,2\n", TableFormat.Csv, out string[] header);
        Assert.AreEqual("column1", header[0]);
    }

    [TestMethod]
    [DataRow("", "x.csv: the file is empty", "header row")]
    [DataRow("\n\n", "x.csv: the file is empty")]
    [DataRow("a,b,a\n1,2,3\n", "columns 1 and 3 are both named 'a'", "Rename")]
    [DataRow("a,b\n1,2\n1,2,3\n", "x.csv, line 3: the row has 3 cells, the header 2", "delimiter (',')")]
    [DataRow("a,b\n1,2\n\n1", "x.csv, line 4: the row has 1 cell, the header 2", "cut off")]
    [DataRow("a,b\n1,\"x\n2,3\n", "x.csv, line 2: the quotes of '\"x 2,3' do not match", "--no-quotes")]
    [DataRow("a,b\n1,2\n1,x\"y\n", "x.csv, line 3: the quotes of 'x\"y' do not match", "--no-quotes")]
    [DataRow("\0\0PAR1,b\n", "x.csv: this is a binary file")]
    public void Read_Malformed_SaysWhatAndWhere(string text, params string[] parts)
    {
        ToolException e = Assert.ThrowsExactly<ToolException>(() => ReadAll(text, TableFormat.Csv, out _));
        foreach (string part in parts)
        {
            StringAssert.Contains(e.Message, part);
        }
    }

    [TestMethod]
    public void Read_NotUtf8_SaysSo()
    {
        string path = WriteBytes("x.csv", [.. "a,b\nM"u8, 0xFC, .. "ller,2\n"u8]);
        ToolException e = Assert.ThrowsExactly<ToolException>(() => ReadAll(path, TableFormat.Csv));
        StringAssert.Contains(e.Message, "x.csv: the text is not UTF-8");
        StringAssert.Contains(e.Message, "iconv");
    }

    [TestMethod]
    [DataRow("zip", "x.csv: this is a zip archive, as spreadsheets (.xlsx) are", "save the sheet as CSV")]
    [DataRow("zeros", "x.csv: this is a binary file; CSV, TSV and libsvm are text.")]
    [DataRow("controls", "x.csv: this is a binary file; CSV, TSV and libsvm are text.")]
    [DataRow("little", "x.csv: this seems to be UTF-16 without a byte order mark", "utf-16le")]
    [DataRow("big", "x.csv: this seems to be UTF-16 without a byte order mark", "utf-16be")]
    [DataRow("latin", "x.csv: the text is not UTF-8", "iconv -f latin1")]
    public void Read_NoText_SaysWhatItIs(string kind, params string[] parts)
    {
        string text = string.Join('\n', Enumerable.Range(0, 400).Select(i => $"größe {i},{i}"));
        byte[] content = kind switch
        {
            "zip" => [.. "PK"u8, 3, 4, .. Enumerable.Range(0, 400).Select(i => (byte)(i | 128))],
            "zeros" => [.. "\u007fELF"u8, 2, 1, 1, 0, 0, 0, 0, 0, .. Enumerable.Range(0, 400).Select(i => (byte)(i % 251))],
            "controls" => [.. Enumerable.Range(0, 6000).Select(i => (byte)(1 + (i * 37 % 255)))],
            "little" => System.Text.Encoding.Unicode.GetBytes(text),
            "big" => System.Text.Encoding.BigEndianUnicode.GetBytes(text),
            _ => System.Text.Encoding.Latin1.GetBytes(text),
        };
        foreach (byte[] bytes in (byte[][])[content, Gzip(content)])
        {
            string path = WriteBytes("x.csv", bytes);
            string message = Assert.ThrowsExactly<ToolException>(() => ReadAll(path, TableFormat.Csv)).Message;
            foreach (string part in parts)
            {
                StringAssert.Contains(message, part);
            }
        }
    }

    [TestMethod]
    public void Read_GzipCutOff_SaysSo()
    {
        byte[] whole = Gzip(SmallTable(500));
        string path = WriteBytes("x.csv.gz", whole[..(whole.Length / 2)]);
        ToolException e = Assert.ThrowsExactly<ToolException>(() => ReadAll(path, TableFormat.Csv));
        StringAssert.Contains(e.Message, "x.csv.gz: the gzip data are damaged or cut off");
    }

    [TestMethod]
    public void Open_NotGzipInSpiteOfItsName_SaysSo()
    {
        ToolException e = Assert.ThrowsExactly<ToolException>(() => InputFile.Open(Write("x.csv.gz", "a,b\n1,2\n")));
        StringAssert.Contains(e.Message, "does not start as gzip does");
        e = Assert.ThrowsExactly<ToolException>(() => InputFile.Open(Write("y.csv.gz", string.Empty)));
        StringAssert.Contains(e.Message, "the file is empty");
    }

    [TestMethod]
    public void Open_GzipWithoutTheName_IsRead()
    {
        List<(long Line, string[] Cells)> rows = ReadAll(WriteBytes("x.csv", Gzip("a,b\n1,2\n")), TableFormat.Csv);
        CollectionAssert.AreEqual(new[] { "1", "2" }, rows[0].Cells);
    }

    [TestMethod]
    public void Open_NoFileOrADirectory_SaysSo()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => InputFile.Open(In("none.csv"))).Message, "none.csv: there is no such file.");
        StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => InputFile.Open(In("none/x.csv"))).Message, "there is no such file.");
        StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => InputFile.Open(Folder)).Message, "this is a directory");
    }

    [TestMethod]
    [DataRow("tab", '\t')]
    [DataRow(@"\t", '\t')]
    [DataRow(";", ';')]
    [DataRow("semicolon", ';')]
    [DataRow("pipe", '|')]
    public void ParseDelimiter_CharacterOrName_IsTaken(string text, char expected) => Assert.AreEqual(expected, TableFormat.ParseDelimiter(text));

    [TestMethod]
    [DataRow("")]
    [DataRow(";;")]
    [DataRow("\"")]
    [DataRow("\n")]
    public void ParseDelimiter_AnythingElse_IsRefused(string text) =>
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => TableFormat.ParseDelimiter(text)).Message, "it must be one character");

    private List<(long Line, string[] Cells)> ReadAll(string text, TableFormat format, out string[] header)
    {
        string path = Write("x.csv", text);
        using InputFile file = InputFile.Open(path);
        using var reader = new TableReader(file, format);
        header = reader.Header;
        return ReadAll(reader);
    }

    private static List<(long Line, string[] Cells)> ReadAll(string path, TableFormat format)
    {
        using InputFile file = InputFile.Open(path);
        using var reader = new TableReader(file, format);
        return ReadAll(reader);
    }

    private static List<(long Line, string[] Cells)> ReadAll(TableReader reader)
    {
        var rows = new List<(long, string[])>();
        while (reader.Read())
        {
            rows.Add((reader.Line, [.. reader.Cells]));
        }

        return rows;
    }
}
