namespace Regularization.Tests;

/// <summary>Training that blows up must never give back weights that are of no use without a word.</summary>
[TestClass]
public class DivergenceTests
{
    private static readonly (float[][] X, float[] Y) Problem = NetworkProblems.Random(64, 6, seed: 1);

    public static IEnumerable<object[]> Cases =>
        from optimizer in new Optimizer[] { Optimizers.Sgd(1e5), Optimizers.Sgd(1e5, 0.9), Optimizers.AdamW(1e-3, weightDecay: 1e4), Optimizers.Sgd(1e30), Optimizers.Adam(1e30) }
        from epochs in new[] { 1, 2, 30 }
        from batch in new[] { 8, 64 }
        from fraction in new[] { 0, 0.25 }
        select new object[] { optimizer, epochs, batch, fraction };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_StepsFarTooLarge_ThrowsOrWarnsAndHasFiniteWeights(Optimizer optimizer, int epochs, int batch, double fraction)
    {
        foreach (bool sparse in new[] { false, true })
        {
            var data = new NetworkData(NetworkProblems.Matrix(Problem.X, sparse), Problem.Y);
            var trainer = new NetworkTrainer(NetworkLosses.Squared, optimizer) { Options = new TrainingOptions { Epochs = epochs, BatchSize = batch, ValidationFraction = fraction, Threads = 1 } };
            try
            {
                NetworkFit fit = trainer.Fit(data);
                Assert.IsTrue(fit.Network.LayerArray.All(l => l.W.All(float.IsFinite) && l.C.All(float.IsFinite)));
                Assert.IsTrue(fit.Network.Scores(data.X).All(float.IsFinite));
                Assert.IsTrue(fit.Warnings.Any(w => w.Contains("before the first step", StringComparison.Ordinal) || w.Contains("became NaN or infinite", StringComparison.Ordinal)), fit.ToString());
            }
            catch (TrainingDivergedException e)
            {
                Assert.Contains(optimizer.IsDecoupled ? "Lower WeightDecay" : "Lower the learning rate", e.Message);
            }
        }
    }

    [TestMethod]
    public void Fit_HugeDecay_NamesTheDecayAndNotTheLearningRate()
    {
        NetworkTrainer Trainer(Optimizer optimizer, int epochs = 30) => new(NetworkLosses.Squared, optimizer) { Options = new TrainingOptions { Epochs = epochs, Threads = 1 } };
        string message = Assert.ThrowsExactly<TrainingDivergedException>(() => Trainer(Optimizers.AdamW(1e-3, 1e5)).Fit(Data())).Message;
        Assert.Contains("WeightDecay is 1e+05; times the learning rate it is 100 and must stay below 1", message);
        Assert.DoesNotContain("learning rate, normalise", message);
        Assert.Contains("LearningRate · WeightDecay is 1.5", string.Join(' ', Trainer(Optimizers.AdamW(0.01, 150), epochs: 2).Fit(Data()).Warnings));
        Assert.DoesNotContain("WeightDecay is", string.Join(' ', Trainer(Optimizers.AdamW(0.01, 50), epochs: 2).Fit(Data()).Warnings));
    }

    [TestMethod]
    public void Fit_FiniteButFarWorseThanTheStart_IsWarnedOf()
    {
        NetworkFit fit = new NetworkTrainer(NetworkLosses.Squared, Optimizers.Adam(100)) { Options = new TrainingOptions { Epochs = 3, BatchSize = 8, Threads = 1 } }.Fit(Data());
        Assert.Contains("before the first step", fit.Warnings.Single());
        Assert.Contains("The training loss is", fit.Warnings[0]);
        Assert.IsEmpty(new NetworkTrainer(NetworkLosses.Squared, Optimizers.Adam(0.01)) { Options = new TrainingOptions { Epochs = 3, BatchSize = 8, Threads = 1 } }.Fit(Data()).Warnings);
    }

    [TestMethod]
    public void Fit_DivergesLate_GivesTheEpochOfTheSmallestTrainingLoss()
    {
        // It trains well; then something, here the test, makes the weights huge.
        (NetworkTrainer trainer, NetworkData data) = (new NetworkTrainer(NetworkLosses.Squared, Optimizers.Sgd(0.01)) { Options = new TrainingOptions { Epochs = 50, BatchSize = 8, Threads = 1 } }, Data());
        Network network = trainer.NewNetwork(6, 1);
        var weights = new List<float[]>();
        int steps = 0;
        using var run = new TrainingRun(trainer, network, data, [.. Enumerable.Range(0, 64)], data, [])
        {
            OnStep = _ => network.LayerArray[0].W.AsSpan(0, ++steps == 42 ? 6 : 0).Fill(1e18f), // in the sixth epoch
        };
        NetworkFit fit = run.Train([], new Callback(_ => weights.Add([.. network.LayerArray[0].W])), CancellationToken.None);
        Assert.AreEqual(TrainingStatus.Diverged, fit.Status);
        EpochReport smallest = fit.History.MinBy(h => h.TrainLoss)!;
        Assert.AreEqual(smallest.Epoch, fit.BestEpoch);
        Assert.AreSame(smallest, fit.Best);
        CollectionAssert.AreEqual(weights[fit.BestEpoch - 1], fit.Network.LayerArray[0].W);
        Assert.Contains($"The network has the weights of epoch {fit.BestEpoch}", fit.Warnings.Single());
    }

    [TestMethod]
    public void Fit_InfiniteGradientOfAFiniteLoss_LeavesTheWeightsAndThrows()
    {
        // e^f is finite in double precision, and infinite in float32.
        var data = new NetworkData(RowMatrix.FromRows([100], 1, 1), [1]);
        foreach (double clip in new[] { 0, 1.0 })
        {
            var trainer = new NetworkTrainer(NetworkLosses.Poisson, Optimizers.Sgd(1e-6)) { Architecture = new NetworkArchitecture { Hidden = [] }, Options = new TrainingOptions { ClipNorm = clip, Epochs = 2 } };
            Network network = trainer.NewNetwork(1, 1);
            network.LayerArray[0].W[0] = 1;
            using var run = new TrainingRun(trainer, network, data, [0], data, []);
            string message = Assert.ThrowsExactly<TrainingDivergedException>(() => run.Train([], null, CancellationToken.None)).Message;
            Assert.Contains("The gradient of the loss became NaN or infinite in epoch 1, batch 1, at learning rate 1E-06", message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [TestMethod]
    public void Fit_GradientNormBeyondFloat_IsClippedInDoublePrecision()
    {
        // Squares of such gradients are infinite in float32; the gradients are not.
        var data = new NetworkData(RowMatrix.FromRows([1e12f, 1e12f], 1, 2), [-1e10f]);
        var trainer = new NetworkTrainer(NetworkLosses.Squared, Optimizers.Sgd(1)) { Architecture = new NetworkArchitecture { Hidden = [] }, Options = new TrainingOptions { ClipNorm = 1, Epochs = 1 } };
        Network network = trainer.NewNetwork(2, 1);
        network.LayerArray[0].W.AsSpan().Clear();
        using var run = new TrainingRun(trainer, network, data, [0], data, []) { OnStep = _ => { } };
        try
        {
            run.Train([], null, CancellationToken.None);
        }
        catch (TrainingDivergedException)
        {
            // a step of length 1 is far too long here, which is not the matter
        }

        Assert.AreEqual(1, Math.Sqrt(network.LayerArray[0].W.Sum(w => (double)w * w)), 1e-5);
    }

    [TestMethod]
    public void Fit_ValidationLossNotFinite_IsDivergence()
    {
        var held = new NetworkData(RowMatrix.FromRows([.. Enumerable.Repeat(1e30f, 12)], 2, 6), [1e30f, -1e30f]);
        var trainer = new NetworkTrainer(NetworkLosses.Poisson, Optimizers.Sgd(1e-3)) { Options = new TrainingOptions { Epochs = 3, Threads = 1 } };
        var data = new NetworkData(NetworkProblems.Matrix(Problem.X, sparse: false), [.. Problem.Y.Select(v => v > 0 ? 2f : 0)]);
        var validation = new NetworkData(held.X, [1, 2]);
        Assert.Contains("The validation loss became NaN or infinite in epoch 1", Assert.ThrowsExactly<TrainingDivergedException>(() => trainer.Fit(data, validation)).Message);
    }

    [TestMethod]
    public void Fit_CanceledBeforeAnEpochEnds_WarnsAndHasNoBestEpoch()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        NetworkFit fit = new NetworkTrainer(NetworkLosses.Squared, Optimizers.Adam()).Fit(Data(), cancellationToken: stop.Token);
        Assert.AreEqual((TrainingStatus.Canceled, 0, 0), (fit.Status, fit.BestEpoch, fit.History.Count));
        Assert.IsNull(fit.Best);
        Assert.Contains("cancelled before its first epoch ended", fit.Warnings.Single(w => w.StartsWith("Training", StringComparison.Ordinal)));
        Assert.Contains("no epoch ended", fit.ToString());
    }

    [TestMethod]
    public void Fit_Cancelled_HasTheWeightsOfTheLastWholeEpoch()
    {
        foreach (double fraction in new[] { 0, 0.25 })
        {
            NetworkTrainer Trainer(int epochs) => new(NetworkLosses.Squared, Optimizers.Adam(0.01)) { Options = new TrainingOptions { Epochs = epochs, BatchSize = 8, ValidationFraction = fraction, Patience = 0 } };
            using var stop = new CancellationTokenSource();
            NetworkFit fit = Trainer(1000).Fit(Data(), null, new Callback(r => { if (r.Epoch == 3) { stop.Cancel(); } }), stop.Token);
            Assert.AreEqual((TrainingStatus.Canceled, 3), (fit.Status, fit.History.Count));
            CollectionAssert.AreEqual(Trainer(3).Fit(Data()).Network.LayerArray[0].W, fit.Network.LayerArray[0].W);
        }
    }

    private static NetworkData Data() => new(NetworkProblems.Matrix(Problem.X, sparse: false), Problem.Y);

    private sealed class Callback(Action<EpochReport> action) : IProgress<EpochReport>
    {
        public void Report(EpochReport value) => action(value);
    }
}
