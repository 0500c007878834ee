namespace Regularization.Tests;

[TestClass]
public class FoldsTests
{
    [TestMethod]
    [DataRow(10, 10)]
    [DataRow(103, 10)]
    [DataRow(7, 2)]
    [DataRow(31, 5)]
    public void Random_AnyCounts_AreBalancedAndDrawnBySeed(int rows, int folds)
    {
        double[] y = [.. Enumerable.Range(0, rows).Select(i => (double)i)];
        int[] fold = Folds.Random(y, stratify: false, folds, seed: 3);
        int[] sizes = [.. fold.CountBy(f => f).OrderBy(c => c.Key).Select(c => c.Value)];
        Assert.HasCount(folds, sizes);
        Assert.IsLessThanOrEqualTo(1, sizes.Max() - sizes.Min());
        CollectionAssert.AreEqual(fold, Folds.Random(y, false, folds, 3));
        if (rows > 10)
        {
            CollectionAssert.AreNotEqual(fold, Folds.Random(y, false, folds, 4));
        }
    }

    [TestMethod]
    [DataRow(100, 7, 10)]
    [DataRow(53, 20, 5)]
    [DataRow(11, 2, 2)]
    public void Random_Stratified_SpreadsEachClassAndTheWholeEvenly(int rows, int ones, int folds)
    {
        double[] y = [.. Enumerable.Range(0, rows).Select(i => i % (rows / ones) == 0 && i / (rows / ones) < ones ? 1.0 : 0)];
        int[] fold = Folds.Random(y, stratify: true, folds, seed: 5);
        foreach (int[] sizes in new[]
        {
            Enumerable.Range(0, folds).Select(f => fold.Where((g, i) => g == f && y[i] == 1).Count()).ToArray(),
            Enumerable.Range(0, folds).Select(f => fold.Where((g, i) => g == f && y[i] == 0).Count()).ToArray(),
            Enumerable.Range(0, folds).Select(f => fold.Count(g => g == f)).ToArray(),
        })
        {
            Assert.IsLessThanOrEqualTo(1, sizes.Max() - sizes.Min());
        }

        // At random within a class, not in the order of the rows.
        int[] ofOnes = [.. Enumerable.Range(0, rows).Where(i => y[i] == 0).Select(i => fold[i])];
        Assert.IsTrue(Enumerable.Range(1, ofOnes.Length - 1).Any(k => ofOnes[k] != (ofOnes[k - 1] + 1) % folds));
    }

    [TestMethod]
    public void Given_AnyNumbers_AreRenumberedInAscendingOrder()
    {
        (int[] fold, int[] names) = Folds.Given([7, -3, 100, 7, int.MinValue], 5);
        CollectionAssert.AreEqual(new[] { int.MinValue, -3, 7, 100 }, names);
        CollectionAssert.AreEqual(new[] { 2, 1, 3, 2, 0 }, fold);
    }

    [TestMethod]
    public void Given_BadFolds_AreRefused()
    {
        Assert.Contains("FoldOfRow has 2 values for 3 rows", Assert.ThrowsExactly<ArgumentException>(() => Folds.Given([0, 1], 3)).Message);
        Assert.Contains("puts every row into fold 4; cross-validation needs at least 2", Assert.ThrowsExactly<ArgumentException>(() => Folds.Given([4, 4], 2)).Message);
    }
}
