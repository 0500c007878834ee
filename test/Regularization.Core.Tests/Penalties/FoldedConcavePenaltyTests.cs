namespace Regularization.Tests;

[TestClass]
public sealed class FoldedConcavePenaltyTests
{
    private static readonly Penalty[] All = [Penalties.Mcp(), Penalties.Scad(), Penalties.Mcp(1.2), Penalties.Scad(2.1), Penalties.Mcp(5, 0.4), Penalties.Scad(3.7, 0.8)];

    public static IEnumerable<object[]> Cases => All.Select(p => new object[] { p.ToString() });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Value_AnyPoint_IsTheIntegralOfTheSlope(string name)
    {
        Penalty penalty = Of(name);
        foreach (double strength in new[] { 0, 0.2, 1, 7 })
        {
            foreach (double b in new[] { 0.1, 0.9, 2.5, 6, -30 })
            {
                // The midpoint rule is exact for pieces of a line, but for the cells with a knot.
                const int cells = 20_000;
                double width = Math.Abs(b) / cells, sum = 0;
                for (int k = 0; k < cells; k++)
                {
                    sum += width * SlowFoldedPenalty.Slope(penalty, (k + 0.5) * width, strength);
                }

                Assert.AreEqual(sum, penalty.Value(b, strength), 1e-6 * (1 + sum), $"strength {strength}, b {b}");
            }
        }
    }

    [TestMethod]
    public void Prox_StepsAcrossTheCurvature_TurnsFromFirmToHardThreshold()
    {
        // Firm, with t below γ: soft threshold divided by 1 − t/γ, up to γ m.
        Penalty mcp = Penalties.Mcp(3);
        Assert.AreEqual(0, mcp.Prox(0.5, 0.5, 1));
        Assert.AreEqual(0.5 / (1 - (0.5 / 3)), mcp.Prox(1, 0.5, 1), 1e-15);
        Assert.AreEqual(3, mcp.Prox(3, 0.5, 1), 1e-15);

        // Hard, with t above γ: nothing up to m √(tγ), and no shrinkage beyond.
        double at = Math.Sqrt(3 * 12);
        Assert.AreEqual(0, mcp.Prox(at * (1 - 1e-12), 12, 1));
        Assert.AreEqual(-at * (1 + 1e-12), mcp.Prox(-at * (1 + 1e-12), 12, 1));
    }

    [TestMethod]
    public void InfiniteParameter_EverywhereAndOnAPath_IsTheElasticNet()
    {
        (double[] x, double[] y) = TestProblems.Random(40, 12, seed: 8, classes: true);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 40, 12), y);
        foreach (double ratio in new[] { 1, 0.6 })
        {
            Penalty net = Penalties.ElasticNet(ratio);
            foreach (Penalty same in new Penalty[] { Penalties.Mcp(double.PositiveInfinity, ratio), Penalties.Scad(double.PositiveInfinity, ratio) })
            {
                foreach (double z in new[] { 0, 0.3, -0.7, 1, 5, -1e4, double.PositiveInfinity })
                {
                    Assert.AreEqual(net.Prox(z, 0.5, 1.4), same.Prox(z, 0.5, 1.4), 1e-12 * Math.Min(Math.Abs(z), 1e4));
                    Assert.AreEqual(net.Value(z, 1.4), same.Value(z, 1.4), 1e-8);
                }

                foreach (Loss loss in new[] { Losses.Squared, Losses.Logistic })
                {
                    RegularizationPath expected = new PathSolver(loss, net).Fit(problem), path = new PathSolver(loss, same).Fit(problem);
                    Assert.AreEqual(expected.Count, path.Count);
                    for (int k = 0; k < path.Count; k++)
                    {
                        Assert.AreEqual(expected[k].Objective, path[k].Objective, 1e-12);
                        Assert.AreEqual(expected[k].NonzeroCount, path[k].NonzeroCount);
                        Assert.IsLessThanOrEqualTo(1e-6, path[k].DualityGap);
                    }
                }
            }
        }
    }

    [TestMethod]
    public void Penalties_BadParameters_AreRefusedWithValueAndRule()
    {
        foreach (double bad in new[] { 1, 0, -3, double.NaN })
        {
            Refused(() => Penalties.Mcp(bad), $"Gamma is {bad}; it must be above 1");
            Refused(() => Penalties.Scad(bad + 1), $"A is {bad + 1}; it must be above 2");
        }

        foreach (double bad in new[] { 0, -0.1, 1.1, double.NaN })
        {
            Refused(() => Penalties.Mcp(3, bad), $"L1Ratio is {bad}; it must be in (0, 1]");
            Refused(() => Penalties.Scad(3, bad), $"L1Ratio is {bad}; it must be in (0, 1]");
        }

        static void Refused(Action action, string says) => Assert.Contains(says, Assert.ThrowsExactly<ArgumentOutOfRangeException>(action).Message);
    }

    [TestMethod]
    public void ToString_OfEach_NamesItsParameters()
    {
        Assert.AreEqual("MCP (gamma 3)", Penalties.Mcp().ToString());
        Assert.AreEqual("SCAD (a 3.7)", Penalties.Scad().ToString());
        Assert.AreEqual("MCP (gamma 2.5, L1Ratio 0.5)", Penalties.Mcp(2.5, 0.5).ToString());
        Assert.AreEqual("SCAD (a 4, L1Ratio 0.5)", (Penalties.Scad(4, 0.5) with { Factors = [1, 2] }).ToString());
    }

    private static Penalty Of(string name) => All.Single(p => p.ToString() == name);
}
