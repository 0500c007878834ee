namespace Regularization.Tests;

/// <summary>Penalty factors and bounds: what is refused, and that the proximal operator of the working set keeps to the bounds.</summary>
[TestClass]
public class FactorsAndBoundsTests
{
    private const double Infinity = double.PositiveInfinity;

    private static readonly (string Name, Penalty Penalty, string Message)[] Refused =
    [
        ("negative factor", Penalties.Lasso with { Factors = [1, -0.5, 1] }, "penalty factor of feature 1 is -0.5"),
        ("factor NaN", Penalties.Lasso with { Factors = [1, 1, double.NaN] }, "penalty factor of feature 2 is NaN"),
        ("infinite factor", Penalties.Ridge with { Factors = [Infinity, 1, 1] }, "penalty factor of feature 0 is"),
        ("too few factors", Penalties.Lasso with { Factors = [1, 1] }, "Factors has 2 values for 3 features"),
        ("one factor", Penalties.Lasso with { Factors = [1] }, "Factors has 1 values for 3 features"),
        ("lower above upper", Penalties.Lasso with { LowerBounds = [-1, 2, -1], UpperBounds = [1, 1, 1] }, "Feature 1 has lower bound 2 and upper bound 1"),
        ("lower above 0", Penalties.Lasso with { LowerBounds = [0.1] }, "lower bound of feature 0 is 0.1; it must be at most 0"),
        ("upper below 0", Penalties.Lasso with { UpperBounds = [1, 1, -0.1] }, "upper bound of feature 2 is -0.1; it must be at least 0"),
        ("lower NaN", Penalties.Lasso with { LowerBounds = [-1, double.NaN, -1] }, "lower bound of feature 1 is NaN"),
        ("upper NaN", Penalties.Lasso with { UpperBounds = [double.NaN] }, "upper bound of feature 0 is NaN"),
        ("too many lower bounds", Penalties.Lasso with { LowerBounds = [0, 0, 0, 0] }, "LowerBounds has 4 values for 3 features"),
        ("no upper bounds", Penalties.Lasso with { UpperBounds = [] }, "UpperBounds has 0 values for 3 features"),
    ];

    private static readonly (string Name, Penalty Penalty)[] Accepted =
    [
        ("zero factors", Penalties.Lasso with { Factors = [0, 0, 0] }),
        ("one bound for all", Penalties.Lasso with { LowerBounds = [0], UpperBounds = [Infinity] }),
        ("no bounds", Penalties.Lasso with { LowerBounds = [-Infinity, -Infinity, 0], UpperBounds = [Infinity, 0, Infinity] }),
        ("both zero", Penalties.Lasso with { LowerBounds = [0], UpperBounds = [0] }),
    ];

    public static IEnumerable<object[]> RefusedCases => Refused.Select(c => new object[] { c.Name });

    public static IEnumerable<object[]> AcceptedCases => Accepted.Select(c => new object[] { c.Name });

    public static IEnumerable<object[]> Cases => PenaltyCase.Convex.Select(c => new object[] { c.Name });

    [TestMethod]
    [DynamicData(nameof(RefusedCases))]
    public void Fit_BadFactorsOrBounds_AreRefusedWithValueAndRule(string name)
    {
        (_, Penalty penalty, string message) = Refused.Single(c => c.Name == name);
        var problem = new TrainingProblem(DesignMatrix.FromRows(new double[,] { { 1, 2, 3 }, { 4, 5, 7 }, { 1, 0, 2 } }), [1, 2, 4]);
        var refused = Assert.ThrowsExactly<ArgumentException>(() => new PathSolver(Losses.Squared, penalty).Fit(problem));
        Assert.Contains(message, refused.Message);
        Assert.Contains(message, Assert.ThrowsExactly<ArgumentException>(() => penalty.Check(3)).Message);
    }

    [TestMethod]
    [DynamicData(nameof(AcceptedCases))]
    public void Fit_UnusualFactorsOrBounds_AreTaken(string name)
    {
        var problem = new TrainingProblem(DesignMatrix.FromRows(new double[,] { { 1, 2, 3 }, { 4, 5, 7 }, { 1, 0, 2 }, { 0, 3, 1 } }), [1, 2, 4, 3]);
        Penalty penalty = Accepted.Single(c => c.Name == name).Penalty;
        Solution solution = new PathSolver(Losses.Squared, penalty).FitAt(problem, 0.05);
        Assert.AreEqual(FitStatus.Converged, solution.Status);
        for (int j = 0; j < 3; j++)
        {
            (double lower, double upper) = penalty.Bounds(j);
            Assert.IsTrue(solution.Coefficients[j] >= lower && solution.Coefficients[j] <= upper);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Prox_OfABoundedCoefficient_IsTheSlowMinimiserWithinTheBounds(string name)
    {
        // Bounds are on the original scale: the standardised feature has them times its standard deviation, 2.
        (double lower, double upper) = (-0.1, 0.3);
        Penalty penalty = PenaltyCase.Of(name) with { Factors = [1.5], LowerBounds = [lower], UpperBounds = [upper] };
        var problem = new TrainingProblem(DesignMatrix.FromColumns([0f, 4f], 2, 1), [0, 1]);
        var set = new WorkingSet(new FitContext(problem, Losses.Squared, penalty, FitOptions.Default));
        set.SetLambda(0.4);
        set.Add([0]);
        foreach (double z in new[] { 0, 0.1, -0.1, 0.55, -0.7, 0.9, 1.3, 5, -5, -0.25, 100 })
        {
            foreach (double step in new[] { 0.1, 1, 3 })
            {
                double F(double b) => ((b - z) * (b - z) / 2) + (step * penalty.Value(b, 0.6));
                double slow = SlowMinimum.Argument(F, 2 * lower, 2 * upper, 0, z), prox = set.Prox(0, z, step);
                Assert.AreEqual(slow, prox, 1e-6, $"z {z}, step {step}");
            }
        }

        Assert.IsTrue(double.IsNaN(set.Prox(0, double.NaN, 1)));
    }
}
