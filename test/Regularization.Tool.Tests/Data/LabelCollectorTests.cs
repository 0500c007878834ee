namespace Regularization.Tool.Tests;

[TestClass]
public class LabelCollectorTests
{
    private static readonly Place Here = new("x.csv", 9, "y");

    [TestMethod]
    [DataRow("ham,spam,ham", null, "spam")]
    [DataRow("spam,ham", null, "spam")]
    [DataRow("spam,ham", "ham", "ham")]
    [DataRow("1,0,1", null, "1")]
    [DataRow("2,10,2", null, "10")]
    [DataRow("-1,+1", null, "+1")]
    [DataRow("-1,+1,1,1.0", "1", "+1")]
    [DataRow("false,true", null, "true")]
    [DataRow("0,1", "0.0", "0")]
    public void Finish_TwoClasses_TheSecondInOrderOrTheChosenIsPositive(string cells, string? positive, string expected)
    {
        LabelCollector labels = LabelCollector.For(Family.Binomial, "y", positive);
        foreach (string cell in cells.Split(','))
        {
            labels.Add(cell, Here);
        }

        (double[] y, ModelLabel label) = labels.Finish();

        Assert.AreEqual(expected, label.Positive);
        for (int i = 0; i < y.Length; i++)
        {
            Assert.AreEqual(Labels.Same(cells.Split(',')[i], expected) ? 1 : 0, y[i]);
            Assert.IsTrue(label.TryParse(cells.Split(',')[i], out double again));
            Assert.AreEqual(y[i], again);
        }

        Assert.IsFalse(label.TryParse("something else", out _));
    }

    [TestMethod]
    public void Add_ThirdClass_SaysWhatAndWhere()
    {
        LabelCollector labels = LabelCollector.For(Family.Binomial, "y", null);
        labels.Add("a", Here);
        labels.Add("b", Here);
        ToolException e = Assert.ThrowsExactly<ToolException>(() => labels.Add("c", Here));
        StringAssert.Contains(e.Message, "x.csv, line 9, column 'y': the label 'c' is a third class after 'a' and 'b'");
        StringAssert.Contains(e.Message, "--family gaussian");
    }

    [TestMethod]
    public void Finish_OneClass_SaysSo()
    {
        LabelCollector labels = LabelCollector.For(Family.Binomial, "y", null);
        labels.Add("a", Here);
        StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => labels.Finish()).Message, "Label 'y' is 'a' in all 1 rows");
    }

    [TestMethod]
    public void Finish_UnknownPositive_OffersTheClasses()
    {
        LabelCollector labels = LabelCollector.For(Family.Binomial, "y", "yes");
        labels.Add("a", Here);
        labels.Add("b", Here);
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => labels.Finish()).Message, "--positive is 'yes', but the classes of the label are 'a' and 'b'");
    }
}
