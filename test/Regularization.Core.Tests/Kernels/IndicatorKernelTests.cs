namespace Regularization.Tests;

/// <summary>Against the dense formulas, which know nothing of bits.</summary>
[TestClass]
public class IndicatorKernelTests
{
    private static readonly int[] Lengths = [0, 1, 7, 8, 63, 64, 65, 127, 500, 511, 512, 513, 1000, 1024, 1600];

    public static IEnumerable<object[]> Names => KernelCases.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Dot_AllLengths_EqualsDense(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(71);
        foreach (int rows in Lengths)
        {
            IndicatorCase x = new(random, rows, 11, 0.1 + (0.8 * random.NextDouble()));
            int[] columns = KernelCases.Columns(random, 13, 11), marked = [.. columns];
            (marked[2], marked[7]) = (-1, -5);
            double[] r = KernelCases.Doubles(random, 3 * (rows + 2)).ToArray();
            foreach (bool accumulate in new[] { false, true })
            {
                double[] expected = KernelCases.Constant(3 * 14, 0.5), actual = [.. expected];
                KernelCases.Naive.Dot(x.DenseView, columns, r, rows + 2, 3, expected, 14, accumulate);
                kernels.Dot(x.View, marked, r, rows + 2, 3, actual, 14, accumulate);
                for (int c = 0; c < 3; c++)
                {
                    (expected[(c * 14) + 2], expected[(c * 14) + 7]) = (0.5, 0.5);
                }

                KernelCases.AssertClose(expected, actual, 10 + rows, $"{name}, {rows} rows");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Dot_MoreColumnsThanAreTakenAtOnce_EqualsDense(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(72);
        IndicatorCase x = new(random, 700, 40, 0.3);
        int[] columns = KernelCases.Columns(random, 2500, 40);
        double[] r = KernelCases.Doubles(random, 700).ToArray(), expected = new double[2500], actual = new double[2500];
        KernelCases.Naive.Dot(x.DenseView, columns, r, 700, 1, expected, 2500, accumulate: false);
        kernels.Dot(x.View, columns, r, 700, 1, actual, 2500, accumulate: false);
        KernelCases.AssertClose(expected, actual, 100, name);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Add_AllLengthsAndCounts_EqualsDense(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(73);
        foreach (int rows in Lengths)
        {
            IndicatorCase x = new(random, rows, 9, 0.4);
            foreach (int count in new[] { 0, 1, 7, 8, 9, 31, 32, 33, 41, 70 })
            {
                int[] columns = KernelCases.Columns(random, count, 9), marked = [.. columns.Select((j, k) => k % 5 == 3 ? -1 : j)];
                double[] a = [.. KernelCases.Doubles(random, count).ToArray().Select((v, k) => k % 7 == 4 ? 0 : v)], others = [.. a.Select((v, k) => marked[k] < 0 ? 0 : v)];
                double[] expected = KernelCases.Doubles(random, rows).ToArray(), actual = [.. expected];
                KernelCases.Naive.Add(x.DenseView, columns, others, expected);
                kernels.Add(x.View, marked, a, actual);
                KernelCases.AssertClose(expected, actual, 10 + count, $"{name}, {rows} rows, {count} columns");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Gram_AllLengths_EqualsDense(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(74);
        foreach (int rows in Lengths)
        {
            IndicatorCase x = new(random, rows, 12, 0.4);
            foreach (double[] h in new[] { [], KernelCases.Positive(random, rows) })
            {
                if (h.Length == 0 || rows > 0)
                {
                    Check(kernels, random, x, h, rows % 5, $"{name}, {rows} rows, {(h.Length > 0 ? "weighted" : "uniform")}");
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Gram_MoreColumnsThanAreTakenAtOnce_EqualsDense(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(75);
        IndicatorCase x = new(random, 130, 600, 0.5);
        int[] all = [.. Enumerable.Range(0, 600)];
        double[] h = KernelCases.Positive(random, 130), none = new double[600], expected = new double[600 * 600], actual = new double[600 * 600];
        KernelCases.Naive.Gram(x.DenseView, all, all, 0, h, 0, none, none, expected, 600);
        kernels.Gram(x.View, all, all, 0, h, 0, actual, 600);
        KernelCases.AssertClose(expected, actual, 10, name);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Dot_NotFiniteInOneRow_ReachesTheColumnsThatHaveIt(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        IndicatorCase x = new(new Random(76), 200, 6, 0.5);
        int[] columns = [0, 1, 2, 3, 4, 5];
        double[] r = KernelCases.Constant(200, 1), result = new double[6];
        r[101] = double.NaN;
        kernels.Dot(x.View, columns, r, 200, 1, result, 6, accumulate: false);
        foreach (int j in columns)
        {
            Assert.AreEqual(x.Dense[(j * 200) + 101] != 0, double.IsNaN(result[j]), $"{name}, column {j}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Kernels_TooLittleMemory_AreRefused(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        ulong[] words = new ulong[8 * 3];
        Assert.ThrowsExactly<ArgumentException>(() => kernels.Add(new IndicatorView(words, 513, 3), [0], [1], new double[513]));
        Assert.ThrowsExactly<ArgumentException>(() => kernels.Add(new IndicatorView(words, 512, 3), [0], [1], new double[511]));
        Assert.ThrowsExactly<ArgumentException>(() => kernels.Add(new IndicatorView(words, 512, 3), [3], [1], new double[512]));
        Assert.ThrowsExactly<ArgumentException>(() => kernels.Dot(new IndicatorView(words, 512, 3), [0, 1], new double[511], 512, 1, new double[2], 2, false));
        Assert.ThrowsExactly<ArgumentException>(() => kernels.Gram(new IndicatorView(words, 512, 3), [0, 1], [0, 1], 0, new double[511], 0, new double[4], 2));
        Assert.ThrowsExactly<ArgumentException>(() => kernels.Gram(new IndicatorView(words, 512, 3), [0, 1], [0, 1], 0, [], 1, new double[3], 2));
    }

    private static void Check(KernelSet kernels, Random random, IndicatorCase x, double[] h, int diagonal, string message)
    {
        int[] left = KernelCases.Columns(random, 9, 12), right = KernelCases.Columns(random, 10, 12), markedLeft = [.. left], markedRight = [.. right];
        (markedLeft[4], markedRight[1]) = (-1, -1);
        double[] none = new double[10], expected = KernelCases.Constant(9 * 11, 0.25), actual = [.. expected];
        KernelCases.Naive.Gram(x.DenseView, left, right, diagonal, h, 0.3, none, none, expected, 11);
        kernels.Gram(x.View, markedLeft, markedRight, diagonal, h, 0.3, actual, 11);
        for (int i = 0; i < expected.Length; i++)
        {
            expected[i] = i / 11 == 4 || i % 11 == 1 ? 0.25 : expected[i];
        }

        KernelCases.AssertClose(expected, actual, 1000, message);
    }
}
