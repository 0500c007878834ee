namespace Regularization.Tests;

/// <summary>Dense matrices some of whose columns are held as bits, against plain loops over the values.</summary>
[TestClass]
public class IndicatorColumnsTests
{
    private const int Rows = 1300;
    private const int Columns = 90;

    private readonly float[] _values;
    private readonly DesignMatrix _x;
    private readonly double[] _h;
    private readonly double[] _r;

    /// <summary>Every seventh column is no indicator; the first indicator is always 1, the second always 0.</summary>
    public IndicatorColumnsTests()
    {
        Random random = new(91);
        _values = new float[Rows * Columns];
        for (int j = 0; j < Columns; j++)
        {
            double share = j == 1 ? 1 : j == 2 ? 0 : random.NextDouble();
            for (int i = 0; i < Rows; i++)
            {
                _values[(j * Rows) + i] = j % 7 == 0 ? (float)(random.NextDouble() - 0.3) : random.NextDouble() < share ? 1 : 0;
            }
        }

        _x = DesignMatrix.FromColumns(_values, Rows, Columns);
        _h = KernelCases.Positive(random, Rows);
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
        Assert.IsNull(IndicatorColumns.Of(_values, 500, 200), "few rows");
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
                    expected[(c * columns.Length) + k] += Sum(i => X(i, columns[k]) * _r[(c * Rows) + i]);
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
            double[] center = [.. columns.Select((j, k) => k % 3 == 0 ? 0 : Sum(i => _h[i] * X(i, j)) / all)], actual = new double[columns.Length];
            _x.Square(columns, new RowWeights(_h, 0, all), center, actual);
            KernelCases.AssertClose([.. columns.Select((j, k) => Sum(i => _h[i] * Math.Pow(X(i, j) - center[k], 2)))], actual, 100, $"{columns.Length} columns, weighted");
            _x.Square(columns, new RowWeights([], 0.25, 0.25 * Rows), center, actual);
            KernelCases.AssertClose([.. columns.Select((j, k) => Sum(i => 0.25 * Math.Pow(X(i, j) - center[k], 2)))], actual, 100, $"{columns.Length} columns");
        }
    }

    [TestMethod]
    public void Add_SomeIndicators_EqualsLoops()
    {
        foreach (int[] columns in ListsOfColumns())
        {
            double[] a = [.. columns.Select((j, k) => k % 5 == 1 ? 0 : j - 30.5)], actual = [.. _r.AsSpan(0, Rows)];
            _x.Add(columns, a, actual);
            double[] expected = [.. Enumerable.Range(0, Rows).Select(i => _r[i] + columns.Select((j, k) => a[k] * X(i, j)).Sum())];
            KernelCases.AssertClose(expected, actual, 1000, $"{columns.Length} columns");
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Gram_SomeIndicators_EqualsLoops(int threads)
    {
        double all = _h.Sum();
        foreach (int[] columns in ListsOfColumns())
        {
            int size = columns.Length;
            foreach (int first in new[] { 0, size / 2 })
            {
                foreach (bool isWeighted in new[] { true, false })
                {
                    double[] center = [.. columns.Select(j => isWeighted ? Sum(i => _h[i] * X(i, j)) / all : 0)], actual = new double[size * size];
                    _x.Gram(columns, first, isWeighted ? _h : [], 0.5, center, actual, size, threads);
                    for (int k = first; k < size; k++)
                    {
                        double[] expected = [.. Enumerable.Range(0, k + 1).Select(l => Sum(i => (isWeighted ? _h[i] : 0.5) * (X(i, columns[k]) - center[k]) * (X(i, columns[l]) - center[l])))];
                        KernelCases.AssertClose(expected, actual.AsSpan(k * size, k + 1), 1000, $"{size} columns from {first}, row {k}");
                    }
                }
            }
        }
    }

    [TestMethod]
    public void SplitRows_SomeIndicators_PartsHaveTheirProducts()
    {
        int[] part = [.. Enumerable.Range(0, Rows).Select(i => i % 2)], columns = [.. Enumerable.Range(0, Columns)];
        DesignMatrix[] parts = _x.SplitRows(part, 2, 2);
        DesignMatrix odd = _x.SelectRows([.. Enumerable.Range(0, Rows).Where(i => i % 2 == 1)]);
        double[] whole = new double[Columns], sum = new double[Columns], actual = new double[Columns];
        _x.Dot(columns, _h, whole);
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
    public void Fit_ConstantIndicators_StayOut()
    {
        double[] y = [.. Enumerable.Range(0, Rows).Select(i => X(i, 3) + (2 * X(i, 7)) + _r[i])];
        RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Lasso).Fit(new TrainingProblem(_x, y) { Weights = [.. _h] });
        Solution last = path[^1];
        Assert.AreEqual(FitStatus.Converged, last.Status);
        Assert.AreEqual(0, last.Coefficients[1], "always 1");
        Assert.AreEqual(0, last.Coefficients[2], "always 0");
        Assert.IsGreaterThan(50, last.NonzeroCount);
    }

    /// <summary>Some with many indicators, one with few, one with nothing else.</summary>
    private static int[][] ListsOfColumns() =>
        [[.. Enumerable.Range(0, Columns)], [.. Enumerable.Range(0, Columns).Reverse().Where(j => j % 7 != 0)], [5, 0, 7, 3], [.. Enumerable.Range(20, 40)], [.. Enumerable.Range(0, 13).Select(k => 7 * k)]];

    private double X(int row, int column) => _values[(column * Rows) + row];

    private static double Sum(Func<int, double> term) => Enumerable.Range(0, Rows).Sum(term);
}
