namespace Regularization.Tool.Tests;

[TestClass]
public class TextTests
{
    [TestMethod]
    [DataRow(0, "0")]
    [DataRow(1, "1.0000")]
    [DataRow(-18.34961, "-18.350")]
    [DataRow(0.00031415926, "0.00031416")]
    [DataRow(3035.72, "3035.7")]
    [DataRow(123456.7, "123457")]
    [DataRow(1.5e-7, "1.5000e-7")]
    [DataRow(3.1415e10, "3.1415e+10")]
    [DataRow(99999.96, "100000")]
    [DataRow(9.99999, "10.000")]
    [DataRow(double.NaN, "-")]
    public void Number_AnySize_HasFiveDigits(double value, string expected) => Assert.AreEqual(expected, Text.Number(value));

    [TestMethod]
    public void Count_Things_AreOneOrMany()
    {
        Assert.AreEqual("1 row", Text.Count(1, "row"));
        Assert.AreEqual("5,574 rows", Text.Count(5574, "row"));
    }
}
