using FsCheck;
using FsCheck.Fluent;

namespace Regularization.Tests;

/// <summary>Every proximal operator, at many points that a generator makes and shrinks where one fails, against slow minimisers.</summary>
[TestClass]
public class ProxPropertyTests
{
    private const double Infinity = double.PositiveInfinity;

    /// <summary>Numbers with ties and zeros among them.</summary>
    private static readonly Gen<double> Numbers = Gen.Frequency(
        (1, Gen.Constant(0.0)), (3, Gen.Choose(-8, 8).Select(k => k / 2.0)), (6, Gen.Choose(-5000, 5000).Select(k => k / 997.0)));

    private static readonly Gen<double> Positive = Gen.Frequency((1, Gen.Elements(0.5, 1, 2)), (3, Gen.Choose(1, 4000).Select(k => k / 991.0)));

    private static readonly Gen<double> NotNegative = Gen.Frequency((1, Gen.Constant(0.0)), (6, Positive));

    private static readonly Gen<Scalar> Scalars =
        from z in Numbers
        from step in Positive
        from strength in NotNegative
        select new Scalar(z, step, strength);

    public static IEnumerable<object[]> Separable => PenaltyCase.Names;

    public static IEnumerable<object[]> Blocks => SlowBlockPenalty.All.Select(p => new object[] { p.Name });

    [TestMethod]
    [DynamicData(nameof(Separable))]
    public void Prox_OfASeparablePenalty_IsTheSlowMinimiser(string name)
    {
        Penalty penalty = PenaltyCase.Of(name);
        Hold(Scalars, p =>
        {
            double F(double b) => ((b - p.Z) * (b - p.Z) / 2) + (p.Step * penalty.Value(b, p.Strength));
            double prox = penalty.Prox(p.Z, p.Step, p.Strength), slow = SlowMinimum.Argument(F, Math.Min(p.Z, 0) - 0.1, Math.Max(p.Z, 0) + 0.1, 0, p.Z);
            Assert.IsLessThanOrEqualTo(F(slow) + 1e-13, F(prox), $"{prox} is worse than {slow}");

            // Two points can be equally good where the problem is not convex; both are then as low.
            Assert.IsTrue(Math.Abs(slow - prox) < 1e-5 || (!penalty.IsConvex && Math.Abs(F(slow) - F(prox)) < 1e-12), $"{prox}, slow {slow}");
        });
    }

    [TestMethod]
    [DynamicData(nameof(Separable))]
    public void Prox_OfASeparablePenalty_IsOddAndGrowing(string name)
    {
        Penalty penalty = PenaltyCase.Of(name);
        Hold(Scalars, p =>
        {
            double at = penalty.Prox(p.Z, p.Step, p.Strength);
            Assert.AreEqual(-at, penalty.Prox(-p.Z, p.Step, p.Strength));
            Assert.IsGreaterThanOrEqualTo(at - 1e-14, penalty.Prox(p.Z + 0.01, p.Step, p.Strength));
        });
    }

    [TestMethod]
    public void ProxElasticNet_OfTheKernelsWithBounds_IsTheSlowMinimiserWithinThem()
    {
        Gen<double> bounds = Gen.Frequency((1, Gen.Constant(Infinity)), (1, Gen.Constant(0.0)), (3, Positive));
        Gen<Bounded> points = from scalar in Scalars from l2 in NotNegative from lower in bounds from upper in bounds select new Bounded(scalar, l2, -lower, upper);
        Hold(points, p =>
        {
            (double z, double t, double l1) = p.At;
            double F(double b) => ((b - z) * (b - z) / 2) + (t * ((l1 * Math.Abs(b)) + (p.L2 / 2 * b * b)));
            double[] result = new double[1];
            Kernels.Current.ProxElasticNet([z], t, [l1], [p.L2], [p.Lower], [p.Upper], result);
            double slow = SlowMinimum.Argument(F, Math.Max(p.Lower, Math.Min(z, 0) - 0.1), Math.Min(p.Upper, Math.Max(z, 0) + 0.1), 0, z);
            Assert.AreEqual(slow, result[0], 1e-5);
        });
    }

    [TestMethod]
    [DynamicData(nameof(Blocks))]
    public void Prox_OfABlockPenalty_IsTheSlowOneAndBelowEveryOtherPoint(string name)
    {
        SlowBlockPenalty penalty = SlowBlockPenalty.All.Single(p => p.Name == name);
        Gen<double[]> vectors = Numbers.ArrayOf(SlowBlockPenalty.Features);
        Hold(from z in vectors from other in vectors from strength in NotNegative select new Vectors(z, other, strength), p =>
        {
            double F(double[] b) => b.Select((v, j) => (v - p.Z[j]) * (v - p.Z[j]) / 2).Sum() + (p.Strength * penalty.Value(b));
            double[] prox = new double[p.Z.Length], slow = penalty.Prox(p.Z, p.Strength);
            penalty.Fast.Prox(p.Z, p.Strength, prox);
            for (int j = 0; j < prox.Length; j++)
            {
                Assert.AreEqual(slow[j], prox[j], 1e-12);
            }

            // The objective grows by at least half the squared distance from its minimum: to a point anywhere, and to one near by.
            foreach (double share in new[] { 1, 1e-3 })
            {
                double[] to = [.. prox.Select((v, j) => v + (share * (p.Other[j] - v)))];
                double squares = to.Select((v, j) => (v - prox[j]) * (v - prox[j])).Sum();
                Assert.IsGreaterThanOrEqualTo(F(prox) + (squares / 2) - 1e-11, F(to));
            }
        });
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void GroupStep_OfANeuron_IsBelowEveryOtherPoint(bool isScaled)
    {
        // Steps of one size, and of sizes of their own by second moments.
        const int inputs = 5;
        Gen<Vectors> points = from u in Numbers.ArrayOf(inputs) from other in Numbers.ArrayOf(inputs) from strength in Positive select new Vectors(u, other, strength);
        Hold(points, p =>
        {
            float[] second = [.. p.Other.Select(v => (float)(v * v))];
            var layer = new NetworkLayer(inputs, 1, [.. p.Z.Select(v => (float)v)], [0]);
            var step = new OptimizerStep { LearningRate = 0.5f, SecondScale = 1, Epsilon = 0.3f };
            new GroupStep(layer, isScaled).Apply(step, isScaled ? second : [], (float)p.Strength, 0, 1);
            double[] sizes = [.. second.Select(v => isScaled ? 0.5 / (Math.Sqrt(v) + 0.3) : 0.5)], w = [.. layer.Weights.ToArray().Select(v => (double)v)];
            double F(double[] b) => b.Select((v, j) => Math.Pow(v - p.Z[j], 2) / (2 * sizes[j])).Sum() + (p.Strength * Math.Sqrt(b.Sum(v => v * v)));
            foreach (double share in new[] { 1, 0.03, -0.03 })
            {
                double[] to = [.. w.Select((v, j) => v + (share * (p.Other[j] - v)))], shrunk = [.. w.Select(v => v * (1 - share))];
                Assert.IsGreaterThanOrEqualTo(F(w) - (1e-5 * (1 + F(w))), Math.Min(F(to), F(shrunk)));
                Assert.IsGreaterThanOrEqualTo(F(w) - (1e-5 * (1 + F(w))), F([.. p.Z.Select(v => share * v)]));
            }
        });
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(5)]
    public void Update_OfANetworksWeight_EndsAtTheSlowMinimiser(int rule)
    {
        // The fused step: plain, with momentum, and of a size that the second moment scales. Every weight of a vector, so that the tail of the kernel is in it.
        const int weights = 11;
        Gen<Vectors> points = from w in Numbers.ArrayOf(weights) from gradient in Numbers.ArrayOf(weights) from strength in NotNegative select new Vectors(w, gradient, strength);
        Hold(points, p =>
        {
            float[] w = [.. p.Z.Select(v => (float)v)], g = [.. p.Other.Select(v => (float)v)], first = [.. g.Select(v => v / 4)], second = [.. g.Select(v => v * v)];
            double[] sizes = [.. second.Select(v => rule == (int)UpdateRule.RmsProp ? 0.5 / (Math.Sqrt(v) + 0.25) : 0.5)];
            double[] start = [.. w.Select((v, j) => v - (sizes[j] * (rule == (int)UpdateRule.Momentum ? (0.5 * first[j]) + g[j] : g[j])))];
            var step = new OptimizerStep
            {
                Rule = (UpdateRule)rule,
                LearningRate = 0.5f,
                Beta1 = 0.5f,
                Rest1 = 0.5f,
                Beta2 = 1,
                Epsilon = 0.25f,
                SecondScale = 1,
                ProxL1 = (float)p.Strength,
                ProxL2 = 0.75f,
            };
            Kernels.Current.Update(step, w, g, first, second, []);
            for (int j = 0; j < weights; j++)
            {
                double F(double b) => ((b - start[j]) * (b - start[j]) / (2 * sizes[j])) + (p.Strength * Math.Abs(b)) + (0.75 / 2 * b * b);
                double slow = SlowMinimum.Argument(F, Math.Min(start[j], 0) - 0.1, Math.Max(start[j], 0) + 0.1, 0, start[j]);
                Assert.AreEqual(slow, w[j], 2e-6 * (1 + Math.Abs(start[j])), $"weight {j} of {p.Z[j]}");
                Assert.IsFalse(slow == 0 && Math.Abs(start[j]) < (0.999 * sizes[j] * p.Strength) && w[j] != 0, "Exactly 0.");
            }
        });
    }

    /// <summary>Holds a property against points from a fixed seed.</summary>
    private static void Hold<T>(Gen<T> points, Action<T> holds)
    {
        var replay = new Replay(new Rnd(17, 3), Microsoft.FSharp.Core.FSharpOption<int>.None);
        Config config = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(200).WithReplay(Microsoft.FSharp.Core.FSharpOption<Replay>.Some(replay));
        FsCheck.Check.One(config, Prop.ForAll(Arb.From(points), holds));
    }

    private sealed record Scalar(double Z, double Step, double Strength);

    private sealed record Bounded(Scalar At, double L2, double Lower, double Upper);

    private sealed record Vectors(double[] Z, double[] Other, double Strength);
}
