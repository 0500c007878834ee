namespace Regularization.Tests;

/// <summary>What a search of strengths judges by, chooses, reports and warns of.</summary>
[TestClass]
public class WeightDecaySearchTests
{
    private static readonly NetworkData Rows = Data(120, seed: 6), Others = Data(60, seed: 7);

    [TestMethod]
    public void Fit_ValidationRows_JudgeEveryChoiceTrainedOnAllRows()
    {
        NetworkTrainer trainer = Trainer();
        WeightDecaySearchResult result = new WeightDecaySearch(trainer) { WeightDecays = [0.01, 1] }.Fit(Rows, Others);
        foreach (WeightDecaySearchPoint point in result.Points)
        {
            NetworkFit alone = With(trainer, point.WeightDecay).Fit(Rows, Others);
            EpochReport best = alone.History[alone.BestEpoch - 1];
            Assert.AreEqual((best.ValidationLoss, best.ValidationMetric), (point.ValidationLoss, point.ValidationMetric));
            Assert.AreEqual((alone.BestEpoch, best.LiveNeurons), (point.BestEpoch, point.LiveNeurons));
            Assert.AreEqual(Rmse(alone.Network, Rows), point.TrainMetric, 1e-6);
            Assert.AreEqual(Math.Pow(Rmse(alone.Network, Rows), 2) / 2, point.TrainLoss, 1e-6);
            Assert.IsTrue(double.IsNaN(point.StandardError) && double.IsNaN(point.MetricStandardError));
        }

        Assert.AreEqual(result.Best.ValidationLoss, result.Fit.History[result.Fit.BestEpoch - 1].ValidationLoss, "The final training is judged by them too.");
    }

    [TestMethod]
    public void Fit_Folds_PointsAreMeansWithStandardErrors()
    {
        NetworkTrainer trainer = Trainer();
        WeightDecaySearchPoint point = new WeightDecaySearch(trainer) { WeightDecays = [0.1], Folds = 3 }.Fit(Rows).Points[0];
        int[] fold = Folds.Random(Rows.Y.ToArray().Select(v => (double)v).ToArray(), stratify: false, 3, trainer.Options.Seed);
        EpochReport[] ends = [.. Enumerable.Range(0, 3).Select(f => With(trainer, 0.1, patience: 0).Fit(Part(f, inside: false), Part(f, inside: true)).History[^1])];
        AreNear([.. ends.Select(e => e.ValidationLoss)], point.ValidationLoss, point.StandardError);
        AreNear([.. ends.Select(e => e.ValidationMetric)], point.ValidationMetric, point.MetricStandardError);
        Assert.AreEqual(Enumerable.Range(0, 3).Average(f => Rmse(With(trainer, 0.1).Fit(Part(f, inside: false)).Network, Part(f, inside: false))), point.TrainMetric, 1e-6);

        NetworkData Part(int f, bool inside)
        {
            int[] rows = [.. Enumerable.Range(0, 120).Where(i => (fold[i] == f) == inside)];
            (float[][] x, float[] y) = NetworkProblems.Random(120, 6, seed: 6);
            return new NetworkData(NetworkProblems.Matrix([.. rows.Select(i => x[i])], sparse: false), rows.Select(i => y[i]).ToArray());
        }

        static void AreNear(double[] values, double mean, double error)
        {
            Assert.AreEqual(values.Average(), mean, 1e-6);
            Assert.AreEqual(Math.Sqrt(values.Sum(v => Math.Pow(v - values.Average(), 2)) / 2 / 3), error, 1e-6);
        }
    }

    [TestMethod]
    public void Fit_FinalTrainingStopsEarly_ChoicesAreJudgedAtTheirBestEpoch()
    {
        NetworkTrainer all = Trainer(epochs: 400), early = Trainer(epochs: 400, fraction: 0.2);
        WeightDecaySearchResult to = new WeightDecaySearch(all) { WeightDecays = [0] }.Fit(Rows), stop = new WeightDecaySearch(early) { WeightDecays = [0] }.Fit(Rows);
        Assert.IsLessThan(to.Points[0].ValidationLoss, stop.Points[0].ValidationLoss);
        Assert.IsLessThan(to.Points[0].ValidationLoss, to.Points[0].TrainLoss);
        StringAssert.Contains(string.Join(' ', to.Warnings), "of 400 epochs");
        StringAssert.Contains(string.Join(' ', to.Warnings), "Set ValidationFraction");
        Assert.IsEmpty(stop.Warnings);
    }

    [TestMethod]
    public void Fit_Progress_HasEveryChoiceThenEveryEpochOfTheFinalTraining()
    {
        var told = new List<object>();
        var search = new WeightDecaySearch(Trainer(epochs: 5)) { WeightDecays = [0, 0.1, 1], Folds = 2 };
        WeightDecaySearchResult result = search.Fit(Rows, progress: new Direct<WeightDecaySearchPoint>(told.Add), refitProgress: new Direct<EpochReport>(told.Add));
        CollectionAssert.AreEquivalent(result.Points.ToArray(), told.Take(3).ToArray());
        CollectionAssert.AreEqual(result.Fit.History.ToArray(), told.Skip(3).ToArray());
        Assert.HasCount(5, result.Fit.History);
    }

    [TestMethod]
    public void Fit_GroupStrengths_AreTriedAndTheTrainersOwnKeptWithoutThem()
    {
        NetworkTrainer trainer = Trainer();
        WeightDecaySearchResult result = new WeightDecaySearch(trainer) { WeightDecays = [0], L1Strengths = [0, 1e-3], GroupStrengths = [0, 0.01, 100] }.Fit(Rows);
        CollectionAssert.AreEqual(
            ((double, double)[])[(0, 0), (0, 0.01), (0, 100), (1e-3, 0), (1e-3, 0.01), (1e-3, 100)], result.Points.Select(p => (p.L1, p.Group)).ToArray());
        Assert.AreEqual(16, result.Points[0].LiveNeurons);
        Assert.AreEqual(0, result.Points[2].LiveNeurons);
        CollectionAssert.AreEqual(result.Points.Where(p => p.L1 == result.Best.L1).ToArray(), result.GroupCurve.ToArray());
        CollectionAssert.AreEqual(result.Points.Where(p => p.Group == result.Best.Group).ToArray(), result.L1Curve.ToArray());

        var own = new NetworkTrainer(trainer.Loss, trainer.Optimizer) { Architecture = trainer.Architecture, Options = trainer.Options, Penalty = new WeightPenalty { Group = 100 } };
        WeightDecaySearchResult kept = new WeightDecaySearch(own) { WeightDecays = [0] }.Fit(Rows);
        Assert.AreEqual((100, 0), (kept.Best.Group, kept.Fit.History[^1].LiveNeurons));
    }

    [TestMethod]
    public void Fit_Curves_AscendAndTextNamesTheBest()
    {
        WeightDecaySearchResult result = new WeightDecaySearch(Trainer()) { WeightDecays = [1, 0, 0.1], L1Strengths = [0, 0.01], Folds = 3 }.Fit(Rows);
        CollectionAssert.AreEqual((double[])[0, 0.1, 1], result.WeightDecayCurve.Select(p => p.WeightDecay).ToArray());
        Assert.IsTrue(result.WeightDecayCurve.All(p => p.L1 == result.Best.L1 && p.StandardError > 0));
        string[] lines = result.ToString().Split(Environment.NewLine);
        Assert.AreEqual("* " + result.Best, lines.Single(l => l.StartsWith('*')));
        StringAssert.Contains(lines[0], " ± ");
    }

    [TestMethod]
    public void Fit_BestIsTheSmallest_IsWarnedOfUnlessItIsZero()
    {
        // As many rows as these, and so few epochs, need no decay.
        WeightDecaySearchResult some = new WeightDecaySearch(Trainer()) { WeightDecays = [20, 40] }.Fit(Rows), none = new WeightDecaySearch(Trainer()) { WeightDecays = [0, 20, 40] }.Fit(Rows);
        Assert.AreEqual((20, 0), (some.Best.WeightDecay, none.Best.WeightDecay));
        StringAssert.Contains(string.Join(' ', some.Warnings), "The best of WeightDecays is 20, the smallest tried: smaller ones may be better still. Add some.");
        Assert.DoesNotContain("tried", string.Join(' ', none.Warnings));
    }

    [TestMethod]
    public void Fit_BestIsTheLargest_IsWarnedOf()
    {
        (float[][] x, float[] y) = NetworkProblems.Random(60, 40, seed: 3);
        new Random(1).Shuffle(y);       // nothing to learn: the strongest wins
        var search = new WeightDecaySearch(Trainer(epochs: 60)) { WeightDecays = [0, 1e-3, 10], Folds = 3 };
        WeightDecaySearchResult result = search.Fit(new NetworkData(NetworkProblems.Matrix(x, sparse: false), y));
        Assert.AreEqual(10, result.Best.WeightDecay);
        StringAssert.Contains(string.Join(' ', result.Warnings), "The best of WeightDecays is 10, the largest tried: larger ones may be better still. Add some.");
    }

    [TestMethod]
    public void Fit_ByMetric_TakesTheBestAccuracy()
    {
        (float[][] x, float[] y) = NetworkProblems.Random(150, 6, seed: 8, classes: 3);
        NetworkTrainer trainer = Trainer(NetworkLosses.CrossEntropy);
        foreach (SelectionRule rule in Enum.GetValues<SelectionRule>())
        {
            var search = new WeightDecaySearch(trainer) { WeightDecays = [0, 0.1, 1, 10, 100], Folds = 4, ByMetric = true, Rule = rule };
            WeightDecaySearchResult result = search.Fit(new NetworkData(NetworkProblems.Matrix(x, sparse: false), y));
            WeightDecaySearchPoint most = result.Points.OrderByDescending(p => p.ValidationMetric).ThenBy(p => p.ValidationLoss).First();
            WeightDecaySearchPoint simplest = result.Points.Where(p => p.ValidationMetric >= most.ValidationMetric - most.MetricStandardError).MinBy(p => p.WeightNorm)!;
            Assert.AreEqual(rule == SelectionRule.LambdaMin ? most : simplest, result.Best);
        }
    }

    [TestMethod]
    public void Fit_OneStandardError_TakesTheSimplestThatIsAboutAsGood()
    {
        var search = new WeightDecaySearch(Trainer()) { WeightDecays = [0], GroupStrengths = [0, 1e-4, 1e-3, 3e-3, 1e-2, 0.1], Folds = 5, Rule = SelectionRule.OneStandardError };
        WeightDecaySearchResult result = search.Fit(Rows);
        WeightDecaySearchPoint smallest = result.Points.MinBy(p => p.ValidationLoss)!;
        Assert.IsLessThanOrEqualTo(smallest.ValidationLoss + smallest.StandardError, result.Best.ValidationLoss);
        Assert.AreEqual(result.Points.Where(p => p.ValidationLoss <= smallest.ValidationLoss + smallest.StandardError).Min(p => p.LiveNeurons), result.Best.LiveNeurons);
        Refuse("Rule is OneStandardError, and Folds is 0", () => new WeightDecaySearch(Trainer()) { Rule = SelectionRule.OneStandardError }.Fit(Rows));
    }

    [TestMethod]
    public void Fit_SomeChoicesDiverge_TheyAreLeftOutWithAWarning()
    {
        var trainer = new NetworkTrainer(NetworkLosses.Squared, Optimizers.Sgd(0.01))
        {
            Architecture = new NetworkArchitecture { Hidden = [8] },
            Options = new TrainingOptions { Epochs = 10, Threads = 1 },
        };
        var search = new WeightDecaySearch(trainer) { WeightDecays = [1e30, 0.01, 0.001] };     // a step with the first overshoots by far
        WeightDecaySearchResult result = search.Fit(Rows);
        Assert.IsTrue(result.Points[0].IsDiverged && !result.Best.IsDiverged);
        StringAssert.Contains(string.Join(' ', result.Warnings), "Training diverged with 1 of the 3 choices, the first with weight decay 1e+30");
        StringAssert.Contains(result.Points[0].ToString(), "diverged");
        TrainingDivergedException error = Assert.ThrowsExactly<TrainingDivergedException>(() => new WeightDecaySearch(trainer) { WeightDecays = [1e30, 1e31] }.Fit(Rows));
        StringAssert.Contains(error.Message, "with each of the 2 choices of strengths");
    }

    [TestMethod]
    public void Fit_RareClass_IsWarnedOf()
    {
        (float[][] x, float[] y) = NetworkProblems.Random(60, 6, seed: 8, classes: 3);
        y = [.. y.Select((v, i) => v == 2 ? 1 : v)];
        y[4] = 2;
        WeightDecaySearchResult result = new WeightDecaySearch(Trainer(NetworkLosses.CrossEntropy)) { WeightDecays = [0], Folds = 3 }.Fit(new NetworkData(NetworkProblems.Matrix(x, sparse: false), y));
        StringAssert.Contains(string.Join(' ', result.Warnings), "Class 2 has no row to train on in some split");
    }

    [TestMethod]
    public void Fit_BadInput_IsRefusedBeforeAnythingIsTrained()
    {
        var search = new WeightDecaySearch(Trainer());
        Refuse("Folds is 2, and validation rows are given", () => new WeightDecaySearch(Trainer()) { Folds = 2 }.Fit(Rows, Others));
        var one = new NetworkData(RowMatrix.FromRows(new float[3], 1, 3), [1]);
        Refuse("There is 1 row for 5 parts; each needs at least one row. Use more rows.", () => new WeightDecaySearch(Trainer()) { Folds = 5 }.Fit(one));
        Refuse("There are 2 rows for 5 parts; each needs at least one row. Use fewer folds.", () => new WeightDecaySearch(Trainer()) { Folds = 5 }.Fit(new NetworkData(RowMatrix.FromRows(new float[6], 2, 3), [1, 2])));
        Refuse("both need at least one. Give validation rows, or more rows.", () => search.Fit(one));
        Refuse("both need at least one. Give validation rows, or another HeldOutFraction.", () => search.Fit(new NetworkData(RowMatrix.FromRows(new float[6], 2, 3), [1, 2])));
        Refuse("The validation rows have 5 features, the training rows 6", () => search.Fit(Rows, new NetworkData(RowMatrix.FromRows(new float[10], 2, 5), [1, 2])));
        Refuse("GroupStrengths is empty", () => new WeightDecaySearch(Trainer()) { GroupStrengths = [] });
        Refuse("L1Strengths is -1", () => new WeightDecaySearch(Trainer()) { L1Strengths = [-1] });
        var factors = new NetworkTrainer(NetworkLosses.Squared, Optimizers.AdamW()) { Penalty = new WeightPenalty { LayerFactors = [1] } };
        Refuse("LayerFactors has 1 values for 2 layers", () => new WeightDecaySearch(factors).Fit(Rows));
        var gap = new WeightDecaySearch(Trainer(NetworkLosses.CrossEntropy));
        Refuse("Class 1 has no row to train on", () => gap.Fit(new NetworkData(RowMatrix.FromRows(new float[9], 3, 3), [0, 2, 2])));
        Assert.ThrowsExactly<ArgumentNullException>(() => new WeightDecaySearch(null!));
    }

    [TestMethod]
    public void Fit_Canceled_ChoosesNothing()
    {
        using var stop = new CancellationTokenSource();
        var search = new WeightDecaySearch(Trainer());
        Assert.Throws<OperationCanceledException>(() => search.Fit(Rows, progress: new Direct<WeightDecaySearchPoint>(_ => stop.Cancel()), cancellationToken: stop.Token));
        using var later = new CancellationTokenSource();
        WeightDecaySearchResult result = search.Fit(Rows, refitProgress: new Direct<EpochReport>(_ => later.Cancel()), cancellationToken: later.Token);
        Assert.AreEqual(TrainingStatus.Canceled, result.Fit.Status);
    }

    [TestMethod]
    [DataRow(0.4)]
    [DataRow(0.15)]
    [DataRow(0.75)]
    public void Fit_HeldOutFraction_IsTheShareOfRowsHeldOut(double fraction)
    {
        (int[] train, int[] heldOut) = Trainer().HoldOut(Rows, fraction, "HeldOutFraction");
        Assert.AreEqual((int)Math.Round(120 * fraction), heldOut.Length);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 120).ToArray(), train.Concat(heldOut).ToArray());
        Network network = new NetworkTrainer(NetworkLosses.Squared, Optimizers.Sgd(1e-12)) { Architecture = new NetworkArchitecture { Hidden = [16] }, Options = Trainer().Options }.NewNetwork(6, 1);
        (float[][] x, float[] y) = NetworkProblems.Random(120, 6, seed: 6);
        var part = new NetworkData(NetworkProblems.Matrix([.. heldOut.Select(i => x[i])], sparse: false), heldOut.Select(i => y[i]).ToArray());
        var search = new WeightDecaySearch(new NetworkTrainer(NetworkLosses.Squared, Optimizers.Sgd(1e-12)) { Architecture = new NetworkArchitecture { Hidden = [16] }, Options = Trainer().Options }) { WeightDecays = [0], HeldOutFraction = fraction };
        Assert.AreEqual(Rmse(network, part), search.Fit(Rows).Points[0].ValidationMetric, 1e-5);
    }

    [TestMethod]
    public void Fit_Dropout_TrainLossIsThatOfTheWholeNetwork()
    {
        NetworkTrainer trainer = Trainer();
        var dropping = new NetworkTrainer(trainer.Loss, trainer.Optimizer) { Architecture = trainer.Architecture with { Dropout = 0.5 }, Options = trainer.Options };
        WeightDecaySearchResult result = new WeightDecaySearch(dropping) { WeightDecays = [0] }.Fit(Rows, Others);
        Assert.AreEqual(Rmse(result.Fit.Network, Rows), result.Best.TrainMetric, 1e-6);
        Assert.IsLessThan(0.9 * result.Fit.Best!.TrainMetric, result.Best.TrainMetric, "The loss of its epoch has dropout in it.");
    }

    private static double Rmse(Network network, NetworkData data)
    {
        float[] scores = network.Scores(data.X);
        return Math.Sqrt(scores.Zip(data.Y.ToArray(), (f, y) => ((double)f - y) * (f - y)).Average());
    }

    private static NetworkData Data(int rows, int seed)
    {
        (float[][] x, float[] y) = NetworkProblems.Random(rows, 6, seed);
        return new NetworkData(NetworkProblems.Matrix(x, sparse: false), y);
    }

    private static NetworkTrainer Trainer(NetworkLoss? loss = null, int epochs = 15, double fraction = 0) => new(loss ?? NetworkLosses.Squared, Optimizers.AdamW(learningRate: 0.01))
    {
        Architecture = new NetworkArchitecture { Hidden = [16] },
        Options = new TrainingOptions { Epochs = epochs, BatchSize = 32, Threads = 1, ValidationFraction = fraction },
    };

    private static NetworkTrainer With(NetworkTrainer trainer, double decay, int? patience = null) => new(trainer.Loss, trainer.Optimizer with { WeightDecay = decay })
    {
        Architecture = trainer.Architecture,
        Options = trainer.Options with { Patience = patience ?? trainer.Options.Patience },
    };

    private static void Refuse(string message, Func<object> action)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => _ = action());
        StringAssert.Contains(error.Message, message);
    }

    private sealed class Direct<T>(Action<T> then) : IProgress<T>
    {
        public void Report(T value) => then(value);
    }
}
