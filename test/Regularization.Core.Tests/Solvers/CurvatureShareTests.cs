namespace Regularization.Tests;

/// <summary>What folds take from a matrix over all rows against the same from their own rows.</summary>
[TestClass]
public class CurvatureShareTests
{
    private const int Rows = 240, Columns = 9;

    [TestMethod]
    [DataRow(true, false)]
    [DataRow(true, true)]
    [DataRow(false, false)]
    public void TryCross_HeldOutRows_IsTheMatrixOfTheOthers(bool intercept, bool weighted)
    {
        (StandardizedDesign all, StandardizedDesign fold, int[] rows, DesignMatrix heldOut) = Problem(intercept, weighted);
        var store = new GramStore(all);
        var share = new CurvatureShare(store, rows, heldOut, all.W);
        double[] own = new double[Rows], means = new double[Columns], gram = new double[Columns * 16];
        Assert.IsFalse(share.TryWeights(own));
        store.Start([.. all.W.Select((w, i) => w * (0.1 + (0.05 * Math.Sin(i))))]);
        Assert.IsTrue(share.TryWeights(own));
        Assert.IsTrue(rows.All(i => own[i] == 0));
        Assert.AreEqual(0.1 + (0.05 * Math.Sin(1)), own[1] / fold.W[1], 1e-14);

        int[] columns = [4, 0, 7, 2];
        store.Add([7, 0, 4]);
        Assert.IsFalse(share.TryCross(fold, columns, 0, means, gram, 16));
        store.Add([2, 7]);
        foreach (int first in new[] { 0, 3 })
        {
            Assert.IsTrue(share.TryCross(fold, columns, first, means, gram, 16));
        }

        double[] expectedMeans = fold.Means(columns, own, own.Sum()), expected = new double[Columns * 16];
        WeightedGram.Cross(fold, columns, 0, own, expectedMeans, expected, 16);
        for (int k = 0; k < columns.Length; k++)
        {
            Assert.AreEqual(expectedMeans[k], means[k], 1e-12);
            for (int l = 0; l <= k; l++)
            {
                Assert.AreEqual(expected[(k * 16) + l], gram[(k * 16) + l], 1e-13);
            }
        }

        store.Start(all.W);
        Assert.IsFalse(share.IsCurrent);
        Assert.IsFalse(share.TryCross(fold, columns, 0, means, gram, 16));
    }

    [TestMethod]
    public void TryCross_ColumnThatVariesOnlyInTheRowsHeldOut_IsRefused()
    {
        (StandardizedDesign all, StandardizedDesign fold, int[] rows, DesignMatrix heldOut) = Problem(intercept: true, weighted: false);
        var store = new GramStore(all);
        var share = new CurvatureShare(store, rows, heldOut, all.W);
        store.Start(all.W);
        store.Add([8, 1]);
        Assert.IsTrue(share.TryWeights(new double[Rows]));
        Assert.IsFalse(share.TryCross(fold, [1, 8], 0, new double[2], new double[32], 16));
        Assert.IsTrue(share.TryCross(fold, [1], 0, new double[2], new double[32], 16));
    }

    [TestMethod]
    public void TryCross_AllRows_IsTheMatrixItself()
    {
        (StandardizedDesign all, _, _, _) = Problem(intercept: true, weighted: true);
        var store = new GramStore(all);
        double[] h = [.. all.W.Select((w, i) => w * (2 + Math.Cos(i)))], own = new double[Rows], means = new double[2], gram = new double[32], expected = new double[32];
        store.Start(h);
        store.Add([3, 6]);
        var share = new CurvatureShare(store);
        Assert.IsTrue(share.TryWeights(own) && share.TryCross(all, [6, 3], 0, means, gram, 16));
        CollectionAssert.AreEqual(h, own);
        WeightedGram.Cross(all, [6, 3], 0, h, all.Means([6, 3], h, h.Sum()), expected, 16);
        Assert.AreEqual(expected[0], gram[0], 1e-13);
        Assert.AreEqual(expected[16], gram[16], 1e-13);
        Assert.AreEqual(expected[17], gram[17], 1e-13);
    }

    /// <summary>Every fifth row is held out; column 8 varies there alone, but for next to nothing.</summary>
    private static (StandardizedDesign All, StandardizedDesign Fold, int[] Rows, DesignMatrix HeldOut) Problem(bool intercept, bool weighted)
    {
        double[] x = TestProblems.Random(Rows, Columns, seed: 31).X;
        for (int i = 0; i < Rows; i++)
        {
            x[i] += 5;
            x[(8 * Rows) + i] *= i % 5 == 0 ? 1 : 1e-3;
        }

        DesignMatrix matrix = DesignMatrix.FromColumns(x, Rows, Columns);
        double[] weights = [.. Enumerable.Range(0, Rows).Select(i => weighted ? 0.5 + (i % 3) : 1)];
        int[] rows = [.. Enumerable.Range(0, Rows).Where(i => i % 5 == 0)];
        return (Design(weights), Design([.. weights.Select((w, i) => i % 5 == 0 ? 0 : w)]), rows, matrix.SelectRows(rows));

        StandardizedDesign Design(double[] of) => new(new TrainingProblem(matrix, new double[Rows]) { Weights = of }, standardize: true, intercept, threads: 2);
    }
}
