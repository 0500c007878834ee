namespace Regularization.Tests;

[TestClass]
public class SparseKernelTests
{
    public static IEnumerable<object[]> Names => KernelCases.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Dot_AllLengths_EqualsNaiveAndDense(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(11);
        foreach (int rows in KernelCases.Lengths.Where(rows => rows < 5000))
        {
            SparseCase x = new(random, rows, 9, 0.2);
            int rCount = 1 + (rows % 9);
            int rStride = rows + (rows % 3);
            ReadOnlySpan<double> r = KernelCases.Doubles(random, rStride * rCount, rows % 8).Span;
            int[] columns = KernelCases.Columns(random, rows % 25, 9);
            int resultStride = columns.Length + 1;
            foreach (bool accumulate in new[] { false, true })
            {
                double[] naive = KernelCases.Constant(rCount * resultStride, 0.5);
                double[] dense = [.. naive];
                double[] actual = [.. naive];
                KernelCases.Naive.Dot(x.View, columns, r, rStride, rCount, naive, resultStride, accumulate);
                KernelCases.Naive.Dot(x.DenseView, columns, r, rStride, rCount, dense, resultStride, accumulate);
                kernels.Dot(x.View, columns, r, rStride, rCount, actual, resultStride, accumulate);
                KernelCases.AssertClose(naive, actual, 10 * Math.Sqrt(rows + 1), $"{name}, {rows} rows");
                KernelCases.AssertClose(dense, actual, 10 * Math.Sqrt(rows + 1), $"{name}, {rows} rows, against dense");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Dot_NaN_ReachesOnlyItsColumn(string name)
    {
        SparseCase x = new(new Random(12), 50, 9, 0.4);
        int column = 1;
        for (long e = x.Starts[column]; e < x.Starts[column + 1]; e++)
        {
            float[] values = [.. x.Values];
            values[e] = float.NaN;
            double[] result = new double[3];
            KernelCases.Get(name).Dot(new SparseView(x.Starts, x.RowIndices, values, 50), [0, 1, 2], KernelCases.Constant(50, 1), 50, 1, result, 3, false);
            Assert.IsTrue(double.IsFinite(result[0]) && double.IsNaN(result[1]) && double.IsFinite(result[2]), $"entry {e}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Square_AllLengths_EqualsNaiveAndDense(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(13);
        foreach (int rows in KernelCases.Lengths.Where(rows => rows < 5000))
        {
            SparseCase x = new(random, rows, 9, 0.2);
            int[] columns = KernelCases.Columns(random, 12, 9);
            double[] center = KernelCases.Doubles(random, 12).ToArray();
            double[] h = KernelCases.Positive(random, rows);
            double[] naive = new double[12];
            double[] dense = new double[12];
            double[] actual = new double[12];
            KernelCases.Naive.Square(x.View, columns, h, 0, h.Sum(), center, naive);
            KernelCases.Naive.Square(x.DenseView, columns, h, 0, center, dense);
            kernels.Square(x.View, columns, h, 0, h.Sum(), center, actual);
            KernelCases.AssertClose(naive, actual, rows, $"{name}, {rows} rows, weighted");
            KernelCases.AssertClose(dense, actual, 10 * rows, $"{name}, {rows} rows, weighted, against dense");
            KernelCases.Naive.Square(x.DenseView, columns, default, 0.4, center, dense);
            kernels.Square(x.View, columns, default, 0.4, 0.4 * rows, center, actual);
            KernelCases.AssertClose(dense, actual, 10 * rows, $"{name}, {rows} rows, uniform, against dense");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Square_FullConstantColumn_IsZero(string name)
    {
        // the weights do not add up exactly, and the column must not vary because of it
        double[] h = [.. Enumerable.Range(1, 50).Select(i => 0.1 * i)];
        double[] result = [1];
        SparseView x = new([0, 50], Enumerable.Range(0, 50).ToArray(), Enumerable.Repeat(0.1f, 50).ToArray(), 50);
        KernelCases.Get(name).Square(x, [0], h, 0, h.Sum() + 1e-10, [0.1f], result);
        Assert.AreEqual(0, result[0]);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Add_AllLengths_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(14);
        foreach (int rows in KernelCases.Lengths.Where(rows => rows < 5000))
        {
            SparseCase x = new(random, rows, 9, 0.2);
            int[] columns = KernelCases.Columns(random, rows % 13, 9);
            double[] a = KernelCases.Doubles(random, columns.Length).ToArray();
            if (a.Length > 2)
            {
                a[1] = 0;
            }

            Memory<double> y = KernelCases.Doubles(random, rows, rows % 8);
            double[] expected = y.ToArray();
            KernelCases.Naive.Add(x.View, columns, a, expected);
            kernels.Add(x.View, columns, a, y.Span);
            KernelCases.AssertClose(expected, y.Span, 10, $"{name}, {rows} rows");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Dot_NoColumnsOrNoEntries_DoesNothing(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        double[] result = [7];
        kernels.Dot(new SparseView([0], [], [], 3), [], [1, 2, 3], 3, 1, result, 0, false);
        Assert.AreEqual(7, result[0]);
        kernels.Dot(new SparseView([0, 0], [], [], 3), [0], [1, 2, 3], 3, 1, result, 1, false);
        Assert.AreEqual(0, result[0]);
    }
}
