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
    [DataRow("1,5", " Write decimals with a point, not with a comma.")]
    [DataRow("-0,125", " Write decimals with a point, not with a comma.")]
    [DataRow("1,000", " Write decimals with a point, and thousands without a comma.")]
    [DataRow("1,000.5", " Write thousands without a comma.")]
    [DataRow("-12,000,000", " Write thousands without a comma.")]
    [DataRow("1,2,3", "")]
    [DataRow("a,b", "")]
    [DataRow("1,234.abc", "")]
    [DataRow("--1,234.5", "")]
    [DataRow("1,234,567.8.9", "")]
    [DataRow("15", "")]
    [DataRow("", "")]
    public void CommaAdvice_Cell_SaysWhatToWrite(string cell, string expected) => Assert.AreEqual(expected, Cells.CommaAdvice(cell));

    [TestMethod]
    [DataRow("0,1", "0.1")]
    [DataRow("0,05", "0.05")]
    [DataRow("12,000", "12.000 or 12000")]
    [DataRow("1,000,000", "1000000")]
    [DataRow("3,2,1", null)]
    [DataRow("0.1,1", null)]
    [DataRow("1", null)]
    [DataRow("1,", null)]
    public void AsOneNumber_WholeNumbersBetweenCommas_AreReadTogether(string text, string? expected) => Assert.AreEqual(expected, Cells.AsOneNumber(text.Split(',')));

    [TestMethod]
    [DataRow("0,1", true)]
    [DataRow("1,000", true)]
    [DataRow("1,05", true)]
    [DataRow("1,000,000", true)]
    [DataRow("10,1", false)]
    [DataRow("3,1", false)]
    [DataRow("1,0", false)]
    [DataRow("1,500", false)]
    [DataRow("0,1,2", false)]
    [DataRow("0.05,0.01", false)]
    public void IsHardlySeveral_WholeNumbersBetweenCommas_LooksForZerosBeforeDigits(string text, bool expected) => Assert.AreEqual(expected, Cells.IsHardlySeveral(text.Split(',')));

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
