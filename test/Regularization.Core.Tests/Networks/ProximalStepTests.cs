namespace Regularization.Tests;

/// <summary>Proximal steps: as strong as the optimiser's steps from the first one on, and with the minima of the documented objective as fixed points.</summary>
[TestClass]
public class ProximalStepTests
{
    public static IEnumerable<object[]> Rules =>
        from optimizer in new Optimizer[]
        {
            Optimizers.Sgd(0.01), Optimizers.Sgd(0.01, 0.9), Optimizers.Sgd(0.01, 0.9, nesterov: true), Optimizers.Adam(0.01), Optimizers.AdamW(0.01, 0.0),
            new AdamOptimizer { LearningRate = 0.01, AmsGrad = true }, new AdamOptimizer { LearningRate = 0.01, Beta1 = 0.5 }, Optimizers.RmsProp(0.01),
        }
        select new object[] { optimizer };

    [TestMethod]
    [DynamicData(nameof(Rules))]
    public void Step_ConstantGradient_ShrinksByTheSameShareOfEveryStep(Optimizer optimizer)
    {
        // Huber's loss far from its minimum: the gradient of the weight is -2, whatever the weight.
        const double L1 = 0.5, Gradient = 2;
        float[] without = Path(WeightPenalty.None), with = Path(new WeightPenalty { L1 = L1 });
        for (int t = 1; t < without.Length; t++)
        {
            double moved = without[t] - (double)without[t - 1], shrunk = moved - (with[t] - (double)with[t - 1]);
            Assert.AreEqual(L1 / Gradient, shrunk / moved, 2e-3, $"step {t}");
        }

        float[] Path(WeightPenalty penalty)
        {
            var trainer = new NetworkTrainer(NetworkLosses.Huber(), optimizer)
            {
                Architecture = new NetworkArchitecture { Hidden = [] },
                Penalty = penalty,
                Options = new TrainingOptions { Epochs = 40, Threads = 1 },
            };
            var data = new NetworkData(RowMatrix.FromRows([(float)Gradient], 1, 1), [1e6f]);
            Network network = trainer.NewNetwork(1, 1);
            network.LayerArray[0].W[0] = 0;
            var path = new List<float> { 0 };
            using var run = new TrainingRun(trainer, network, data, [0], data, []);
            run.Train([], new Callback(() => path.Add(network.LayerArray[0].W[0])), CancellationToken.None);
            return [.. path];
        }
    }

    [TestMethod]
    [DynamicData(nameof(Rules))]
    public void Fit_GroupsOfOneWeight_AreAnL1Penalty(Optimizer optimizer)
    {
        // √1 |w| is |w|, also where there is an L2 penalty beside it.
        (float[][] x, float[] y) = NetworkProblems.Random(40, 3, seed: 4);
        var data = new NetworkData(NetworkProblems.Matrix([.. x.Select(r => r[..1])], sparse: false), y);
        float[] Weights(WeightPenalty penalty) => new NetworkTrainer(NetworkLosses.Squared, optimizer)
        {
            Architecture = new NetworkArchitecture { Hidden = [20], Activation = Activations.Tanh },
            Penalty = penalty,
            Options = new TrainingOptions { Epochs = 60, BatchSize = 8, Threads = 1 },
        }.Fit(data).Network.LayerArray[0].W;
        float[] groups = Weights(new WeightPenalty { Group = 0.2, L2 = 0.05, LayerFactors = [1, 0] }), single = Weights(new WeightPenalty { L1 = 0.2, L2 = 0.05, LayerFactors = [1, 0] });
        Assert.IsTrue(single.Contains(0) && single.Any(w => w != 0), "The case has both.");
        for (int k = 0; k < single.Length; k++)
        {
            Assert.AreEqual(single[k], groups[k], 1e-4 * (1 + Math.Abs(single[k])), $"weight {k}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Rules))]
    public void Fit_GroupPenalty_EndsWhereTheObjectiveIsStationary(Optimizer optimizer)
    {
        const double Group = 0.04, L1 = 0.005, L2 = 0.01;
        const int Inputs = 5, Hidden = 8;
        (float[][] x, float[] y) = NetworkProblems.Random(80, Inputs, seed: 12);
        x = [.. x.Select(row => row.Select((v, j) => v * (1 + (0.5f * j))).ToArray())]; // steps of different size
        var trainer = new NetworkTrainer(NetworkLosses.Squared, optimizer with { LearningRate = optimizer is SgdOptimizer { Momentum: > 0 } ? 0.01 : optimizer is SgdOptimizer ? 0.1 : 5e-3 })
        {
            Architecture = new NetworkArchitecture { Hidden = [Hidden], Activation = Activations.Tanh },
            Penalty = new WeightPenalty { Group = Group, L1 = L1, L2 = L2 },
            Options = new TrainingOptions { Epochs = 20000, BatchSize = 80, Shuffle = false, Threads = 1, Schedule = LearningRateSchedule.Cosine() },
        };
        Network network = trainer.Fit(new NetworkData(NetworkProblems.Matrix(x, sparse: false), y)).Network;
        var exact = new DoubleNetwork(network);
        float[] w = network.LayerArray[0].W, ones = [.. Enumerable.Repeat(1f, 80)];
        double strength = Group * Math.Sqrt(Inputs), worst = 0;
        int live = 0;
        for (int k = 0; k < Hidden; k++)
        {
            int[] group = [.. Enumerable.Range(0, Inputs).Select(i => (i * Hidden) + k)];
            double norm = Math.Sqrt(group.Sum(i => (double)w[i] * w[i]));
            live += norm > 0 ? 1 : 0;
            double[] g = [.. group.Select(i => exact.Derivative(0, i, isBias: false, () => exact.Objective(x, y, ones, 0, 0, L2)) + (w[i] == 0 ? 0 : (L1 * Math.Sign(w[i])) + (strength * w[i] / norm)))];
            double[] beyond = [.. g.Select((v, i) => w[group[i]] == 0 ? Math.Max(0, Math.Abs(v) - L1) : Math.Abs(v))];
            worst = Math.Max(worst, norm > 0 ? beyond.Max() : Math.Sqrt(beyond.Sum(v => v * v)) - strength);
        }

        Assert.IsTrue(live is > 0 and < Hidden, $"{live} neurons are left.");
        Assert.IsLessThan(2e-4, worst, $"of a penalty with the gradient {strength:g3}");
    }

    [TestMethod]
    public void Apply_AnySteps_IsTheSlowMinimum()
    {
        var random = new Random(31);
        foreach ((int inputs, int outputs) in new[] { (1, 3), (7, 1), (5, 90), (300, 17) })
        {
            foreach (float strength in new[] { 0.001f, 0.3f, 3, 1000 })
            {
                float[] u = new float[inputs * outputs], second = new float[u.Length];
                for (int i = 0; i < u.Length; i++)
                {
                    u[i] = (float)(random.NextDouble() - 0.5);
                    second[i] = i % 7 == 3 ? 0 : (float)Math.Pow(10, (6 * random.NextDouble()) - 4); // some weights never had a gradient
                    u[i] = i % outputs == 2 ? 0 : u[i];
                }

                var layer = new NetworkLayer(inputs, outputs, u, new float[outputs]);
                var step = new OptimizerStep { Rule = UpdateRule.Adam, LearningRate = 0.1f, SecondScale = 2, Epsilon = 1e-6f, ProxL2 = 0.5f };
                new GroupStep(layer, isScaled: true).Apply(step, second, strength, 0, outputs);
                for (int k = 0; k < outputs; k++)
                {
                    int[] group = [.. Enumerable.Range(0, inputs).Select(i => (i * outputs) + k)];
                    double[] t = [.. group.Select(i => 0.1 / ((2 * Math.Sqrt(second[i])) + 1e-6)).Select(s => strength * s / (1 + (0.5 * s)))];
                    double Of(double norm) => group.Select((i, at) => Math.Pow(u[i] / (norm + t[at]), 2)).Sum();
                    (double low, double high) = (0, 1e3);
                    for (int halving = 0; halving < 200; halving++)
                    {
                        double middle = (low + high) / 2;
                        (low, high) = Of(middle) > 1 ? (middle, high) : (low, middle);
                    }

                    bool isZero = Of(0) <= 1 || group.All(i => u[i] == 0);
                    for (int at = 0; at < inputs; at++)
                    {
                        double expected = isZero ? 0 : u[group[at]] * low / (low + t[at]);
                        Assert.AreEqual(expected, layer.W[group[at]], 1e-6 * (1e-3 + Math.Abs(expected)) + 1e-7 * low, $"{inputs} x {outputs}, strength {strength}, neuron {k}, weight {at}");
                        Assert.IsFalse(isZero && layer.W[group[at]] != 0, "Exactly 0.");
                    }
                }
            }
        }
    }

    private sealed class Callback(Action action) : IProgress<EpochReport>
    {
        public void Report(EpochReport value) => action();
    }
}
