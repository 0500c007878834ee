namespace Regularization.Tests;

/// <summary>A network that gives the same score for all rows is never given back without a word of why.</summary>
[TestClass]
public class ConstantNetworkTests
{
    private static readonly (float[][] X, float[] Y) Problem = NetworkProblems.Random(64, 6, seed: 1);
    private static readonly NetworkData Data = new(NetworkProblems.Matrix(Problem.X, sparse: false), Problem.Y);

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.25)]
    public void Fit_PenaltyTakesAllWeights_NamesTheStrongest(double fraction)
    {
        NetworkFit Fit(Optimizer optimizer, WeightPenalty penalty, int[] hidden) => new NetworkTrainer(NetworkLosses.Squared, optimizer)
        {
            Penalty = penalty,
            Architecture = new NetworkArchitecture { Hidden = hidden },
            Options = new TrainingOptions { Epochs = 5, BatchSize = 8, ValidationFraction = fraction, Threads = 1 },
        }.Fit(Data);
        const string Constant = "The network gives about the same score for all training rows: its weights have all but vanished. The likely cause is ";
        Assert.Contains(Constant + "L2, 1e+09; lower it.", Fit(Optimizers.AdamW(0.01, 0.1), new WeightPenalty { L2 = 1e9 }, [8]).Warnings);
        Assert.Contains(Constant + "WeightDecay, 900; lower it.", Fit(Optimizers.AdamW(0.001, 900), new WeightPenalty { L1 = 1e-6 }, [8]).Warnings);
        Assert.Contains(Constant + "L1, 1e+09; lower it.", Fit(Optimizers.Sgd(0.01), new WeightPenalty { L1 = 1e9 }, []).Warnings);
        Assert.Contains("No neuron is left", Fit(Optimizers.Sgd(0.01), new WeightPenalty { L1 = 1e9 }, [8]).Warnings.Single());
        Assert.IsEmpty(Fit(Optimizers.AdamW(0.01, 0.1), WeightPenalty.None, [8]).Warnings);
    }

    [TestMethod]
    [DataRow(1e-6f)]
    [DataRow(1e6f)]
    public void Fit_ResponseOfAnyScale_IsNotTakenForAConstant(float scale)
    {
        var data = new NetworkData(Data.X, [.. Problem.Y.Select(y => scale * y)]);
        NetworkFit fit = new NetworkTrainer(NetworkLosses.Squared, Optimizers.AdamW(0.01)) { Options = new TrainingOptions { Epochs = 200, BatchSize = 64, Threads = 1 } }.Fit(data);
        Assert.DoesNotContain("about the same score", string.Join(' ', fit.Warnings));
    }

    [TestMethod]
    public void Search_BestIsAConstant_DoesNotAskForLargerStrengths()
    {
        // Responses that have nothing to do with the features: a constant is best.
        var random = new Random(3);
        var data = new NetworkData(Data.X, [.. Problem.Y.Select(_ => (float)random.NextDouble())]);
        var trainer = new NetworkTrainer(NetworkLosses.Squared, Optimizers.AdamW(0.001)) { Options = new TrainingOptions { Epochs = 200, BatchSize = 8, Threads = 1 } };
        string warnings = string.Join(' ', new WeightDecaySearch(trainer) { WeightDecays = [0, 900], Folds = 5 }.Fit(data).Warnings);
        Assert.Contains("The best choice, with weight decay 900, L1 0 and group strength 0, is a network that gives about the same score for all rows.", warnings);
        Assert.DoesNotContain("larger ones may be better", warnings);
    }
}
