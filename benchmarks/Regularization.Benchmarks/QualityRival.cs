namespace Regularization.Benchmarks;

/// <summary>A way to regularise a network: what is trained, and the strengths to choose from.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Trainer">Everything but the strength.</param>
internal sealed record QualityRival(string Name, NetworkTrainer Trainer)
{
    private const int Folds = 5, Epochs = 200, MnistEpochs = 30;

    private static readonly Optimizer Sgd = Optimizers.Sgd(0.1, momentum: 0.9, nesterov: true);

    public double[] Decays { get; init; } = [0];

    public double[] L1 { get; init; } = [0];

    public double[] Group { get; init; } = [0];

    /// <summary>The rivals of the sample WeightDecay: one network of 64-256-10.</summary>
    public static QualityRival[] Optdigits()
    {
        NetworkTrainer plain = Make(256, Epochs, Sgd), smooth = Make(256, Epochs, Sgd, smoothing: 0.1);
        return
        [
            new("none", plain),
            new("weight decay, SGD", plain) { Decays = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3] },
            new("weight decay, AdamW", Make(256, Epochs, Optimizers.AdamW(3e-3))) { Decays = [0.01, 0.03, 0.1, 0.3, 1] },
            new("L1, proximal", plain) { L1 = [1e-5, 3e-5, 5e-5, 1e-4, 2e-4, 3e-4, 5e-4] },
            new("group L1", plain) { Group = [3e-5, 5e-5, 7e-5, 1e-4, 1.5e-4, 2e-4, 3e-4] },
            new("label smoothing", smooth),
            new("label smoothing, weight decay", smooth) { Decays = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3] },
            new("label smoothing, group L1", smooth) { Group = [3e-5, 5e-5, 7e-5, 1e-4, 1.5e-4, 2e-4, 3e-4] },
        ];
    }

    /// <summary>One network of 784-1024-10.</summary>
    public static QualityRival[] Mnist()
    {
        NetworkTrainer plain = Make(1024, MnistEpochs, Sgd), smooth = Make(1024, MnistEpochs, Sgd, smoothing: 0.1);
        NetworkTrainer dropout = Make(1024, MnistEpochs, Sgd, dropout: 0.5), both = Make(1024, MnistEpochs, Sgd, smoothing: 0.1, dropout: 0.5);
        return
        [
            new("none", plain),
            new("weight decay", plain) { Decays = [1e-4, 3e-4, 1e-3] },
            new("label smoothing", smooth),
            new("label smoothing, group L1", smooth) { Group = [2e-5, 5e-5, 7e-5, 1e-4, 2e-4] },
            new("dropout", dropout),
            new("dropout, group L1", dropout) { Group = [2e-5, 5e-5, 7e-5, 1e-4, 2e-4] },
            new("dropout, smoothing", both),
            new("dropout, smoothing, weight decay", both) { Decays = [1e-4, 3e-4, 1e-3] },
        ];
    }

    /// <summary>Chooses the strength by cross-validation on training rows: the best accuracy; with a penalty that cuts, of those with at least half of the neurons (group L1) or weights (L1) at 0.</summary>
    public WeightDecaySearchPoint Choose(NetworkData train)
    {
        var search = new WeightDecaySearch(Trainer) { WeightDecays = Decays, L1Strengths = L1, GroupStrengths = Group, Folds = Folds, ByMetric = true };
        WeightDecaySearchResult result = search.Fit(train);
        int neurons = Trainer.Architecture.Hidden[0];
        return Group.Length > 1 ? MostAccurate(p => p.LiveNeurons <= neurons / 2)
            : L1.Length > 1 ? MostAccurate(p => p.ZeroShare >= 0.5)
            : result.Best;

        WeightDecaySearchPoint MostAccurate(Func<WeightDecaySearchPoint, bool> cutsHalf) =>
            result.Points.Where(cutsHalf).MaxBy(p => p.ValidationMetric) ?? throw new InvalidOperationException($"No strength of '{Name}' brings half to 0; add larger ones.");
    }

    /// <summary>Trains with a strength on all training rows; the network without the neurons that do nothing.</summary>
    public (Network Network, EpochReport Last) Train(NetworkData train, WeightDecaySearchPoint at, int seed)
    {
        NetworkFit fit = new NetworkTrainer(Trainer.Loss, Trainer.Optimizer with { WeightDecay = at.WeightDecay })
        {
            Architecture = Trainer.Architecture,
            Penalty = Trainer.Penalty with { L1 = at.L1, Group = at.Group },
            Options = Trainer.Options with { Seed = seed },
        }.Fit(train);
        return (fit.Network.Pruned(), fit.History[^1]);
    }

    private static NetworkTrainer Make(int hidden, int epochs, Optimizer optimizer, double smoothing = 0, double dropout = 0) => new(NetworkLosses.CrossEntropy, optimizer)
    {
        Architecture = new NetworkArchitecture { Hidden = [hidden], Dropout = dropout },
        Options = new TrainingOptions { Epochs = epochs, BatchSize = 64, Schedule = LearningRateSchedule.Cosine(), LabelSmoothing = smoothing },
    };
}
