namespace Regularization.Tests;

[TestClass]
public class GramKernelTests
{
    public static IEnumerable<object[]> Names => KernelCases.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Gram_AllLengths_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(51);
        foreach (int rows in KernelCases.Lengths.Where(rows => rows is <= 70 or > 250))
        {
            // all kinds of misaligned starts, strides beyond n, counts around the tile sizes
            int stride = rows + (rows % 5);
            ReadOnlySpan<float> values = KernelCases.Floats(random, stride * 13, rows % 8).Span;
            Check(kernels, random, new DenseView(values, stride, rows, 13), first: rows % 12, size: 13, rows % 3, $"{name}, {rows} rows");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Gram_AllSizes_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(52);
        const int Rows = 37;
        ReadOnlySpan<float> values = KernelCases.Floats(random, Rows * 300, 1).Span;
        DenseView x = new(values, Rows, Rows, 300);
        for (int size = 0; size <= 20; size++)
        {
            for (int first = 0; first <= size; first++)
            {
                Check(kernels, random, x, first, size, (size + first) % 3, $"{name}, {first} to {size}");
            }
        }

        foreach ((int first, int size) in new[] { (0, 70), (3, 69), (0, 131), (120, 300), (0, 300), (299, 300) })
        {
            Check(kernels, random, x, first, size, size % 3, $"{name}, {first} to {size}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Gram_RightSideOfItsOwn_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(53);
        ReadOnlySpan<float> values = KernelCases.Floats(random, 50 * 20).Span;
        DenseView x = new(values, 50, 50, 20);
        foreach (int diagonal in new[] { 0, 1, 4, 9, 1000 })
        {
            int[] left = KernelCases.Columns(random, 11, 20), right = KernelCases.Columns(random, 9, 20);
            double[] leftCenter = KernelCases.Doubles(random, 11).ToArray(), rightCenter = KernelCases.Doubles(random, 9).ToArray(), expected = KernelCases.Constant(11 * 9, 0.5), actual = [.. expected];
            KernelCases.Naive.Gram(x, left, right, diagonal, [], 0.3, leftCenter, rightCenter, expected, 9);
            kernels.Gram(x, left, right, diagonal, [], 0.3, leftCenter, rightCenter, actual, 9);
            KernelCases.AssertClose(expected, actual, 50, $"{name}, diagonal {diagonal}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Gram_MeanFarBeyondTheDeviation_LosesNoDigits(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(54);
        const int Rows = 701, Columns = 9;
        float[] values = [.. KernelCases.Floats(random, Rows * Columns).Span.ToArray().Select(v => 1e6f + v)];
        int[] columns = [.. Enumerable.Range(0, Columns)];
        double[] center = [.. columns.Select(j => values.AsSpan(j * Rows, Rows).ToArray().Average(v => (double)v))], actual = new double[Columns * Columns];
        kernels.Gram(new DenseView(values, Rows, Rows, Columns), columns, columns, 0, [], 1.0 / Rows, center, center, actual, Columns);
        for (int k = 0; k < Columns; k++)
        {
            for (int l = 0; l <= k; l++)
            {
                decimal sum = 0;
                for (int i = 0; i < Rows; i++)
                {
                    sum += ((decimal)(double)values[(k * Rows) + i] - (decimal)center[k]) * ((decimal)(double)values[(l * Rows) + i] - (decimal)center[l]) / Rows;
                }

                Assert.AreEqual((double)sum, actual[(k * Columns) + l], 1e-9, $"{name}, {k}, {l}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Gram_NaN_ReachesOnlyItsRowAndColumn(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        foreach (int rows in new[] { 1, 7, 16, 33, 400 })
        {
            for (int where = 0; where < rows; where += 1 + (rows / 20))
            {
                Span<float> values = KernelCases.Floats(new Random(55), rows * 7, 1).Span;
                values[(3 * rows) + where] = float.NaN;
                Check(kernels, new Random(56), new DenseView(values, rows, rows, 7), 0, 7, where % 3, $"{name}, row {where} of {rows}", inOrder: true);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GramSingle_ShortNumbers_IsExact(string name)
    {
        // Multiples of 1/16, so that no sum of up to 2,000 products needs more than 24 bits.
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(58);
        foreach ((int rows, int first, int size) in from rows in new[] { 0, 1, 7, 8, 15, 16, 17, 33, 767, 768, 769, 1553 } from size in new[] { 1, 3, 4, 13 } select (rows, rows % size, size))
        {
            int stride = rows + (rows % 5);
            float[] values = [.. KernelCases.Floats(random, stride * 13).ToArray().Select(Short)];
            double[] center = [.. KernelCases.Doubles(random, size).ToArray().Select(v => (double)Short((float)v))], h = rows % 2 == 0 ? [] : [.. Enumerable.Range(0, rows).Select(i => i % 4 / 4.0)];
            int[] columns = KernelCases.Columns(random, size, 13);
            double[] expected = KernelCases.Constant((size - first) * size, 0.5), actual = [.. expected];
            DenseView x = new(values, stride, rows, 13);
            KernelCases.Naive.Gram(x, columns.AsSpan(first), columns, first, h, 0.25, center.AsSpan(first), center, expected, size);
            kernels.GramSingle(x, columns.AsSpan(first), columns, first, h, 0.25, center.AsSpan(first), center, actual, size);
            KernelCases.AssertClose(expected, actual, rows, $"{name}, {rows} rows, {first} to {size}");
        }

        static float Short(float value) => MathF.Round(16 * value) / 16;
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GramSingle_AnyNumbers_RoundsNoMoreThanShortSumsDo(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(59);
        const int Rows = 20001, Columns = 7;
        DenseView x = new(KernelCases.Floats(random, Rows * Columns, 3).Span, Rows, Rows, Columns);
        int[] columns = [.. Enumerable.Range(0, Columns)];
        foreach (double[] h in new[] { [], KernelCases.Positive(random, Rows) })
        {
            double[] expected = new double[Columns * Columns], actual = new double[Columns * Columns], zero = new double[Columns];
            KernelCases.Naive.Gram(x, columns, columns, 0, h, 1, zero, zero, expected, Columns);
            kernels.GramSingle(x, columns, columns, 0, h, 1, zero, zero, actual, Columns);
            double worst = expected.Zip(actual, (e, a) => Math.Abs(e - a) / Rows).Max();
            // Each of 27 blocks of 768 products rounds sums of up to a few hundred to 24 bits: all of it one way would be 1e-5.
            Assert.IsLessThan(3e-7, worst, name);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Gram_Sparse_EqualsNaiveAndDense(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(57);
        foreach (int rows in KernelCases.Lengths.Where(rows => rows is <= 70 or 256 or 1000))
        {
            SparseCase x = new(random, rows, 9, 0.2);
            int size = rows % 10, first = size / 3, stride = size + (rows % 3);
            int[] columns = [.. KernelCases.Columns(random, size, 9)];
            double[] h = rows % 2 == 0 ? [] : [.. KernelCases.Positive(random, rows).Select((w, i) => i % 4 == 1 ? 0 : w)];
            List<(int Row, int Position, float Value)> entries = [];
            for (int k = 0; k < size; k++)
            {
                for (long e = x.Starts[columns[k]]; e < x.Starts[columns[k] + 1]; e++)
                {
                    entries.Add((x.RowIndices[e], k, x.Values[e]));
                }
            }

            entries.Sort();
            long[] starts = [.. Enumerable.Range(0, rows + 1).Select(row => (long)entries.Count(entry => entry.Row < row))];
            SparseRowView y = new(starts, [.. entries.Select(entry => entry.Position)], [.. entries.Select(entry => entry.Value)], size);
            double[] naive = KernelCases.Constant((size - first) * stride, 0.5), dense = [.. naive], actual = [.. naive], zero = new double[size];
            KernelCases.Naive.Gram(x.View, columns.AsSpan(first), y, first, h, 0.3, naive, stride);
            KernelCases.Naive.Gram(x.DenseView, columns.AsSpan(first), columns, first, h, 0.3, zero, zero, dense, stride);
            kernels.Gram(x.View, columns.AsSpan(first), y, first, h, 0.3, actual, stride);
            KernelCases.AssertClose(naive, actual, rows, $"{name}, {rows} rows");
            KernelCases.AssertClose(dense, actual, rows, $"{name}, {rows} rows, against dense");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Gram_ArgumentsThatDoNotFit_AreRefused(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        float[] values = new float[12];
        void Refused(string parameter, int[] left, int[] right, int diagonal, int weights, int leftCenters, int rightCenters, int length, int stride)
        {
            ArgumentException refusal = Assert.ThrowsExactly<ArgumentException>(() => kernels.Gram(new DenseView(values, 4, 4, 3), left, right, diagonal, new double[weights], 1, new double[leftCenters], new double[rightCenters], new double[length], stride));
            Assert.AreEqual(parameter, refusal.ParamName, refusal.Message);
        }

        kernels.Gram(new DenseView(values, 4, 4, 3), [0, 2], [0, 1, 2], 1, [], 1, new double[2], new double[3], new double[6], 3);
        Refused("columns", [0, 3], [0, 1, 2], 1, 0, 2, 3, 6, 3);
        Refused("columns", [0, 2], [0, -1, 2], 1, 0, 2, 3, 6, 3);
        Refused("to", [0, 2], [0, 1, 2], -1, 0, 2, 3, 6, 3);
        Refused("h", [0, 2], [0, 1, 2], 1, 3, 2, 3, 6, 3);
        Refused("leftCenter", [0, 2], [0, 1, 2], 1, 0, 1, 3, 6, 3);
        Refused("rightCenter", [0, 2], [0, 1, 2], 1, 4, 2, 2, 6, 3);
        Refused("gram", [0, 2], [0, 1, 2], 1, 0, 2, 3, 5, 3);
        Refused("gram", [0, 2], [0, 1, 2], 1, 0, 2, 3, 6, 2);
        Assert.ThrowsExactly<ArgumentException>(() => kernels.GramSingle(new DenseView(values, 4, 4, 3), [0, 2], [0, 1, 2], 1, [], 1, new double[2], new double[3], new double[5], 3));
    }

    /// <summary>All of the matrix's memory is compared: what is above the diagonal and between its rows must stay. Weights: 0, all the same; 1, all different; 2, some of them 0.</summary>
    private static void Check(KernelSet kernels, Random random, in DenseView x, int first, int size, int weights, string message, bool inOrder = false)
    {
        int[] columns = inOrder ? [.. Enumerable.Range(0, size)] : KernelCases.Columns(random, size, x.Columns);
        double[] center = KernelCases.Doubles(random, size).ToArray();
        double[] h = weights == 0 ? [] : [.. KernelCases.Positive(random, x.Rows).Select((w, i) => weights == 2 && i % 3 > 0 ? 0 : w)];
        int stride = size + (size % 4);
        double[] expected = KernelCases.Constant((size - first) * stride, 0.5), actual = [.. expected];
        KernelCases.Naive.Gram(x, columns.AsSpan(first), columns, first, h, 0.3, center.AsSpan(first), center, expected, stride);
        kernels.Gram(x, columns.AsSpan(first), columns, first, h, 0.3, center.AsSpan(first), center, actual, stride);
        KernelCases.AssertClose(expected, actual, x.Rows, message);
    }
}
