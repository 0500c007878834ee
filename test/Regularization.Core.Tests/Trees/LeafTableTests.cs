namespace Regularization.Tests.Trees;

[TestClass]
public sealed class LeafTableTests
{
    [TestMethod]
    public void ToLeafMatrix_SomeTrees_IsOneWhereTheRowFalls()
    {
        (SlowTree Slow, DecisionTree Fast)[] trees = [.. Enumerable.Range(1, 4).Select(seed => SlowTree.Random(nodes: 3 + seed, features: 3, seed))];
        List<float[]> rows = SlowTree.Rows(50, 3, seed: 9);
        var table = new LeafTable([.. trees.Select(tree => tree.Fast)]);
        rows.ForEach(row => table.Add(row));
        int[] chosen = [2, 0];
        RowMatrix matrix = RowMatrix.FromDesign(table.ToLeafMatrix(chosen));
        Assert.AreEqual(trees[2].Fast.LeafCount + trees[0].Fast.LeafCount, matrix.Columns);
        var features = new float[matrix.Columns];
        for (int i = 0; i < rows.Count; i++)
        {
            matrix.CopyRow(i, features);
            int column = 0;
            foreach (int t in chosen)
            {
                // Of the leaves of a tree one is 1: that whose output the row has.
                int leaves = trees[t].Fast.LeafCount;
                Assert.AreEqual(1, features.AsSpan(column, leaves).ToArray().Sum());
                int at = Array.IndexOf(features, 1f, column) - column;
                Assert.AreEqual(trees[t].Slow.LeafOf(rows[i]).Output, trees[t].Fast.LeafValues[at]);
                column += leaves;
            }
        }
    }

    [TestMethod]
    public void ToLeafMatrix_NothingToMakeItOf_IsRefused()
    {
        var table = new LeafTable([SlowTree.Random(nodes: 2, features: 2, seed: 1).Fast]);
        Assert.Contains("0 rows", Assert.Throws<ArgumentException>(() => table.ToLeafMatrix([0])).Message);
        table.Add([0.5f, 0.5f]);
        Assert.Contains("0 trees", Assert.Throws<ArgumentException>(() => table.ToLeafMatrix([])).Message);
    }

    [TestMethod]
    public void CopyRow_SparseAndDense_HaveTheSameValues()
    {
        var sparse = RowMatrix.FromDesign(DesignMatrix.FromCompressedColumns(2, [0, 1, 1, 3], [1, 0, 1], [5, 6, 7]));
        var dense = RowMatrix.FromDesign(DesignMatrix.FromColumns([0f, 5, 0, 0, 6, 7], 2, 3));
        float[] a = [9, 9, 9], b = [9, 9, 9];
        for (int i = 0; i < 2; i++)
        {
            sparse.CopyRow(i, a);
            dense.CopyRow(i, b);
            CollectionAssert.AreEqual(i == 0 ? [0f, 0, 6] : new float[] { 5, 0, 7 }, a);
            CollectionAssert.AreEqual(a, b);
        }

        Assert.Contains("Row 2 of 2", Assert.Throws<ArgumentException>(() => sparse.CopyRow(2, new float[3])).Message);
        Assert.Contains("to 4 values", Assert.Throws<ArgumentException>(() => dense.CopyRow(0, new float[4])).Message);
    }
}
