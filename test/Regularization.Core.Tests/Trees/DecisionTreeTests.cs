namespace Regularization.Tests.Trees;

[TestClass]
public sealed class DecisionTreeTests
{
    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    [DataRow(true, true)]
    public void LeafOf_AnyRow_IsTheLeafOfTheSlowTree(bool missing, bool categories)
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            (SlowTree slow, DecisionTree fast) = SlowTree.Random(nodes: seed % 9, features: 4, seed, missing, categories);
            Assert.AreEqual(fast.NodeCount + 1, fast.LeafCount);
            foreach (float[] row in SlowTree.Rows(60, 4, seed, missing: true))
            {
                Assert.AreEqual(slow.LeafOf(row).Output, fast.LeafValues[fast.LeafOf(row)]);
            }
        }
    }

    [TestMethod]
    public void LeafTable_RowsAndWeights_AreCountedAndSummed()
    {
        DecisionTree[] trees = [SlowTree.Random(5, 3, 1).Fast, SlowTree.Random(0, 3, 2).Fast, SlowTree.Random(8, 3, 3).Fast];
        List<float[]> rows = SlowTree.Rows(50, 3, seed: 4);
        double[] weights = [.. rows.Select((_, i) => 1.0 + (i % 3))];
        var table = new LeafTable(trees);
        foreach (float[] row in rows)
        {
            table.Add(row);
        }

        for (int t = 0; t < trees.Length; t++)
        {
            for (int leaf = 0; leaf < trees[t].LeafCount; leaf++)
            {
                int[] inside = [.. Enumerable.Range(0, rows.Count).Where(i => trees[t].LeafOf(rows[i]) == leaf)];
                Assert.AreEqual(inside.Length, table.LeafWeights(t)[leaf]);
                Assert.AreEqual(inside.Sum(i => weights[i]) * rows.Count / weights.Sum(), table.LeafWeights(t, weights)[leaf], 1e-12);
            }
        }

        var scores = new double[rows.Count];
        table.AddOutputs(2, trees[2].LeafValues, scores);
        double[] weighed = new Solution
        {
            Lambda = 0,
            Intercept = 0,
            Coefficients = SparseCoefficients.FromDense([0, 0, 1]),
            DualityGap = 0,
            KktResidual = 0,
            DevianceExplained = 0,
            Objective = 0,
            Epochs = 0,
            Seconds = 0,
            Status = FitStatus.Converged,
        }.LinearPredictor(table.ToDesignMatrix());
        for (int i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(trees[2].LeafValues[trees[2].LeafOf(rows[i])], scores[i]);
            Assert.AreEqual(scores[i], weighed[i], 1e-6);
        }

        Assert.Throws<ArgumentException>(() => table.LeafWeights(0, [1, 2]));
    }

    [TestMethod]
    public void Constructor_ChildrenThatAreNoTree_Throws()
    {
        StringAssert.Contains(Refused([1, ~0], [~1, 1], 3), "Node 1");                  // its own child
        StringAssert.Contains(Refused([~0, ~1], [~1, ~2], 3), "under the root");        // node 1 hangs nowhere
        StringAssert.Contains(Refused([~0], [~3], 2), "Leaf 3");
        StringAssert.Contains(Refused([2], [~0], 2), "Node 2");
        StringAssert.Contains(Refused([~0], [~1], 3), "3 leaves");

        static string Refused(int[] left, int[] right, int leaves) =>
            Assert.Throws<ArgumentException>(() => new DecisionTree(left, right, new int[left.Length], new float[left.Length], new double[leaves])).Message;
    }
}
