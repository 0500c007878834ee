namespace Regularization.Tests;

/// <summary>What a user should know of a training is said, with its cause.</summary>
[TestClass]
public class TrainingWarningsTests
{
    private static readonly (float[][] X, float[] Y) Problem = NetworkProblems.Random(40, 3, seed: 1);
    private static readonly NetworkData Data = new(NetworkProblems.Matrix(Problem.X, sparse: false), Problem.Y);

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_NoFeatureVaries_IsWarnedOf(bool sparse)
    {
        foreach (Func<int, float> value in new Func<int, float>[] { _ => 0, _ => 5, i => (float)(1e8 + (0.01 * i)) })
        {
            float[][] x = [.. Enumerable.Range(0, 40).Select(i => new[] { value(i), value(i) })];
            NetworkFit fit = Trainer(Optimizers.Adam(0.01)).Fit(new NetworkData(NetworkProblems.Matrix(x, sparse), Problem.Y));
            Assert.ContainsSingle(w => w.StartsWith("No feature varies over the training rows", StringComparison.Ordinal), fit.Warnings);
        }

        float[][] one = [.. Enumerable.Range(0, 40).Select(i => new[] { 5f, i == 39 ? 1 : 0 })];
        Assert.DoesNotContain("No feature varies", string.Join(' ', Trainer(Optimizers.Adam(0.01)).Fit(new NetworkData(NetworkProblems.Matrix(one, sparse), Problem.Y)).Warnings));
    }

    [TestMethod]
    public void Fit_PenaltyInTheLossDiverges_IsNamed()
    {
        string Message(WeightPenalty penalty) => Assert.ThrowsExactly<TrainingDivergedException>(
            () => Trainer(Optimizers.Sgd(0.01), penalty with { Mode = PenaltyMode.LossTerm }).Fit(Data)).Message;
        Assert.Contains("L2 is 1e+09; twice that times the learning rate is 2e+07 and must stay below 1", Message(new WeightPenalty { L2 = 1e9 }));
        Assert.Contains("L1 is 1e+20; each step moves each weight by that times the learning rate, 1e+18. Lower L1", Message(new WeightPenalty { L1 = 1e20 }));
    }

    [TestMethod]
    public void Search_DecayDiverges_NamesTheDecay()
    {
        var search = new WeightDecaySearch(Trainer(Optimizers.AdamW(1e-3))) { WeightDecays = [1e7, 1e6] };
        string message = Assert.ThrowsExactly<TrainingDivergedException>(() => search.Fit(Data)).Message;
        Assert.Contains("WeightDecay is 1e+06; times the learning rate it is 1e+03 and must stay below 1", message);
        string warnings = string.Join(' ', new WeightDecaySearch(Trainer(Optimizers.AdamW(1e-3))) { WeightDecays = [1e6, 0.01] }.Fit(Data).Warnings);
        Assert.Contains("they were left out. WeightDecay is 1e+06", warnings);
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.25)]
    public void Fit_StepsTooSmall_IsWarnedOf(double fraction)
    {
        NetworkFit Fit(double rate) => Trainer(Optimizers.Sgd(rate), fraction: fraction).Fit(Data);
        Assert.Contains("Raise the learning rate, now 1e-20.", Fit(1e-20).Warnings.Single());
        Assert.IsEmpty(Fit(1e-3).Warnings);
    }

    [TestMethod]
    public void Fit_Cancelled_SaysWhichWeightsThereAre()
    {
        using var source = new CancellationTokenSource();
        NetworkFit fit = Trainer(Optimizers.Adam(0.01)).Fit(Data, null, new CancelsAt(3, source), source.Token);
        Assert.Contains("Training was cancelled after 3 of 20 epochs; the network has the weights of epoch 3.", fit.Warnings);
    }

    private static NetworkTrainer Trainer(Optimizer optimizer, WeightPenalty? penalty = null, double fraction = 0) => new(NetworkLosses.Squared, optimizer)
    {
        Penalty = penalty ?? WeightPenalty.None,
        Options = new TrainingOptions { Epochs = 20, BatchSize = 8, ValidationFraction = fraction, Threads = 1 },
    };

    private sealed class CancelsAt(int epoch, CancellationTokenSource source) : IProgress<EpochReport>
    {
        public void Report(EpochReport value)
        {
            if (value.Epoch == epoch)
            {
                source.Cancel();
            }
        }
    }
}
