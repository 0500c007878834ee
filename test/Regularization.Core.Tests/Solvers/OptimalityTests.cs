using System.Collections.Concurrent;

namespace Regularization.Tests;

/// <summary>Every loss, penalty, solver and form of the data against the optimality conditions and against a slow solver.</summary>
[TestClass]
public class OptimalityTests
{
    private const int Rows = 40;
    private const int Columns = 8;

    /// <summary>Rounding of the slow objective, relative to the null loss.</summary>
    private const double Rounding = 1e-14;

    private static readonly double[] Shares = [0.4, 0.03];

    /// <summary>What is done to each penalty.</summary>
    private static readonly (string Name, Func<Penalty, Penalty> Make)[] Shapes =
    [
        ("plain", penalty => penalty),
        ("factors", penalty => penalty with { Factors = [0, 1, 2.5, 0, 0.3, 1, 1, 0.7] }),
        ("bounds", penalty => penalty with { LowerBounds = [-0.3, -0.2, 0, 0, -9, double.NegativeInfinity, -0.05, 0], UpperBounds = [0.5, 9, double.PositiveInfinity, 0.1, 0.6, 0, 0.05, 0] }),
        ("both", penalty => penalty with { Factors = [0, 0, 1, 0, 3, 1, 1, 0], LowerBounds = [0], UpperBounds = [0.4, 0.8, 9, double.PositiveInfinity, 9, 9, 9, 9] }),
    ];

    private static readonly ConcurrentDictionary<(string Loss, string Penalty, string Shape, Variant Variant, double Share), (SlowProblem Slow, double Lambda, double Best)> References = new();

    public static IEnumerable<object[]> Cases =>
        from loss in LossCase.All
        from penalty in PenaltyCase.Convex
        from shape in Shapes
        where shape.Name is "plain" or "both" || LossCase.Usual.Contains(loss)
        from solver in SolverCase.All
        from sparse in new[] { false, true }
        select new object[] { loss.Loss.Name, penalty.Name, shape.Name, solver.Name, sparse };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_EveryCombination_IsOptimalAndProvesIt(string lossName, string penaltyName, string shape, string solver, bool sparse)
    {
        foreach (Variant variant in Variant.All)
        {
            foreach (double share in Shares)
            {
                (SlowProblem slow, double lambda, double best) = Reference(lossName, penaltyName, shape, variant, share);
                Penalty penalty = Shapes.Single(s => s.Name == shape).Make(PenaltyCase.Of(penaltyName));
                TrainingProblem problem = variant.Problem(Data(lossName), sparse);
                foreach (double tolerance in new[] { 1e-3, 1e-10, 1e-13 })
                {
                    FitOptions options = variant.Options with { Tolerance = tolerance, Solver = SolverCase.Of(solver) };
                    Solution solution = new PathSolver(LossCase.Of(lossName).Loss, penalty) { Options = options }.FitAt(problem, lambda);
                    string where = $"{variant}, share {share}, tolerance {tolerance}: {solution}";
                    Check(slow, solution, best, tolerance, penalty, where);
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_StoppedByTheEpochLimit_StillReportsAGapThatHolds(string lossName, string penaltyName, string shape, string solver, bool sparse)
    {
        Penalty penalty = Shapes.Single(s => s.Name == shape).Make(PenaltyCase.Of(penaltyName));
        foreach (Variant variant in Variant.All)
        {
            (SlowProblem slow, double lambda, double best) = Reference(lossName, penaltyName, shape, variant, 0.03);
            foreach (int epochs in new[] { 1, 2, 5 })
            {
                // As a path of one lambda, far from where it starts.
                FitOptions options = variant.Options with { Tolerance = 1e-12, MaxEpochs = epochs, Solver = SolverCase.Of(solver) };
                var path = new PathSolver(LossCase.Of(lossName).Loss, penalty) { Options = options, Grid = new LambdaGrid { Values = [lambda] } };
                Solution solution = path.Fit(variant.Problem(Data(lossName), sparse))[0];
                double suboptimality = (slow.Objective(solution) - best) / slow.NullLoss;
                Assert.IsFalse(solution.DualityGap < suboptimality - Rounding, $"{variant}, {epochs} epochs: suboptimality {suboptimality}, {solution}");
            }
        }
    }

    private static void Check(SlowProblem slow, Solution solution, double best, double tolerance, Penalty penalty, string where)
    {
        double suboptimality = (slow.Objective(solution) - best) / slow.NullLoss;
        Assert.AreEqual(slow.Objective(solution), solution.Objective, 1e-11 * (1 + slow.NullLoss), where);
        Assert.AreEqual(slow.DevianceExplained(solution), solution.DevianceExplained, 1e-10, where);
        if (double.IsNaN(penalty.DualBound(1)))
        {
            Assert.IsTrue(double.IsNaN(solution.DualityGap), where);
            Assert.AreEqual(FitStatus.Converged, solution.Status, where);
            Assert.IsLessThanOrEqualTo(tolerance, solution.KktResidual, where);
            Assert.IsLessThanOrEqualTo(10 * tolerance, suboptimality, where);
            Assert.IsLessThanOrEqualTo(Math.Max(10 * tolerance, 1e-12), slow.Kkt(solution), where);
            return;
        }

        Assert.IsGreaterThanOrEqualTo(suboptimality - Rounding, solution.DualityGap, $"suboptimality {suboptimality}, {where}");
        if (tolerance >= 1e-10)
        {
            Assert.AreEqual(FitStatus.Converged, solution.Status, where);
            Assert.IsLessThanOrEqualTo(tolerance, solution.DualityGap, where);
        }
        else
        {
            Assert.IsLessThanOrEqualTo(1e-6, slow.Kkt(solution), where);
        }
    }

    private static (double[] X, double[] Y) Data(string lossName) => LossCase.Of(lossName).Problem(Rows, Columns, seed: 7, density: 0.6, noise: 1.5);

    private static (SlowProblem Slow, double Lambda, double Best) Reference(string lossName, string penaltyName, string shape, Variant variant, double share) =>
        References.GetOrAdd((lossName, penaltyName, shape, variant, share), _ =>
        {
            (double[] x, double[] y) = Data(lossName);
            Penalty penalty = Shapes.Single(s => s.Name == shape).Make(PenaltyCase.Of(penaltyName));
            var slow = new SlowProblem(x, y, LossCase.Of(lossName).Loss, penalty, variant.Options, variant.WeightsFor(Rows), variant.OffsetsFor(Rows));
            double lambda = share * slow.NullGradient.Max(Math.Abs) / Math.Max(0.1, penalty.ZeroThreshold(1));
            (double intercept, double[] b) = slow.Solve(lambda);
            Assert.IsLessThanOrEqualTo(1e-9, slow.Kkt(lambda, intercept, b), $"the slow solver itself, {variant}");
            return (slow, lambda, slow.Objective(lambda, intercept, b));
        });

    /// <summary>What may be given with a problem.</summary>
    private sealed record Variant(bool Weights, bool Offsets, bool Standardize, bool Intercept)
    {
        private static readonly bool[] Both = [false, true];

        public static readonly Variant[] All = [.. from w in Both from o in Both from s in Both from i in Both select new Variant(w, o, s, i)];

        public FitOptions Options => FitOptions.Default with { Standardize = Standardize, Intercept = Intercept, Threads = 1 };

        public double[]? WeightsFor(int rows) => Weights ? [.. Enumerable.Range(0, rows).Select(i => i % 7 == 3 ? 0 : 0.5 + (i % 5))] : null;

        public double[]? OffsetsFor(int rows) => Offsets ? [.. Enumerable.Range(0, rows).Select(i => Math.Sin(i) - 0.3)] : null;

        public TrainingProblem Problem((double[] X, double[] Y) data, bool sparse) =>
            new(sparse ? TestProblems.Sparse(data.X, Rows, Columns) : DesignMatrix.FromColumns(data.X, Rows, Columns), data.Y)
            {
                Weights = WeightsFor(Rows),
                Offsets = OffsetsFor(Rows),
            };
    }
}
