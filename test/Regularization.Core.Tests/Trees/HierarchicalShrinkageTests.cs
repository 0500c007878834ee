namespace Regularization.Tests.Trees;

[TestClass]
public sealed class HierarchicalShrinkageTests
{
    [TestMethod]
    [DataRow(0.1)]
    [DataRow(7)]
    [DataRow(500)]
    public void LeafValues_AnyTree_AreTheFormulaOverRows(double lambda)
    {
        for (int seed = 1; seed <= 12; seed++)
        {
            (SlowTree slow, DecisionTree fast) = SlowTree.Random(nodes: seed % 8, features: 3, seed);
            List<float[]> rows = SlowTree.Rows(40, 3, seed);
            double[] weights = [.. rows.Select((_, i) => seed % 2 == 0 ? 1.0 : 0.5 + (i % 4))];
            var leafWeights = new double[fast.LeafCount];
            for (int i = 0; i < rows.Count; i++)
            {
                leafWeights[fast.LeafOf(rows[i])] += weights[i];
            }

            double[] shrunken = HierarchicalShrinkage.LeafValues(fast, leafWeights, lambda);
            foreach (float[] row in rows.Take(15))
            {
                Assert.AreEqual(slow.Shrunken(row, rows, weights, lambda), shrunken[fast.LeafOf(row)], 1e-12);
            }
        }
    }

    [TestMethod]
    public void LeafValues_LambdaZero_AreTheSameBits()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            DecisionTree tree = SlowTree.Random(nodes: 20, features: 3, seed).Fast;
            double[] weights = [.. Enumerable.Range(0, tree.LeafCount).Select(leaf => leaf % 3 * 1.7)];      // a third of the leaves without rows
            CollectionAssert.AreEqual(tree.LeafValues.ToArray(), HierarchicalShrinkage.LeafValues(tree, weights, 0));
            CollectionAssert.AreEqual(tree.LeafValues.ToArray(), HierarchicalShrinkage.LeafValues(tree, new double[tree.LeafCount], 0));
        }
    }

    [TestMethod]
    [DataRow(1e14)]
    [DataRow(double.PositiveInfinity)]
    public void LeafValues_LambdaWithoutEnd_AreTheMean(double lambda)
    {
        DecisionTree tree = SlowTree.Random(nodes: 30, features: 3, seed: 5).Fast;
        double[] weights = [.. Enumerable.Range(0, tree.LeafCount).Select(leaf => 1.0 + (leaf % 4))];
        double mean = weights.Zip(tree.LeafValues.ToArray(), (w, v) => w * v).Sum() / weights.Sum();
        Assert.IsTrue(HierarchicalShrinkage.LeafValues(tree, weights, lambda).All(value => Math.Abs(value - mean) < 1e-9));
    }

    [TestMethod]
    public void LeafValues_NodeWithoutRows_TakesTheOutputOfItsParent()
    {
        // The right child of the root has no rows: its leaves 1 and 2 come as near to it as the root comes to it.
        var tree = new DecisionTree([~0, ~1], [1, ~2], [0, 0], [0.3f, 0.6f], [1, 5, 9]);
        double[] shrunken = HierarchicalShrinkage.LeafValues(tree, [10, 0, 0], lambda: 10);
        Assert.AreEqual(1, shrunken[0]);
        Assert.AreEqual(1 + ((7 - 1) / 2.0), shrunken[1], 1e-12);
        Assert.AreEqual(shrunken[1], shrunken[2], 1e-12);
    }

    [TestMethod]
    public void LeafValues_BadInput_IsRefused()
    {
        DecisionTree tree = SlowTree.Random(2, 3, 1).Fast;
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => HierarchicalShrinkage.LeafValues(tree, [1, 1, 1], -1)).Message, "Lambda is -1");
        Assert.Throws<ArgumentOutOfRangeException>(() => HierarchicalShrinkage.LeafValues(tree, [1, 1, 1], double.NaN));
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => HierarchicalShrinkage.LeafValues(tree, [1, 1], 1)).Message, "2 weights for 3 leaves");
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => HierarchicalShrinkage.LeafValues(tree, [1, -2, 1], 1)).Message, "-2");
    }
}
