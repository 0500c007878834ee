namespace Regularization.Tests;

/// <summary>The parts of a training step that are written for speed.</summary>
[TestClass]
public class NetworkStepTests
{
    private static readonly Activation[] All = [Activations.Relu, Activations.LeakyRelu, Activations.Tanh, Activations.Logistic];

    [TestMethod]
    public void Backpropagate_AllActivationsAndLengths_EqualsFiniteDifferences()
    {
        Random random = new(71);
        foreach (Activation activation in All)
        {
            for (int length = 1; length < 40; length++)
            {
                float[] z = KernelCases.Floats(random, length).ToArray(), gradient = KernelCases.Floats(random, length).ToArray(), before = [.. gradient];
                z = [.. z.Select(v => Math.Abs(v) < 0.05f ? 0.1f : v)]; // away from the kinks
                const float Step = 1e-2f, Keep = 0.8f;
                float[] higher = [.. z.Select(v => v + Step)], lower = [.. z.Select(v => v - Step)], output = [.. z];
                activation.Apply(higher);
                activation.Apply(lower);
                activation.Apply(output);
                activation.Backpropagate([.. output.Select(v => v / Keep)], Keep, gradient);
                for (int i = 0; i < length; i++)
                {
                    Assert.AreEqual(before[i] * (higher[i] - lower[i]) / (2 * Step), gradient[i], 1e-3 * (1 + Math.Abs(before[i])), $"{activation}, length {length}, element {i}");
                }
            }
        }
    }

    [TestMethod]
    public void Apply_OfDropout_DropsTheShareAndScalesTheRest()
    {
        const int Rows = 400, Width = 99;
        foreach (double rate in new[] { 0.1, 0.5, 0.9 })
        {
            var mask = new DropoutMask(rate, 3);
            mask.Advance();
            float[] values = [.. Enumerable.Repeat(2f, Rows * Width)];
            mask.Apply(0, 0, Rows, values);
            float kept = (float)(2 / (1 - rate));
            Assert.IsTrue(values.All(v => v == 0 || Math.Abs(v - kept) < 1e-5));
            double Deviations(int dropped, int of) => Math.Abs(dropped - (rate * of)) / Math.Sqrt(of * rate * (1 - rate));
            Assert.IsLessThan(4, Deviations(values.Count(v => v == 0), values.Length), $"rate {rate}");

            // neighbours in a row and in a column are dropped independently
            int beside = Enumerable.Range(0, values.Length - 1).Count(i => (values[i] == 0) == (values[i + 1] == 0));
            int below = Enumerable.Range(0, values.Length - Width).Count(i => (values[i] == 0) == (values[i + Width] == 0));
            double same = (rate * rate) + ((1 - rate) * (1 - rate));
            Assert.AreEqual(same, beside / (values.Length - 1.0), 0.02, $"rate {rate}, beside");
            Assert.AreEqual(same, below / (double)(values.Length - Width), 0.02, $"rate {rate}, below");
            for (int k = 0; k < Width; k++)
            {
                Assert.IsLessThan(5, Deviations(Enumerable.Range(0, Rows).Count(i => values[(i * Width) + k] == 0), Rows), $"rate {rate}, column {k}");
            }

            // the same rows by themselves get the same mask, another step and another layer another one
            float[] part = [.. Enumerable.Repeat(2f, 3 * Width)], other = [.. part], next = [.. part];
            mask.Apply(0, 7, 10, part);
            mask.Apply(1, 7, 10, other);
            mask.Advance();
            mask.Apply(0, 7, 10, next);
            CollectionAssert.AreEqual(values[(7 * Width)..(10 * Width)], part);
            CollectionAssert.AreNotEqual(part, other);
            CollectionAssert.AreNotEqual(part, next);
        }
    }

    [TestMethod]
    [DataRow(0f)]
    [DataRow(0.1f)]
    public void Evaluate_OfCrossEntropy_EqualsNaive(float smoothing)
    {
        const int Rows = 9, Classes = 5;
        Random random = new(72);
        float[] outputs = [.. KernelCases.Floats(random, Rows * Classes).ToArray().Select(v => 20 * v)], gradient = [.. outputs];
        float[] y = [.. Enumerable.Range(0, Rows).Select(i => (float)(i % Classes))], w = [.. Enumerable.Range(0, Rows).Select(i => 0.5f * (i % 4))];
        double loss = NetworkLosses.CrossEntropy.Evaluate(gradient, y, w, w.Sum(), smoothing, withGradient: true, out double hits), expectedLoss = 0, expectedHits = 0;
        for (int i = 0; i < Rows; i++)
        {
            double[] row = [.. outputs[(i * Classes)..((i + 1) * Classes)]];
            double log = row.Max() + Math.Log(row.Sum(v => Math.Exp(v - row.Max())));
            for (int k = 0; k < Classes; k++)
            {
                double target = (k == (int)y[i] ? 1 - smoothing : 0) + (smoothing / Classes);
                expectedLoss += w[i] * target * (log - row[k]);
                Assert.AreEqual(w[i] / w.Sum() * (Math.Exp(row[k] - log) - target), gradient[(i * Classes) + k], 1e-6);
            }

            expectedHits += row[(int)y[i]] == row.Max() ? w[i] : 0;
        }

        Assert.AreEqual(expectedLoss, loss, 1e-5 * expectedLoss);
        Assert.AreEqual(expectedHits, hits, 1e-6);
    }

    [TestMethod]
    public void Evaluate_EqualScores_TheFirstIsThePrediction()
    {
        float[] scores = [1, 3, 3, 0, 0, 0];
        NetworkLosses.CrossEntropy.Evaluate([.. scores], [2, 0], [1, 1], 2, 0, withGradient: false, out double hits);
        Assert.AreEqual(1, hits);
        NetworkLosses.CrossEntropy.Evaluate([.. scores], [1, 1], [1, 1], 2, 0, withGradient: false, out hits);
        Assert.AreEqual(1, hits);
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    [DataRow(float.NegativeInfinity)]
    public void Evaluate_OutputsThatAreNotFinite_GiveALossThatSaysSo(float value)
    {
        foreach (NetworkLoss loss in new[] { NetworkLosses.Squared, NetworkLosses.Huber(), NetworkLosses.Poisson, NetworkLosses.Logistic, NetworkLosses.CrossEntropy })
        {
            int width = loss == NetworkLosses.CrossEntropy ? 2 : 1;
            foreach (float smoothing in new[] { 0, 0.1f })
            {
                for (int bad = 0; bad < width; bad++)
                {
                    foreach (float y in new[] { 0f, 1 })
                    {
                        float[] outputs = new float[2 * width];
                        outputs[width + bad] = value;
                        double sum = loss.Evaluate(outputs, [0, y], [1, 1], 2, smoothing, withGradient: true, out _);
                        bool isRight = (loss == NetworkLosses.Logistic && smoothing == 0 && value == (y > 0 ? float.PositiveInfinity : float.NegativeInfinity))
                            || (loss == NetworkLosses.Poisson && value == float.NegativeInfinity && y == 0)
                            || (loss == NetworkLosses.CrossEntropy && smoothing == 0 && value == float.NegativeInfinity && bad != (int)y);
                        Assert.IsTrue(!double.IsFinite(sum) || isRight || outputs.Any(v => !float.IsFinite(v)), $"{loss}, {value}, class {y}, output {bad}, smoothing {smoothing}: loss {sum}, gradient {string.Join(' ', outputs)}");
                    }
                }
            }
        }
    }

    [TestMethod]
    public void Train_NarrowLayersAndManyThreads_GivesTheSameWeights()
    {
        // Parts of batches so small that they would not fill a vector.
        (float[][] x, float[] y) = NetworkProblems.Random(29, 3, seed: 9, classes: 3);
        var data = new NetworkData(NetworkProblems.Matrix(x, sparse: false), y);
        foreach (Activation activation in new[] { Activations.Tanh, Activations.Logistic })
        {
            foreach (int batch in new[] { 3, 5, 17, 29 })
            {
                Network Train(int threads) => new NetworkTrainer(NetworkLosses.CrossEntropy, Optimizers.Sgd(1))
                {
                    Architecture = new NetworkArchitecture { Hidden = [1, 2], Activation = activation },
                    Penalty = new WeightPenalty { Group = 1e-3 },
                    Options = new TrainingOptions { Epochs = 30, BatchSize = batch, Threads = threads },
                }.Fit(data).Network;
                Network one = Train(1);
                for (int threads = 2; threads < 8; threads++)
                {
                    Network other = Train(threads);
                    for (int l = 0; l < 3; l++)
                    {
                        CollectionAssert.AreEqual(one.LayerArray[l].W, other.LayerArray[l].W, $"{activation}, batches of {batch}, {threads} threads, layer {l}");
                    }
                }
            }
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Train_AnyNumberOfThreads_GivesTheSameWeights(bool sparse)
    {
        NetworkFit Fit(int threads) => Trainer(Optimizers.AdamW(), threads, dropout: 0.2).Fit(Data(sparse));
        NetworkFit one = Fit(1);
        foreach (int threads in new[] { 2, 3 })
        {
            NetworkFit other = Fit(threads);
            for (int l = 0; l < one.Network.Layers.Count; l++)
            {
                CollectionAssert.AreEqual(one.Network.LayerArray[l].W, other.Network.LayerArray[l].W, $"{threads} threads, layer {l}");
                CollectionAssert.AreEqual(one.Network.LayerArray[l].C, other.Network.LayerArray[l].C, $"{threads} threads, layer {l}");
            }

            for (int e = 0; e < one.History.Count; e++)
            {
                Assert.AreEqual(one.History[e].TrainLoss, other.History[e].TrainLoss, 1e-6);
                Assert.AreEqual(one.History[e].ValidationLoss, other.History[e].ValidationLoss, 1e-6);
            }
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Train_WithinAnEpoch_AllocatesNothing(bool sparse)
    {
        foreach (Optimizer optimizer in new Optimizer[] { Optimizers.Sgd(0.01, 0.9), Optimizers.AdamW(), Optimizers.RmsProp() })
        {
            NetworkTrainer trainer = Trainer(optimizer, threads: 1, dropout: 0.2);
            NetworkData data = Data(sparse);
            var bytes = new List<long>(1000);
            using var run = new TrainingRun(trainer, trainer.NewNetwork(data.X.Columns, 3), data, [.. Enumerable.Range(0, 60)], data, [60, 61, 62])
            {
                OnStep = _ => bytes.Add(GC.GetAllocatedBytesForCurrentThread()),
            };
            run.Train([], null, CancellationToken.None);
            EpochAllocations.AssertNone(bytes, trainer.Options.Epochs, $"{optimizer.Name}, sparse {sparse}");
        }
    }

    private static NetworkTrainer Trainer(Optimizer optimizer, int threads, double dropout) => new(NetworkLosses.CrossEntropy, optimizer)
    {
        Architecture = new NetworkArchitecture { Hidden = [11, 7], Dropout = dropout },
        Penalty = new WeightPenalty { L1 = 1e-4, L2 = 1e-4, Group = 1e-4 },
        Options = new TrainingOptions { Epochs = 5, BatchSize = 16, Threads = threads, ClipNorm = 1, LabelSmoothing = 0.1, ValidationFraction = 0.2 },
    };

    private static NetworkData Data(bool sparse)
    {
        Random random = new(73);
        const int Rows = 70, Columns = 9;
        float[] x = [.. KernelCases.Floats(random, Rows * Columns).ToArray().Select(v => Math.Abs(v) < 0.7f ? 0 : v)], y = [.. Enumerable.Range(0, Rows).Select(i => (float)(i % 3))];
        if (!sparse)
        {
            return new NetworkData(RowMatrix.FromRows(x, Rows, Columns), y);
        }

        int[] nonzero = [.. Enumerable.Range(0, x.Length).Where(k => x[k] != 0)];
        long[] starts = [.. Enumerable.Range(0, Rows + 1).Select(i => (long)nonzero.Count(k => k < i * Columns))];
        return new NetworkData(RowMatrix.FromCompressedRows(Columns, starts, [.. nonzero.Select(k => k % Columns)], [.. nonzero.Select(k => x[k])]), y);
    }
}
