using Regularization.Tests;

namespace Regularization.MLNet.Tests;

/// <summary>Each public type has an example, which compiles and shows it.</summary>
[TestClass]
public class DocumentedExamplesTests
{
    private static readonly DocumentedExamples Examples = new(typeof(ElasticNetTrainer).Assembly, """
        global using Microsoft.ML;
        global using Microsoft.ML.Data;
        global using Microsoft.ML.Trainers.FastTree;

        class Given
        {
            protected MLContext ml = null!;
            protected IDataView data = null!, newData = null!;
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
