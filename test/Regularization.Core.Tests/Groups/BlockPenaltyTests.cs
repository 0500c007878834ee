namespace Regularization.Tests;

[TestClass]
public sealed class BlockPenaltyTests
{
    public static IEnumerable<object[]> Cases() => SlowBlockPenalty.All.Select(p => new object[] { p.Name });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void ValueAndProx_RandomTiesAndZeros_AsSlowOnesAndLeast(string name)
    {
        SlowBlockPenalty penalty = SlowBlockPenalty.All.Single(p => p.Name == name);
        var random = new Random(1);
        for (int trial = 0; trial < 200; trial++)
        {
            double[] z = Vector(random), b = new double[z.Length], slow;
            double strength = trial % 10 == 0 ? 0 : random.NextDouble();
            penalty.Fast.Prox(z, strength, b);
            slow = penalty.Prox(z, strength);
            double[] inPlace = [.. z];
            penalty.Fast.Prox(inPlace, strength, inPlace);
            for (int j = 0; j < z.Length; j++)
            {
                Assert.AreEqual(slow[j], b[j], 1e-12);
                Assert.AreEqual(b[j], inPlace[j]);
            }

            Assert.AreEqual(strength * penalty.Value(z), penalty.Fast.Value(z, strength), 1e-12);

            // The objective is strongly convex: from its minimum it grows by at least half the squared distance.
            double least = Objective(b);
            for (int way = 0; way < 30; way++)
            {
                double size = Math.Pow(10, -way % 5), squares = 0;
                double[] d = Vector(random), other = [.. b];
                for (int j = 0; j < z.Length; j++)
                {
                    double step = size * (way % 3 == 0 ? -b[j] : way % 3 == 1 && j != way % z.Length ? 0 : d[j]);
                    other[j] += step;
                    squares += step * step;
                }

                Assert.IsGreaterThanOrEqualTo(least + (squares / 2) - 1e-12, Objective(other));
            }

            double Objective(double[] at) => at.Select((v, j) => (v - z[j]) * (v - z[j]) / 2).Sum() + (strength * penalty.Value(at));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void DualNorm_RandomTiesAndZeros_WhereTheProxTurnsZero(string name)
    {
        SlowBlockPenalty penalty = SlowBlockPenalty.All.Single(p => p.Name == name);
        var random = new Random(2);
        for (int trial = 0; trial < 100; trial++)
        {
            double[] g = Vector(random);
            g = penalty.Groups is null ? g : [.. g.Select((v, j) => penalty.Weights[penalty.Groups[j]] == 0 ? 0 : v)];
            double norm = penalty.Fast.DualNorm(g);

            Assert.IsTrue(penalty.Prox(g, norm * (1 + 1e-9)).All(v => v == 0));
            Assert.IsTrue(norm == 0 || penalty.Prox(g, norm * (1 - 1e-6)).Any(v => v != 0));
        }
    }

    [TestMethod]
    public void Checks_WrongGroupsAndSequences_SayWhatIsWrong()
    {
        (double[] x, double[] y) = TestProblems.Random(10, 3, 1);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 10, 3), y);
        Refused(() => Penalties.GroupLasso([0, -1, 0]), "feature 1 is -1");
        Refused(() => Penalties.GroupLasso([0, 3, 0]), "feature 1 is 3");
        Refused(() => Penalties.GroupLasso([0, 1, 1], [1, -2]), "group 1 is -2");
        Refused(() => Penalties.GroupLasso([0, 1, 1], [1]), "1 group weights for 2 groups");
        Refused(() => Penalties.SparseGroupLasso([0, 1, 1], 1.5), "L1Share is 1.5");
        Refused(() => Penalties.Slope([1, 2]), "must not increase");
        Refused(() => Penalties.Slope([1, -2]), "is -2");
        Refused(() => Penalties.Slope([0, 0]), "above 0");
        Refused(() => Fit(Penalties.Slope([2, 1])), "2 weights for 3 features");
        Refused(() => Fit(Penalties.GroupLasso([0, 0])), "groups for 2 features");
        Refused(() => Fit(Penalties.GroupLasso([0, 0, 1]) with { Factors = [1, 1, 1] }), "group weights");
        Refused(() => Fit(Penalties.Slope([2, 1, 1]) with { LowerBounds = [0] }), "bounds");
        Refused(() => FeatureGroups.FromLists([[0, 1], [1]], 2), "Feature 1 is in group 0 and again in group 1");
        Refused(() => FeatureGroups.FromLists([[0], [2]], 3), "Feature 1 is in no group");
        Refused(() => FeatureGroups.FromLists([[0], [5]], 2), "feature 5");
        Refused(() => FeatureGroups.FromSlotNames(["a", ""]), "Feature 1 has no name");
        Refused(() => SlopeSequences.BenjaminiHochberg(3, 1), "rate is 1");
        Refused(() => SlopeSequences.Oscar(3, -1), "is -1");
        Assert.ThrowsExactly<NotSupportedException>(() => Penalties.Slope([2, 1, 1]).ZeroThreshold(1));

        void Fit(Penalty penalty) => new PathSolver(Losses.Squared, penalty).Fit(problem);
        static void Refused(Action action, string says) => Assert.Contains(says, Assert.Throws<ArgumentException>(action).Message);
    }

    [TestMethod]
    public void FeatureGroups_NamesAndLists_NumberedAsTheyCome()
    {
        Assert.AreEqual("0,1,1,2,1,3", string.Join(',', FeatureGroups.FromSlotNames(["Age", "City.Rome", "City.St. Gallen", "Text.Word.e.g.", "City.", "Size"])));
        Assert.AreEqual("1,0,1", string.Join(',', FeatureGroups.FromLists([[1], [2, 0]], 3)));
    }

    [TestMethod]
    public void BenjaminiHochberg_Weights_HaveTheirTailProbability()
    {
        double[] a = SlopeSequences.BenjaminiHochberg(20, 0.3);
        for (int k = 0; k < a.Length; k++)
        {
            // The trapezium rule on the normal density from the weight to where nothing is left.
            const int steps = 200_000;
            double width = 12.0 / steps, tail = 0;
            for (int s = 0; s <= steps; s++)
            {
                double z = a[k] + (s * width);
                tail += (s is 0 or steps ? 0.5 : 1) * width * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
            }

            Assert.AreEqual((k + 1) * 0.3 / 40, tail, 1e-9);
        }
    }

    /// <summary>Normal-like numbers, some of them rounded to ties and some to zeros.</summary>
    private static double[] Vector(Random random) =>
        [.. Enumerable.Range(0, SlowBlockPenalty.Features).Select(_ => (random.NextDouble() - 0.5) * 4).Select(v => random.Next(3) == 0 ? Math.Round(v) : v)];
}
