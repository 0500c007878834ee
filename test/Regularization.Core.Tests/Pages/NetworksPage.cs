namespace Regularization.Tests;

/// <summary>What docs/networks.md shows is what is compiled and run here.</summary>
[TestClass]
public class NetworksPage
{
    [TestMethod]
    public void Snippet_WeightsFromElsewhere_GiveProbabilities()
    {
        const int rows = 2;
        float[] w1 = [.. Enumerable.Range(0, 64).Select(i => MathF.Sin(i))], c1 = new float[16], w2 = [.. Enumerable.Range(0, 48).Select(i => MathF.Cos(i))], c2 = [1, 2, 3];
        float[] x = [0, 0, 0.5f, 1.25f, 1, 2, 3, 4];
        double[] scores = new double[3];

        var network = new Network(
            [NetworkLayer.FromTransposed(4, 16, w1, c1), NetworkLayer.FromTransposed(16, 3, w2, c2)],     // torch.nn.Linear: weight and bias; Keras: new NetworkLayer(...)
            Activations.Relu, NetworkLosses.CrossEntropy);
        float[] probabilities = network.Predict(RowMatrix.FromRows(x, rows, 4));     // Scores(...) gives them before the link
        network.Score([2, 3], [0.5f, 1.25f], scores);                                // one row, sparse (features in any order; repeats add up) or dense, in double precision and without allocation

        double sum = scores.Sum(Math.Exp);
        for (int k = 0; k < 3; k++)
        {
            Assert.AreEqual(Math.Exp(scores[k]) / sum, probabilities[k], 1e-5);
        }
    }

    [TestMethod]
    public void Snippet_WeightDecaySearch_FindsANetwork()
    {
        (float[][] x, float[] y) = NetworkProblems.Random(40, 3, seed: 4);
        var data = new NetworkData(NetworkProblems.Matrix(x, sparse: false), y);
        var trainer = new NetworkTrainer(NetworkLosses.Squared, Optimizers.AdamW())
        {
            Architecture = new NetworkArchitecture { Hidden = [4] },
            Options = new TrainingOptions { Epochs = 3, Threads = 1 },
        };

        var search = new WeightDecaySearch(trainer) { WeightDecays = [0, 1e-4, 1e-3, 1e-2], GroupStrengths = [0, 1e-4, 1e-3], Folds = 5, ByMetric = true };
        WeightDecaySearchResult result = search.Fit(data);                      // or search.Fit(data, validation), with Folds left at 0
        Network network = result.Fit.Network;                                   // the best, trained on all rows
        foreach (WeightDecaySearchPoint p in result.WeightDecayCurve) { }       // also L1Curve, GroupCurve; all of them in Points

        Assert.HasCount(2, network.Layers);
        Assert.HasCount(12, result.Points);
        Assert.HasCount(4, result.WeightDecayCurve);
    }
}
