namespace Regularization.Tests;

/// <summary>Every penalty against a slow minimiser, and its members against each other.</summary>
[TestClass]
public class PenaltyTests
{
    private static readonly double[] Strengths = [0, 1e-3, 0.3, 1, 40];

    private static readonly double[] Steps = [1e-3, 0.5, 1, 8];

    public static IEnumerable<object[]> Cases => PenaltyCase.Names;

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Value_AnyPoint_IsZeroAtZeroEvenAndGrowing(string name)
    {
        Penalty penalty = PenaltyCase.Of(name);
        foreach (double strength in Strengths)
        {
            Assert.AreEqual(0, penalty.Value(0, strength));
            double before = 0;
            foreach (double b in new[] { 1e-9, 1e-3, 0.29, 0.3, 0.31, 1, 5, 1e6 })
            {
                double value = penalty.Value(b, strength);
                Assert.AreEqual(value, penalty.Value(-b, strength));
                Assert.IsTrue(strength == 0 ? value == 0 : value > before || (!penalty.IsConvex && value == before), $"b {b}, strength {strength}");
                before = value;
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Prox_RandomAndHandPickedPoints_IsTheSlowMinimiser(string name)
    {
        Penalty penalty = PenaltyCase.Of(name);
        var random = new Random(1);
        foreach (double strength in Strengths)
        {
            foreach (double step in Steps)
            {
                double tie = step * penalty.ZeroThreshold(strength);
                double[] points = [0, tie, -tie, tie * (1 + 1e-9), -tie * (1 - 1e-9), tie + 0.3, 1, -2, 1e-12, 100, .. Enumerable.Range(0, 5).Select(_ => 3 * (random.NextDouble() - 0.5))];
                foreach (double z in points)
                {
                    double F(double b) => ((b - z) * (b - z) / 2) + (step * penalty.Value(b, strength));
                    double prox = penalty.Prox(z, step, strength), slow = SlowMinimum.Argument(F, Math.Min(z, 0) - 0.1, Math.Max(z, 0) + 0.1, 0, z);
                    Assert.IsLessThanOrEqualTo(F(slow) + (1e-15 * (1 + (z * z))), F(prox), $"z {z}, step {step}, strength {strength}: {prox} is worse than {slow}");
                    Assert.AreEqual(slow, prox, 1e-6 * (1 + Math.Abs(z)), $"z {z}, step {step}, strength {strength}");
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Prox_InfiniteAndNaN_Propagate(string name)
    {
        Penalty penalty = PenaltyCase.Of(name);
        Assert.AreEqual(double.PositiveInfinity, penalty.Prox(double.PositiveInfinity, 0.5, 1));
        Assert.AreEqual(double.NegativeInfinity, penalty.Prox(double.NegativeInfinity, 0.5, 1));
        Assert.IsTrue(double.IsNaN(penalty.Prox(double.NaN, 0.5, 1)));
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void ZeroThreshold_EachStrength_IsTheRightDerivativeAtZeroAndWhereTheProxLeavesIt(string name)
    {
        Penalty penalty = PenaltyCase.Of(name);
        foreach (double strength in Strengths)
        {
            double threshold = penalty.ZeroThreshold(strength);
            Assert.AreEqual(penalty.Value(1e-8, strength) / 1e-8, threshold, 1e-7 * (1 + strength), $"strength {strength}");
            foreach (double step in Steps)
            {
                // With long steps a penalty that is not convex leaves 0 before.
                Assert.IsTrue(penalty.Prox(step * threshold * (1 - 1e-12), step, strength) == 0 || (!penalty.IsConvex && step > 1));
                Assert.AreNotEqual(0, penalty.Prox((step * threshold * (1 + 1e-9)) + 1e-12, step, strength));
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void ConjugateArgument_WithinTheDualBound_GivesTheFenchelYoungInequality(string name)
    {
        Penalty penalty = PenaltyCase.Of(name);
        foreach (double strength in Strengths)
        {
            double bound = penalty.DualBound(strength);
            if (double.IsNaN(bound))
            {
                Assert.IsTrue(double.IsNaN(penalty.ConjugateArgument(0.5, strength)), "no dual bound, no conjugate");
                continue;
            }

            Assert.IsGreaterThanOrEqualTo(0, bound);
            foreach (double share in new[] { -1, -0.7, 0, 1e-6, 0.999, 1 })
            {
                double g = share * (double.IsInfinity(bound) ? 3 * strength : bound), best = penalty.ConjugateArgument(g, strength);
                double conjugate = (g * best) - penalty.Value(best, strength);
                Assert.IsGreaterThanOrEqualTo(-1e-14 * strength, conjugate, "ω*(g) >= g·0 − ω(0)");
                foreach (double b in new[] { 0, best, -best, 0.3, -0.3, 0.01, -1, 2, -50, 1e4 })
                {
                    double gap = penalty.Value(b, strength) + conjugate - (g * b);
                    Assert.IsGreaterThanOrEqualTo(-1e-12 * (1 + Math.Abs(g * b)), gap, $"strength {strength}, g {g}, b {b}");
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void ConjugateArgument_AtASlopeOfTheValue_MakesFenchelYoungAnEquality(string name)
    {
        Penalty penalty = PenaltyCase.Of(name);
        foreach (double strength in Strengths.Where(s => s > 0 && !double.IsNaN(penalty.DualBound(s))))
        {
            foreach (double b in new[] { 0.05, -0.2, 0.9, -4 })
            {
                double h = 1e-5 * Math.Abs(b), g = (penalty.Value(b + h, strength) - penalty.Value(b - h, strength)) / (2 * h);
                g = Math.Clamp(g, -penalty.DualBound(strength), penalty.DualBound(strength));
                double best = penalty.ConjugateArgument(g, strength), gap = penalty.Value(b, strength) + (g * best) - penalty.Value(best, strength) - (g * b);
                Assert.AreEqual(0, gap, 1e-8 * strength, $"strength {strength}, b {b}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void DualBound_Beyond_TheConjugateIsInfinite(string name)
    {
        Penalty penalty = PenaltyCase.Of(name);
        foreach (double strength in Strengths)
        {
            double bound = penalty.DualBound(strength), g = (1.01 * bound) + 0.01;
            if (double.IsFinite(bound))
            {
                double Score(double b) => (g * b) - penalty.Value(b, strength);
                Assert.IsTrue(Score(1e4) > 1 && Score(1e6) > 50 * Score(1e4), $"strength {strength}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void TryElasticNet_WhereItHolds_DescribesValueProxAndThreshold(string name)
    {
        Penalty penalty = PenaltyCase.Of(name);
        Assert.AreEqual(penalty is ElasticNetPenalty, penalty.TryElasticNet(1, out _, out _));
        foreach (double strength in Strengths)
        {
            if (!penalty.TryElasticNet(strength, out double l1, out double l2))
            {
                Assert.IsTrue(double.IsNaN(l1) && double.IsNaN(l2));
                continue;
            }

            Assert.AreEqual(l1, penalty.ZeroThreshold(strength));
            foreach (double b in new[] { 0, 0.1, -3, 1e5 })
            {
                double value = (l1 * Math.Abs(b)) + (l2 / 2 * b * b);
                Assert.AreEqual(value, penalty.Value(b, strength), 1e-14 * value);
                double soft = Math.Sign(b) * Math.Max(Math.Abs(b) - (0.7 * l1), 0) / (1 + (0.7 * l2));
                Assert.AreEqual(soft, penalty.Prox(b, 0.7, strength), 1e-14 * Math.Abs(soft));
            }
        }
    }

    [TestMethod]
    [DataRow(1.0, "lasso", "lasso")]
    [DataRow(0.0, "ridge", "ridge")]
    [DataRow(0.25, "elastic net", "elastic net (L1Ratio 0.25)")]
    public void ElasticNet_OfARatio_NamesItself(double ratio, string name, string text)
    {
        ElasticNetPenalty penalty = Penalties.ElasticNet(ratio);
        Assert.AreEqual(name, penalty.Name);
        Assert.AreEqual(text, penalty.ToString());
        Assert.AreEqual(ratio, penalty.L1Ratio);
        Assert.AreEqual(ratio, (penalty with { Factors = [1, 2] }).L1Ratio);
    }

    [TestMethod]
    [DataRow(1.4, "L1Ratio is 1.4; it must be in [0, 1]")]
    [DataRow(-0.1, "L1Ratio is -0.1; it must be in [0, 1]")]
    [DataRow(double.NaN, "L1Ratio is NaN; it must be in [0, 1]")]
    [DataRow(double.PositiveInfinity, "it must be in [0, 1]")]
    public void ElasticNet_RatioOutsideTheUnitInterval_IsRefused(double ratio, string message)
    {
        var refused = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Penalties.ElasticNet(ratio));
        Assert.Contains(message, refused.Message);
    }
}
