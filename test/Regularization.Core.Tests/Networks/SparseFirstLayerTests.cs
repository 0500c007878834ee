namespace Regularization.Tests;

/// <summary>Sparse rows update the weights of the features they have, later or at once: the result must be that of dense rows, which update all in every step.</summary>
[TestClass]
public class SparseFirstLayerTests
{
    private const int Rows = 600, Columns = 150, Batch = 2; // 300 steps an epoch; most features wait longer than momentum lasts, some are in no row

    private static readonly (float[][] X, float[] Y) Problem = MakeProblem();

    public static IEnumerable<object[]> Cases =>
        from optimizer in new Optimizer[]
        {
            Optimizers.Sgd(0.1),
            Optimizers.Sgd(0.02, 0.9),
            Optimizers.Sgd(0.02, 0.9, nesterov: true),
            Optimizers.Adam(),
            new AdamOptimizer { AmsGrad = true },
            new AdamOptimizer { Beta1 = 0, Beta2 = 0.9 },
            new AdamOptimizer { Beta1 = 0.95, Beta2 = 0.8, Epsilon = 0.01 },
            Optimizers.RmsProp(1e-3),
        }
        from decay in new (double Strength, bool IsDecoupled)[] { (0, false), (0.01, false), (0.05, true) }
        from penalty in new[]
        {
            WeightPenalty.None,
            new WeightPenalty { L1 = 1e-3 },
            new WeightPenalty { L2 = 2e-3, IncludeBiases = true },
            new WeightPenalty { L1 = 5e-4, L2 = 1e-3, LayerFactors = [0.5, 2, 0] },
            new WeightPenalty { L1 = 1e-4, L2 = 1e-3, Mode = PenaltyMode.LossTerm },
            new WeightPenalty { Group = 1e-4 },
            new WeightPenalty { L1 = 1e-4, Group = 1e-4, Mode = PenaltyMode.LossTerm },
        }
        select new object[] { optimizer with { WeightDecay = decay.Strength, IsDecoupled = decay.IsDecoupled }, penalty };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_SparseRows_GivesTheWeightsOfDenseRows(Optimizer optimizer, WeightPenalty penalty) =>
        Compare(optimizer, penalty, new TrainingOptions { Epochs = 3, BatchSize = Batch, Seed = 3 });

    public static IEnumerable<object[]> Schedules =>
        from schedule in new[] { LearningRateSchedule.Cosine(), LearningRateSchedule.Steps(1, 0.3), LearningRateSchedule.Constant with { WarmupEpochs = 2 }, LearningRateSchedule.OnPlateau(0, 0.5) }
        from optimizer in new Optimizer[] { Optimizers.Sgd(0.1, weightDecay: 0.01), Optimizers.Sgd(0.02, 0.9), Optimizers.AdamW(weightDecay: 0.05), Optimizers.RmsProp(1e-3) }
        select new object[] { schedule, optimizer };

    [TestMethod]
    public void Fit_ClippedPenaltiesInTheLoss_GivesTheWeightsOfDenseRows()
    {
        // With a tiny ε and no momentum a weight near 0 jumps over it in every step, and a last digit decides how far.
        foreach (Optimizer optimizer in Cases.Select(c => (Optimizer)c[0]).Distinct().Where(o => o is not (RmsPropOptimizer or AdamOptimizer { Beta1: 0 })))
        {
            Compare(optimizer, new WeightPenalty { L2 = 2e-3, Mode = PenaltyMode.LossTerm }, new TrainingOptions { Epochs = 2, BatchSize = Batch, ClipNorm = 0.2 });
        }
    }

    [TestMethod]
    [DynamicData(nameof(Schedules))]
    public void Fit_SparseRowsAndSchedule_GivesTheWeightsOfDenseRows(LearningRateSchedule schedule, Optimizer optimizer) =>
        Compare(optimizer, new WeightPenalty { L1 = 1e-4, L2 = 1e-3 }, new TrainingOptions { Epochs = 3, BatchSize = Batch, Schedule = schedule, ClipNorm = 0.5 });

    /// <summary>0.45: the product of a few hundred steps is below the smallest of numbers. 1.2: the weights change their sign in every step.</summary>
    [TestMethod]
    [DataRow(0.45, false)]
    [DataRow(0.45, true)]
    [DataRow(1.2, false)]
    [DataRow(1.2, true)]
    public void Fit_SparseRowsAndHugeDecay_GivesTheWeightsOfDenseRows(double share, bool isDecoupled)
    {
        foreach (double momentum in new[] { 0, 0.5 })
        {
            Optimizer optimizer = Optimizers.Sgd(0.1, momentum, weightDecay: share / 0.1) with { IsDecoupled = isDecoupled };
            Compare(optimizer, new WeightPenalty { LayerFactors = [1, 0, 0], L1 = 1e-6 }, new TrainingOptions { Epochs = 2, BatchSize = Batch });
            Compare(optimizer with { LearningRate = 0.05 }, WeightPenalty.None, new TrainingOptions { Epochs = 2, BatchSize = Batch, ValidationFraction = 0.1 });
        }
    }

    [TestMethod]
    public void Fit_ProximalL1_GivesTheZerosOfDenseRows()
    {
        var penalty = new WeightPenalty { L1 = 3e-3 };
        foreach (Optimizer optimizer in new Optimizer[] { Optimizers.Sgd(0.1), Optimizers.Sgd(0.02, 0.9), Optimizers.AdamW(), Optimizers.RmsProp(1e-3) })
        {
            var options = new TrainingOptions { Epochs = 3, BatchSize = Batch };
            float[] dense = Fit(optimizer, penalty, options, sparse: false).Network.LayerArray[0].W, sparse = Fit(optimizer, penalty, options, sparse: true).Network.LayerArray[0].W;
            Assert.IsTrue(dense.Any(w => w == 0) && dense.Any(w => w != 0), optimizer.Name);
            Assert.AreEqual(0, Enumerable.Range(0, dense.Length).Count(i => (dense[i] == 0) != (sparse[i] == 0) && Math.Max(Math.Abs(dense[i]), Math.Abs(sparse[i])) > 1e-6), optimizer.Name);
        }
    }

    [TestMethod]
    public void Fit_AnyNumberOfThreads_GivesTheSameBits()
    {
        foreach (object[] one in Cases.Where((_, i) => i % 5 == 0))
        {
            var options = new TrainingOptions { Epochs = 2, BatchSize = 7, ClipNorm = 1, Threads = 1 };
            float[] W(int threads) => Fit((Optimizer)one[0], (WeightPenalty)one[1], options with { Threads = threads }, sparse: true).Network.LayerArray[0].W;
            float[] expected = W(1);
            CollectionAssert.AreEqual(expected, W(2), $"{one[0]}, {one[1]}");
            CollectionAssert.AreEqual(expected, W(3), $"{one[0]}, {one[1]}");
        }
    }

    [TestMethod]
    public void Train_WithinAnEpoch_AllocatesNothing()
    {
        NetworkData data = Data(sparse: true);
        foreach (object[] one in Cases)
        {
            NetworkTrainer trainer = Trainer((Optimizer)one[0], (WeightPenalty)one[1], new TrainingOptions { Epochs = 4, BatchSize = 8, Threads = 1 });
            if (trainer.Penalty.Mode == PenaltyMode.LossTerm)
            {
                continue; // the penalty is told to OnStep alone, and its sum allocates
            }

            var bytes = new List<long>(1000);
            using var run = new TrainingRun(trainer, trainer.NewNetwork(Columns, 1), data, [.. Enumerable.Range(0, Rows)], data, [])
            {
                OnStep = _ => bytes.Add(GC.GetAllocatedBytesForCurrentThread()),
            };
            run.Train([], null, CancellationToken.None);
            EpochAllocations.AssertNone(bytes, trainer.Options.Epochs, $"{one[0]}, {one[1]}");
        }
    }

    [TestMethod]
    public void Fit_CanceledWithinAnEpoch_HasMadeUpForAllSteps()
    {
        // Stopped after the same step; only waiting weights could differ.
        var options = new TrainingOptions { Epochs = 1, BatchSize = Batch, Threads = 1 };
        float[] W(bool sparse)
        {
            NetworkTrainer trainer = Trainer(Optimizers.Sgd(0.1, weightDecay: 0.1), WeightPenalty.None, options);
            using var stop = new CancellationTokenSource();
            int steps = 0;
            NetworkData data = Data(sparse);
            using var run = new TrainingRun(trainer, trainer.NewNetwork(Columns, 1), data, [.. Enumerable.Range(0, Rows)], data, [])
            {
                OnStep = _ =>
                {
                    if (++steps == 100)
                    {
                        stop.Cancel();
                    }
                },
            };
            NetworkFit fit = run.Train([], null, stop.Token);
            Assert.AreEqual(TrainingStatus.Canceled, fit.Status);
            return fit.Network.LayerArray[0].W;
        }

        KernelCases.AssertClose(W(sparse: false), W(sparse: true), 1, "canceled");
    }

    private static void Compare(Optimizer optimizer, WeightPenalty penalty, TrainingOptions options)
    {
        NetworkFit dense = Fit(optimizer, penalty, options, sparse: false), sparse = Fit(optimizer, penalty, options, sparse: true);
        // A subgradient of L1 jumps where a weight passes 0, and so does a coupled decay that is divided by its own size (no momentum, a tiny ε): a last digit decides
        // in which step. Elsewhere there is only the rounding of 900 steps.
        bool dividesDecay = optimizer is RmsPropOptimizer or AdamOptimizer { Beta1: 0 } && optimizer is { WeightDecay: > 0, IsDecoupled: false };
        double tolerance = dividesDecay || (penalty.Mode == PenaltyMode.LossTerm && penalty.L1 > 0) ? 5e-3 : 5e-5;
        for (int l = 0; l < 3; l++)
        {
            CompareArrays(dense.Network.LayerArray[l].W, sparse.Network.LayerArray[l].W, tolerance, $"{optimizer}, {penalty}: weights of layer {l}");
            CompareArrays(dense.Network.LayerArray[l].C, sparse.Network.LayerArray[l].C, tolerance, $"{optimizer}, {penalty}: biases of layer {l}");
        }

        for (int e = 0; e < dense.History.Count; e++)
        {
            Assert.AreEqual(dense.History[e].TrainLoss, sparse.History[e].TrainLoss, tolerance, $"{optimizer}, {penalty}: epoch {e}");
            Assert.AreEqual(dense.History[e].Penalty, sparse.History[e].Penalty, tolerance * (1 + dense.History[e].Penalty), $"{optimizer}, {penalty}: epoch {e}");
        }
    }

    private static void CompareArrays(float[] expected, float[] actual, double tolerance, string message)
    {
        double largest = expected.Max(Math.Abs), worst = expected.Zip(actual, (e, a) => Math.Abs((double)e - a)).Max();
        Assert.IsLessThanOrEqualTo(tolerance * Math.Max(largest, 1e-3), worst, $"{message} (largest {largest:g3})");
    }

    private static NetworkFit Fit(Optimizer optimizer, WeightPenalty penalty, TrainingOptions options, bool sparse) => Trainer(optimizer, penalty, options).Fit(Data(sparse));

    private static NetworkTrainer Trainer(Optimizer optimizer, WeightPenalty penalty, TrainingOptions options) => new(NetworkLosses.Logistic, optimizer)
    {
        Architecture = new NetworkArchitecture { Hidden = [19, 4], Activation = Activations.Tanh, Initialization = Initialization.Glorot },
        Penalty = penalty,
        Options = options,
    };

    private static NetworkData Data(bool sparse) => new(NetworkProblems.Matrix(Problem.X, sparse), Problem.Y);

    /// <summary>Each row has five features; low numbers are frequent, and the last ten never occur.</summary>
    private static (float[][] X, float[] Y) MakeProblem()
    {
        var random = new Random(81);
        float[][] x = [.. Enumerable.Range(0, Rows).Select(_ => new float[Columns])];
        foreach (float[] row in x)
        {
            for (int k = 0; k < 5; k++)
            {
                row[(int)((Columns - 10) * Math.Pow(random.NextDouble(), 3))] = 0.5f + random.NextSingle();
            }
        }

        return (x, [.. x.Select(row => row.Select((v, j) => v * ((j * 7 % 5) - 2)).Sum() > 0 ? 1f : 0)]);
    }
}
