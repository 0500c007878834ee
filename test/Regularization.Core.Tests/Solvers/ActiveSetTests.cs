namespace Regularization.Tests;

/// <summary>Steps on single columns against many epochs of coordinate descent, written anew here.</summary>
[TestClass]
public class ActiveSetTests
{
    private const int Rows = 20;

    /// <summary>So many epochs are a minimum wherever columns are not copies.</summary>
    private const int OracleEpochs = 20_000;

    [TestMethod]
    [DataRow("plain")]
    [DataRow("copies")]
    [DataRow("nearly copies")]
    [DataRow("bounds")]
    [DataRow("some without penalty")]
    [DataRow("a column of zeros")]
    public void Descend_SmallProblems_ComesToTheMinimum(string kind)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            Problem problem = new(kind, seed);
            double[] beta = problem.Start(seed % 2 == 1), q = problem.Gradient(beta), oracle = problem.Minimum();
            int steps = 0;
            var set = new ActiveSet(problem.Gram, problem.Size, q, problem.View(beta), new SupportFactor(1e-11));
            bool settled = set.Descend(1e-22, ActiveSet.MostSteps(problem.Size), ref steps, default);
            Assert.IsTrue(settled, $"{kind} {seed}");
            Assert.IsGreaterThan(0, steps);
            Assert.AreEqual(problem.Objective(oracle), problem.Objective(beta), 1e-9, $"{kind} {seed}");
            double[] expected = problem.Gradient(beta);
            for (int k = 0; k < problem.Size; k++)
            {
                Assert.IsTrue(beta[k] >= problem.Lower[k] && beta[k] <= problem.Upper[k], $"{kind} {seed}: bound");
                Assert.AreEqual(expected[k], q[k], 1e-9, $"{kind} {seed}: gradient");
            }
        }
    }

    [TestMethod]
    public void Descend_NothingVisited_IsDone()
    {
        int steps = 0;
        Problem problem = new("plain", 1);
        var set = new ActiveSet(problem.Gram, problem.Size, problem.Gradient(new double[problem.Size]), problem.View(new double[problem.Size]) with { Visit = [] }, new SupportFactor(1e-11));
        Assert.IsTrue(set.Descend(1e-12, 10, ref steps, default));
    }

    [TestMethod]
    public void Descend_StepsUsedUpOrCancelled_IsNotDone()
    {
        Problem problem = new("plain", 2);
        foreach (bool isCanceled in new[] { false, true })
        {
            int steps = 0;
            double[] beta = new double[problem.Size], q = problem.Gradient(beta);
            var set = new ActiveSet(problem.Gram, problem.Size, q, problem.View(beta), new SupportFactor(1e-11));
            Assert.IsFalse(set.Descend(1e-22, isCanceled ? 100 : 1, ref steps, new CancellationToken(isCanceled)));
            Assert.AreEqual(isCanceled ? 0 : 1, steps);
        }
    }

    private sealed class Problem
    {
        private readonly double[] _c;

        public Problem(string kind, int seed)
        {
            var random = new Random(seed);
            Size = 3 + (seed % 9);
            double[] z = [.. Enumerable.Range(0, Rows * Size).Select(_ => (2 * random.NextDouble()) - 1)], y = [.. Enumerable.Range(0, Rows).Select(_ => (4 * random.NextDouble()) - 2)];
            for (int j = 1; j < Size; j++)
            {
                for (int i = 0; i < Rows && kind is "copies" or "nearly copies" or "a column of zeros"; i++)
                {
                    double first = z[i] * (j % 2 == 0 ? 1 : -1), noise = kind == "nearly copies" ? 1e-3 * z[(j * Rows) + i] : 0;
                    z[(j * Rows) + i] = kind == "a column of zeros" ? (j == 1 ? 0 : z[(j * Rows) + i]) : j < 3 ? first + noise : z[(j * Rows) + i];
                }
            }

            (Gram, _c) = (new double[Size * Size], new double[Size]);
            for (int k = 0; k < Size; k++)
            {
                _c[k] = Dot(k, y);
                for (int l = 0; l < Size; l++)
                {
                    Gram[(k * Size) + l] = Dot(k, z.AsSpan(l * Rows, Rows));
                }
            }

            L1 = [.. Enumerable.Range(0, Size).Select(k => kind == "some without penalty" && k % 3 == 0 ? 0 : 0.05 + (0.1 * random.NextDouble()))];
            L2 = [.. Enumerable.Range(0, Size).Select(k => k % 2 == 0 ? 0 : 0.1)];
            Lower = [.. Enumerable.Range(0, Size).Select(k => kind != "bounds" ? double.NegativeInfinity : k % 2 == 0 ? 0 : -0.2)];
            Upper = [.. Enumerable.Range(0, Size).Select(k => kind != "bounds" ? double.PositiveInfinity : k % 3 == 0 ? 0.1 : 0.3)];

            double Dot(int k, ReadOnlySpan<double> other)
            {
                double sum = 0;
                for (int i = 0; i < Rows; i++)
                {
                    sum += z[(k * Rows) + i] * other[i];
                }

                return sum / Rows;
            }
        }

        public int Size { get; }

        public double[] Gram { get; }

        public double[] L1 { get; }

        public double[] L2 { get; }

        public double[] Lower { get; }

        public double[] Upper { get; }

        public CoordinateView View(double[] beta) => new()
        {
            Visit = Enumerable.Range(0, Size).ToArray(),
            Columns = [],
            Center = [],
            InverseScale = [],
            Curvature = Enumerable.Range(0, Size).Select(k => Gram[(k * Size) + k]).ToArray(),
            L1 = L1,
            L2 = L2,
            Lower = Lower,
            Upper = Upper,
            Beta = beta,
        };

        /// <summary>Zeros, or all at a bound or beyond where they belong.</summary>
        public double[] Start(bool isFar) => [.. Enumerable.Range(0, Size).Select(k => isFar ? Math.Clamp(k % 2 == 0 ? 2.0 : -2, Lower[k], Upper[k]) : 0)];

        public double[] Gradient(double[] beta)
        {
            double[] q = [.. _c];
            for (int k = 0; k < Size; k++)
            {
                for (int l = 0; l < Size; l++)
                {
                    q[k] -= Gram[(k * Size) + l] * beta[l];
                }
            }

            return q;
        }

        public double Objective(double[] beta)
        {
            double sum = 0;
            double[] q = Gradient(beta);
            for (int k = 0; k < Size; k++)
            {
                sum += (-beta[k] * (_c[k] + q[k]) / 2) + (L1[k] * Math.Abs(beta[k])) + (L2[k] / 2 * beta[k] * beta[k]);
            }

            return sum;
        }

        public double[] Minimum()
        {
            var beta = new double[Size];
            for (int epoch = 0; epoch < OracleEpochs; epoch++)
            {
                for (int k = 0; k < Size; k++)
                {
                    double a = Gram[(k * Size) + k], z = _c[k] + (a * beta[k]);
                    for (int l = 0; l < Size; l++)
                    {
                        z -= Gram[(k * Size) + l] * beta[l];
                    }

                    beta[k] = a > 0 ? Math.Clamp(Math.CopySign(Math.Max(Math.Abs(z) - L1[k], 0), z) / (a + L2[k]), Lower[k], Upper[k]) : 0;
                }
            }

            return beta;
        }
    }
}
