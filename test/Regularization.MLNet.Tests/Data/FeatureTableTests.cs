using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization.MLNet.Tests.Data;

[TestClass]
public sealed class FeatureTableTests
{
    [TestMethod]
    [DataRow(1, 1, 1.0)]
    [DataRow(17, 40, 0.5)]
    [DataRow(5000, 300, 0.9)]       // several chunks
    [DataRow(3000, 500, 0.1)]
    [DataRow(20, 10, 0.0)]
    public void ToTable_Rows_AreKeptInOrder(int rows, int columns, double density) => Check(rows, columns, _ => density, sparse: density <= 0.2);

    [TestMethod]
    public void ToTable_FirstFullThenEmpty_EndsSparse() => Check(6000, 1000, i => i < 900 ? 0.9 : 0.01, sparse: true);

    [TestMethod]
    public void ToTable_FirstEmptyThenFull_EndsDense() => Check(3000, 400, i => i < 300 ? 0.02 : 0.9, sparse: false);

    [TestMethod]
    public void Scaling_Dense_HasMeanZeroAndDeviationOne()
    {
        var table = new FeatureTable(4, 3, [1, 5, 100, 2, 5, 200, 3, 5, 300, 3, 5, 300]);
        FeatureScaling scaling = FeatureScaling.Of(table, [1, 1, 1, 1]);
        FeatureScaling weighted = FeatureScaling.Of(new FeatureTable(3, 3, [1, 5, 100, 2, 5, 200, 3, 5, 300]), [1, 1, 2]);
        CollectionAssert.AreEqual(scaling.Means, weighted.Means);
        table.Apply(scaling);
        foreach (int j in new[] { 0, 2 })
        {
            float[] column = [.. Enumerable.Range(0, 4).Select(i => table.Values[(i * 3) + j])];
            Assert.AreEqual(0, column.Average(), 1e-6);
            Assert.AreEqual(1, column.Average(v => v * v), 1e-6);
        }

        Assert.IsTrue(Enumerable.Range(0, 4).All(i => table.Values[(i * 3) + 1] == 0), "a constant feature is 0");
        Assert.AreEqual(0, scaling.Factors[1]);
    }

    [TestMethod]
    public void Scaling_Sparse_DividesByTheLargestSize()
    {
        var table = new FeatureTable(3, [0, 2, 3], [0, 2, 2], [4, 1, -10]);
        FeatureScaling scaling = FeatureScaling.Of(table, null);
        CollectionAssert.AreEqual(new[] { 0.25, 0, 0.1 }, scaling.Factors);
        Assert.IsTrue(scaling.Means.All(m => m == 0));
        table.Apply(scaling);
        CollectionAssert.AreEqual(new[] { 1, 0.1f, -1 }, table.Values);
        CollectionAssert.AreEqual(new[] { 1, 0, 0.1f, 0, 0, -1 }, table.ToDense().Values);
    }

    [TestMethod]
    public void Read_Keys_AreZeroBasedAndZeroIsMissing()
    {
        var ml = new MLContext(seed: 1);
        IDataView data = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 8).Select(i => new Keyed { Key = (uint)(i % 4) }));
        TrainingRows rows = DataViewReader.Read(data, "Key", "Features", null, default, byRows: true);
        Assert.AreEqual((6, 2L, 6), (rows.Count, rows.SkippedForLabel, rows.Table!.Rows));
        CollectionAssert.AreEqual(new double[] { 0, 1, 2, 0, 1, 2 }, rows.Labels);
        Assert.IsNull(rows.Features);
    }

    private sealed class Keyed
    {
        [VectorType(1)]
        public float[] Features { get; set; } = [1];

        [KeyType(3)]
        public uint Key { get; set; }
    }

    private static void Check(int rows, int columns, Func<int, double> density, bool sparse)
    {
        var random = new Random(rows + columns);
        using var store = new FeatureRows(columns, byRows: true);
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

        FeatureTable table = store.ToTable();
        Assert.AreEqual((rows, columns, sparse), (table.Rows, table.Columns, table.IsSparse));
        CollectionAssert.AreEqual(expected.SelectMany(row => row).ToArray(), table.ToDense().Values);
        RowMatrix matrix = table.ToRowMatrix();
        Assert.AreEqual((rows, columns, sparse), (matrix.Rows, matrix.Columns, matrix.IsSparse));
    }
}
