namespace Regularization.Tool.Tests;

[TestClass]
public class OutputFileTests : ToolTest
{
    [TestMethod]
    public void Write_FailsHalfway_LeavesTheOldFileAndNothingElse()
    {
        string path = Write("model.json", "old");
        Assert.ThrowsExactly<InvalidOperationException>(() => OutputFile.Write(path, writer =>
        {
            writer.Write("half of the n");
            throw new InvalidOperationException();
        }));

        Assert.AreEqual("old", File.ReadAllText(path));
        Assert.HasCount(1, Directory.GetFiles(Folder));
    }

    [TestMethod]
    public void Write_Whole_ReplacesTheFile()
    {
        string path = Write("model.json", "old and longer");
        OutputFile.Write(path, writer => writer.Write("new"));
        Assert.AreEqual("new", File.ReadAllText(path));
        Assert.HasCount(1, Directory.GetFiles(Folder));
    }

    [TestMethod]
    public void Write_NameEndsInGz_IsCompressed()
    {
        OutputFile.Write(In("p.csv.gz"), writer => writer.Write("a,b\n"));
        using InputFile file = InputFile.Open(In("p.csv.gz"));
        Assert.AreEqual("a,b\n", file.Text.ReadToEnd());
        CollectionAssert.AreEqual(new byte[] { 0x1F, 0x8B }, File.ReadAllBytes(In("p.csv.gz"))[..2]);
    }

    [TestMethod]
    public void Write_ThroughALink_KeepsTheLink()
    {
        string target = Write("target.json", "old");
        try
        {
            File.CreateSymbolicLink(In("link.json"), target);
        }
        catch (IOException)
        {
            Assert.Inconclusive("This machine lets no symbolic links be made.");
        }

        OutputFile.Write(In("link.json"), writer => writer.Write("new"));
        Assert.AreEqual("new", File.ReadAllText(target));
        Assert.IsNotNull(new FileInfo(In("link.json")).LinkTarget);
    }

    [TestMethod]
    public void Check_WhatCannotBeWritten_IsRefusedBeforeTheWork()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => OutputFile.Check(In("none/x.json"), "--out")).Message, "does not exist");
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => OutputFile.Check(Folder, "--out")).Message, "is a directory");
        string path = Write("x.csv", "a");
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => OutputFile.Check(path, "--out", path)).Message, "would be overwritten");
    }
}
