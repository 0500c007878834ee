namespace Regularization.Tests;

[TestClass]
public class TrainingProblemTests
{
    private static readonly DesignMatrix X = DesignMatrix.FromColumns([1f, 2f, 3f, 4f, 5f, 6f], 3, 2);

    private static readonly (string Name, Func<object> Make, string Message)[] Refused =
    [
        ("too few responses", () => new TrainingProblem(X, [1, 2]), "There are 2 responses for 3 rows of features"),
        ("too many responses", () => new TrainingProblem(X, [1, 2, 3, 4]), "There are 4 responses for 3 rows of features"),
        ("response NaN", () => new TrainingProblem(X, [1, double.NaN, 3]), "The response of row 1 is NaN; every response must be a finite number"),
        ("response infinite", () => new TrainingProblem(X, [1, 2, double.NegativeInfinity]), "The response of row 2 is -"),
        ("too few weights", () => new TrainingProblem(X, [1, 2, 3]) { Weights = [1] }, "There are 1 weights for 3 rows"),
        ("negative weight", () => new TrainingProblem(X, [1, 2, 3]) { Weights = [1, 2, -0.5] }, "The weight of row 2 is -0.5; weights must not be negative"),
        ("weight NaN", () => new TrainingProblem(X, [1, 2, 3]) { Weights = [double.NaN, 1, 1] }, "The weight of row 0 is NaN"),
        ("weight infinite", () => new TrainingProblem(X, [1, 2, 3]) { Weights = [1, double.PositiveInfinity, 1] }, "The weight of row 1 is "),
        ("all weights 0", () => new TrainingProblem(X, [1, 2, 3]) { Weights = [0, 0, 0] }, "The weights sum to 0; the sum must be positive and finite"),
        ("weights overflow", () => new TrainingProblem(X, [1, 2, 3]) { Weights = [1e308, 1e308, 0] }, "the sum must be positive and finite"),
        ("too many offsets", () => new TrainingProblem(X, [1, 2, 3]) { Offsets = [1, 2, 3, 4] }, "There are 4 offsets for 3 rows"),
        ("offset NaN", () => new TrainingProblem(X, [1, 2, 3]) { Offsets = [1, double.NaN, 3] }, "The offset of row 1 is NaN"),
        ("offset infinite", () => new TrainingProblem(X, [1, 2, 3]) { Offsets = [double.PositiveInfinity, 2, 3] }, "The offset of row 0 is "),
        ("too few names", () => new TrainingProblem(X, [1, 2, 3]) { FeatureNames = ["a"] }, "There are 1 feature names for 2 features"),
    ];

    public static IEnumerable<object[]> RefusedCases => Refused.Select(c => new object[] { c.Name });

    [TestMethod]
    [DynamicData(nameof(RefusedCases))]
    public void Constructor_MalformedInput_IsRefusedWithValueAndRule(string name)
    {
        (_, Func<object> make, string message) = Refused.Single(c => c.Name == name);
        Assert.Contains(message, Assert.ThrowsExactly<ArgumentException>(() => make()).Message);
    }

    [TestMethod]
    public void Constructor_NoMatrix_IsRefused() => Assert.ThrowsExactly<ArgumentNullException>(() => new TrainingProblem(null!, [1]));

    [TestMethod]
    public void Members_GivenArrays_AreCopied()
    {
        double[] y = [1, 2, 3], w = [1, 0, 2], o = [0.1, 0.2, 0.3];
        string[] names = ["a", "b"];
        var problem = new TrainingProblem(X, y) { Weights = w, Offsets = o, FeatureNames = names };
        y[0] = w[0] = o[0] = 99;
        names[0] = "changed";
        CollectionAssert.AreEqual(new[] { 1.0, 2, 3 }, problem.Y.ToArray());
        CollectionAssert.AreEqual(new[] { 1.0, 0, 2 }, problem.Weights.ToArray());
        CollectionAssert.AreEqual(new[] { 0.1, 0.2, 0.3 }, problem.Offsets.ToArray());
        Assert.AreEqual("a", problem.NameOf(0));
        Assert.AreEqual("x1", new TrainingProblem(X, y).NameOf(1));
        Assert.Contains("Feature -1 does not exist", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => problem.NameOf(-1)).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new TrainingProblem(X, y).NameOf(X.Columns));
    }

    [TestMethod]
    public void FeatureNames_EqualOrEmpty_AreToldApart()
    {
        DesignMatrix x = DesignMatrix.FromColumns(new double[5], 1, 5);
        string[] given = ["a", "a", "", "a [1]", "b"], expected = ["a", "a [1]'", "x2", "a [1]", "b"];
        CollectionAssert.AreEqual(expected, new TrainingProblem(x, [1]) { FeatureNames = given }.FeatureNames!.ToArray());
        CollectionAssert.AreEqual(expected, new NetworkData(RowMatrix.FromRows(new float[5], rows: 1, columns: 5), [1f]) { FeatureNames = given }.FeatureNames!.ToArray());
    }

    [TestMethod]
    public void NormalizedWeights_AnyScale_SumToOne()
    {
        CollectionAssert.AreEqual(new[] { 0.25, 0, 0.75 }, new TrainingProblem(X, [1, 2, 3]) { Weights = [1, 0, 3] }.NormalizedWeights());
        CollectionAssert.AreEqual(new[] { 0.25, 0, 0.75 }, new TrainingProblem(X, [1, 2, 3]) { Weights = [Math.ScaleB(1, -1000), 0, 3 * Math.ScaleB(1, -1000)] }.NormalizedWeights());
        CollectionAssert.AreEqual(new[] { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, new TrainingProblem(X, [1, 2, 3]).NormalizedWeights());
    }

    [TestMethod]
    public void WithWeights_OtherWeights_KeepsTheRest()
    {
        var problem = new TrainingProblem(X, [1, 2, 3]) { Offsets = [1, 1, 2], FeatureNames = ["a", "b"], RowsSkipped = 4 };
        TrainingProblem other = problem.WithWeights([0, 1, 1]);
        Assert.AreSame(X, other.X);
        CollectionAssert.AreEqual(problem.Y.ToArray(), other.Y.ToArray());
        CollectionAssert.AreEqual(new[] { 0.0, 1, 1 }, other.Weights!.ToArray());
        CollectionAssert.AreEqual(new[] { 1.0, 1, 2 }, other.Offsets!.ToArray());
        Assert.AreEqual("b", other.NameOf(1));
    }

    [TestMethod]
    public void FeatureNames_OfSomeRowsOrOtherWeights_AreHandedOn()
    {
        var problem = new TrainingProblem(DesignMatrix.FromColumns([1, 2, 3, 4], rows: 2, columns: 2), [1, 2]) { FeatureNames = ["a", "a"] };
        Assert.AreSame(problem.FeatureNames, problem.SelectRows([1]).FeatureNames);
        Assert.AreSame(problem.FeatureNames, problem.WithWeights([1, 2]).FeatureNames);
    }
}
