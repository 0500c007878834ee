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

        (double[] y, ModelLabel label) = labels.Finish(null);

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
    [DataRow("b,a,c,a", "a,b,c", "1,0,2,0")]
    [DataRow("10,2,2.0,1", "1,2,10", "2,1,1,0")]
    [DataRow("no,yes", "no,yes", "0,1")]
    public void Finish_SeveralClasses_AreNumberedInTheirOrder(string cells, string classes, string numbers)
    {
        LabelCollector labels = LabelCollector.For(Family.Multinomial, "y", null);
        foreach (string cell in cells.Split(','))
        {
            labels.Add(cell, Here);
        }

        (double[] y, ModelLabel label) = labels.Finish(null);

        CollectionAssert.AreEqual(classes.Split(','), label.Classes!.ToArray());
        Assert.AreEqual(numbers, string.Join(',', y));
        for (int i = 0; i < y.Length; i++)
        {
            Assert.IsTrue(label.TryParse(cells.Split(',')[i], out double again));
            Assert.AreEqual(y[i], again);
        }

        Assert.IsFalse(label.TryParse("something else", out _));
    }

    [TestMethod]
    public void Finish_SeveralClassesThatAreNumbers_SaysSo()
    {
        LabelCollector labels = LabelCollector.For(Family.Multinomial, "y", null);
        foreach (int i in Enumerable.Range(0, 40))
        {
            labels.Add($"{i}.5", Here);
        }

        StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => labels.Finish(null)).Message, "Label 'y' has 40 different values in 40 rows, which is no set of classes");
    }

    [TestMethod]
    public void Add_NegativeCount_SaysWhere()
    {
        LabelCollector labels = LabelCollector.For(Family.Poisson, "y", null);
        StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => labels.Add("-1", Here)).Message, "the label '-1' is negative; --family poisson needs counts");
    }

    [TestMethod]
    public void Finish_OneClass_SaysSo()
    {
        LabelCollector labels = LabelCollector.For(Family.Binomial, "y", null);
        labels.Add("a", Here);
        StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => labels.Finish(null)).Message, "Label 'y' is 'a' in the only row");
    }

    [TestMethod]
    public void Finish_UnknownPositive_OffersTheClasses()
    {
        LabelCollector labels = LabelCollector.For(Family.Binomial, "y", "yes");
        labels.Add("a", Here);
        labels.Add("b", Here);
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => labels.Finish(null)).Message, "--positive is 'yes', but the classes of the label are 'a' and 'b'");
    }

    [TestMethod]
    [DataRow(nameof(Family.Binomial), "binomial")]
    [DataRow(nameof(Family.SquaredHinge), "squared-hinge")]
    [DataRow(nameof(Family.Multinomial), "multinomial")]
    public void Finish_OneClassOfPositiveWeight_IsNamedWithTheFamily(string family, string name)
    {
        LabelCollector labels = LabelCollector.For(Enum.Parse<Family>(family), "y", null);
        foreach (string cell in (string[])["yes", "no", "yes"])
        {
            labels.Add(cell, Here);
        }

        string message = Assert.ThrowsExactly<ToolException>(() => labels.Finish([1, 0, 2])).Message;
        Assert.StartsWith($"Label 'y' is 'yes' in all 2 rows of positive weight; --family {name} needs rows of", message);
        Assert.HasCount(3, labels.Finish([1, 2, 0]).Y);
    }
}
