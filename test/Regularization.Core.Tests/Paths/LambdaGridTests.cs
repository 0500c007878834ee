namespace Regularization.Tests;

[TestClass]
public class LambdaGridTests
{
    [TestMethod]
    public void MayStop_ABoundHoldsTheOnlyCoefficient_PathGoesOn()
    {
        (double[] x, double[] y) = TestProblems.Random(200, 6, seed: 71);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = (2 * x[i]) + x[200 + i] + (0.1 * y[i]);
        }

        Penalty penalty = Penalties.Lasso with { UpperBounds = [0.05, 10, 10, 10, 10, 10] };
        RegularizationPath path = new PathSolver(Losses.Squared, penalty).Fit(new TrainingProblem(DesignMatrix.FromColumns(x, 200, 6), y));
        Assert.AreEqual(0.05, path[^1].Coefficients[0], 1e-12);
        Assert.IsGreaterThan(0.5, path[^1].Coefficients[1]);
    }

    [TestMethod]
    [DataRow(50, 20, 1e-4)]
    [DataRow(20, 20, 1e-4)]
    [DataRow(20, 21, 1e-2)]
    public void For_Defaults_AreAHundredValuesEvenlySpacedInTheLog(int rows, int columns, double ratio)
    {
        double[] lambdas = LambdaGrid.Default.For(3, rows, columns);
        Assert.HasCount(100, lambdas);
        Assert.AreEqual(3, lambdas[0]);
        Assert.AreEqual(3 * ratio, lambdas[^1], 1e-12 * ratio);
        for (int k = 1; k < 100; k++)
        {
            Assert.AreEqual(Math.Pow(ratio, 1 / 99.0), lambdas[k] / lambdas[k - 1], 1e-12);
        }
    }

    [TestMethod]
    public void For_CountAndRatio_AreUsed()
    {
        CollectionAssert.AreEqual(new[] { 2.0 }, new LambdaGrid { Count = 1 }.For(2, 9, 9));
        double[] lambdas = new LambdaGrid { Count = 3, Ratio = 0.01 }.For(2, 9, 9);
        Assert.HasCount(3, lambdas);
        Assert.AreEqual(0.2, lambdas[1], 1e-15);
        Assert.AreEqual(0.02, lambdas[2], 1e-15);
        CollectionAssert.AreEqual(new[] { 0.0 }, LambdaGrid.Default.For(0, 9, 9), "nothing to penalise");
    }

    [TestMethod]
    public void Values_InAnyOrder_AreSortedAndCopied()
    {
        double[] given = [0.1, 3, 0, 0.1];
        var grid = new LambdaGrid { Values = given };
        given[0] = 7;
        CollectionAssert.AreEqual(new[] { 3, 0.1, 0.1, 0 }, grid.For(1, 5, 5));
    }

    [TestMethod]
    public void Members_BadValues_AreRefusedWithValueAndRule()
    {
        Assert.Contains("Count is 0; a path needs at least 1 lambda", Refused<ArgumentOutOfRangeException>(() => new LambdaGrid { Count = 0 }));
        foreach (double ratio in new[] { 0, 1, -0.1, 2, double.NaN })
        {
            Assert.Contains($"Ratio is {ratio}; the smallest over the largest lambda must be in (0, 1)", Refused<ArgumentOutOfRangeException>(() => new LambdaGrid { Ratio = ratio }));
        }

        foreach (double lambda in new[] { -1e-9, double.NaN, double.PositiveInfinity })
        {
            string message = $"Lambda is {lambda}; it must be finite and not negative";
            Assert.Contains(message, Refused<ArgumentOutOfRangeException>(() => new LambdaGrid { Values = [1, lambda] }));
            Assert.Contains(message, Refused<ArgumentOutOfRangeException>(() => LambdaSelection.Fixed(lambda)));
            var problem = new TrainingProblem(DesignMatrix.FromColumns([1f, 2f], 2, 1), [0, 1]);
            Assert.Contains(message, Refused<ArgumentOutOfRangeException>(() => new PathSolver(Losses.Squared, Penalties.Lasso).FitAt(problem, lambda)));
        }

        Assert.Contains("Values is empty; give at least one lambda", Refused<ArgumentException>(() => new LambdaGrid { Values = [] }));
        Assert.IsNull(new LambdaGrid { Values = null }.Values);
        Assert.IsNull(new LambdaGrid { Ratio = null }.Ratio);
    }

    private static string Refused<T>(Func<object> make)
        where T : Exception => Assert.ThrowsExactly<T>(() => make()).Message;

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.5)]
    [DataRow(1.0)]
    public void CrossValidation_LabelInAnotherUnit_IsAboutAsGood(double l1Ratio)
    {
        // The ridge part knows no unit of the response: the default grid must reach what is small in any.
        (double[] x, double[] y) = TestProblems.Random(120, 8, seed: 5);
        double Explained(double unit) => new CrossValidator(Losses.Squared, Penalties.ElasticNet(l1Ratio)) { Seed = 3 }
            .Fit(new TrainingProblem(DesignMatrix.FromColumns(x, 120, 8), [.. y.Select(v => unit * v)])).Select(SelectionRule.LambdaMin).DevianceExplained;
        double usual = Explained(1);
        Assert.IsGreaterThan(0.5, usual);
        foreach (double unit in new[] { 1e-9, 1e-3, 1e3, 1e6 })
        {
            Assert.AreEqual(usual, Explained(unit), 0.02, $"unit {unit}");
        }
    }
}
