namespace Regularization.Tests;

[TestClass]
public class BatchKernelTests
{
    private const int Batch = KernelSet.Batch;
    private const int Columns = 9;

    public static IEnumerable<object[]> Names => KernelCases.Names;

    private static IEnumerable<int> Lengths => KernelCases.Lengths.Where(rows => rows is > 0 and < 2100 && (rows < 40 || rows % 7 == 0));

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Products_AllLengths_EqualNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(31);
        foreach (int rows in Lengths)
        {
            var x = new SparseCase(random, rows, Columns, 0.3);
            ColumnsByRows byRows = ByRows(x);
            int[] columns = KernelCases.Columns(random, rows % 13, Columns);
            double[] u = KernelCases.Doubles(random, rows * Batch).ToArray(), a = KernelCases.Doubles(random, Columns * Batch).ToArray();
            double[] expected = new double[columns.Length * Batch], actual = new double[expected.Length];
            KernelCases.Naive.BatchDot(x.View, columns, u, expected);
            kernels.BatchDot(x.View, columns, u, actual);
            KernelCases.AssertClose(expected, actual, 10 * Math.Sqrt(rows + 1), $"{name}, {rows} rows, dot");

            (expected, actual) = (KernelCases.Constant(Columns * Batch, 0.5), KernelCases.Constant(Columns * Batch, 0.5));
            KernelCases.Naive.BatchDot(byRows.Part(0), u, expected);
            kernels.BatchDot(byRows.Part(0), u, actual);
            KernelCases.AssertClose(expected, actual, 10 * Math.Sqrt(rows + 1), $"{name}, {rows} rows, dot by rows");

            (expected, actual) = (KernelCases.Constant(rows * Batch, 7), KernelCases.Constant(rows * Batch, 8));
            KernelCases.Naive.BatchTimes(byRows.Part(0), a, expected);
            kernels.BatchTimes(byRows.Part(0), a, actual);
            KernelCases.AssertClose(expected, actual, 10, $"{name}, {rows} rows, times");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void SingleProducts_AllLengths_EqualNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(32);
        foreach (int rows in Lengths)
        {
            ColumnsByRows byRows = ByRows(new SparseCase(random, rows, Columns, 0.3));
            float[] u = KernelCases.Floats(random, rows * Batch).ToArray(), p = KernelCases.Floats(random, Columns * Batch).ToArray();
            float[] h = [.. KernelCases.Positive(random, rows * Batch).Select(v => (float)v)];
            float[] expected = new float[Columns * Batch], actual = new float[Columns * Batch], expectedOther = new float[Columns * Batch], other = new float[Columns * Batch];
            KernelCases.Naive.BatchDot(byRows.Part(0), u, expected);
            kernels.BatchDot(byRows.Part(0), u, actual);
            KernelCases.AssertClose(expected, actual, 4 * Math.Sqrt(rows + 1), $"{name}, {rows} rows, dot");

            KernelCases.Naive.BatchMoments(byRows.Part(0), h, expected, expectedOther);
            kernels.BatchMoments(byRows.Part(0), h, actual, other);
            KernelCases.AssertClose(expected, actual, 4 * Math.Sqrt(rows + 1), $"{name}, {rows} rows, first moment");
            KernelCases.AssertClose(expectedOther, other, 4 * Math.Sqrt(rows + 1), $"{name}, {rows} rows, second moment");

            foreach (float[] weights in new[] { h, [] })
            {
                float[] expectedY = new float[rows * Batch], y = new float[rows * Batch], expectedSum = new float[Batch], sum = new float[Batch];
                (expected, actual) = (new float[Columns * Batch], new float[Columns * Batch]);
                KernelCases.Naive.BatchGram(byRows.Part(0), weights, 0.4f, p, expectedY, expectedSum, expected);
                kernels.BatchGram(byRows.Part(0), weights, 0.4f, p, y, sum, actual);
                KernelCases.AssertClose(expectedY, y, 10, $"{name}, {rows} rows, y");
                KernelCases.AssertClose(expectedSum, sum, 10 * Math.Sqrt(rows + 1), $"{name}, {rows} rows, sum of y");
                KernelCases.AssertClose(expected, actual, 10 * Math.Sqrt(rows + 1), $"{name}, {rows} rows, gram");
                kernels.BatchGram(byRows.Part(0), weights, 0.4f, p, y, sum, []);
                KernelCases.AssertClose(expectedSum, sum, 10 * Math.Sqrt(rows + 1), $"{name}, {rows} rows, without a product");
                float[] inTurn = InTurn(p, new float[Columns * Batch]);
                kernels.BatchGram(byRows.Part(0), weights, 0.4f, inTurn, y, sum, inTurn.AsSpan(Batch), 2 * Batch);
                CollectionAssert.AreEqual(InTurn(p, actual), inTurn, $"{name}, {rows} rows, p and q in turn");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Descent_WeightedAndUniform_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        foreach (bool weighted in new[] { false, true })
        {
            foreach (int rows in new[] { 20, 57, 300 })
            {
                float[] expected = DescentOf(KernelCases.Naive, rows, weighted), actual = DescentOf(kernels, rows, weighted);
                KernelCases.AssertClose(expected, actual, 30, $"{name}, {rows} rows, weighted {weighted}");
                Assert.IsTrue(expected.Any(c => c != 0));
                CollectionAssert.AreEqual(actual, DescentOf(kernels, rows, weighted, inTurn: true), $"{name}, {rows} rows, weighted {weighted}, v and h in turn");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Descent_ProblemThatMayNotMove_StaysAndOthersDoNotCare(string name)
    {
        float[] all = DescentOf(KernelCases.Get(name), 80, weighted: true)[..(Columns * Batch)], without = DescentOf(KernelCases.Get(name), 80, weighted: true, still: 3);
        for (int k = 0; k < all.Length; k++)
        {
            Assert.AreEqual(k % Batch == 3 ? 0 : all[k], without[k]);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Batch_TooShortArrays_Throw(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        var x = new SparseCase(new Random(33), 10, Columns, 0.5);
        ColumnsByRows byRows = ByRows(x);
        Assert.ThrowsExactly<ArgumentException>(() => kernels.BatchDot(x.View, [0], new double[79], new double[8]));
        Assert.ThrowsExactly<ArgumentException>(() => kernels.BatchDot(x.View, [Columns], new double[80], new double[8]));
        Assert.ThrowsExactly<ArgumentException>(() => kernels.BatchTimes(byRows.Part(0), new double[(Columns * Batch) - 1], new double[80]));
        Assert.ThrowsExactly<ArgumentException>(() => kernels.BatchGram(byRows.Part(0), [], 1, new float[Columns * Batch], new float[80], new float[7], []));
        Assert.ThrowsExactly<ArgumentException>(() => kernels.BatchGram(byRows.Part(0), [], 1, new float[Columns * Batch], new float[80], new float[8], [], 2 * Batch));
        Assert.ThrowsExactly<ArgumentException>(() => kernels.BatchGram(byRows.Part(0), [], 1, new float[Columns * Batch], new float[80], new float[8], [], Batch - 1));
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(3)]
    public void ColumnsByRows_MoreThreads_SameProductsButForTheLastDigits(int threads)
    {
        const int Rows = 3500;
        Random random = new(35);
        var x = new SparseCase(random, Rows, Columns, 0.3);
        var design = (SparseDesignMatrix)DesignMatrix.FromCompressedColumns(Rows, x.Starts, x.RowIndices, x.Values);
        double[] u = KernelCases.Doubles(random, Rows * Batch).ToArray(), a = KernelCases.Doubles(random, Columns * Batch).ToArray();
        float[] h = [.. KernelCases.Positive(random, Rows * Batch).Select(v => (float)v)], single = [.. u.Select(v => (float)v)], p = [.. a.Select(v => (float)v)];
        double[] ProductsOf(int count)
        {
            var byRows = new ColumnsByRows(new DesignByRows(design), count);
            byRows.Set([.. Enumerable.Range(0, Columns)]);
            double[] dot = new double[Columns * Batch], times = new double[Rows * Batch];
            float[] dotf = new float[Columns * Batch], first = new float[Columns * Batch], second = new float[Columns * Batch], y = new float[Rows * Batch], sum = new float[Batch], q = new float[Columns * Batch];
            byRows.Dot(u, dot);
            byRows.Dot(single, dotf);
            byRows.Times(a, times);
            byRows.Moments(h, first, second);
            byRows.Gram(h, 0, p, y, sum, q);
            return [.. dot, .. times, .. dotf, .. first, .. second, .. y, .. sum, .. q];
        }

        double[] one = ProductsOf(1), more = ProductsOf(threads);
        for (int k = 0; k < one.Length; k++)
        {
            Assert.AreEqual(one[k], more[k], 2e-3 + (1e-5 * Math.Abs(one[k])), $"element {k}");
        }
    }

    private static ColumnsByRows ByRows(SparseCase x)
    {
        var byRows = new ColumnsByRows(new DesignByRows((SparseDesignMatrix)DesignMatrix.FromCompressedColumns(x.Rows, x.Starts, x.RowIndices, x.Values)));
        byRows.Set([.. Enumerable.Range(0, Columns)]);
        return byRows;
    }

    /// <summary>The numbers of one element of a, then those of the same of b, and so on.</summary>
    private static float[] InTurn(float[] a, float[] b) => [.. a.Chunk(Batch).Zip(b.Chunk(Batch), (x, y) => x.Concat(y)).SelectMany(x => x)];

    /// <summary>The changes of two epochs, then v.</summary>
    private static float[] DescentOf(KernelSet kernels, int rows, bool weighted, int still = -1, bool inTurn = false)
    {
        Random random = new(34);
        var x = new SparseCase(random, rows, Columns, 0.4);
        float[] Positive(int length) => [.. KernelCases.Positive(random, length).Select(v => (float)v)];
        float[] start = [.. KernelCases.Floats(random, Columns * Batch).ToArray().Select((v, i) => i % 3 == 0 ? 0 : Math.Clamp(v, -1, 1))];
        float[] h = weighted ? Positive(rows * Batch) : [], change = new float[Columns * Batch], v = new float[rows * Batch], sum = new float[Batch];
        float[] gradient = [.. KernelCases.Floats(random, Columns * Batch).ToArray().Select(g => g * rows)], l1 = Positive(Columns * Batch);
        var view = new BatchView
        {
            Visit = [0, 2, 8, 6, 1, 4],
            Columns = [.. Enumerable.Range(0, Columns)],
            InverseScale = Positive(Columns),
            Lower = [.. Enumerable.Range(0, Columns).Select(k => k == 2 ? 0 : float.NegativeInfinity)],
            Upper = [.. Enumerable.Range(0, Columns).Select(k => k == 4 ? 0.1f : float.PositiveInfinity)],
            Center = [.. KernelCases.Floats(random, Columns * Batch).ToArray().Select(c => 0.1f * c)],
            Curvature = [.. Positive(Columns * Batch).Select(c => c * rows)],
            Above = [.. gradient.Select((g, i) => g - l1[i])],
            Below = [.. gradient.Select((g, i) => g + l1[i])],
            L2 = Positive(Columns * Batch),
            Moves = [.. Enumerable.Range(0, Columns * Batch).Select(k => k % Batch == still ? 0f : 1)],
            Start = start,
            Change = change,
            WeightSum = Positive(Batch),
            Uniform = 0.3f,
        };
        float[] both = InTurn(v, weighted ? h : new float[v.Length]);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            if (inTurn)
            {
                kernels.BatchDescent(x.View, weighted ? both.AsSpan(Batch) : [], view, both, sum, 2 * Batch);
            }
            else
            {
                kernels.BatchDescent(x.View, h, view, v, sum);
            }
        }

        v = inTurn ? [.. both.Where((_, i) => i % (2 * Batch) < Batch)] : v;
        return still < 0 ? [.. change, .. v, .. sum] : change;
    }
}
