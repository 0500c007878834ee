namespace Regularization.Tool.Tests;

[TestClass]
public class FeatureValuesTests
{
    private static readonly Feature[] Features =
    [
        new("age", null, "age"), new("c", "red", "c=red"), new("c", "blue", "c=blue"), new("a,b", null, "a,b"),
    ];

    [TestMethod]
    public void Resolve_Nothing_GivesNull() => Assert.IsNull(Resolve());

    [TestMethod]
    public void Resolve_ColumnOrFeature_GivesItsValue()
    {
        CollectionAssert.AreEqual(new[] { 0, 2, 2, 1.0 }, Resolve("age=0,c=2"));
        CollectionAssert.AreEqual(new[] { 1, 1, 0.5, 1 }, Resolve("c=blue=0.5"));
        CollectionAssert.AreEqual(new[] { 1, 3, 0, 1.0 }, Resolve("c=3", "c=blue=0"));
        CollectionAssert.AreEqual(new[] { 1, 1, 1, 0.0 }, Resolve("a,b=0"));
        CollectionAssert.AreEqual(new[] { 7, 5, 5, 5.0 }, Resolve("5", "age=7"));
    }

    [TestMethod]
    [DataRow("agee=0", "there is no feature 'agee'. Is 'age' meant?")]
    [DataRow("c=green=0", "there is no feature 'c=green'")]
    [DataRow("age", "the value of 'age' must be a number not negative, as in --factors NAME=VALUE")]
    [DataRow("age=x", "the value of 'age=x' must be")]
    [DataRow("age=-1", "the value of 'age=-1' must be")]
    public void Resolve_UnknownNameOrBadValue_SaysSo(string given, string part) =>
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => Resolve(given)).Message, part);

    private static double[]? Resolve(params string[] given) => FeatureValues.Resolve("--factors", given, Features, 1, v => v >= 0, "a number not negative");
}
