namespace Regularization.Tests;

/// <summary>Settings and data that cannot work are refused or warned of, with what to do.</summary>
[TestClass]
public class TrainerChecksTests
{
    private static readonly RowMatrix X = NetworkProblems.Matrix(NetworkProblems.Random(20, 3, seed: 1).X, sparse: false);
    private static readonly float[] Y = NetworkProblems.Random(20, 3, seed: 1).Y;

    [TestMethod]
    public void Settings_ThatContradictEachOther_AreRefused()
    {
        Refuse<ArgumentException>("Nesterov is true, and Momentum is 0", () => new NetworkTrainer(NetworkLosses.Squared, Optimizers.Sgd(nesterov: true)));
        Refuse<ArgumentOutOfRangeException>("Mode is 7; it must be one of Proximal, LossTerm", () => new WeightPenalty { Mode = (PenaltyMode)7 });
        Refuse<ArgumentOutOfRangeException>("Initialization is 9; it must be one of He, Glorot", () => new NetworkArchitecture { Initialization = (Initialization)9 });
        Refuse<ArgumentOutOfRangeException>("Rule is 5; it must be one of", () => new WeightDecaySearch(Trainer()) { Rule = (SelectionRule)5 });
        Refuse<ArgumentNullException>("Penalty is null", () => new NetworkTrainer(NetworkLosses.Squared, Optimizers.Sgd()) { Penalty = null! });
        Refuse<ArgumentNullException>("Options is null", () => new NetworkTrainer(NetworkLosses.Squared, Optimizers.Sgd()) { Options = null! });
        Refuse<ArgumentNullException>("Architecture is null", () => new NetworkTrainer(NetworkLosses.Squared, Optimizers.Sgd()) { Architecture = null! });
        Refuse<ArgumentNullException>("Hidden is null", () => new NetworkArchitecture { Hidden = null! });
        Refuse<ArgumentNullException>("Activation is null", () => new NetworkArchitecture { Activation = null! });
        Refuse<ArgumentNullException>("Schedule is null", () => new TrainingOptions { Schedule = null! });
    }

    [TestMethod]
    public void Fit_LayersOrBatchesTooLarge_AreRefusedByName()
    {
        object Fit(int[] hidden, int batch = 8, RowMatrix? x = null) => new NetworkTrainer(NetworkLosses.Squared, Optimizers.Sgd())
        {
            Architecture = new NetworkArchitecture { Hidden = hidden },
            Options = new TrainingOptions { BatchSize = batch, Epochs = 1 },
        }.Fit(new NetworkData(x ?? X, new float[(x ?? X).Rows]));
        Refuse<ArgumentException>("Hidden layer 0 of 2000000000 neurons (layers are counted from 0) has 3 inputs and would have 6000000000 weights; a layer can have at most", () => Fit([2_000_000_000]));
        Refuse<ArgumentException>("Hidden layer 1 of 50000 neurons (layers are counted from 0) has 50000 inputs", () => Fit([50_000, 50_000]));
        Refuse<ArgumentException>("BatchSize 60000 times the 40000 values of its widest layer or of a row is 2400000000", () => Fit([40_000], 60_000, RowMatrix.FromRows(new float[60_000], 60_000, 1)));
        Refuse<ArgumentException>("below 100000", () => Trainer(NetworkLosses.CrossEntropy).Fit(new NetworkData(X, [.. Y.Select(_ => 123_456f)])));
    }

    [TestMethod]
    public void NetworkMemory_LayersTooLargeForIt_AreRefusedByNameAndBytes()
    {
        const long Gigabyte = 1_000_000_000;
        Refuse<ArgumentException>(
            "The layers 4-40000-40000-1 (inputs, hidden neurons, outputs) take about 32,003,360,000 bytes (32 GB) for weights, gradients and the moments of adam; the process may use 24 GB. Use fewer hidden neurons",
            () => { NetworkMemory.Require(Optimizers.Adam(), [4, 40_000, 40_000, 1], 24 * Gigabyte); return 0; });
        Refuse<ArgumentException>("The layers 4-400000000-1", () => { NetworkMemory.Require(Optimizers.Adam(), [4, 400_000_000, 1], 24 * Gigabyte); return 0; });
        NetworkMemory.Require(Optimizers.Sgd(), [4, 40_000, 40_000, 1], 24 * Gigabyte);
        NetworkMemory.Require(Optimizers.Adam(), [4, 1000, 1000, 1]);
        Network network = Trainer().NewNetwork(3, 1);
        Refuse<ArgumentException>("A batch of 1000000 rows takes about", () => { NetworkMemory.RequireBatch(network, 1_000_000, 1000); return 0; });
    }

    [TestMethod]
    public void Fit_OneClassOnly_IsRefused()
    {
        Refuse<ArgumentException>("Class 0 has no row to train on: all are of class 1", () => Trainer(NetworkLosses.Logistic).Fit(new NetworkData(X, [.. Y.Select(_ => 1f)])));
        Refuse<ArgumentException>("Class 1 has no row to train on: all are of class 0", () => Trainer(NetworkLosses.Logistic).Fit(new NetworkData(X, new float[20])));
        var data = new NetworkData(X, [.. Y.Select((_, i) => (float)(i % 2))]);
        foreach (NetworkLoss loss in new[] { NetworkLosses.Logistic, NetworkLosses.CrossEntropy })
        {
            foreach (int only in new[] { 0, 1 })
            {
                NetworkFit fit = Trainer(loss).Fit(data, new NetworkData(X, [.. Y.Select(_ => (float)only)]));
                Assert.IsTrue(double.IsFinite(fit.Best!.ValidationLoss), "Rows to judge by may be of one class.");
            }
        }
    }

    [TestMethod]
    public void Fit_ValidationPartWithoutRows_IsRefused()
    {
        // One row in ten is held out, and no class has two: each keeps its row.
        var data = new NetworkData(X, [.. Enumerable.Range(0, 20).Select(i => (float)i)]);
        var trainer = new NetworkTrainer(NetworkLosses.CrossEntropy, Optimizers.Adam()) { Options = new TrainingOptions { Epochs = 1, ValidationFraction = 0.1 } };
        Refuse<ArgumentException>("ValidationFraction 0.1 of 20 rows leaves none for validation", () => trainer.Fit(data));
    }

    [TestMethod]
    public void Fit_SettingsThatDoNothing_AreWarnedOf()
    {
        void Warns(string part, TrainingOptions options, NetworkLoss? loss = null) =>
            Assert.Contains(part, string.Join(' ', new NetworkTrainer(loss ?? NetworkLosses.Squared, Optimizers.Adam()) { Options = options }.Fit(new NetworkData(X, Y)).Warnings));
        var usual = new TrainingOptions { Epochs = 2, BatchSize = 8 };
        Warns("WarmupEpochs is 3, and Epochs 2", usual with { Schedule = LearningRateSchedule.Constant with { WarmupEpochs = 3 } });
        Warns("LabelSmoothing is 0.1, and the squared loss has no classes", usual with { LabelSmoothing = 0.1 });
        Warns("Patience is 3, and there are no validation rows", usual with { Patience = 3 });
        foreach (TrainingOptions fine in new[] { usual, usual with { Patience = 0 }, usual with { Patience = 3, ValidationFraction = 0.2 }, usual with { Schedule = LearningRateSchedule.Constant with { WarmupEpochs = 2 } } })
        {
            Assert.IsEmpty(new NetworkTrainer(NetworkLosses.Squared, Optimizers.Adam(0.01)) { Options = fine }.Fit(new NetworkData(X, Y)).Warnings);
        }
    }

    [TestMethod]
    public void Fit_NothingToLearnOrNothingLeft_IsWarnedOf()
    {
        Assert.Contains("The response is the same in each of the 20 training rows", string.Join(' ', Trainer().Fit(new NetworkData(X, [.. Y.Select(_ => 3.5f)])).Warnings));
        NetworkFit dead = new NetworkTrainer(NetworkLosses.Squared, Optimizers.Adam()) { Penalty = new WeightPenalty { L1 = 1e9 }, Options = new TrainingOptions { Epochs = 2 } }.Fit(new NetworkData(X, Y));
        Assert.Contains("No neuron is left of the 64 of hidden layer 0", string.Join(' ', dead.Warnings));
        Assert.AreEqual(0, dead.History[^1].LiveNeurons);
    }

    [TestMethod]
    public void ToString_OfNetworkAndFit_SaysWhatTheyAre()
    {
        NetworkFit fit = Trainer().Fit(new NetworkData(X, Y));
        Assert.AreEqual("network 3-4-1, relu, squared loss, 16 of 16 weights not 0", fit.Network.ToString());
        Assert.Contains("AllEpochs after 2 epochs; weights of epoch 2/2: loss ", fit.ToString());
        Assert.Contains("warning: BatchSize", fit.ToString());
    }

    private static NetworkTrainer Trainer(NetworkLoss? loss = null) => new(loss ?? NetworkLosses.Squared, Optimizers.Adam(0.01))
    {
        Architecture = new NetworkArchitecture { Hidden = [4] },
        Options = new TrainingOptions { Epochs = 2 },
    };

    private static void Refuse<T>(string part, Func<object> action)
        where T : ArgumentException
    {
        T refusal = Assert.ThrowsExactly<T>(() => _ = action());
        Assert.Contains(part, refusal.Message);
    }
}
