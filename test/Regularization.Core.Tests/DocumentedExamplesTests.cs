namespace Regularization.Tests;

/// <summary>Each public type has an example, which compiles and shows it.</summary>
[TestClass]
public class DocumentedExamplesTests
{
    private static readonly DocumentedExamples Examples = new(typeof(TrainingProblem).Assembly, """
        class Given
        {
            protected TrainingProblem problem = null!, validation = null!, classes = null!;
            protected NetworkData rows = null!;
            protected DecisionTree tree = null!;
            protected RuleSet rules = null!;
            protected float[][] table = null!;
            protected float[] row = null!;
        }
        """);

    [TestMethod]
    public void PublicTypes_Each_HasAnExample() => AssertNone(Examples.Missing(), "no example, and no reference to one, is in the documentation of:");

    [TestMethod]
    public void Examples_Each_Compiles() => AssertNone(Examples.Errors(), "does not compile:");

    [TestMethod]
    public void Examples_Each_ShowsTheTypesThatItIsGivenFor() => AssertNone(Examples.NotShown(), "not to be seen in the examples given for them are:");

    private static void AssertNone(string[] found, string what) => Assert.IsEmpty(found, $"{what}\n{string.Join('\n', found)}");
}
