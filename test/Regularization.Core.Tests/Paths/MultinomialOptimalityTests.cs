namespace Regularization.Tests;

/// <summary>Every penalty with multinomial models, in every form of the data: the optimality conditions hold, or the pair is refused with the reason.</summary>
[TestClass]
public class MultinomialOptimalityTests
{
    private const int Rows = 45;
    private const int Columns = 6;
    private const int Classes = 3;

    private static readonly bool[] Both = [false, true];

    /// <summary>What is done to each penalty: factors, a lower and an upper bound.</summary>
    private static readonly (string Name, double[]? Factors, double Lower, double Upper)[] Shapes =
    [
        ("plain", null, double.NegativeInfinity, double.PositiveInfinity),
        ("factors", [0, 1, 2.5, 1, 0.3, 0.7], double.NegativeInfinity, double.PositiveInfinity),
        ("bounds", [1, 1, 2.5, 0, 0.3, 0.7], -0.1, 0.3),
    ];

    public static IEnumerable<object[]> Cases =>
        from penalty in PenaltyCase.All
        from shape in Shapes
        from grouped in Both
        from sparse in Both
        select new object[] { penalty.Name, shape.Name, grouped, sparse };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void FitAt_EveryCombination_IsOptimalOrRefused(string penaltyName, string shapeName, bool grouped, bool sparse)
    {
        (string _, double[]? factors, double lower, double upper) = Shapes.Single(s => s.Name == shapeName);
        bool isBounded = double.IsFinite(lower);
        Penalty penalty = PenaltyCase.Of(penaltyName) with
        {
            Factors = factors,
            LowerBounds = isBounded ? [lower] : null,
            UpperBounds = isBounded ? [upper] : null,
        };
        if (penalty is not ElasticNetPenalty elasticNet)
        {
            Assert.Contains(penalty.Name, Assert.ThrowsExactly<ArgumentException>(() => new MultinomialPathSolver(penalty)).Message);
            return;
        }

        if (grouped && isBounded)
        {
            Assert.Contains("bounds", Assert.ThrowsExactly<ArgumentException>(() => new MultinomialPathSolver(penalty) { Grouped = true }).Message);
            return;
        }

        foreach ((bool weights, bool offsets, bool standardize, bool intercept) in from w in Both from o in Both from s in Both from i in Both select (w, o, s, i))
        {
            double[] w = [.. Enumerable.Range(0, Rows).Select(i => weights ? (i % 7 == 3 ? 0 : 0.5 + (i % 5)) : 1)];
            (TrainingProblem problem, double[][] rows, int[] labels) = Problem(sparse, weights ? w : null, offsets);
            double[] scales = standardize ? Deviations(rows, w) : [.. Enumerable.Repeat(1.0, Columns)];
            var slow = new SlowMultinomial([.. rows.Select(r => r.Select((v, j) => v / scales[j]).ToArray())], labels, w, Classes)
            {
                L1Ratio = elasticNet.L1Ratio,
                Factors = factors,
                Grouped = grouped,
                Intercept = intercept,
                Offsets = offsets ? [.. Enumerable.Range(0, Rows).Select(i => Enumerable.Range(0, Classes).Select(k => Offset(k, i)).ToArray())] : null,
            };
            FitOptions options = FitOptions.Default with { Standardize = standardize, Intercept = intercept, Threads = 1, Tolerance = 1e-13 };
            foreach (int largestMatrix in standardize == intercept ? [1000, 0] : (int[])[1000])     // 0: without a matrix
            {
                MultinomialSolution solution = new MultinomialPathSolver(penalty) { Grouped = grouped, Options = options, LargestMatrix = largestMatrix }.FitAt(problem, 0.03);
                string where = $"weights {weights}, offsets {offsets}, standardize {standardize}, intercept {intercept}, matrix {largestMatrix}: {solution}";
                double[][] b = [.. solution.Coefficients.Select(c => c.ToDense().Select((v, j) => v * scales[j]).ToArray())];

                // Bounds are of coefficients as they are, and so of scale · bound where features were standardised.
                double kkt = slow.Kkt(0.03, [.. solution.Intercepts], b, isBounded ? [.. scales.Select(s => (s * lower, s * upper))] : null);
                Assert.IsLessThanOrEqualTo(1e-6, kkt, where);
                Assert.AreEqual(slow.Objective(0.03, [.. solution.Intercepts], b), solution.Objective, 1e-11, where);
                Assert.IsTrue(b.Any(ofClass => ofClass.Any(v => v != 0)), where);
            }
        }
    }

    private static double Offset(int k, int i) => Math.Sin((3 * i) + k) - (0.3 * k);

    private static double[] Deviations(double[][] rows, double[] w)
    {
        double total = w.Sum();
        return [.. Enumerable.Range(0, Columns).Select(j =>
        {
            double mean = rows.Select((r, i) => w[i] * r[j]).Sum() / total;
            return Math.Sqrt(rows.Select((r, i) => w[i] * (r[j] - mean) * (r[j] - mean)).Sum() / total);
        })];
    }

    private static (TrainingProblem Problem, double[][] Rows, int[] Labels) Problem(bool sparse, double[]? weights, bool offsets)
    {
        (double[] x, double[] eta) = TestProblems.Random(Rows, Columns, 11, density: 0.6);
        double[] sorted = [.. eta.Order()], y = [.. eta.Select((e, i) => (double)((Array.IndexOf(sorted, e) + (i % 5 == 0 ? Rows / 2 : 0)) % Rows * Classes / Rows))];
        double[][] rows = [.. Enumerable.Range(0, Rows).Select(i => Enumerable.Range(0, Columns).Select(j => (double)(float)x[(j * Rows) + i]).ToArray())];
        DesignMatrix design = sparse ? TestProblems.Sparse(x, Rows, Columns) : DesignMatrix.FromColumns(x, Rows, Columns);
        var problem = new TrainingProblem(design, y)
        {
            Weights = weights,
            ClassOffsets = offsets ? [.. Enumerable.Range(0, Classes * Rows).Select(i => Offset(i / Rows, i % Rows))] : null,
        };
        return (problem, rows, [.. y.Select(v => (int)v)]);
    }
}
