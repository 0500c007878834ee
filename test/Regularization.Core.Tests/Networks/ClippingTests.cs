namespace Regularization.Tests;

/// <summary>The norm that is clipped: of the gradient with the penalties that are a term in the loss, as PyTorch has it.</summary>
[TestClass]
public class ClippingTests
{
    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    [DataRow(true, true)]
    public void Step_PenaltiesInTheLoss_AreClippedWithTheRest(bool sparse, bool biases)
    {
        const double L1 = 0.3, L2 = 0.7, Norm = 0.25;
        float[] w = [0.5f, -2, 0, 1.5f];
        var trainer = new NetworkTrainer(NetworkLosses.Squared, Optimizers.Sgd(1, weightDecay: 0.05))
        {
            Architecture = new NetworkArchitecture { Hidden = [] },
            Penalty = new WeightPenalty { L1 = L1, L2 = L2, Mode = PenaltyMode.LossTerm, IncludeBiases = biases },
            Options = new TrainingOptions { Epochs = 1, ClipNorm = Norm },
        };
        var data = new NetworkData(NetworkProblems.Matrix([[1, 0, 2, 0]], sparse), [3]); // two of the features are not there
        Network network = trainer.NewNetwork(4, 1);
        w.CopyTo(network.LayerArray[0].W, 0);
        network.LayerArray[0].C[0] = 0.4f;
        using (var run = new TrainingRun(trainer, network, data, [0], data, []))
        {
            run.Train([], null, CancellationToken.None);
        }

        double Term(double v) => (L1 * Math.Sign(v)) + (2 * L2 * v);
        double r = 0.5 + 0.4 - 3;
        double[] g = [r + Term(0.5), Term(-2), (2 * r) + Term(0), Term(1.5)];
        double bias = r + (biases ? Term(0.4) : 0), scale = Norm / Math.Sqrt(g.Sum(v => v * v) + (bias * bias));
        for (int j = 0; j < 4; j++)
        {
            Assert.AreEqual(w[j] - (scale * g[j]) - (0.05 * w[j]), network.LayerArray[0].W[j], 1e-6, $"weight {j}: the decay is not clipped");
        }

        Assert.AreEqual(0.4 - (scale * bias) - (biases ? 0.05 * 0.4 : 0), network.LayerArray[0].C[0], 1e-6);
    }
}
