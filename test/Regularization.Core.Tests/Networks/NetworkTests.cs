namespace Regularization.Tests;

/// <summary>Networks made from given weights, and what they give for rows.</summary>
[TestClass]
public class NetworkTests
{
    [TestMethod]
    [DataRow(3)]
    [DataRow(300)]
    public void Score_DenseAndSparseRows_IsTheForwardPass(int width)
    {
        foreach (Activation activation in new[] { Activations.Relu, Activations.LeakyRelu, Activations.Tanh, Activations.Logistic })
        {
            foreach (int[] hidden in new int[][] { [], [width], [width, 5], [4, width, 6] })
            {
                Network network = Random(activation, NetworkLosses.CrossEntropy, [7, .. hidden, 3]);
                var exact = new DoubleNetwork(network);
                float[][] x = NetworkProblems.Random(20, 7, seed: 5).X;
                x = [.. x.Select(row => row.Select(v => v < 0 ? 0 : v).ToArray()), new float[7]];
                float[] dense = network.Scores(NetworkProblems.Matrix(x, sparse: false)), sparse = network.Scores(NetworkProblems.Matrix(x, sparse: true));
                for (int i = 0; i < x.Length; i++)
                {
                    double[] expected = exact.Outputs(x[i]), one = new double[3], other = new double[3];
                    int[] nonzero = [.. Enumerable.Range(0, 7).Where(j => x[i][j] != 0).Reverse()];
                    network.Score(x[i], one);
                    network.Score(nonzero, [.. nonzero.Select(j => x[i][j])], other);
                    for (int k = 0; k < 3; k++)
                    {
                        // The slope of the leaky activation is 0.01 in float32.
                        Assert.AreEqual(expected[k], one[k], 1e-8 * (1 + Math.Abs(expected[k])), $"{activation}, row {i}");
                        Assert.AreEqual(one[k], other[k], 1e-12 * (1 + Math.Abs(expected[k])), $"{activation}, row {i}");
                        Assert.AreEqual(expected[k], dense[(i * 3) + k], 1e-4 * (1 + Math.Abs(expected[k])), $"{activation}, row {i}");
                        Assert.AreEqual(expected[k], sparse[(i * 3) + k], 1e-4 * (1 + Math.Abs(expected[k])), $"{activation}, row {i}");
                    }
                }
            }
        }
    }

    [TestMethod]
    public void Predict_OfEachLoss_IsTheLinkOfTheScores()
    {
        RowMatrix x = NetworkProblems.Matrix(NetworkProblems.Random(30, 4, seed: 6).X, sparse: false);
        void Check(NetworkLoss loss, int outputs, Func<double[], int, double> link)
        {
            Network network = Random(Activations.Relu, loss, [4, 6, outputs]);
            float[] scores = network.Scores(x), predictions = network.Predict(x);
            for (int at = 0; at < scores.Length; at++)
            {
                double[] row = [.. scores[(at / outputs * outputs)..((at / outputs * outputs) + outputs)]];
                Assert.AreEqual(link(row, at % outputs), predictions[at], 1e-5 * (1 + Math.Abs(link(row, at % outputs))), loss.Name);
            }
        }

        Check(NetworkLosses.Squared, 1, (f, k) => f[k]);
        Check(NetworkLosses.Huber(), 1, (f, k) => f[k]);
        Check(NetworkLosses.Poisson, 1, (f, k) => Math.Exp(f[k]));
        Check(NetworkLosses.Logistic, 1, (f, k) => 1 / (1 + Math.Exp(-f[k])));
        Check(NetworkLosses.CrossEntropy, 3, (f, k) => Math.Exp(f[k]) / f.Sum(Math.Exp));
        var far = new Network([new NetworkLayer(1, 2, [500, -500], [0, 0])], Activations.Relu, NetworkLosses.CrossEntropy);
        CollectionAssert.AreEqual(new float[] { 1, 0 }, far.Predict(RowMatrix.FromRows([1], 1, 1)));
    }

    [TestMethod]
    public void FromTransposed_WeightsNeuronByNeuron_IsTheSameLayer()
    {
        NetworkLayer layer = NetworkLayer.FromTransposed(3, 2, [1, 2, 3, 10, 20, 30], [5, 6]);
        CollectionAssert.AreEqual(new float[] { 1, 10, 2, 20, 3, 30 }, layer.Weights.ToArray());
        CollectionAssert.AreEqual(new float[] { 5, 6 }, layer.Biases.ToArray());
        double[] scores = new double[2];
        new Network([layer], Activations.Relu, NetworkLosses.CrossEntropy).Score([1, 0, 2], scores);
        CollectionAssert.AreEqual(new[] { 12.0, 76 }, scores);
    }

    [TestMethod]
    public void Constructor_LayersOfATrainedNetwork_IsTheSameNetworkAndACopy()
    {
        Network network = Random(Activations.Tanh, NetworkLosses.Logistic, [4, 3, 1]);
        var again = new Network(network.Layers, network.Activation, network.Loss);
        RowMatrix x = NetworkProblems.Matrix(NetworkProblems.Random(9, 4, seed: 6).X, sparse: false);
        float[] scores = network.Scores(x);
        CollectionAssert.AreEqual(scores, again.Scores(x));
        network.LayerArray[0].W[0]++;
        CollectionAssert.AreEqual(scores, again.Scores(x));
    }

    [TestMethod]
    public void Pruned_NeuronsThatFeedOnlyRemovedOnes_AreRemovedToo()
    {
        // Of 3-4-3-2-1: neuron 1 of the last hidden layer is not heard, so that nobody hears neuron 2 of the one before, nor neurons 2 and 3 of the first.
        Network network = Random(Activations.Tanh, NetworkLosses.Squared, [3, 4, 3, 2, 1]);
        network.LayerArray[3].W[1] = 0;
        (network.LayerArray[2].W[2 * 2], network.LayerArray[1].W[2 * 3], network.LayerArray[1].W[(2 * 3) + 1]) = (0, 0, 0);
        (network.LayerArray[1].W[3 * 3], network.LayerArray[1].W[(3 * 3) + 1]) = (0, 0);
        Network pruned = network.Pruned();
        CollectionAssert.AreEqual(new[] { 2, 2, 1, 1 }, pruned.Layers.Select(l => l.Outputs).ToArray());
        RowMatrix x = NetworkProblems.Matrix(NetworkProblems.Random(9, 3, seed: 6).X, sparse: false);
        KernelCases.AssertClose(network.Scores(x), pruned.Scores(x), 1, "pruned");

        // Nothing comes through: one neuron without weights is kept in each layer.
        network.LayerArray[2].W.AsSpan().Clear();
        Network none = network.Pruned();
        CollectionAssert.AreEqual(new[] { 1, 1, 1, 1 }, none.Layers.Select(l => l.Outputs).ToArray());
        Assert.IsTrue(none.Layers.All(l => l.Weights.IndexOfAnyExcept(0) < 0));
        KernelCases.AssertClose(network.Scores(x), none.Scores(x), 1, "nothing");
    }

    [TestMethod]
    public void FromCompressedRows_ArraysThatDoNotFit_AreRefused()
    {
        static void Refuse(string part, long[] starts, int[] columns) =>
            Assert.Contains(part, Assert.ThrowsExactly<ArgumentException>(() => RowMatrix.FromCompressedRows(3, starts, columns, new float[columns.Length])).Message);
        Refuse("Row 1 starts at entry 3, and the next at 1; row starts must not decrease", [0, 3, 1, 3], [0, 1, 2]);
        Refuse("Row 0 starts at entry 0, and the next at 9; row starts must not decrease, from 0 to 2", [0, 9, 2], [0, 1]);
        Refuse("Row 0 starts at entry 0, and the next at -1", [0, -1, 2], [0, 1]);
        Refuse("Row 0 has column index 3", [0, 1], [3]);
        Refuse("The row starts must run from 0", [0, 3], [0, 1]);
    }

    [TestMethod]
    public void FromCompressedRows_ArraysChangedAfterwards_AreNotLookedAt()
    {
        long[] starts = [0, 1, 2];
        int[] columns = [0, 1];
        RowMatrix x = RowMatrix.FromCompressedRows(2, starts, columns, [1, 10]);
        var network = new Network([new NetworkLayer(2, 1, [2, 3], [0])], Activations.Relu, NetworkLosses.Squared);
        (starts[1], columns[0], columns[1]) = (1_000_000, 2_000_000, -5);
        CollectionAssert.AreEqual(new float[] { 2, 30 }, network.Scores(x));
    }

    [TestMethod]
    public void Scores_VeryWideLayer_TakesFewerRowsAtATime()
    {
        const int Wide = 9_000_000; // 256 rows of it are more than an array holds
        var network = Network.Over([new NetworkLayer(1, Wide), new NetworkLayer(Wide, 1)], Activations.Relu, NetworkLosses.Squared);
        (network.LayerArray[0].W[Wide - 1], network.LayerArray[1].W[Wide - 1]) = (2, 3);
        CollectionAssert.AreEqual(new float[] { 6, 12, 0 }, network.Scores(RowMatrix.FromRows([1, 2, -1], 3, 1)));
        var many = new Network([new NetworkLayer(1, 50_000, new float[50_000], new float[50_000])], Activations.Relu, NetworkLosses.CrossEntropy);
        Assert.Contains("There are 50000 rows with 50000 scores each", Assert.ThrowsExactly<ArgumentException>(() => many.Scores(RowMatrix.FromRows(new float[50_000], 50_000, 1))).Message);
    }

    [TestMethod]
    public void Score_OneRow_AllocatesNothing()
    {
        Network network = Random(Activations.Relu, NetworkLosses.Logistic, [4, 200, 9, 1]);
        int[] features = [1, 2];
        float[] values = [0.5f, 1];
        double[] score = new double[1];
        long Run()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            network.Score(features, values, score);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Run();
        Assert.AreEqual(0, Enumerable.Range(0, 3).Min(_ => Run()));      // the runtime itself may charge the thread once in a while
    }

    [TestMethod]
    public void Constructor_WhatDoesNotFit_IsRefused()
    {
        static void Refuse(string part, Action action)
        {
            ArgumentException refusal = Assert.Throws<ArgumentException>(action);
            StringAssert.Contains(refusal.Message, part);
        }

        var layer = new NetworkLayer(2, 3, new float[6], new float[3]);
        Refuse("There are 5 weights; 2 inputs x 3 outputs need 6.", () => _ = new NetworkLayer(2, 3, new float[5], new float[3]));
        Refuse("There are 2 biases for 3 outputs", () => _ = new NetworkLayer(2, 3, new float[6], new float[2]));
        Refuse("The weight at 1 is NaN; it must be a finite number.", () => _ = new NetworkLayer(2, 1, [0, float.NaN], [0]));
        Refuse("The bias at 0 is ", () => NetworkLayer.FromTransposed(2, 1, [0, 0], [float.PositiveInfinity]));
        Refuse("The number of inputs is 0; it must be at least 1.", () => _ = new NetworkLayer(0, 1, [], [0]));
        Refuse("The number of outputs is -1; it must be at least 1.", () => _ = new NetworkLayer(1, -1, [], []));
        Refuse("There are no layers", () => _ = new Network([], Activations.Relu, NetworkLosses.Squared));
        Refuse("Layer 1 has 2 inputs, layer 0 3 outputs", () => _ = new Network([layer, layer], Activations.Relu, NetworkLosses.CrossEntropy));
        Refuse("The last layer has 3 outputs; the squared loss needs 1.", () => _ = new Network([layer], Activations.Relu, NetworkLosses.Squared));
        Refuse("The last layer has 1 outputs; the cross-entropy loss needs one for each class, at least 2.", () => _ = new Network([new NetworkLayer(1, 1, [1], [0])], Activations.Relu, NetworkLosses.CrossEntropy));
        Refuse("A layer is null", () => _ = new Network([layer, null!], Activations.Relu, NetworkLosses.CrossEntropy));
        var network = new Network([layer], Activations.Relu, NetworkLosses.CrossEntropy);
        Refuse("There are 3 features; the network has 2 inputs.", () => network.Score([1, 2, 3], new double[3]));
        Refuse("There is room for 2 scores; the network has 3 outputs.", () => network.Score([1, 2], new double[2]));
        Refuse("There is a feature 2; the network has 2 inputs, counted from 0.", () => network.Score([2], [1], new double[3]));
        Refuse("There are 2 values for 1 features", () => network.Score([1], [1, 2], new double[3]));
    }

    private static Network Random(Activation activation, NetworkLoss loss, int[] sizes)
    {
        var random = new Random(7);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];
        return new Network(Enumerable.Range(0, sizes.Length - 1).Select(l => new NetworkLayer(sizes[l], sizes[l + 1], Draw(sizes[l] * sizes[l + 1]), Draw(sizes[l + 1]))), activation, loss);
    }
}
