// The same network on handwritten digits with different regularisation: what each does to the gap between training and test rows, and to the weights.
using System.Globalization;
using Regularization;
using WeightDecay;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Seeds = 3, Epochs = 200;
NetworkData train = Digits.Read("optdigits_train.csv.gz"), test = Digits.Read("optdigits_test.csv.gz");     // the test rows are of other writers

// Each strength was chosen by cross-validation on the training rows: the network-quality command of the benchmarks does it again.
Optimizer sgd = Optimizers.Sgd(0.1, momentum: 0.9, nesterov: true);
(string Name, Optimizer Optimizer, WeightPenalty Penalty, double LabelSmoothing)[] rivals =
[
    ("none", sgd, WeightPenalty.None, 0),
    ("weight decay (L2)", sgd with { WeightDecay = 3e-4 }, WeightPenalty.None, 0),
    ("AdamW", Optimizers.AdamW(3e-3, weightDecay: 0.03), WeightPenalty.None, 0),
    ("L1, proximal", sgd, new WeightPenalty { L1 = 1e-4 }, 0),
    ("group L1", sgd, new WeightPenalty { Group = 1.5e-4 }, 0),
    ("label smoothing", sgd, WeightPenalty.None, 0.1),
    ("label smoothing, group L1", sgd, new WeightPenalty { Group = 1.5e-4 }, 0.1),
];

Console.WriteLine($"{train.X.Rows:n0} digits to train on, {test.X.Rows:n0} of other writers to test on; a 64-256-10 network, {Epochs} epochs, means of {Seeds} seeds.\n");
Console.WriteLine($"{"",-26}{"accuracy",18}{"",8}{"loss",16}{"",8}{"weight",8}{"weights",9}{"neurons",9}");
Console.WriteLine($"{"regularisation",-26}{"train",9}{"test",9}{"gap",8}{"train",8}{"test",8}{"gap",8}{"norm",8}{"at 0",9}{"left",9}");
foreach ((string name, Optimizer optimizer, WeightPenalty penalty, double smoothing) in rivals)
{
    Outcome mean = Outcome.Mean(Enumerable.Range(1, Seeds).Select(seed => Train(optimizer, penalty, smoothing, seed)));
    Console.WriteLine(
        $"{name,-26}{mean.TrainAccuracy,9:0.00%}{mean.TestAccuracy,9:0.00%}{mean.TrainAccuracy - mean.TestAccuracy,8:0.00%}{mean.TrainLoss,8:0.000}"
        + $"{mean.TestLoss,8:0.000}{mean.TestLoss - mean.TrainLoss,8:0.000}{mean.WeightNorm,8:0.0}{mean.ZeroShare,9:0.0%}{mean.Neurons,9:0}");
}

Outcome Train(Optimizer optimizer, WeightPenalty penalty, double smoothing, int seed)
{
    NetworkFit fit = new NetworkTrainer(NetworkLosses.CrossEntropy, optimizer)
    {
        Architecture = new NetworkArchitecture { Hidden = [256] },
        Penalty = penalty,
        Options = new TrainingOptions { Epochs = Epochs, BatchSize = 64, Schedule = LearningRateSchedule.Cosine(), LabelSmoothing = smoothing, Seed = seed },
    }.Fit(train);

    Network network = fit.Network.Pruned();     // the same function without the neurons that do nothing
    return Outcome.Of(network, fit.History[^1], train, test);
}
