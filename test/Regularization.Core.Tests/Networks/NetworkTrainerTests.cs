namespace Regularization.Tests;

[TestClass]
public class NetworkTrainerTests
{
    [TestMethod]
    [DataRow(false, 0.05, 0.0)]
    [DataRow(false, 0.05, 0.02)]
    [DataRow(true, 0.02, 0.0)]
    public void Fit_ProximalL1WithoutHiddenLayer_IsThePathSolversAnswer(bool classes, double l1, double l2)
    {
        (float[][] x, float[] y) = NetworkProblems.Random(150, 8, seed: 3, classes: classes ? 2 : 0);
        var trainer = new NetworkTrainer(classes ? NetworkLosses.Logistic : NetworkLosses.Squared, Optimizers.Sgd(learningRate: 0.3))
        {
            Architecture = new NetworkArchitecture { Hidden = [] },
            Penalty = new WeightPenalty { L1 = l1, L2 = l2 },
            Options = new TrainingOptions { Epochs = 3000, BatchSize = 150, Threads = 1 },
        };
        NetworkLayer layer = trainer.Fit(new NetworkData(NetworkProblems.Matrix(x, sparse: false), y)).Network.Layers[0];

        // lambda r = L1, lambda (1 - r) / 2 = L2.
        double lambda = l1 + (2 * l2);
        double[] columns = [.. Enumerable.Range(0, 8).SelectMany(j => x.Select(row => (double)row[j]))];
        Solution exact = new PathSolver(classes ? Losses.Logistic : Losses.Squared, Penalties.ElasticNet(l1 / lambda)) { Options = new FitOptions { Standardize = false, Tolerance = 1e-12 } }
            .FitAt(new TrainingProblem(DesignMatrix.FromColumns(columns, 150, 8), [.. y.Select(v => (double)v)]), lambda);
        Assert.AreEqual(exact.Intercept, layer.Biases[0], 1e-4);
        Assert.IsGreaterThan(0, 8 - exact.NonzeroCount, "The case has zeros.");
        for (int j = 0; j < 8; j++)
        {
            Assert.AreEqual(exact.Coefficients[j], layer.Weights[j], 1e-4, $"weight {j}");
            Assert.AreEqual(exact.Coefficients[j] == 0, layer.Weights[j] == 0, $"zero {j}");
        }
    }

    [TestMethod]
    public void Fit_LossTermL1_HasNoExactZerosWhereProximalHas()
    {
        NetworkFit proximal = Trained(new WeightPenalty { L1 = 0.02 }), term = Trained(new WeightPenalty { L1 = 0.02, Mode = PenaltyMode.LossTerm }), none = Trained(WeightPenalty.None);
        Assert.IsGreaterThan(0.3, proximal.History[^1].ZeroShare);
        Assert.AreEqual(0, term.History[^1].ZeroShare, 0.01);
        double Sum(NetworkFit fit) => fit.Network.LayerArray.Sum(l => l.W.Sum(Math.Abs));
        Assert.IsLessThan(0.7 * Sum(none), Sum(term), "It shrinks all the same.");
    }

    [TestMethod]
    [DataRow("sgd")]
    [DataRow("adamw")]
    [DataRow("rmsprop")]
    public void Fit_GroupPenalty_CutsWholeNeurons(string optimizer)
    {
        NetworkFit fit = Trained(new WeightPenalty { Group = 0.06 }, optimizer);
        int live = fit.History[^1].LiveNeurons;
        Assert.IsLessThan(32, live);
        Assert.IsGreaterThan(0, live);
        Network pruned = fit.Network.Pruned();
        Assert.IsLessThanOrEqualTo(live, pruned.Layers[0].Outputs);
        (float[][] x, _) = NetworkProblems.Random(40, 6, seed: 8);
        RowMatrix rows = NetworkProblems.Matrix(x, sparse: false);
        float[] whole = fit.Network.Scores(rows), cut = pruned.Scores(rows);
        for (int i = 0; i < whole.Length; i++)
        {
            Assert.AreEqual(whole[i], cut[i], 1e-5);
        }
    }

    [TestMethod]
    public void Fit_WeightDecay_ShrinksTheWeightsAndLeavesTheBiasesAlone()
    {
        NetworkFit without = Trained(WeightPenalty.None), with = Trained(WeightPenalty.None, decay: 0.5);
        Assert.IsLessThan(0.9 * without.History[^1].WeightNorm, with.History[^1].WeightNorm);

        // No gradient reaches anything: the decay alone is left.
        var trainer = new NetworkTrainer(NetworkLosses.Squared, Optimizers.AdamW(learningRate: 0.1, weightDecay: 0.5))
        {
            Architecture = new NetworkArchitecture { Hidden = [] },
            Options = new TrainingOptions { Epochs = 3, Threads = 1 },
        };
        var data = new NetworkData(RowMatrix.FromRows(new float[8], 4, 2), new float[4]);
        Network network = trainer.NewNetwork(2, 1);
        network.LayerArray[0].C[0] = 0;
        float before = network.LayerArray[0].W[0];
        using var run = new TrainingRun(trainer, network, data, [0, 1, 2, 3], data, []);
        run.Train([], null, CancellationToken.None);
        Assert.AreEqual(before * 0.95 * 0.95 * 0.95, network.LayerArray[0].W[0], 1e-6);
        Assert.AreEqual(0, network.LayerArray[0].C[0]);
    }

    [TestMethod]
    public void Fit_LayerFactors_ScaleDecayAndPenaltiesOfTheirLayer()
    {
        // No gradient reaches anything: decay and penalties alone are left, and biases get theirs where they count.
        const double Rate = 0.1, Decay = 0.5, L1 = 0.2, L2 = 0.3;
        double[] factors = [2, 0, 0.5];
        foreach (bool biases in new[] { false, true })
        {
            var trainer = new NetworkTrainer(NetworkLosses.Squared, Optimizers.Sgd(Rate, weightDecay: Decay) with { IsDecoupled = true })
            {
                Architecture = new NetworkArchitecture { Hidden = [3, 2] },
                Penalty = new WeightPenalty { L1 = L1, L2 = L2, LayerFactors = factors, IncludeBiases = biases },
                Options = new TrainingOptions { Epochs = 1, Threads = 1 },
            };
            var data = new NetworkData(RowMatrix.FromRows(new float[8], 4, 2), [-1, -1, -1, -1]);
            Network network = trainer.NewNetwork(2, 1);
            foreach (NetworkLayer layer in network.LayerArray)
            {
                layer.C.AsSpan().Fill(-1); // behind a ReLU nothing comes through, and the last layer is right as it is
            }

            Network before = network.Copy();
            using var run = new TrainingRun(trainer, network, data, [0, 1, 2, 3], data, []);
            run.Train([], null, CancellationToken.None);
            for (int l = 0; l < 3; l++)
            {
                double Shrunk(double w)
                {
                    double kept = w * (1 - (Rate * Decay * factors[l]));
                    return Math.CopySign(Math.Max(Math.Abs(kept) - (Rate * L1 * factors[l]), 0), w) / (1 + (2 * Rate * L2 * factors[l]));
                }

                for (int k = 0; k < before.LayerArray[l].W.Length; k++)
                {
                    Assert.AreEqual(Shrunk(before.LayerArray[l].W[k]), network.LayerArray[l].W[k], 1e-6, $"layer {l}, weight {k}");
                }

                Assert.AreEqual(biases ? Shrunk(-1) : -1, network.LayerArray[l].C[0], 1e-6, $"layer {l}, bias");
            }
        }
    }

    [TestMethod]
    public void Fit_GroupPenaltyOfALayerWithFactorZero_LeavesItAlone()
    {
        (float[][] x, float[] y) = NetworkProblems.Random(40, 4, seed: 7);
        NetworkFit fit = new NetworkTrainer(NetworkLosses.Squared, Optimizers.Adam(0.01))
        {
            Architecture = new NetworkArchitecture { Hidden = [6, 5] },
            Penalty = new WeightPenalty { Group = 10, LayerFactors = [0, 1, 1] },
            Options = new TrainingOptions { Epochs = 40, BatchSize = 8, Threads = 1 },
        }.Fit(new NetworkData(NetworkProblems.Matrix(x, sparse: false), y));
        Assert.AreEqual(6, fit.History[^1].LiveNeurons, "Those of the first layer alone.");
    }

    [TestMethod]
    public void Fit_OnPlateau_LowersTheRateWhenTheLossNoLongerFalls()
    {
        (float[][] x, float[] y) = NetworkProblems.Random(64, 6, seed: 1);
        NetworkFit fit = new NetworkTrainer(NetworkLosses.Squared, Optimizers.Sgd(0.2))
        {
            Architecture = new NetworkArchitecture { Hidden = [] },
            Options = new TrainingOptions { Epochs = 120, BatchSize = 8, Threads = 1, Schedule = LearningRateSchedule.OnPlateau(patience: 3, factor: 0.5) },
        }.Fit(new NetworkData(NetworkProblems.Matrix(x, sparse: false), y));
        double best = double.PositiveInfinity, rate = 0.2;
        int since = 0;
        foreach (EpochReport epoch in fit.History)
        {
            Assert.AreEqual(rate, epoch.LearningRate, 1e-9, $"epoch {epoch.Epoch}");
            bool isBetter = epoch.TrainLoss < best * (1 - 1e-4);
            (best, since) = isBetter ? (epoch.TrainLoss, 0) : (best, since + 1);
            (rate, since) = since > 3 ? (rate / 2, 0) : (rate, since);
        }

        Assert.IsLessThan(0.06, rate, "It has fired, more than once.");
    }

    [TestMethod]
    public void Fit_SparseRows_AreTheDenseOnes()
    {
        (float[][] x, float[] y) = NetworkProblems.Random(90, 6, seed: 2, classes: 3);
        foreach (float[] row in x)
        {
            row[1] = 0;
        }

        float[] Scores(bool sparse)
        {
            var data = new NetworkData(NetworkProblems.Matrix(x, sparse), y);
            return Trainer(NetworkLosses.CrossEntropy, epochs: 5).Fit(data).Network.Scores(data.X);
        }

        float[] dense = Scores(false), sparse = Scores(true);
        for (int i = 0; i < dense.Length; i++)
        {
            Assert.AreEqual(dense[i], sparse[i], 1e-4);
        }
    }

    [TestMethod]
    public void Fit_SameSeedAndThreads_GivesTheSameBits()
    {
        NetworkFit one = Trained(new WeightPenalty { L1 = 0.001 }), two = Trained(new WeightPenalty { L1 = 0.001 });
        CollectionAssert.AreEqual(one.Network.LayerArray[0].W, two.Network.LayerArray[0].W);
    }

    [TestMethod]
    public void Fit_Validation_StopsEarlyAndRestoresTheBestWeights()
    {
        (float[][] x, float[] y) = NetworkProblems.Random(60, 30, seed: 4);
        var data = new NetworkData(NetworkProblems.Matrix(x, sparse: false), y);
        NetworkTrainer trainer = Trainer(NetworkLosses.Squared, epochs: 400, options: o => o with { ValidationFraction = 0.3, Patience = 5 });
        NetworkFit fit = trainer.Fit(data);
        Assert.AreEqual(TrainingStatus.EarlyStopped, fit.Status);
        Assert.AreEqual(fit.BestEpoch + 5, fit.History.Count);
        Assert.AreEqual(fit.History.Min(h => h.ValidationLoss), fit.History[fit.BestEpoch - 1].ValidationLoss);

        NetworkFit again = Trainer(NetworkLosses.Squared, epochs: fit.BestEpoch, options: o => o with { ValidationFraction = 0.3, Patience = 0 }).Fit(data);
        CollectionAssert.AreEqual(again.Network.LayerArray[0].W, fit.Network.LayerArray[0].W);
    }

    [TestMethod]
    public void Fit_LossThatBlowsUp_SaysWhereAndWhatToDo()
    {
        (float[][] x, float[] y) = NetworkProblems.Random(64, 6, seed: 1);
        var data = new NetworkData(NetworkProblems.Matrix(x, sparse: false), y);
        var trainer = new NetworkTrainer(NetworkLosses.Squared, Optimizers.Sgd(learningRate: 1e6)) { Options = new TrainingOptions { BatchSize = 16 } };
        string message = Assert.ThrowsExactly<TrainingDivergedException>(() => trainer.Fit(data)).Message;
        Assert.Contains("epoch 1, batch", message);
        Assert.Contains("learning rate 1e+06", message);
        Assert.Contains("Lower the learning rate", message);
    }

    [TestMethod]
    public void Fit_ClipNorm_KeepsALargeLearningRateFinite()
    {
        (float[][] x, float[] y) = NetworkProblems.Random(64, 6, seed: 1);
        var data = new NetworkData(NetworkProblems.Matrix(x, sparse: false), [.. y.Select(v => 1000 * v)]);
        NetworkTrainer Clipped(double norm) => new(NetworkLosses.Squared, Optimizers.Sgd(learningRate: 3)) { Architecture = new NetworkArchitecture { Hidden = [8], Activation = Activations.LeakyRelu }, Options = new TrainingOptions { Epochs = 20, ClipNorm = norm } };
        Assert.ThrowsExactly<TrainingDivergedException>(() => Clipped(0).Fit(data));
        NetworkFit fit = Clipped(0.1).Fit(data);
        Assert.AreEqual(TrainingStatus.AllEpochs, fit.Status);
        Assert.IsTrue(fit.Network.Scores(data.X).All(float.IsFinite));
        Assert.IsLessThan(fit.History[0].TrainLoss, fit.History[^1].TrainLoss);
    }

    [TestMethod]
    public void Fit_Dropout_IsDrawnBySeedAndStepAndJudgedWithout()
    {
        (float[][] x, float[] y) = NetworkProblems.Random(64, 6, seed: 1);
        var data = new NetworkData(NetworkProblems.Matrix(x, sparse: false), y);
        NetworkFit Fit(double dropout, double rate) => new NetworkTrainer(NetworkLosses.Squared, Optimizers.Sgd(rate))
        {
            Architecture = new NetworkArchitecture { Hidden = [16], Dropout = dropout },
            Options = new TrainingOptions { Epochs = 3, BatchSize = 64, Threads = 1, Shuffle = false },
        }.Fit(data, data);
        NetworkFit with = Fit(0.5, 0.05), without = Fit(0, 0.05);
        CollectionAssert.AreNotEqual(without.Network.LayerArray[0].W, with.Network.LayerArray[0].W);
        CollectionAssert.AreEqual(with.Network.LayerArray[0].W, Fit(0.5, 0.05).Network.LayerArray[0].W);

        // With steps of no length the network stays as it was: dropout is all that the losses differ by, from the validation loss and from step to step.
        NetworkFit still = Fit(0.5, 1e-12), plain = Fit(0, 1e-12);
        Assert.AreEqual(plain.History[0].TrainLoss, still.History[0].ValidationLoss, 1e-5);
        Assert.AreEqual(3, still.History.Select(h => Math.Round(h.TrainLoss, 4)).Distinct().Count());
        Assert.AreNotEqual(plain.History[0].TrainLoss, still.History[0].TrainLoss, 1e-3);
    }

    [TestMethod]
    public void Schedules_AreTheirFormulas()
    {
        Assert.AreEqual(1, LearningRateSchedule.Constant.At(7, 10, 0));
        Assert.AreEqual(0.25, LearningRateSchedule.Steps(every: 3, factor: 0.5).At(6.5, 10, 0), 1e-12);
        Assert.AreEqual(0.5, LearningRateSchedule.Cosine().At(5, 10, 0), 1e-12);
        Assert.AreEqual(0.01, LearningRateSchedule.OnPlateau(patience: 2, factor: 0.1).At(5, 10, plateaus: 2), 1e-12);
        LearningRateSchedule warm = LearningRateSchedule.Constant with { WarmupEpochs = 3 };
        for (int step = 0; step < 50; step++)
        {
            // 5 steps an epoch: 15 of them are the warm-up
            Assert.AreEqual(Math.Min(1, (step + 1) / 15.0), warm.At(step / 5.0, 10, 0, 1 / 5.0), 1e-12, $"step {step}");
        }
    }

    [TestMethod]
    public void Fit_BadInput_IsRefusedWithTheWayOut()
    {
        (float[][] x, float[] y) = NetworkProblems.Random(20, 3, seed: 1);
        RowMatrix rows = NetworkProblems.Matrix(x, sparse: false);
        Refuse("class 0; the cross-entropy needs at least two", () => Trainer(NetworkLosses.CrossEntropy).Fit(new NetworkData(rows, new float[20])));
        Refuse("Class 1 has no row", () => Trainer(NetworkLosses.CrossEntropy).Fit(new NetworkData(rows, [.. y.Select((_, i) => i % 2 == 0 ? 0f : 2)])));
        Refuse("response of row 0 is 2; the logistic loss", () => Trainer(NetworkLosses.Logistic).Fit(new NetworkData(rows, [.. y.Select(_ => 2f)])));
        Refuse("The Poisson loss needs counts", () => Trainer(NetworkLosses.Poisson).Fit(new NetworkData(rows, [.. y.Select(_ => -1f)])));
        Refuse("There are 3 responses for 20 rows", () => new NetworkData(rows, [1, 2, 3]));
        Refuse("response of row 1 is NaN", () => new NetworkData(rows, [.. y.Select((v, i) => i == 1 ? float.NaN : v)]));
        Refuse("All weights are 0", () => new NetworkData(rows, y) { Weights = new float[20] });
        Refuse("ValidationFraction 0.01 of 20 rows leaves 0", () => Trainer(NetworkLosses.Squared, options: o => o with { ValidationFraction = 0.01 }).Fit(new NetworkData(rows, y)));
        Refuse("LayerFactors has 1 values for 2 layers", () => new NetworkTrainer(NetworkLosses.Squared, Optimizers.Sgd()) { Penalty = new WeightPenalty { LayerFactors = [1] } }.Fit(new NetworkData(rows, y)));
        Refuse("The size of a hidden layer is 0", () => new NetworkArchitecture { Hidden = [0] });
        Refuse("Dropout is 1", () => new NetworkArchitecture { Dropout = 1 });
        Refuse("LearningRate is 0", () => Optimizers.Sgd(0));
        Refuse("WeightDecay is -1", () => Optimizers.AdamW(weightDecay: -1));
        Refuse("L1 is NaN", () => new WeightPenalty { L1 = double.NaN });
        Refuse("Feature 1 of row 0 is NaN", () => RowMatrix.FromRows([1, float.NaN], 1, 2));
        Refuse("There are 2 feature names for 3 features", () => new NetworkData(rows, y) { FeatureNames = ["a", "b"] });
        Refuse("The response of row 1 is 2, and there are names for 2 classes; responses must be the numbers of classes, from 0 to 1.", () => new NetworkData(rows, [.. y.Select((_, i) => i == 1 ? 2f : 0)]) { ClassNames = ["a", "b"] });
        Refuse("There are 5 features; the network was trained on 3", () => Trainer(NetworkLosses.Squared, epochs: 1).Fit(new NetworkData(rows, y)).Network.Scores(RowMatrix.FromRows(new float[5], 1, 5)));
    }

    [TestMethod]
    public void Fit_NamesOfFeaturesAndClasses_AreInTheMessages()
    {
        (float[][] x, _) = NetworkProblems.Random(20, 3, seed: 1);
        x[3][1] = -700;
        RowMatrix rows = NetworkProblems.Matrix(x, sparse: false);
        NetworkData Data(Func<int, float> y, bool isNormalized = false) => new(rows, [.. Enumerable.Range(0, 20).Select(y)])
        {
            FeatureNames = ["age", "bmi", "sex"],
            ClassNames = ["setosa", "versicolor", "virginica"],
            IsNormalized = isNormalized,
        };
        NetworkTrainer trainer = Trainer(NetworkLosses.CrossEntropy, epochs: 1, rate: 1e-6);
        Assert.Contains("Feature 'bmi' has the value -700: ", trainer.Fit(Data(i => i % 3)).Warnings[0]);
        Assert.Contains("Normalise them first", trainer.Fit(Data(i => i % 3).WithBalancedClasses()).Warnings[0]);
        Assert.Contains("Feature 'bmi' has the value -700 after normalisation: ", trainer.Fit(Data(i => i % 3, isNormalized: true).WithBalancedClasses()).Warnings[0]);
        Refuse("Class 'versicolor' has no row to train on (there are classes up to 'virginica').", () => trainer.Fit(Data(i => i % 2 * 2)));
        Refuse("The validation rows have class 'virginica', which is missing", () => trainer.Fit(Data(i => i % 2), Data(i => i % 3)));
        Refuse("The validation rows have class 2, which is missing", () => trainer.Fit(new NetworkData(rows, [.. Enumerable.Range(0, 20).Select(i => (float)(i % 2))]), new NetworkData(rows, [.. Enumerable.Range(0, 20).Select(i => (float)(i % 3))])));
    }

    [TestMethod]
    public void Fit_LargeFeatureAndLargeBatch_AreWarnedOfOnce()
    {
        (float[][] x, float[] y) = NetworkProblems.Random(20, 3, seed: 1);
        x[4][2] = 5000;
        NetworkFit fit = Trainer(NetworkLosses.Squared, epochs: 2, rate: 1e-6).Fit(new NetworkData(NetworkProblems.Matrix(x, sparse: false), y));
        Assert.HasCount(2, fit.Warnings);
        Assert.Contains("Feature 2 has the value 5000", fit.Warnings[0]);
        Assert.Contains("more than the 20 training rows", fit.Warnings[1]);
    }

    [TestMethod]
    public void Search_Grid_IsJudgedOnTheSameSplitsAndTheBestIsTrained()
    {
        (float[][] x, float[] y) = NetworkProblems.Random(80, 12, seed: 6);
        var data = new NetworkData(NetworkProblems.Matrix(x, sparse: false), y);
        var search = new WeightDecaySearch(Trainer(NetworkLosses.Squared, epochs: 15)) { WeightDecays = [0, 0.1, 5], L1Strengths = [0, 0.01], Folds = 4 };
        WeightDecaySearchResult result = search.Fit(data);
        Assert.HasCount(6, result.Points);
        Assert.AreEqual(result.Points.Min(p => p.ValidationLoss), result.Best.ValidationLoss);
        Assert.IsLessThan(result.Points[0].WeightNorm, result.Points[4].WeightNorm, "Decay 5 against none.");
        Assert.AreEqual(12, result.Fit.Network.Inputs);
        CollectionAssert.AreEqual(result.Points.ToArray(), search.Fit(data).Points.ToArray());
        Refuse("There are 3 rows for 4 parts", () => search.Fit(new NetworkData(NetworkProblems.Matrix(x[..3], sparse: false), y.AsSpan(0, 3))));
        Refuse("WeightDecays is empty", () => new WeightDecaySearch(search.Trainer) { WeightDecays = [] });
        Refuse("Folds is 1", () => new WeightDecaySearch(search.Trainer) { Folds = 1 });
    }

    private static void Refuse(string message, Func<object> action)
    {
        try
        {
            action();
        }
        catch (ArgumentException e)
        {
            Assert.IsTrue(e.Message.Contains(message, StringComparison.OrdinalIgnoreCase), $"'{e.Message}' does not say '{message}'");
            return;
        }

        Assert.Fail($"Not refused: {message}");
    }

    private static NetworkFit Trained(WeightPenalty penalty, string optimizer = "adamw", double decay = 0)
    {
        (float[][] x, float[] y) = NetworkProblems.Random(200, 6, seed: 7);
        Optimizer rule = optimizer switch
        {
            "sgd" => Optimizers.Sgd(learningRate: 0.05, weightDecay: decay),
            "rmsprop" => Optimizers.RmsProp(learningRate: 0.01, weightDecay: decay),
            _ => Optimizers.AdamW(learningRate: 0.01, weightDecay: decay),
        };
        return new NetworkTrainer(NetworkLosses.Squared, rule)
        {
            Architecture = new NetworkArchitecture { Hidden = [32] },
            Penalty = penalty,
            Options = new TrainingOptions { Epochs = 60, BatchSize = 50, Threads = 2 },
        }.Fit(new NetworkData(NetworkProblems.Matrix(x, sparse: false), y));
    }

    private static NetworkTrainer Trainer(NetworkLoss loss, int epochs = 20, double rate = 0.01, Func<TrainingOptions, TrainingOptions>? options = null) => new(loss, Optimizers.AdamW(learningRate: rate))
    {
        Architecture = new NetworkArchitecture { Hidden = [16] },
        Options = (options ?? (o => o))(new TrainingOptions { Epochs = epochs, BatchSize = 32, Threads = 1 }),
    };

    private sealed class Callback(Action<EpochReport> action) : IProgress<EpochReport>
    {
        public void Report(EpochReport value) => action(value);
    }
}
