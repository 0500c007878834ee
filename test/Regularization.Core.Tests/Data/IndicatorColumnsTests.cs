namespace Regularization.Tests;

/// <summary>Dense matrices some of whose columns are held as bits, against plain loops over the values.</summary>
[TestClass]
public class IndicatorColumnsTests
{
    private const int Rows = 2600;
    private const int Columns = 330;

    private readonly float[] _values = new float[Rows * Columns];
    private readonly DesignMatrix _x;
    private readonly double[] _h;
    private readonly double[] _r;

    /// <summary>Every seventh column is no indicator; column 1 is always 1, column 2 always 0, and column 3 is 1 but in three rows, whose weight is next to nothing.</summary>
    public IndicatorColumnsTests()
    {
        Random random = new(91);
        for (int j = 0; j < Columns; j++)
        {
            double share = random.NextDouble();
            for (int i = 0; i < Rows; i++)
            {
                bool isOne = j == 1 || (j == 3 ? i % 1000 != 7 : j != 2 && random.NextDouble() < share);
                _values[(j * Rows) + i] = j % 7 == 0 ? (float)(random.NextDouble() - 0.3) : isOne ? 1 : 0;
            }
        }

        _x = DesignMatrix.FromColumns(_values, Rows, Columns);
        _h = [.. KernelCases.Positive(random, Rows).Select((w, i) => i % 1000 == 7 ? 1e-9 * w : w)];
        _r = KernelCases.Doubles(random, 2 * Rows).ToArray();
    }

    [TestMethod]
    public void Of_ManyColumnsOfZeroAndOne_HoldsThem()
    {
        IndicatorColumns indicators = IndicatorColumns.Of(_values, Rows, Columns)!;
        for (int j = 0; j < Columns; j++)
        {
            Assert.AreEqual(j % 7 != 0, indicators.Holds(j), $"column {j}");
        }

        float[] others = [.. _values];
        for (int j = 0; j < Columns; j++)
        {
            others[(j * Rows) + Rows - 1 - j] = j % 2 == 0 ? 2 : 0.5f;
        }

        Assert.IsNull(IndicatorColumns.Of(others, Rows, Columns), "one value of each column is neither 0 nor 1");
        Assert.IsNull(IndicatorColumns.Of(_values, IndicatorColumns.LeastRows - 1, 1000), "few rows");
        Assert.IsNull(IndicatorColumns.Of(_values, Rows, IndicatorColumns.LeastColumns), "few columns");
    }

    [TestMethod]
    public void Dot_SomeIndicators_EqualsLoops()
    {
        foreach (int[] columns in ListsOfColumns())
        {
            double[] expected = KernelCases.Constant(2 * columns.Length, 0.5), actual = [.. expected];
            for (int c = 0; c < 2; c++)
            {
                for (int k = 0; k < columns.Length; k++)
                {
                    expected[(c * columns.Length) + k] += Sum(columns[k], _r.AsSpan(c * Rows, Rows), 0);
                }
            }

            _x.Dot(columns, _r, Rows, 2, actual, columns.Length, accumulate: true);
            KernelCases.AssertClose(expected, actual, 100, $"{columns.Length} columns");
            _x.Dot(columns, _r, Rows, 2, actual, columns.Length, accumulate: false);
            KernelCases.AssertClose([.. expected.Select(v => v - 0.5)], actual, 100, $"{columns.Length} columns, anew");
        }
    }

    [TestMethod]
    public void Square_SomeIndicators_EqualsLoops()
    {
        double all = _h.Sum();
        foreach (int[] columns in ListsOfColumns())
        {
            double[] center = [.. columns.Select((j, k) => k % 3 == 0 ? 0 : Sum(j, _h, 0) / all)], actual = new double[columns.Length];
            _x.Square(columns, new RowWeights(_h, 0, all), center, actual);
            KernelCases.AssertClose([.. columns.Select((j, k) => Square(j, _h, center[k]))], actual, 100, $"{columns.Length} columns, weighted");
            double[] quarter = KernelCases.Constant(Rows, 0.25);
            _x.Square(columns, new RowWeights([], 0.25, 0.25 * Rows), center, actual);
            KernelCases.AssertClose([.. columns.Select((j, k) => Square(j, quarter, center[k]))], actual, 100, $"{columns.Length} columns");
        }
    }

    [TestMethod]
    public void Square_NearlyConstantIndicator_LosesNoDigits()
    {
        int[] columns = [.. Enumerable.Range(0, Columns)];
        double all = _h.Sum();
        double[] center = [.. columns.Select(j => Sum(j, _h, 0) / all)], actual = new double[Columns];
        _x.Square(columns, new RowWeights(_h, 0, all), center, actual);
        double expected = Square(3, _h, center[3]);
        Assert.IsLessThan(1e-8, expected);
        Assert.AreEqual(expected, actual[3], 1e-6 * expected);
    }

    [TestMethod]
    public void Add_SomeIndicators_EqualsLoops()
    {
        foreach (int[] columns in ListsOfColumns())
        {
            double[] a = [.. columns.Select((j, k) => k % 5 == 1 ? 0 : (j - 30.5) / 100)], actual = [.. _r.AsSpan(0, Rows)], expected = [.. actual];
            for (int k = 0; k < columns.Length; k++)
            {
                for (int i = 0; i < Rows; i++)
                {
                    expected[i] += a[k] * X(i, columns[k]);
                }
            }

            _x.Add(columns, a, actual);
            KernelCases.AssertClose(expected, actual, 1000, $"{columns.Length} columns");
        }
    }

    /// <summary>Some are cut into blocks of rows, some into tiles, and some are not.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Gram_SomeIndicators_EqualsLoops(int threads)
    {
        int[] indicators = [.. Enumerable.Range(4, 150).Where(j => j % 7 != 0)], mixed = [.. Enumerable.Range(0, 100)];
        foreach (int[] columns in new[] { indicators, [.. indicators.Concat(mixed)], [5, 0, 7, 3] })
        {
            CheckGram(columns, 0, _h, threads);
            CheckGram(columns, columns.Length / 2, [], threads);
        }
    }

    [TestMethod]
    public void Gram_NearlyConstantIndicator_LosesNoDigits()
    {
        int[] columns = [.. Enumerable.Range(3, 100).Where(j => j % 7 != 0)];
        int size = columns.Length;
        double all = _h.Sum();
        double[] center = [.. columns.Select(j => Sum(j, _h, 0) / all)], actual = new double[size * size];
        _x.Gram(columns, 0, _h, 0, center, actual, size, 1);
        double expected = Square(3, _h, center[0]);
        Assert.AreEqual(expected, actual[0], 1e-6 * expected);
    }

    [TestMethod]
    public void SplitRows_SomeIndicators_PartsHaveTheirProducts()
    {
        int[] part = [.. Enumerable.Range(0, Rows).Select(i => i % 2)], columns = [.. Enumerable.Range(0, Columns)];
        DesignMatrix[] parts = _x.SplitRows(part, 2, 2);
        DesignMatrix odd = _x.SelectRows([.. Enumerable.Range(0, Rows).Where(i => i % 2 == 1)]);
        double[] whole = [.. columns.Select(j => Sum(j, _h, 0))], sum = new double[Columns], actual = new double[Columns];
        for (int p = 0; p < 2; p++)
        {
            parts[p].Dot(columns, [.. _h.Where((_, i) => i % 2 == p)], actual);
            sum = [.. sum.Zip(actual, (a, b) => a + b)];
        }

        KernelCases.AssertClose(whole, sum, 1000, "both parts");
        odd.Dot(columns, [.. _h.Where((_, i) => i % 2 == 1)], sum);
        KernelCases.AssertClose(actual, sum, 1000, "selected");
    }

    [TestMethod]
    public void Fit_NearlyConstantIndicatorOfLittleWeight_IsThatOfTheSameColumnsTimesTwo()
    {
        double[] y = [.. Enumerable.Range(0, Rows).Select(i => X(i, 4) + (2 * X(i, 7)) + (i % 1000 == 7 ? -5e4 : 0) + _r[i])];
        DesignMatrix twice = DesignMatrix.FromColumns([.. _values.Select(v => 2 * v)], Rows, Columns);
        var solver = new PathSolver(Losses.Squared, Penalties.Lasso) { Options = new FitOptions { Tolerance = 1e-9 } };
        Solution own = solver.Fit(new TrainingProblem(_x, y) { Weights = [.. _h] })[^1], other = solver.Fit(new TrainingProblem(twice, y) { Weights = [.. _h] })[^1];
        Assert.AreEqual(FitStatus.Converged, own.Status);
        Assert.AreEqual(0, own.Coefficients[1], "always 1");
        Assert.AreEqual(0, own.Coefficients[2], "always 0");
        Assert.AreNotEqual(0, own.Coefficients[3], "nearly always 1");
        for (int j = 0; j < Columns; j++)
        {
            Assert.AreEqual(2 * other.Coefficients[j], own.Coefficients[j], 1e-3 + (1e-4 * Math.Abs(own.Coefficients[j])), $"column {j}");
        }
    }

    private static int[][] ListsOfColumns() =>
        [[.. Enumerable.Range(0, Columns)], [.. Enumerable.Range(0, Columns).Reverse().Where(j => j % 7 != 0)], [5, 0, 7, 3], [.. Enumerable.Range(20, 90)], [.. Enumerable.Range(0, 47).Select(k => 7 * k)]];

    private void CheckGram(int[] columns, int first, double[] h, int threads)
    {
        int size = columns.Length;
        double[] weights = h.Length > 0 ? h : KernelCases.Constant(Rows, 0.5), actual = new double[size * size];
        double all = weights.Sum();
        double[] center = [.. columns.Select(j => h.Length > 0 ? Sum(j, weights, 0) / all : 0)];
        _x.Gram(columns, first, h, 0.5, center, actual, size, threads);
        for (int k = first; k < size; k++)
        {
            double[] own = [.. Enumerable.Range(0, Rows).Select(i => weights[i] * (X(i, columns[k]) - center[k]))];
            double[] expected = [.. Enumerable.Range(0, k + 1).Select(l => Sum(columns[l], own, center[l]))];
            KernelCases.AssertClose(expected, actual.AsSpan(k * size, k + 1), 1000, $"{size} columns from {first}, row {k}");
        }
    }

    private double X(int row, int column) => _values[(column * Rows) + row];

    /// <summary>Σ weights_i (x_ij − center).</summary>
    private double Sum(int column, ReadOnlySpan<double> weights, double center)
    {
        double sum = 0;
        for (int i = 0; i < Rows; i++)
        {
            sum += weights[i] * (X(i, column) - center);
        }

        return sum;
    }

    private double Square(int column, ReadOnlySpan<double> weights, double center)
    {
        double sum = 0;
        for (int i = 0; i < Rows; i++)
        {
            sum += weights[i] * (X(i, column) - center) * (X(i, column) - center);
        }

        return sum;
    }
}
