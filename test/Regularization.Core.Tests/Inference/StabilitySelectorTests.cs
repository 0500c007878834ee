namespace Regularization.Tests;

[TestClass]
public class StabilitySelectorTests
{
    [TestMethod]
    public void Fit_GivenLambdas_CountsWhatEachHalfSelects()
    {
        (double[] x, double[] y) = TestProblems.Random(60, 10, seed: 20, noise: 3);
        TrainingProblem problem = Problem(x, y, 60, 10);
        double[] lambdas = [0.9, 0.5, 0.3];
        StabilitySelection stable = new StabilitySelector(Losses.Squared, Penalties.Lasso) { Pairs = 5, Seed = 3, Grid = new LambdaGrid { Values = lambdas } }.Fit(problem);
        var seeds = new Random(3);
        double[] alone = new double[10], both = new double[10];
        for (int pair = 0; pair < 5; pair++)
        {
            int[] side = Folds.Random(y, false, 2, seeds.Next());
            HashSet<int>[] chosen = [.. Enumerable.Range(0, 2).Select(s => ChosenOn([.. Enumerable.Range(0, 60).Where(i => side[i] == s)]))];
            for (int j = 0; j < 10; j++)
            {
                alone[j] += (chosen[0].Contains(j) ? 0.1 : 0) + (chosen[1].Contains(j) ? 0.1 : 0);
                both[j] += chosen[0].Contains(j) && chosen[1].Contains(j) ? 0.2 : 0;
            }
        }

        for (int j = 0; j < 10; j++)
        {
            Assert.AreEqual(alone[j], stable.Probabilities[j], 1e-12);
            Assert.AreEqual(both[j], stable.SimultaneousProbabilities[j], 1e-12);
        }

        Assert.AreEqual(alone.Sum(), stable.AverageSelected, 1e-12);
        Assert.IsTrue(alone.Any(a => a is > 0 and < 1), "some are selected at times");

        HashSet<int> ChosenOn(int[] rows)
        {
            double[] columns = [.. Enumerable.Range(0, 10).SelectMany(j => rows.Select(i => x[(60 * j) + i]))];
            TrainingProblem half = Problem(columns, [.. rows.Select(i => y[i])], rows.Length, 10);
            return [.. lambdas.SelectMany(l => new PathSolver(Losses.Squared, Penalties.Lasso).FitAt(half, l).Coefficients.Indices.ToArray())];
        }
    }

    [TestMethod]
    public void Fit_StrongFeaturesAmongNoise_FindsThemAndNoOthers()
    {
        (double[] x, double[] y) = TestProblems.Random(200, 100, seed: 21);
        StabilitySelection stable = new StabilitySelector(Losses.Squared, Penalties.Lasso) { Pairs = 20 }.Fit(Problem(x, y, 200, 100));
        CollectionAssert.AreEquivalent(new[] { 0, 1, 2, 3, 4 }, stable.Selected.ToArray());
        Assert.AreEqual(Math.Floor(Math.Sqrt(50)), stable.AverageSelected, 1e-12);
        Assert.IsLessThanOrEqualTo(1, stable.ExpectedFalseSelections());
    }

    [TestMethod]
    public void Fit_OtherThreads_SameProbabilities()
    {
        (double[] x, double[] y) = TestProblems.Random(80, 20, seed: 22, classes: true, noise: 2);
        StabilitySelection With(int threads, int seed) => new StabilitySelector(Losses.Logistic, Penalties.Lasso) { Pairs = 8, Seed = seed, Options = new FitOptions { Threads = threads } }.Fit(Problem(x, y, 80, 20));
        CollectionAssert.AreEqual(With(1, 5).Probabilities.ToArray(), With(2, 5).Probabilities.ToArray());
        CollectionAssert.AreNotEqual(With(1, 5).Probabilities.ToArray(), With(1, 6).Probabilities.ToArray());
    }

    [TestMethod]
    public void Fit_RareClass_IsInBothHalves()
    {
        (double[] x, _) = TestProblems.Random(40, 4, seed: 23);
        double[] two = new double[40], one = new double[40];
        two[7] = two[31] = one[7] = 1;
        Assert.AreEqual(1, new StabilitySelector(Losses.Logistic, Penalties.Lasso) { Pairs = 10, MostSelected = 1 }.Fit(Problem(x, two, 40, 4)).AverageSelected, 1e-12);
        ArgumentException e = Assert.ThrowsExactly<ArgumentException>(() => new StabilitySelector(Losses.Logistic, Penalties.Lasso).Fit(Problem(x, one, 40, 4)));
        StringAssert.Contains(e.Message, "Class 1 has one row only");
    }

    [TestMethod]
    public void Fit_WeightZeroAndUnpenalised_AreLeftOut()
    {
        (double[] x, double[] y) = TestProblems.Random(60, 6, seed: 24);
        double[] spoiled = [.. y];
        for (int i = 40; i < 60; i++)
        {
            spoiled[i] = 1e6 * (i - 50);
        }

        double[] weights = [.. Enumerable.Range(0, 60).Select(i => i < 40 ? 1.0 : 0)];
        var selector = new StabilitySelector(Losses.Squared, Penalties.Lasso with { Factors = [1, 1, 1, 0, 1, 1] }) { Pairs = 6, MostSelected = 3 };
        StabilitySelection weighted = selector.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, 60, 6), spoiled) { Weights = weights });
        StabilitySelection kept = selector.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, 60, 6), y).SelectRows([.. Enumerable.Range(0, 40)]));
        CollectionAssert.AreEqual(kept.Probabilities.ToArray(), weighted.Probabilities.ToArray());
        Assert.IsTrue(double.IsNaN(weighted.Probabilities[3]));
        Assert.AreEqual(5, weighted.PenalizedFeatures);
        Assert.AreEqual(3, weighted.AverageSelected, 1e-12);
    }

    [TestMethod]
    public void ExpectedFalseSelections_Noise_AreNotExceeded()
    {
        (double[] x, _) = TestProblems.Random(100, 50, seed: 25);
        double total = 0, bound = 0, sharper = 0;
        for (int seed = 0; seed < 10; seed++)
        {
            StabilitySelection stable = new StabilitySelector(Losses.Squared, Penalties.Lasso) { Pairs = 10, MostSelected = 5, Threshold = 0.6 }
                .Fit(Problem(x, TestProblems.Random(100, 1, seed + 500).X, 100, 50));
            total += stable.Selected.Count;
            bound += stable.ExpectedFalseSelections();
            sharper += stable.ExpectedFalseSelectionsIfUnimodal();
            Assert.AreEqual(25 / (0.2 * 50), stable.ExpectedFalseSelections(), 1e-12);
            Assert.AreEqual(0.5, stable.ExpectedFalseSelections(1), 1e-12);
            Assert.IsTrue(double.IsNaN(stable.ExpectedFalseSelectionsIfUnimodal(0.505)));
            Assert.AreEqual(0.5 * 4 * 0.05 / 1.1, stable.ExpectedFalseSelectionsIfUnimodal(1), 1e-12, "4 / (2B) / (1 + 1/B) of q2/p");
        }

        Assert.IsLessThanOrEqualTo(bound, total);
        Assert.IsLessThanOrEqualTo(sharper, total);
    }

    [TestMethod]
    public void Fit_BadSettings_AreRefused()
    {
        (double[] x, double[] y) = TestProblems.Random(20, 2, seed: 26);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => new StabilitySelector(Losses.Squared, Penalties.Lasso).Fit(Problem(x, y, 20, 2), cancellationToken: source.Token));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new StabilitySelector(Losses.Squared, Penalties.Lasso) { Threshold = 0.5 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new StabilitySelector(Losses.Squared, Penalties.Lasso) { Pairs = 1 });
        Assert.ThrowsExactly<ArgumentException>(() => new StabilitySelector(Losses.Squared, Penalties.Lasso with { Factors = [0, 0] }).Fit(Problem(x, y, 20, 2)));
        Assert.ThrowsExactly<ArgumentException>(() => Problem(x, y, 20, 2).SelectRows([3, 3]));
        Assert.ThrowsExactly<ArgumentException>(() => Problem(x, y, 20, 2).SelectRows([20]));
        Assert.ThrowsExactly<ArgumentException>(() => Problem(x, y, 20, 2).SelectRows([]));
    }

    private static TrainingProblem Problem(double[] x, double[] y, int rows, int columns) => new(DesignMatrix.FromColumns(x, rows, columns), y);
}
