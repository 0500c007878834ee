namespace Regularization.Tests;

[TestClass]
public class CholeskyKernelTests
{
    public static IEnumerable<object[]> Names => KernelCases.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Cholesky_AllSizes_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(61);
        foreach (int size in (int[])[.. Enumerable.Range(0, 71), 95, 96, 97, 120, 121, 191, 200, 333])
        {
            int stride = size + (size % 3);
            double[] a = Positive(random, size, stride), expected = [.. a], actual = [.. a];
            Assert.IsTrue(KernelCases.Naive.Cholesky(expected, size, stride, 0));
            Assert.IsTrue(kernels.Cholesky(actual, size, stride, 0), $"{name}, size {size}");
            KernelCases.AssertClose(expected, actual, 10 * Math.Sqrt(size + 1), $"{name}, size {size}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Cholesky_RowsKept_EqualsAllAnew(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(62);
        foreach ((int size, int keep) in new[] { (30, 24), (60, 24), (60, 48), (100, 72), (150, 96), (200, 120), (250, 240), (250, 0), (48, 48), (50, 50), (240, 216) })
        {
            double[] a = Positive(random, size, size), expected = [.. a], actual = [.. a];
            KernelCases.Naive.Cholesky(expected, size, size, 0);
            expected.AsSpan(0, keep * size).CopyTo(actual);
            Assert.IsTrue(kernels.Cholesky(actual, size, size, keep), $"{name}, {keep} of {size}");
            KernelCases.AssertClose(expected, actual, 10 * Math.Sqrt(size), $"{name}, {keep} of {size}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Cholesky_NotPositive_IsFalse(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(63);
        foreach (int size in new[] { 1, 2, 5, 24, 70, 97, 130 })
        {
            for (int at = 0; at < size; at += 1 + (size / 10))
            {
                foreach (double value in new[] { -1e-3, 0, double.NaN, double.PositiveInfinity })
                {
                    double[] a = Positive(random, size, size);
                    a[(at * size) + at] = value;
                    Assert.IsFalse(kernels.Cholesky(a, size, size, 0), $"{name}, {value} at {at} of {size}");
                    a = Positive(random, size, size);
                    if (at > 0 && !(value <= 0))
                    {
                        a[(at * size) + (at / 2)] = value;
                        Assert.IsFalse(kernels.Cholesky(a, size, size, 0), $"{name}, {value} left of {at} of {size}");
                    }
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Cholesky_NearlyDependentRows_SolvesToTheResidualOfRounding(string name)
    {
        // As of a design with columns that differ by 1e-5 of their length: the factor is inaccurate, its product is not.
        KernelSet kernels = KernelCases.Get(name);
        const int Size = 130, Length = 400;
        double[] z = KernelCases.Doubles(new Random(64), Size * Length).ToArray(), a = new double[Size * Size];
        for (int k = 1; k < Size; k += 2)
        {
            for (int i = 0; i < Length; i++)
            {
                z[(k * Length) + i] = z[((k - 1) * Length) + i] + (1e-5 * z[(k * Length) + i]);
            }
        }

        for (int k = 0; k < Size; k++)
        {
            for (int l = 0; l <= k; l++)
            {
                a[(k * Size) + l] = System.Numerics.Tensors.TensorPrimitives.Dot<double>(z.AsSpan(k * Length, Length), z.AsSpan(l * Length, Length));
            }
        }

        double[] factor = [.. a];
        Assert.IsTrue(kernels.Cholesky(factor, Size, Size, 0), name);
        for (int k = 0; k < Size; k++)
        {
            for (int l = 0; l <= k; l++)
            {
                double product = 0;
                for (int m = 0; m <= l; m++)
                {
                    product += factor[(k * Size) + m] * factor[(l * Size) + m];
                }

                Assert.AreEqual(a[(k * Size) + l], product, 1e-14 * 10 * Length, $"{name}, {k}, {l}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Cholesky_ArgumentsThatDoNotFit_AreRefused(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        foreach ((int length, int size, int stride, int keep, string parameter) in new[] { (8, 3, 3, 0, "a"), (9, 3, 2, 0, "a"), (9, -1, 3, 0, "a"), (9, 3, 3, 4, "to"), (9, 3, 3, -1, "to") })
        {
            ArgumentException refusal = Assert.ThrowsExactly<ArgumentException>(() => kernels.Cholesky(new double[length], size, stride, keep));
            Assert.AreEqual(parameter, refusal.ParamName, refusal.Message);
        }
    }

    [TestMethod]
    public void Factor_LeadingRowsOfAnEarlierOne_SolvesAsWithoutIt()
    {
        Random random = new(65);
        const int Size = 140;
        double[] a = Positive(random, Size, Size);
        foreach ((int before, int keep) in new[] { (100, 100), (120, 77), (140, 23), (140, 140), (50, 24) })
        {
            double[] leading = new double[before * before], b = KernelCases.Doubles(random, Size).ToArray(), expected = [.. b];
            for (int i = 0; i < before; i++)
            {
                a.AsSpan(i * Size, before).CopyTo(leading.AsSpan(i * before));
            }

            Cholesky earlier = Cholesky.Factor(leading, before, 1e-3)!;
            Cholesky.Factor([.. a], Size, 1e-3)!.Solve(expected);
            Cholesky.Factor([.. a], Size, 1e-3, earlier, keep)!.Solve(b);
            KernelCases.AssertClose(expected, b, 10, $"{keep} rows of {before}");
        }
    }

    /// <summary>With anything above the diagonal and between the rows: it must stay.</summary>
    private static double[] Positive(Random random, int size, int stride)
    {
        double[] a = KernelCases.Doubles(random, size * stride).ToArray();
        for (int i = 0; i < size; i++)
        {
            a[(i * stride) + i] = 3 * Math.Sqrt(size) + random.NextDouble();
        }

        return a;
    }
}
