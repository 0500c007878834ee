namespace Regularization.Tests;

[TestClass]
public class DenseKernelTests
{
    public static IEnumerable<object[]> Names => KernelCases.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Dot_AllLengths_EqualsNaiveAndManaged(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(1);
        foreach (int rows in KernelCases.Lengths)
        {
            // all kinds of misaligned starts, strides beyond n, counts around the tile sizes
            int stride = rows + (rows % 5);
            int rStride = rows + (rows % 3);
            const int Columns = 5;
            ReadOnlySpan<float> values = KernelCases.Floats(random, stride * Columns, rows % 8).Span;
            DenseView x = new(values, stride, rows, Columns);
            int rCount = rows > 256 ? 5 : 1 + (rows % 9);
            ReadOnlySpan<double> r = KernelCases.Doubles(random, rStride * rCount, (rows + 3) % 8).Span;
            int[] columns = KernelCases.Columns(random, rows % 12, Columns);
            CheckDot(kernels, x, columns, r, rStride, rCount, $"{name}, {rows} rows, {columns.Length} columns, {rCount} right-hand sides");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Dot_AllCountsOfColumnsAndSides_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(2);
        foreach (int rows in new[] { 1, 37, 530 })
        {
            ReadOnlySpan<float> values = KernelCases.Floats(random, rows * 20, 1).Span;
            ReadOnlySpan<double> r = KernelCases.Doubles(random, rows * 20, 1).Span;
            for (int rCount = 0; rCount <= 20; rCount++)
            {
                for (int count = 0; count <= 14; count++)
                {
                    int[] columns = KernelCases.Columns(random, count, 20);
                    CheckDot(kernels, new DenseView(values, rows, rows, 20), columns, r, rows, rCount, $"{name}, {rows} rows, {count} columns, {rCount} right-hand sides");
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Dot_MatrixBeyondTheCache_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(3);
        foreach (int rows in new[] { 300, 3000, 20003 })
        {
            int count = 400_000 / rows;
            ReadOnlySpan<float> values = KernelCases.Floats(random, rows * count, 3).Span;
            ReadOnlySpan<double> r = KernelCases.Doubles(random, rows * 5, 1).Span;
            CheckDot(kernels, new DenseView(values, rows, rows, count), [.. Enumerable.Range(0, count)], r, rows, 1, $"{name}, {rows} rows, one side");
            CheckDot(kernels, new DenseView(values, rows, rows, count), [.. Enumerable.Range(0, count)], r, rows, 5, $"{name}, {rows} rows, five sides");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Dot_ColumnAloneOrInCompany_SameBits(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(8);
        foreach (int rows in new[] { 7, 100, 2003, 5001, 17001 })
        {
            // more than the cache holds, so that the call as a whole goes another way than its parts
            int count = (300_000 / rows) + 1;
            ReadOnlySpan<float> values = KernelCases.Floats(random, rows * count).Span;
            DenseView x = new(values, rows, rows, count);
            int[] columns = [.. Enumerable.Range(0, count)];
            foreach (int rCount in new[] { 1, 2, 3, 4, 7 })
            {
                ReadOnlySpan<double> r = KernelCases.Doubles(random, rows * rCount).Span;
                double[] whole = new double[count * rCount];
                kernels.Dot(x, columns, r, rows, rCount, whole, count, false);
                foreach (int start in new[] { 0, 1, count / 2, count - 1 })
                {
                    int part = Math.Min(count - start, 1 + (start % 3));
                    double[] alone = new double[part * rCount];
                    kernels.Dot(x, columns.AsSpan(start, part), r, rows, rCount, alone, part, false);
                    for (int c = 0; c < rCount; c++)
                    {
                        CollectionAssert.AreEqual(whole.AsSpan((c * count) + start, part).ToArray(), alone.AsSpan(c * part, part).ToArray(), $"{name}, {rows} rows, side {c} of {rCount}, {part} columns from {start}");
                    }
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Dot_NotFiniteValues_ReachOnlyWhatDependsOnThem(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(4);
        foreach (int rows in new[] { 1, 2, 3, 5, 8, 15, 16, 17, 31, 64, 100 })
        {
            for (int where = 0; where < rows; where++)
            {
                foreach (float value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
                {
                    Span<float> values = KernelCases.Floats(random, rows * 6, 1).Span;
                    values[(2 * rows) + where] = value;
                    Span<double> r = KernelCases.Doubles(random, rows * 2).Span;
                    CheckDot(kernels, new DenseView(values, rows, rows, 6), [0, 1, 2, 3, 4, 5, 2], r, rows, 2, $"{name}, {value} in row {where} of {rows}");
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Square_AllLengths_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(5);
        foreach (int rows in KernelCases.Lengths)
        {
            int stride = rows + (rows % 4);
            ReadOnlySpan<float> values = KernelCases.Floats(random, stride * 3, rows % 8).Span;
            DenseView x = new(values, stride, rows, 3);
            int[] columns = [2, 0, 1, 2];
            double[] center = [0.5, 0, -2, 1e-3];
            double[] expected = new double[4];
            double[] actual = new double[4];
            double[] h = KernelCases.Positive(random, rows);
            KernelCases.Naive.Square(x, columns, h, 0, center, expected);
            kernels.Square(x, columns, h, 0, center, actual);
            KernelCases.AssertClose(expected, actual, 0, $"{name}, {rows} rows, weighted");
            KernelCases.Naive.Square(x, columns, default, 0.3, center, expected);
            kernels.Square(x, columns, default, 0.3, center, actual);
            KernelCases.AssertClose(expected, actual, 0, $"{name}, {rows} rows, uniform");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Square_NaN_ReachesOnlyItsColumn(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        for (int where = 0; where < 67; where++)
        {
            Span<float> values = KernelCases.Floats(new Random(6), 67 * 2).Span;
            values[67 + where] = float.NaN;
            double[] result = new double[2];
            kernels.Square(new DenseView(values, 67, 67, 2), [0, 1], default, 1, [0, 0], result);
            Assert.IsTrue(double.IsFinite(result[0]), $"row {where}");
            Assert.IsTrue(double.IsNaN(result[1]), $"row {where}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Add_AllLengths_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(7);
        foreach (int rows in KernelCases.Lengths)
        {
            int stride = rows + (rows % 3);
            ReadOnlySpan<float> values = KernelCases.Floats(random, stride * 6, rows % 8).Span;
            DenseView x = new(values, stride, rows, 6);
            int[] columns = KernelCases.Columns(random, rows % 11, 6);
            double[] a = KernelCases.Doubles(random, columns.Length).ToArray();
            for (int k = 0; k < a.Length; k += 3)
            {
                a[k] = 0;
            }

            Memory<double> y = KernelCases.Doubles(random, rows, (rows + 1) % 8);
            double[] expected = y.ToArray();
            KernelCases.Naive.Add(x, columns, a, expected);
            kernels.Add(x, columns, a, y.Span);
            KernelCases.AssertClose(expected, y.Span, 100, $"{name}, {rows} rows, {columns.Length} columns");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Add_ShortColumnsBeyondTheCache_EqualsNaive(string name)
    {
        const int Rows = 3001, Columns = 91;
        Random random = new(17);
        DenseView x = new(KernelCases.Floats(random, Rows * Columns).Span, Rows, Rows, Columns);
        int[] columns = [.. Enumerable.Range(0, Columns)];
        double[] a = KernelCases.Doubles(random, Columns).ToArray();
        Memory<double> y = KernelCases.Doubles(random, Rows);
        double[] expected = y.ToArray();
        KernelCases.Naive.Add(x, columns, a, expected);
        KernelCases.Get(name).Add(x, columns, a, y.Span);
        KernelCases.AssertClose(expected, y.Span, 1000, name);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Add_ZeroCoefficient_PassesOverNaN(string name)
    {
        double[] y = new double[40];
        KernelCases.Get(name).Add(new DenseView(Enumerable.Repeat(float.NaN, 40).ToArray(), 40, 40, 1), [0], [0], y);
        CollectionAssert.AreEqual(new double[40], y);
    }

    private static void CheckDot(KernelSet kernels, in DenseView x, int[] columns, ReadOnlySpan<double> r, int rStride, int rCount, string message)
    {
        int resultStride = columns.Length + 2;
        double[] before = [.. Enumerable.Range(0, (rCount * resultStride) + 1).Select(i => i * 0.25)];
        foreach (bool accumulate in new[] { false, true })
        {
            double[] expected = [.. before];
            double[] managed = [.. before];
            double[] actual = [.. before];
            KernelCases.Naive.Dot(x, columns, r, rStride, rCount, expected, resultStride, accumulate);
            ManagedKernels.Instance.Dot(x, columns, r, rStride, rCount, managed, resultStride, accumulate);
            kernels.Dot(x, columns, r, rStride, rCount, actual, resultStride, accumulate);
            double scale = 10 * Math.Sqrt(x.Rows + 1);
            KernelCases.AssertClose(expected, actual, scale, $"{message}, accumulate {accumulate}");
            KernelCases.AssertClose(managed, actual, scale, $"{message}, accumulate {accumulate}, against managed");
        }
    }
}
