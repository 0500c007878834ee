using Microsoft.ML.Data;

namespace Regularization.MLNet.Tests.Data;

[TestClass]
public sealed class FeatureRowsTests
{
    [TestMethod]
    [DataRow(1, 1, 1.0)]
    [DataRow(7, 3, 1.0)]
    [DataRow(15, 40, 0.5)]
    [DataRow(16, 40, 0.5)]
    [DataRow(17, 40, 0.5)]
    [DataRow(5000, 300, 0.9)]       // several chunks of a dense store
    [DataRow(4097, 5, 1.0)]
    [DataRow(8192, 17, 0.6)]
    [DataRow(40, 70_000, 0.5)]      // chunks of 16 rows
    public void ToDesignMatrix_FullRows_IsDenseAndTheSame(int rows, int columns, double density) => Check(rows, columns, _ => density, sparse: false);

    [TestMethod]
    [DataRow(1, 30, 0.1)]
    [DataRow(17, 3000, 0.01)]
    [DataRow(3000, 500, 0.1)]
    [DataRow(3000, 1500, 0.1)]      // several threads
    [DataRow(4000, 5000, 0.02)]     // and ranges of columns
    [DataRow(60, 300_000, 0.05)]    // wider ranges
    [DataRow(3000, 1024, 0.15)]     // one range
    [DataRow(3000, 1025, 0.15)]
    [DataRow(20, 10, 0.0)]
    public void ToDesignMatrix_MostlyZeros_IsSparseAndTheSame(int rows, int columns, double density) => Check(rows, columns, _ => density, sparse: true);

    [TestMethod]
    [DataRow(20, true)]
    [DataRow(21, false)]
    public void ToDesignMatrix_AroundAFifth_IsTheRuleOfTheLibrary(int nonzeros, bool sparse)
    {
        using var rows = new FeatureRows(10);
        for (int i = 0; i < 10; i++)
        {
            rows.TryAdd(new VBuffer<float>(10, [.. Enumerable.Range(0, 10).Select(j => (10 * j) + i < nonzeros ? 1f : 0)]));
        }

        Assert.AreEqual(sparse, rows.ToDesignMatrix().IsSparse);
        Assert.AreEqual(sparse, DesignMatrix.PrefersSparse(nonzeros, 10, 10));
    }

    [TestMethod]
    public void ToDesignMatrix_FirstFullThenEmpty_EndsSparse() => Check(3000, 400, i => i < 300 ? 1 : 0.02, sparse: true);

    [TestMethod]
    public void ToDesignMatrix_FirstFullThenEmptyOverManyChunks_EndsSparse() => Check(6000, 1000, i => i < 900 ? 0.9 : 0.01, sparse: true);

    [TestMethod]
    public void ToDesignMatrix_FirstEmptyThenFull_EndsDense() => Check(3000, 400, i => i < 300 ? 0.02 : 0.9, sparse: false);

    /// <summary>Very many entries are sorted at once: here all but a few are.</summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(5000)]
    [DataRow(1 << 22)]
    public void ToDesignMatrix_ManyEntriesByOneSortOrTwo_AreTheSame(int mostBorrowed)
    {
        const int Rows = 3000, Columns = 4000;
        var random = new Random(1);
        using var store = new SparseRowStore(Columns, mostBorrowed);
        double[] coefficients = [.. Enumerable.Range(0, Columns).Select(j => j + 1.0)], expected = new double[Rows];
        for (int i = 0; i < Rows; i++)
        {
            // Some rows are empty; low columns have most of the entries.
            int[] indices = i % 7 == 0 ? [] : [.. Enumerable.Range(0, Columns).Where(j => random.Next(j + 8) < 20)];
            float[] values = [.. indices.Select(_ => (float)random.Next(1, 9))];
            store.Add(indices, values);
            expected[i] = indices.Zip(values, (j, value) => coefficients[j] * value).Sum();
        }

        Assert.IsGreaterThan(200_000, store.Nonzeros);
        DesignMatrix x = store.ToDesignMatrix(threads: 3);
        CollectionAssert.AreEqual(expected, Predictor(x, coefficients));       // sums of whole numbers
    }

    [TestMethod]
    public void TryAdd_NonFiniteValue_LeavesTheRowOut()
    {
        using var rows = new FeatureRows(2);
        Assert.IsFalse(rows.TryAdd(new VBuffer<float>(2, [1, float.NaN])));
        Assert.IsFalse(rows.TryAdd(new VBuffer<float>(2, [float.NegativeInfinity, 1])));
        Assert.IsFalse(rows.TryAdd(new VBuffer<float>(2, 1, [float.PositiveInfinity], [1])));
        Assert.AreEqual(0, rows.Count);
        Assert.IsTrue(rows.TryAdd(new VBuffer<float>(2, [float.MaxValue, -float.MaxValue])));
        Assert.AreEqual(1, rows.Count);
    }

    [TestMethod]
    public void TryAdd_StoredZeros_AreNotKept()
    {
        using var rows = new FeatureRows(6);
        for (int i = 0; i < 40; i++)
        {
            rows.TryAdd(new VBuffer<float>(6, 3, [0, 0, i], [0, 2, 3]));
        }

        DesignMatrix x = rows.ToDesignMatrix();
        Assert.IsTrue(x.IsSparse);
        Assert.AreEqual(39, x.EntryCount);
    }

    private static void Check(int rows, int columns, Func<int, double> density, bool sparse)
    {
        // Rows alternate between the two forms of a vector, as ML.NET's own transforms do.
        var random = new Random(rows + columns);
        using var store = new FeatureRows(columns);
        var expected = new List<float[]>();
        for (int i = 0; i < rows; i++)
        {
            var row = new float[columns];
            for (int j = 0; j < columns; j++)
            {
                row[j] = random.NextDouble() < density(i) ? random.NextSingle() + 0.5f : 0;
            }

            expected.Add(row);
            Assert.IsTrue(store.TryAdd(i % 2 == 0 ? new VBuffer<float>(columns, row) : TestData.Sparse(row)));
        }

        DesignMatrix x = store.ToDesignMatrix(threads: 3);
        Assert.AreEqual((rows, columns, sparse), (x.Rows, x.Columns, x.IsSparse));

        // All columns at once, then some by themselves: the linear predictor of a unit vector is a column.
        double[] coefficients = [.. Enumerable.Range(0, columns).Select(_ => random.NextDouble() - 0.5)], predictor = Predictor(x, coefficients);
        for (int i = 0; i < rows; i++)
        {
            double sum = 0;
            for (int j = 0; j < columns; j++)
            {
                sum += coefficients[j] * expected[i][j];
            }

            Assert.AreEqual(sum, predictor[i], 1e-9 * columns);
        }

        foreach (int j in columns <= 50 ? Enumerable.Range(0, columns) : Enumerable.Range(0, 50).Select(_ => random.Next(columns)).Append(columns - 1))
        {
            double[] column = Column(x, j);
            for (int i = 0; i < rows; i++)
            {
                Assert.AreEqual(expected[i][j], column[i]);
            }
        }
    }

    private static double[] Column(DesignMatrix x, int j)
    {
        var unit = new double[x.Columns];
        unit[j] = 1;
        return Predictor(x, unit);
    }

    private static double[] Predictor(DesignMatrix x, double[] coefficients) => new Solution
    {
        Coefficients = SparseCoefficients.FromDense(coefficients),
        Lambda = 0,
        Intercept = 0,
        DualityGap = 0,
        KktResidual = 0,
        DevianceExplained = 0,
        Objective = 0,
        Epochs = 0,
        Seconds = 0,
        Status = FitStatus.Converged,
    }.LinearPredictor(x);
}
