namespace Regularization.Tests;

/// <summary>Work over columns split among threads.</summary>
[TestClass]
public class ColumnBlocksTests
{
    private const int Rows = 500;
    private const int Columns = 700;

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    public void Add_OnThreads_IsTheSumOfTheColumns(int threads)
    {
        (double[] x, double[] _) = TestProblems.Random(Rows, Columns, seed: 3);
        DesignMatrix design = DesignMatrix.FromColumns(x, Rows, Columns);
        int[] columns = [.. Enumerable.Range(0, Columns).Where(j => j % 7 > 0).Reverse()];
        double[] factors = [.. columns.Select(j => Math.Cos(j))], sum = [.. Enumerable.Range(0, Rows).Select(i => (double)i)], expected = [.. sum];
        for (int k = 0; k < columns.Length; k++)
        {
            for (int i = 0; i < Rows; i++)
            {
                expected[i] += factors[k] * x[(columns[k] * Rows) + i];
            }
        }

        ColumnBlocks.Add(threads, columns, factors, design, sum);
        for (int i = 0; i < Rows; i++)
        {
            Assert.AreEqual(expected[i], sum[i], 1e-10, $"row {i}");
        }
    }

    [TestMethod]
    [DataRow(1, 700)]
    [DataRow(3, 700)]
    [DataRow(3, 2)]
    [DataRow(3, 0)]
    public void For_OnThreads_VisitsEachPlaceOnce(int threads, int count)
    {
        var random = new Random(1);
        double[] x = [.. Enumerable.Range(0, Rows * Columns).Select(k => k / Rows < 5 || random.NextDouble() < 0.9 ? 1.0 : 0)];
        DesignMatrix design = TestProblems.Sparse(x, Rows, Columns);
        int[] columns = [.. Enumerable.Range(0, count)], visits = new int[count];
        ColumnBlocks.For(threads, columns, design, (from, to) =>
        {
            for (int k = from; k < to; k++)
            {
                Interlocked.Increment(ref visits[k]);
            }
        });
        Assert.IsTrue(visits.All(v => v == 1));
        (int From, int To)[] blocks = ColumnBlocks.Map(threads, columns, design, (from, to) => (from, to));
        CollectionAssert.AreEqual(columns, blocks.SelectMany(block => Enumerable.Range(block.From, block.To - block.From)).ToArray(), "blocks in their order");
        Assert.AreEqual(threads > 1 && count > 2 * threads, blocks.Length > 1);
    }
}
