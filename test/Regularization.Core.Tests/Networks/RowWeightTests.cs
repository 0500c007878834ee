namespace Regularization.Tests;

/// <summary>Row weights weigh the same in batches of any size.</summary>
[TestClass]
public class RowWeightTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_BatchesOfOneRow_GoWhereAllRowsTogetherGo(bool sparse)
    {
        // Steps so small that the weights hardly change: those of an epoch add up to one step with the gradient of the objective.
        (float[][] x, float[] y) = NetworkProblems.Random(60, 4, seed: 5, classes: 2);
        float[] weights = [.. y.Select((v, i) => i % 5 == 0 ? 0 : v == 1 ? 7f : 0.5f)];
        NetworkData data = new(NetworkProblems.Matrix(x, sparse), y) { Weights = weights };
        double[] Moved(int batch)
        {
            const double Rate = 1e-3;
            var trainer = new NetworkTrainer(NetworkLosses.Logistic, Optimizers.Sgd(Rate * batch / 60))
            {
                Architecture = new NetworkArchitecture { Hidden = [5], Activation = Activations.Tanh },
                Options = new TrainingOptions { Epochs = 1, BatchSize = batch, Threads = 1 },
            };
            Network network = trainer.NewNetwork(4, 1);
            float[] before = [.. network.LayerArray[0].W, .. network.LayerArray[1].W];
            using var run = new TrainingRun(trainer, network, data, [.. Enumerable.Range(0, 60)], data, []);
            run.Train([], null, CancellationToken.None);
            return [.. before.Zip([.. network.LayerArray[0].W, .. network.LayerArray[1].W], (b, a) => ((double)a - b) / Rate)];
        }

        double[] whole = Moved(60);
        double largest = whole.Max(Math.Abs);
        foreach (int batch in new[] { 1, 4, 30 })
        {
            double[] parts = Moved(batch);
            for (int k = 0; k < whole.Length; k++)
            {
                Assert.AreEqual(whole[k], parts[k], 0.02 * largest, $"batches of {batch}, weight {k}");
            }
        }
    }

    [TestMethod]
    public void Fit_WeightsTimesAConstant_ChangeNothing()
    {
        (float[][] x, float[] y) = NetworkProblems.Random(50, 4, seed: 6);
        NetworkFit Fit(float factor) => new NetworkTrainer(NetworkLosses.Squared, Optimizers.AdamW(0.01))
        {
            Options = new TrainingOptions { Epochs = 3, BatchSize = 8, Threads = 1 },
        }.Fit(new NetworkData(NetworkProblems.Matrix(x, sparse: false), y) { Weights = [.. y.Select((_, i) => factor * (1 + (i % 3)))] });
        NetworkFit one = Fit(1), four = Fit(4);
        CollectionAssert.AreEqual(one.Network.LayerArray[0].W, four.Network.LayerArray[0].W);
        Assert.AreEqual(one.History[^1].TrainLoss, four.History[^1].TrainLoss, 1e-6);
    }

    [TestMethod]
    public void WithBalancedClasses_UnequalClasses_GivesEachTheSameSum()
    {
        RowMatrix x = RowMatrix.FromRows(new float[10], 10, 1);
        NetworkData data = new NetworkData(x, [0, 0, 0, 0, 0, 0, 0, 1, 1, 2]).WithBalancedClasses();
        foreach (int k in new[] { 0, 1, 2 })
        {
            Assert.AreEqual(10 / 3.0, data.Weights.Where((_, i) => data.Y[i] == k).Sum(), 1e-5);
        }

        var own = new NetworkData(x, data.Y) { Weights = [2, 1, 1, 1, 1, 1, 1, 3, 1, 1] };
        CollectionAssert.AreEqual(own.Weights.Zip(data.Weights, (a, b) => a * b).ToArray(), own.WithBalancedClasses().Weights.ToArray());
        Assert.Contains("Class 1 has 0 rows", Assert.ThrowsExactly<ArgumentException>(() => NetworkData.BalancedWeights([3, 0])).Message);
    }

    [TestMethod]
    public void Fit_RowsOfNoWeight_AreRefusedAsAPart()
    {
        (float[][] x, float[] y) = NetworkProblems.Random(20, 3, seed: 1);
        RowMatrix rows = NetworkProblems.Matrix(x, sparse: false);
        var trainer = new NetworkTrainer(NetworkLosses.Squared, Optimizers.Adam()) { Options = new TrainingOptions { Epochs = 1, ValidationFraction = 0.1 } };
        string messages = string.Empty;
        for (int one = 0; one < 20; one++)
        {
            // All rows but one weigh nothing: either part may have it.
            var data = new NetworkData(rows, y) { Weights = [.. y.Select((_, i) => i == one ? 1f : 0)] };
            messages += Assert.ThrowsExactly<ArgumentException>(() => trainer.Fit(data)).Message;
            Assert.ThrowsExactly<ArgumentException>(() => new WeightDecaySearch(new NetworkTrainer(NetworkLosses.Squared, Optimizers.Adam())) { Folds = 5 }.Fit(data));
        }

        Assert.Contains("All 18 training rows have the weight 0", messages);
        Assert.Contains("All 2 validation rows have the weight 0", messages);
    }
}
