namespace Regularization.Tests;

[TestClass]
public class DescentKernelTests
{
    public static IEnumerable<object[]> Names => KernelCases.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Dense_AllLengths_EqualsNaive(string name)
        => CheckAllLengths(name, 6, (problem, kernels) => problem.Dense(kernels, 3));

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Sparse_AllLengths_EqualsNaive(string name)
        => CheckAllLengths(name, 6, (problem, kernels) => problem.Sparse(kernels, 3));

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Covariance_AllSizes_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        for (int size = 1; size <= 70; size++)
        {
            DescentCase problem = new(size, 80, size + 1, size % 2 == 0, true);
            AssertSame(problem.Covariance(KernelCases.Naive, 4), problem.Covariance(kernels, 4), $"{name}, {size} positions");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Covariance_LargeAndMisaligned_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(21);
        foreach (int size in new[] { 255, 256, 257, 600 })
        {
            for (int offset = 0; offset < 8; offset++)
            {
                Memory<double> gram = KernelCases.Doubles(random, size * size, offset);
                for (int k = 0; k < size; k++)
                {
                    gram.Span[(k * size) + k] = size;
                    for (int l = 0; l < k; l++)
                    {
                        gram.Span[(l * size) + k] = gram.Span[(k * size) + l];
                    }
                }

                Memory<double> q = KernelCases.Doubles(random, size, (offset + 3) % 8);
                double[] expected = q.ToArray();
                double[] one = KernelCases.Constant(size, 1);
                CoordinateView at = new()
                {
                    Visit = Enumerable.Range(0, size).Reverse().ToArray(),
                    Columns = default,
                    Center = default,
                    InverseScale = default,
                    Curvature = KernelCases.Constant(size, size),
                    L1 = KernelCases.Constant(size, 0.3),
                    L2 = one,
                    Lower = KernelCases.Constant(size, double.NegativeInfinity),
                    Upper = one,
                    Beta = new double[size],
                };
                EpochProgress progress = new() { MaxEpochs = 2, Tolerance = -1 };
                KernelCases.Naive.CoordinateDescent(gram.Span, size, expected, at, ref progress);
                double[] beta = at.Beta.ToArray();
                at.Beta.Clear();
                kernels.CoordinateDescent(gram.Span, size, q.Span, at, ref progress);
                KernelCases.AssertClose(beta, at.Beta, 1, $"{name}, beta of {size}, offset {offset}");
                KernelCases.AssertClose(expected, q.Span, size, $"{name}, q of {size}, offset {offset}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Descent_ThreeForms_Agree(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        foreach (bool weighted in new[] { false, true })
        {
            foreach (bool centered in new[] { false, true })
            {
                DescentCase problem = new(22, 120, 15, weighted, centered);
                string message = $"{name}, weighted {weighted}, centered {centered}";
                DescentResult dense = problem.Dense(kernels, 20);
                DescentResult sparse = problem.Sparse(kernels, 20);
                DescentResult covariance = problem.Covariance(kernels, 20);
                KernelCases.AssertClose(dense.Beta, sparse.Beta, 10, $"{message}, sparse beta");
                KernelCases.AssertClose(dense.Residual, sparse.Residual, 10, $"{message}, sparse residual");
                KernelCases.AssertClose(dense.Beta, covariance.Beta, 10, $"{message}, covariance beta");
                KernelCases.AssertClose(problem.Gradient(dense.Residual), covariance.Residual, 100, $"{message}, covariance gradient");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Descent_Converged_IsOptimal(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        DescentCase problem = new(23, 200, 12, true, true);
        DescentResult result = problem.Dense(kernels, 1000, 1e-26);
        Assert.IsLessThan(1000, result.Progress.Epochs);
        double[] gradient = problem.Gradient(result.Residual);
        for (int k = 0; k < problem.Size; k++)
        {
            double b = result.Beta[k];
            double slope = gradient[k] - (problem.L2[k] * b); // of the smooth part, downhill
            string message = $"{name}, position {k}, coefficient {b}";
            if (problem.Curvature[k] <= 0 || b == problem.Lower[k] || b == problem.Upper[k])
            {
                Assert.IsTrue(problem.Curvature[k] <= 0 || (b == problem.Lower[k] ? slope <= problem.L1[k] + 1e-9 : slope >= 0), message);
            }
            else if (b == 0)
            {
                Assert.IsLessThanOrEqualTo(problem.L1[k] + 1e-9, Math.Abs(slope), message);
            }
            else
            {
                Assert.AreEqual(problem.L1[k] * Math.Sign(b), slope, 1e-9, message);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Descent_Tolerance_StopsWhereNaiveDoes(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        DescentCase problem = new(24, 150, 10, false, true);
        foreach (double tolerance in new[] { 1e-3, 1e-6, 1e-9 })
        {
            DescentResult expected = problem.Dense(KernelCases.Naive, 500, tolerance);
            Assert.AreEqual(expected.Progress.Epochs, problem.Dense(kernels, 500, tolerance).Progress.Epochs);
            Assert.AreEqual(expected.Progress.Epochs, problem.Sparse(kernels, 500, tolerance).Progress.Epochs);
            Assert.AreEqual(expected.Progress.Epochs, problem.Covariance(kernels, 500, tolerance).Progress.Epochs);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Descent_NoEpochsOrNothingToVisit_ChangesNothing(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        DescentCase problem = new(25, 30, 5, false, true);
        Assert.AreEqual(0, problem.Dense(kernels, 0).Progress.Epochs);
        Assert.AreEqual(0, problem.Sparse(kernels, 0).Progress.Epochs);
        Assert.AreEqual(0, problem.Covariance(kernels, 0).Progress.Epochs);
        problem.Visit = [];
        foreach (DescentResult result in new[] { problem.Dense(kernels, 9, 0), problem.Sparse(kernels, 9, 0), problem.Covariance(kernels, 9, 0) })
        {
            Assert.AreEqual(1, result.Progress.Epochs);
            Assert.AreEqual(0, result.Progress.MaxChange);
            CollectionAssert.AreEqual(new double[problem.Size], result.Beta);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Descent_NaNResidual_IsReportedAndStops(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        DescentCase problem = new(26, 60, 8, true, true);
        problem.Target[17] = double.NaN;
        foreach (DescentResult result in new[] { problem.Dense(kernels, 50), problem.Sparse(kernels, 50), problem.Covariance(kernels, 50) })
        {
            Assert.IsTrue(double.IsNaN(result.Progress.MaxChange));
            Assert.AreEqual(1, result.Progress.Epochs);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Descent_NaNOfOneCoordinate_IsNotOutdoneByLaterOnes(string name)
    {
        // The middle one is NaN by its own curvature; with a diagonal Gram matrix the others stay finite.
        KernelSet kernels = KernelCases.Get(name);
        double[] q = [1, 1, 1];
        double[] beta = new double[3];
        double[] zero = new double[3];
        CoordinateView at = new()
        {
            Visit = [0, 1, 2],
            Columns = default,
            Center = default,
            InverseScale = default,
            Curvature = [1, double.NaN, 1],
            L1 = zero,
            L2 = zero,
            Lower = KernelCases.Constant(3, -0.5),
            Upper = KernelCases.Constant(3, 0.5),
            Beta = beta,
        };
        EpochProgress progress = new() { MaxEpochs = 5, Tolerance = 0 };
        kernels.CoordinateDescent([1, 0, 0, 0, 1, 0, 0, 0, 1], 3, q, at, ref progress);
        Assert.IsTrue(double.IsNaN(progress.MaxChange));
        Assert.AreEqual(0.5, beta[0]);
        Assert.IsTrue(double.IsNaN(beta[1]), "the bounds swallowed the NaN");
    }

    private static void CheckAllLengths(string name, int columns, Func<DescentCase, KernelSet, DescentResult> run)
    {
        KernelSet kernels = KernelCases.Get(name);
        foreach (int rows in KernelCases.Lengths.Where(rows => rows is > 0 and < 4000))
        {
            DescentCase problem = new(rows, rows, columns, rows % 2 == 0, rows % 3 != 0);
            AssertSame(run(problem, KernelCases.Naive), run(problem, kernels), $"{name}, {rows} rows");
        }
    }

    private static void AssertSame(DescentResult expected, DescentResult actual, string message)
    {
        Assert.AreEqual(expected.Progress.Epochs, actual.Progress.Epochs, message);
        KernelCases.AssertClose([expected.Progress.MaxChange], [actual.Progress.MaxChange], 100, $"{message}, max change");
        KernelCases.AssertClose(expected.Beta, actual.Beta, 100, $"{message}, beta");
        KernelCases.AssertClose(expected.Residual, actual.Residual, 100, $"{message}, residual");
    }
}
