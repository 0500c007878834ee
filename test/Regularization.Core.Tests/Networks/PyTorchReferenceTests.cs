namespace Regularization.Tests;

/// <summary>Step-by-step losses and final weights against PyTorch's: the float32 training run, and a plain double-precision one kept here as its reference.</summary>
[TestClass]
public class PyTorchReferenceTests
{
    public static IEnumerable<object[]> Cases =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "reference", "pytorch"), "*.json").Order().Select(f => new object[] { Path.GetFileNameWithoutExtension(f) });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Train_PyTorchCase_LossesAndWeightsAgree(string name)
    {
        PyTorchCase reference = PyTorchCase.Read(name);
        NetworkTrainer trainer = reference.Trainer();
        Network network = trainer.NewNetwork(reference.Data.X.Columns, reference.Sizes[^1]);
        reference.SetInitial(network);
        var losses = new List<double>();
        int[] rows = [.. Enumerable.Range(0, reference.Data.X.Rows)];
        using (var run = new TrainingRun(trainer, network, reference.Data, rows, reference.Data, []) { OnStep = losses.Add })
        {
            run.Train([], null, CancellationToken.None);
        }

        Assert.HasCount(reference.Losses.Length, losses);
        for (int k = 0; k < losses.Count; k++)
        {
            double loss = losses[k] * reference.LossScale;
            Assert.AreEqual(1, loss / reference.Losses[k], 1e-4, $"step {k}: {loss} for {reference.Losses[k]}");
        }

        for (int l = 0; l < network.LayerArray.Length; l++)
        {
            NetworkLayer layer = network.LayerArray[l];
            double largest = reference.FinalWeights[l].Max(row => row.Max(Math.Abs));
            for (int i = 0; i < layer.Inputs; i++)
            {
                for (int k = 0; k < layer.Outputs; k++)
                {
                    Assert.AreEqual(reference.FinalWeights[l][k][i], layer.Weights[(i * layer.Outputs) + k], 1e-3 * largest, $"layer {l}, weight {i} to {k}");
                }
            }

            for (int k = 0; k < layer.Outputs; k++)
            {
                Assert.AreEqual(reference.FinalBiases[l][k], layer.Biases[k], 1e-3 * largest, $"layer {l}, bias {k}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void DoubleReference_PyTorchCase_LossesAndWeightsAgreeToRounding(string name)
    {
        PyTorchCase reference = PyTorchCase.Read(name);
        var plain = new DoubleReferenceNetwork(reference);
        double[] losses = plain.Train();
        for (int k = 0; k < losses.Length; k++)
        {
            Assert.AreEqual(1, losses[k] / reference.Losses[k], 1e-10, $"step {k}");
        }

        for (int l = 0; l < reference.FinalWeights.Length; l++)
        {
            for (int k = 0; k < reference.FinalWeights[l].Length; k++)
            {
                Assert.AreEqual(reference.FinalBiases[l][k], plain.Biases[l][k], 1e-10);
                for (int i = 0; i < reference.FinalWeights[l][k].Length; i++)
                {
                    Assert.AreEqual(reference.FinalWeights[l][k][i], plain.Weights[l][k][i], 1e-10);
                }
            }
        }
    }

    [TestMethod]
    [DataRow("wdbc")]
    [DataRow("wine")]
    [DataRow("diabetes")]
    public void WeightDecay_InSgd_EqualsTwiceTheL2Factor(string dataset)
    {
        double[] decay = PyTorchCase.Read(dataset + "_sgd_weight_decay").FinalWeights.SelectMany(l => l.SelectMany(r => r)).ToArray();
        double[] term = PyTorchCase.Read(dataset + "_sgd_l2_in_loss").FinalWeights.SelectMany(l => l.SelectMany(r => r)).ToArray();
        CollectionAssert.AreEqual(decay.Select(w => Math.Round(w, 10)).ToArray(), term.Select(w => Math.Round(w, 10)).ToArray());

        float[] ours = Final(dataset + "_sgd_weight_decay"), theirs = Final(dataset + "_sgd_l2_in_loss");
        for (int i = 0; i < ours.Length; i++)
        {
            Assert.AreEqual(ours[i], theirs[i], 1e-6);
        }
    }

    private static float[] Final(string name)
    {
        PyTorchCase reference = PyTorchCase.Read(name);
        NetworkTrainer trainer = reference.Trainer();
        Network network = trainer.NewNetwork(reference.Data.X.Columns, reference.Sizes[^1]);
        reference.SetInitial(network);
        using var run = new TrainingRun(trainer, network, reference.Data, [.. Enumerable.Range(0, reference.Data.X.Rows)], reference.Data, []);
        run.Train([], null, CancellationToken.None);
        return [.. network.LayerArray.SelectMany(l => l.W)];
    }
}
