namespace Regularization.Tests;

[TestClass]
public class GemmKernelTests
{
    private static readonly (bool A, bool B)[] Transposes = [(false, false), (false, true), (true, false), (true, true)];

    public static IEnumerable<object[]> Names => KernelCases.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Gemm_AllSmallShapes_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(41);
        for (int m = 0; m <= 20; m++)
        {
            for (int n = 0; n <= 20; n++)
            {
                for (int k = 0; k <= 20; k++)
                {
                    // all kinds of misaligned starts and strides beyond the width
                    int kind = (m * 7) + (n * 3) + k;
                    foreach ((bool transposeA, bool transposeB) in Transposes)
                    {
                        CheckGemm(kernels, random, new Product(transposeA, transposeB, m, n, k, Gap: kind % 4, Offset: kind % 17), name);
                    }
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Gemm_ShapesOfNetworks_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(42);
        // forward and back through layers, weight gradients; one beyond each block of the kernels; one row, one column, one term
        (int M, int N, int K)[] shapes =
        [
            (128, 256, 784), (64, 256, 784), (392, 256, 128), (64, 10, 256), (64, 256, 10), (128, 10, 128), (32, 8, 13), (13, 5, 32),
            (145, 33, 385), (289, 65, 100), (25, 47, 769), (1, 256, 784), (256, 1, 784), (300, 300, 1), (1, 1, 1000), (24, 96, 50), (36, 31, 50),
        ];
        foreach ((int m, int n, int k) in shapes)
        {
            foreach ((bool transposeA, bool transposeB) in Transposes)
            {
                CheckGemm(kernels, random, new Product(transposeA, transposeB, m, n, k, Gap: m % 3, Offset: n % 8), name);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Gemm_NotFiniteValues_ReachOnlyTheirRowOrColumn(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(43);
        foreach ((bool transposeA, bool transposeB) in Transposes)
        {
            foreach ((int m, int n, int k) in new[] { (5, 9, 7), (13, 35, 6), (40, 50, 30) })
            {
                foreach (float value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
                {
                    float[] a = KernelCases.Floats(random, m * k).ToArray(), b = KernelCases.Floats(random, k * n).ToArray(), spoilt = [.. a];
                    int aStride = transposeA ? m : k, bStride = transposeB ? k : n;
                    spoilt[random.Next(spoilt.Length)] = value;
                    CheckGemm(kernels, new Product(transposeA, transposeB, m, n, k), spoilt, aStride, b, bStride, n, $"{name}, {value} in A");
                    CheckGemm(kernels, new Product(transposeA, transposeB, m, n, k), a, aStride, b, bStride, n, $"{name}, after {value} in A");
                    spoilt = [.. b];
                    spoilt[random.Next(spoilt.Length)] = value;
                    CheckGemm(kernels, new Product(transposeA, transposeB, m, n, k), a, aStride, spoilt, bStride, n, $"{name}, {value} in B");
                    CheckGemm(kernels, new Product(transposeA, transposeB, m, n, k), a, aStride, b, bStride, n, $"{name}, after {value} in B");
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Gemm_WithoutAccumulate_OverwritesNaN(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        foreach (int k in new[] { 0, 1, 800 })
        {
            float[] c = [.. Enumerable.Repeat(float.NaN, 7 * 9)];
            kernels.Gemm(false, false, 7, 9, k, new float[7 * k], k, new float[k * 9], 9, c, 9, accumulate: false);
            CollectionAssert.AreEqual(new float[7 * 9], c, $"{name}, k = {k}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Gemm_ArgumentsThatDoNotFit_AreRefused(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        float[] twelve = new float[12];
        void Refused(string parameter, int m, int n, int k, int aStride, int bStride, int cStride, bool transpose = false)
        {
            ArgumentException refusal = Assert.ThrowsExactly<ArgumentException>(() => kernels.Gemm(transpose, transpose, m, n, k, twelve, aStride, twelve, bStride, twelve, cStride, false));
            Assert.AreEqual(parameter, refusal.ParamName, refusal.Message);
        }

        kernels.Gemm(false, false, 3, 3, 4, twelve, 4, twelve, 3, new float[9], 3, false);
        kernels.Gemm(true, true, 3, 3, 4, twelve, 3, twelve, 4, new float[9], 3, false);
        Refused("a", -1, 3, 4, 4, 3, 3);
        Refused("b", 3, -1, 4, 4, 3, 3);
        Refused("a", 3, 3, -1, 4, 3, 3);
        Refused("a", 3, 3, 4, 3, 3, 3);
        Refused("b", 3, 3, 4, 4, 2, 3);
        Refused("c", 3, 3, 4, 4, 3, 2);
        Refused("a", 4, 3, 4, 4, 3, 3);
        Refused("b", 3, 4, 4, 4, 4, 4);
        Refused("c", 4, 4, 3, 3, 4, 4);
        Refused("a", 3, 3, 4, 2, 4, 3, transpose: true);
        Refused("b", 3, 3, 4, 3, 3, 3, transpose: true);
        Refused("a", int.MaxValue, 1, int.MaxValue, int.MaxValue, 1, 1);
    }

    private static void CheckGemm(KernelSet kernels, Random random, in Product p, string message)
    {
        (int aRows, int aColumns) = p.TransposeA ? (p.K, p.M) : (p.M, p.K);
        (int bRows, int bColumns) = p.TransposeB ? (p.N, p.K) : (p.K, p.N);
        int aStride = aColumns + p.Gap, bStride = bColumns + ((p.Gap + 1) % 4), cStride = p.N + ((p.Gap + 2) % 4);
        ReadOnlySpan<float> a = KernelCases.Floats(random, aRows * aStride, p.Offset).Span, b = KernelCases.Floats(random, bRows * bStride, p.Offset / 2).Span;
        CheckGemm(kernels, p, a, aStride, b, bStride, cStride, message);
    }

    /// <summary>All of C's memory is compared: what is between its rows and after its end must stay.</summary>
    private static void CheckGemm(KernelSet kernels, in Product p, ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, int cStride, string message)
    {
        foreach (bool accumulate in new[] { false, true })
        {
            float[] expected = [.. Enumerable.Range(0, (p.M * cStride) + p.Offset + 20).Select(i => i * 0.25f % 8)], actual = [.. expected];
            KernelCases.Naive.Gemm(p.TransposeA, p.TransposeB, p.M, p.N, p.K, a, aStride, b, bStride, expected.AsSpan(p.Offset), cStride, accumulate);
            kernels.Gemm(p.TransposeA, p.TransposeB, p.M, p.N, p.K, a, aStride, b, bStride, actual.AsSpan(p.Offset), cStride, accumulate);
            KernelCases.AssertClose(expected, actual, 5 + (0.5 * p.K), $"{message}, {p}, accumulate {accumulate}");
        }
    }

    private readonly record struct Product(bool TransposeA, bool TransposeB, int M, int N, int K, int Gap = 0, int Offset = 0);
}
