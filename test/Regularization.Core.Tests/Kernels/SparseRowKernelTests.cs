namespace Regularization.Tests;

[TestClass]
public class SparseRowKernelTests
{
    private const int Rows = 23;
    private const int Columns = 31;

    public static IEnumerable<object[]> Names => KernelCases.Names;

    private static IEnumerable<int> Widths => [.. Enumerable.Range(0, 70), 100, 128, 131, 256, 300];

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void SparseTimes_AllWidths_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(61);
        foreach (int width in Widths)
        {
            SparseCase x = new(random, Columns, Rows, 0.3);
            int[] rows = KernelCases.Columns(random, width % 30, Rows);
            ReadOnlySpan<float> w = KernelCases.Floats(random, Columns * width, width % 8).Span;
            float[] expected = KernelCases.Floats(random, (rows.Length * width) + 20).ToArray(), actual = [.. expected];
            KernelCases.Naive.SparseTimes(View(x), rows, w, width, expected.AsSpan(width % 3));
            kernels.SparseTimes(View(x), rows, w, width, actual.AsSpan(width % 3));
            KernelCases.AssertClose(expected, actual, 5, $"{name}, width {width}, {rows.Length} rows");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void SparseTransposeTimes_AllWidthsAndParts_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(62);
        foreach (int width in Widths)
        {
            SparseCase x = new(random, Columns, Rows, 0.3);
            int[] rows = KernelCases.Columns(random, width % 30, Rows);
            ReadOnlySpan<float> d = KernelCases.Floats(random, rows.Length * width, width % 8).Span;
            foreach ((int from, int to) in new[] { (0, width), (0, width / 2), (width / 2, width), (width / 3, width / 2), (width, width) })
            {
                float[] expected = KernelCases.Floats(random, (Columns * width) + 20).ToArray(), actual = [.. expected];
                KernelCases.Naive.SparseTransposeTimes(View(x), rows, d, width, from, to, expected.AsSpan(width % 3));
                kernels.SparseTransposeTimes(View(x), rows, d, width, from, to, actual.AsSpan(width % 3));
                KernelCases.AssertClose(expected, actual, 5, $"{name}, width {width}, columns {from} to {to}, {rows.Length} rows");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void SparseProducts_NaN_ReachesOnlyWhatDependsOnIt(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(63);
        SparseCase x = new(random, Columns, Rows, 0.3);
        int[] rows = [.. Enumerable.Range(0, Rows)];
        foreach (int width in new[] { 3, 37, 130 })
        {
            foreach (float value in new[] { float.NaN, float.NegativeInfinity })
            {
                float[] values = [.. x.Values], w = KernelCases.Floats(random, Columns * width).ToArray(), d = KernelCases.Floats(random, Rows * width).ToArray();
                values[random.Next(values.Length)] = value;
                w[random.Next(w.Length)] = value;
                d[random.Next(d.Length)] = value;
                SparseRowView view = new(x.Starts, x.RowIndices, values, Columns);
                float[] expected = new float[Rows * width], actual = new float[Rows * width];
                KernelCases.Naive.SparseTimes(view, rows, w, width, expected);
                kernels.SparseTimes(view, rows, w, width, actual);
                KernelCases.AssertClose(expected, actual, 5, $"{name}, width {width}, {value}");
                expected = new float[Columns * width];
                actual = new float[Columns * width];
                KernelCases.Naive.SparseTransposeTimes(view, rows, d, width, 0, width, expected);
                kernels.SparseTransposeTimes(view, rows, d, width, 0, width, actual);
                KernelCases.AssertClose(expected, actual, 5, $"{name}, width {width}, {value}, transposed");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void SparseProducts_ArgumentsThatDoNotFit_AreRefused(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        void Refused(string parameter, Action call)
        {
            ArgumentException refusal = Assert.ThrowsExactly<ArgumentException>(call);
            Assert.AreEqual(parameter, refusal.ParamName, refusal.Message);
        }

        long[] starts = [0, 1, 3];
        int[] columns = [2, 0, 1];
        float[] values = [1, 2, 3], w = new float[6], z = new float[4];
        kernels.SparseTimes(new SparseRowView(starts, columns, values, 3), [0, 1], w, 2, z);
        Refused("rows", () => kernels.SparseTimes(new SparseRowView(starts, columns, values, 3), [0, 2], w, 2, z));
        Refused("rows", () => kernels.SparseTimes(new SparseRowView(starts, columns, values, 3), [-1], w, 2, z));
        Refused("x", () => kernels.SparseTimes(new SparseRowView(starts, columns, new float[2], 3), [0, 1], w, 2, z));
        Refused("x", () => kernels.SparseTimes(new SparseRowView([0, 3, 1], columns, values, 3), [1], w, 2, z));
        Refused("x", () => kernels.SparseTimes(new SparseRowView([], [], [], 3), [], w, 2, z));
        Refused("w", () => kernels.SparseTimes(new SparseRowView(starts, columns, values, 3), [0, 1], new float[5], 2, z));
        Refused("w", () => kernels.SparseTimes(new SparseRowView(starts, columns, values, 3), [0, 1], w, -1, z));
        Refused("z", () => kernels.SparseTimes(new SparseRowView(starts, columns, values, 3), [0, 1], w, 2, new float[3]));
        Refused("to", () => kernels.SparseTransposeTimes(new SparseRowView(starts, columns, values, 3), [0, 1], z, 2, 0, 3, w));
        Refused("to", () => kernels.SparseTransposeTimes(new SparseRowView(starts, columns, values, 3), [0, 1], z, 2, -1, 2, w));
        Refused("to", () => kernels.SparseTransposeTimes(new SparseRowView(starts, columns, values, 3), [0, 1], z, 2, 2, 1, w));
        Refused("d", () => kernels.SparseTransposeTimes(new SparseRowView(starts, columns, values, 3), [0, 1], new float[3], 2, 0, 2, w));
        Refused("result", () => kernels.SparseTransposeTimes(new SparseRowView(starts, columns, values, 3), [0, 1], z, 2, 0, 2, new float[5]));
    }

    /// <summary>The columns of the case are the rows of the view.</summary>
    private static SparseRowView View(SparseCase x) => new(x.Starts, x.RowIndices, x.Values, x.Rows);
}
