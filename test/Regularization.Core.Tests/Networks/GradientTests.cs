namespace Regularization.Tests;

/// <summary>Every layer, activation, loss and loss-term penalty: the step of the training run against numeric derivatives.</summary>
[TestClass]
public class GradientTests
{
    private const int Rows = 12, Inputs = 5;

    public static IEnumerable<object[]> Cases =>
        from activation in new[] { Activations.Relu, Activations.LeakyRelu, Activations.Tanh, Activations.Logistic }
        from loss in new[] { NetworkLosses.Squared, NetworkLosses.Logistic, NetworkLosses.CrossEntropy, NetworkLosses.Poisson, NetworkLosses.Huber() }
        from sparse in new[] { false, true }
        select new object[] { activation, loss, sparse };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Step_EveryParameter_IsTheNumericGradient(Activation activation, NetworkLoss loss, bool sparse)
    {
        const double L1 = 0.01, L2 = 0.02, Smoothing = 0.1;
        var random = new Random(5);
        float[][] x = [.. Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(0, Inputs).Select(j => j % 2 == 0 && random.Next(3) == 0 ? 0f : (float)((2 * random.NextDouble()) - 1)).ToArray())];
        float[] y = [.. Enumerable.Range(0, Rows).Select(i => loss.Name is "squared" or "huber" ? (float)(4 * random.NextDouble()) - 2 : loss.Name == "logistic" ? i % 2 : i % 3)];
        float[] weights = [.. Enumerable.Range(0, Rows).Select(i => 0.5f + (i % 4))];
        var data = new NetworkData(NetworkProblems.Matrix(x, sparse), y) { Weights = weights };
        var trainer = new NetworkTrainer(loss, Optimizers.Sgd(learningRate: 1))
        {
            Architecture = new NetworkArchitecture { Hidden = [4, 3], Activation = activation, Initialization = Initialization.Glorot },
            Penalty = new WeightPenalty { L1 = L1, L2 = L2, Mode = PenaltyMode.LossTerm },
            Options = new TrainingOptions { Epochs = 1, BatchSize = Rows, Shuffle = false, LabelSmoothing = Smoothing, Threads = 2 },
        };
        Network network = trainer.NewNetwork(Inputs, loss.OutputsFor(y));
        foreach (NetworkLayer layer in network.LayerArray)
        {
            for (int k = 0; k < layer.C.Length; k++)
            {
                layer.C[k] = 0.1f * (k + 1);
            }
        }

        var exact = new DoubleNetwork(network);
        Network before = network.Copy();
        using (var run = new TrainingRun(trainer, network, data, [.. Enumerable.Range(0, Rows)], data, []))
        {
            run.Train([], null, CancellationToken.None);
        }

        double smoothing = loss.Metric == "accuracy" ? Smoothing : 0;
        double Objective() => exact.Objective(x, y, weights, smoothing, L1, L2);
        for (int l = 0; l < network.LayerArray.Length; l++)
        {
            Compare(before.LayerArray[l].W, network.LayerArray[l].W, k => exact.Derivative(l, k, isBias: false, Objective), $"weights of layer {l}");
            Compare(before.LayerArray[l].C, network.LayerArray[l].C, k => exact.Derivative(l, k, isBias: true, Objective), $"biases of layer {l}");
        }
    }

    private static void Compare(float[] before, float[] after, Func<int, double> derivative, string what)
    {
        for (int k = 0; k < before.Length; k++)
        {
            double numeric = derivative(k);
            Assert.AreEqual(numeric, before[k] - (double)after[k], 2e-5 * (1 + Math.Abs(numeric)), $"{what}, {k}");
        }
    }
}
