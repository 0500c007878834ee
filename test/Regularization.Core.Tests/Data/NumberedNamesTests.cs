namespace Regularization.Tests;

[TestClass]
public class NumberedNamesTests
{
    [TestMethod]
    public void Names_OfNumbers_AreThoseOfTheirColumn()
    {
        var names = new NumberedNames("Hash", 3);
        CollectionAssert.AreEqual(new[] { "Hash[0]", "Hash[1]", "Hash[2]" }, names.ToArray());
        Assert.HasCount(3, names);
        Assert.AreEqual("Hash[2]", names[2]);
    }

    [TestMethod]
    public void Constructor_BadArguments_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => new NumberedNames(null!, 3));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new NumberedNames("Hash", -1));
        Assert.IsEmpty(new NumberedNames("Hash", 0).ToArray());
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(3)]
    public void Index_Outside_IsRefusedWithTheCount(int index) =>
        Assert.Contains("the 3 names", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new NumberedNames("Hash", 3)[index]).Message);

    [TestMethod]
    public void Problems_TakeThemAsTheyAre()
    {
        var names = new NumberedNames("Hash", 2);
        TrainingProblem problem = new(DesignMatrix.FromColumns([1f, 2f, 3f, 4f], 2, 2), [1, 2]) { FeatureNames = names };
        Assert.AreSame(names, problem.FeatureNames);
        Assert.AreSame(names, problem.SelectRows([1]).FeatureNames);
        Assert.AreEqual("Hash[1]", problem.NameOf(1));
        Assert.Contains("2 feature", Assert.ThrowsExactly<ArgumentException>(() => new TrainingProblem(problem.X, [1, 2]) { FeatureNames = new NumberedNames("Hash", 3) }).Message);
    }
}
