namespace Regularization.Tests;

[TestClass]
public class FoldMeasureTests
{
    [TestMethod]
    [DataRow(1, 5)]
    [DataRow(2, 40)]
    [DataRow(3, 300)]
    public void AreaUnderRoc_TiesAndWeights_IsTheCountOfPairs(int seed, int rows)
    {
        var random = new Random(seed);
        double[] eta = [.. Enumerable.Range(0, rows).Select(_ => Math.Round(4 * random.NextDouble()) / 2)];
        double[] y = [1, 0, .. Enumerable.Range(2, rows - 2).Select(_ => (double)random.Next(2))];
        double[] w = [.. Enumerable.Range(0, rows).Select(i => i % 5 == 4 ? 0 : random.NextDouble())];
        double won = 0, pairs = 0;
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < rows; k++)
            {
                if (y[i] == 1 && y[k] == 0)
                {
                    pairs += w[i] * w[k];
                    won += w[i] * w[k] * (eta[i] > eta[k] ? 1 : eta[i] == eta[k] ? 0.5 : 0);
                }
            }
        }

        Assert.AreEqual(won / pairs, new FoldPredictions(eta, y, w).AreaUnderRoc(), 1e-12);
    }

    [TestMethod]
    public void AreaUnderRoc_OneClassOrNoWeight_IsNotANumber()
    {
        Assert.IsTrue(double.IsNaN(new FoldPredictions([1, 2], [1, 1], [1, 1]).AreaUnderRoc()));
        Assert.IsTrue(double.IsNaN(new FoldPredictions([1, 2], [0, 0], [1, 1]).AreaUnderRoc()));
        Assert.IsTrue(double.IsNaN(new FoldPredictions([1, 2], [0, 1], [1, 0]).AreaUnderRoc()));
        Assert.AreEqual(1, new FoldPredictions([1, 2], [0, 1], [1, 1]).AreaUnderRoc());
        Assert.AreEqual(0, new FoldPredictions([2, 1], [0, 1], [1, 1]).AreaUnderRoc());
        Assert.AreEqual(0.5, new FoldPredictions([2, 2], [0, 1], [1, 3]).AreaUnderRoc());
    }

    [TestMethod]
    public void AreaUnderRoc_Predictions_KeepTheirOrder()
    {
        double[] eta = [3, 1, 2];
        _ = new FoldPredictions(eta, [0, 1, 0], [1, 1, 1]).AreaUnderRoc();
        CollectionAssert.AreEqual(new[] { 3.0, 1.0, 2.0 }, eta);
    }

    [TestMethod]
    public void For_EachLoss_BeginsWithTheDeviance()
    {
        foreach (LossCase loss in LossCase.All)
        {
            FoldMeasure[] measures = FoldMeasure.For(loss.Loss);
            string[] expected = loss.IsClassification ? ["deviance", "misclassification", "auc"] : loss.Loss.Name == "quantile" ? ["deviance", "pinball loss", "coverage"] : ["deviance", "squared error", "absolute error"];
            CollectionAssert.AreEqual(expected, measures.Select(m => m.Name).ToArray());
            CollectionAssert.AreEqual(new[] { false, false, loss.IsClassification }, measures.Select(m => m.HigherIsBetter).ToArray());
        }
    }

    [TestMethod]
    public void Value_SquaredLoss_AreWeightedMeansOfErrors()
    {
        var fold = new FoldPredictions([1, 2, 5], [2, 2, 2], [1, 5, 2]);
        double[] values = [.. FoldMeasure.For(Losses.Squared).Select(m => m.Value(fold))];
        CollectionAssert.AreEqual(new[] { 19 / 8.0, 19 / 8.0, 7 / 8.0 }, values);
    }

    [TestMethod]
    public void Value_LogisticLoss_CountsTheWrongSideOfOneHalf()
    {
        var fold = new FoldPredictions([0.1, -3, 2, -0.1], [1, 1, 0, 0], [1, 2, 4, 8]);
        Assert.AreEqual(6 / 15.0, FoldMeasure.For(Losses.Logistic)[1].Value(fold), 1e-15);
    }
}
