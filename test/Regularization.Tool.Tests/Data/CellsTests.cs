namespace Regularization.Tool.Tests;

[TestClass]
public class CellsTests
{
    [TestMethod]
    [DataRow("")]
    [DataRow(" ")]
    [DataRow("     ")]
    [DataRow("?")]
    [DataRow("NA")]
    [DataRow("NaN")]
    [DataRow("nan")]
    public void IsMissing_WaysToWriteIt_AreKnown(string cell) => Assert.IsTrue(Cells.IsMissing(cell));

    [TestMethod]
    [DataRow("0")]
    [DataRow("Na")]
    [DataRow("x")]
    [DataRow("NANCY")]
    [DataRow("none")]
    public void IsMissing_AnythingElse_IsAValue(string cell) => Assert.IsFalse(Cells.IsMissing(cell));

    [TestMethod]
    [DataRow("1,5", "not a number")]
    [DataRow("0x10", "not a number")]
    [DataRow("1e39", "too large")]
    [DataRow("-1e400", "too large")]
    [DataRow("NaN", "not a number")]
    public void TryParseFeature_NotAFiniteFloat_SaysWhy(string cell, string part)
    {
        Assert.IsFalse(Cells.TryParseFeature(cell, out _, out string? reason));
        StringAssert.Contains(reason!, part);
    }

    [TestMethod]
    [DataRow(" 1.5 ", 1.5f)]
    [DataRow("+3", 3f)]
    [DataRow("-2E-3", -0.002f)]
    [DataRow(".5", 0.5f)]
    [DataRow("1e-60", 0f)]
    public void TryParseFeature_Number_IsRead(string cell, float expected)
    {
        Assert.IsTrue(Cells.TryParseFeature(cell, out double value, out _));
        Assert.AreEqual(expected, (float)value);
    }
}
