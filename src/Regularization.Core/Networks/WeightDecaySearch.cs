namespace Regularization;

/// <summary>
/// Chooses weight decay, L1 and group strength of a network: every choice of a grid is trained on the same splits of the rows, or on all of them, in
/// parallel, and judged on rows it was not trained on; the best is then trained on all rows.
/// </summary>
/// <remarks>
/// <example>
/// <code>
/// WeightDecaySearchResult search = new WeightDecaySearch(new NetworkTrainer(NetworkLosses.Squared, Optimizers.AdamW())) { WeightDecays = [0, 0.01, 0.1], Folds = 3 }.Fit(rows);
/// WeightDecaySearchPoint best = search.Best;
/// Console.WriteLine($"decay {best.WeightDecay}: {best.ValidationLoss:g4} ± {best.StandardError:g2}");
/// </code>
/// </example>
/// </remarks>
/// <param name="trainer">What to train; its own strengths are replaced by those of the grid.</param>
public sealed class WeightDecaySearch(NetworkTrainer trainer)
{
    private readonly double[] _weightDecays = [0, 1e-4, 1e-3, 1e-2, 1e-1];
    private readonly double[] _l1Strengths = [0];
    private readonly double[] _groupStrengths = [trainer?.Penalty.Group ?? 0];
    private readonly SelectionRule _rule = SelectionRule.LambdaMin;
    private readonly int _folds;
    private readonly double _heldOut = 0.2;

    /// <summary>What is trained.</summary>
    public NetworkTrainer Trainer { get; } = trainer ?? throw new ArgumentNullException(nameof(trainer));

    /// <summary>The weight decays to try; coupled or decoupled as the trainer's optimiser has it.</summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative, or not finite.</exception>
    public IReadOnlyList<double> WeightDecays
    {
        get => _weightDecays;
        init => _weightDecays = Strengths(value, nameof(WeightDecays));
    }

    /// <summary>The factors of Σ|w| to try; by default 0 alone.</summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative, or not finite.</exception>
    public IReadOnlyList<double> L1Strengths
    {
        get => _l1Strengths;
        init => _l1Strengths = Strengths(value, nameof(L1Strengths));
    }

    /// <summary>The factors of the group penalty to try; by default that of the trainer alone.</summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative, or not finite.</exception>
    public IReadOnlyList<double> GroupStrengths
    {
        get => _groupStrengths;
        init => _groupStrengths = Strengths(value, nameof(GroupStrengths));
    }

    /// <summary>Folds of a cross-validation, at least 2; or 0 to judge by given validation rows or one held-out part, <see cref="HeldOutFraction"/> of the rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">1, or negative.</exception>
    public int Folds
    {
        get => _folds;
        init => _folds = value is 0 or >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(Folds), $"Folds is {value}; it must be at least 2, or 0 for one held-out part.");
    }

    /// <summary>The share of rows that judge if there are no folds and no validation rows, in (0, 1): as many as that makes, rounded; of each class its share, but never all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside (0, 1).</exception>
    public double HeldOutFraction
    {
        get => _heldOut;
        init => _heldOut = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(HeldOutFraction), $"HeldOutFraction is {value}; it must be in (0, 1).");
    }

    /// <summary>Whether the best is that of the best validation metric (the largest accuracy, the smallest RMSE; of the smaller loss among equals) rather than that of the smallest validation loss.</summary>
    public bool ByMetric { get; init; }

    /// <summary>
    /// <see cref="SelectionRule.LambdaMin"/> takes the best. <see cref="SelectionRule.OneStandardError"/>, which needs folds, takes the simplest of those
    /// within one standard error of the best: of the fewest neurons, then the most weights at 0, then the smallest weights.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not one of the rules.</exception>
    public SelectionRule Rule
    {
        get => _rule;
        init => _rule = Regularization.Check.Defined(value, nameof(Rule));
    }

    /// <summary>Searches, and trains the best on all rows.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="validation">Rows to judge by, which are never trained on; they also judge the epochs of the final training. Null for folds or a held-out part of the data.</param>
    /// <param name="progress">Told after every choice of the grid, one at a time; null for none.</param>
    /// <param name="refitProgress">Told after every epoch of the final training; null for none.</param>
    /// <param name="cancellationToken">Stops within a batch. In the final training the best weights so far are kept, and its status says so.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer rows than folds, a split leaves no row to train on or to judge by, there are both folds and validation rows, the validation rows do
    /// not fit the data, the rule needs folds, or the data or the layer factors do not fit the trainer.
    /// </exception>
    /// <exception cref="TrainingDivergedException">Every choice of the grid diverged, or the final training before its first epoch ended.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled before the final training: half a search chooses nothing.</exception>
    public WeightDecaySearchResult Fit(
        NetworkData data,
        NetworkData? validation = null,
        IProgress<WeightDecaySearchPoint>? progress = null,
        IProgress<EpochReport>? refitProgress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        Check(data, validation);
        (int[] Train, int[] HeldOut)[] splits = validation is null ? Splits(data) : [(Every(data), Every(validation))];
        foreach ((int[] train, int[] heldOut) in splits)
        {
            NetworkTrainer.CheckWeights(data, train, "training");
            NetworkTrainer.CheckWeights(validation ?? data, heldOut, "validation");
        }

        Strength[] grid = [.. from decay in _weightDecays from l1 in _l1Strengths from factor in _groupStrengths select new Strength(decay, l1, factor)];
        var judged = new Verdict?[grid.Length, splits.Length];
        var points = new WeightDecaySearchPoint[grid.Length];
        int[] left = [.. grid.Select(_ => splits.Length)];
        var gate = new Lock();
        var shared = new SharedProgress<WeightDecaySearchPoint>(progress);
        ParallelWork.For(ColumnBlocks.Resolve(Trainer.Options.Threads), grid.Length * splits.Length, job =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            (int point, int split) = (job / splits.Length, job % splits.Length);
            judged[point, split] = Judge(data, validation, grid[point], splits[split], cancellationToken);
            lock (gate)
            {
                if (--left[point] == 0)
                {
                    points[point] = Summarize(grid[point], Verdicts(point));
                    shared.Report(points[point]);
                }
            }
        });

        cancellationToken.ThrowIfCancellationRequested();
        WeightDecaySearchPoint smallest = SmallestError(points), best = Chosen(points, smallest);
        var warnings = new SearchWarnings(this);
        warnings.AddSplits(data, splits);
        warnings.AddPoints(points, smallest, 2 * Verdicts(Array.IndexOf(points, smallest)).Count(v => v!.IsConstant) > splits.Length);
        warnings.AddEpochs(best, Verdicts(Array.IndexOf(points, best)));
        NetworkFit fit = With(new(best.WeightDecay, best.L1, best.Group), Trainer.Options).Fit(data, validation, refitProgress, cancellationToken);
        return new WeightDecaySearchResult(points, best, fit, [.. warnings.Texts, .. fit.Warnings]);

        Verdict?[] Verdicts(int point) => [.. Enumerable.Range(0, splits.Length).Select(split => judged[point, split])];
    }

    /// <summary>What to do against divergence: what helps the weakest of the choices that diverged, whose cause is the least in their strengths.</summary>
    internal string RemedyOf(IEnumerable<WeightDecaySearchPoint> diverged)
    {
        WeightDecaySearchPoint weakest = diverged.MinBy(p => p.WeightDecay + p.L1 + p.Group)!;
        return TrainingWarnings.Remedy(With(new(weakest.WeightDecay, weakest.L1, weakest.Group), Trainer.Options));
    }

    private static int[] Every(NetworkData data) => [.. Enumerable.Range(0, data.X.Rows)];

    private void Check(NetworkData data, NetworkData? validation)
    {
        if (validation is not null && Folds > 0)
        {
            throw new ArgumentException($"Folds is {Folds}, and validation rows are given; the strengths are judged by one or the other. Leave Folds at 0, or give no validation rows.", nameof(validation));
        }

        if (Rule == SelectionRule.OneStandardError && Folds == 0)
        {
            throw new ArgumentException("Rule is OneStandardError, and Folds is 0; one judgement has no standard error. Set Folds, such as 5, or leave the rule out.", nameof(data));
        }

        int outputs = Trainer.Check(data, validation);
        Trainer.CheckClasses(data, Every(data), outputs);
        Trainer.NewNetwork(data.X.Columns, outputs);    // refuses layer factors that do not fit
    }

    /// <summary>Trains one choice on one split; null if that diverged.</summary>
    private Verdict? Judge(NetworkData data, NetworkData? validation, Strength at, (int[] Train, int[] HeldOut) split, CancellationToken cancellationToken)
    {
        bool stopsEarly = validation is not null || Trainer.Options.ValidationFraction > 0;
        NetworkTrainer trainer = With(at, Trainer.Options with { Threads = 1, Patience = stopsEarly ? Trainer.Options.Patience : 0 });
        Network network = trainer.NewNetwork(data.X.Columns, trainer.Loss.OutputsFor(data.Y));
        using var run = new TrainingRun(trainer, network, data, [.. split.Train], validation ?? data, split.HeldOut);
        try
        {
            NetworkFit fit = run.Train([], null, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (fit.Status == TrainingStatus.Diverged || fit.BestEpoch == 0)
            {
                return null;
            }

            EpochReport smallest = fit.History[fit.BestEpoch - 1];
            (double loss, double metric) = run.JudgeTraining(stopsEarly ? fit.Network : null);
            return new Verdict((stopsEarly ? smallest : fit.History[^1]) with { TrainLoss = loss, TrainMetric = metric }, smallest, run.IsConstant);
        }
        catch (TrainingDivergedException)
        {
            return null;
        }
    }

    private NetworkTrainer With(Strength at, TrainingOptions options) => new(Trainer.Loss, Trainer.Optimizer with { WeightDecay = at.Decay })
    {
        Architecture = Trainer.Architecture,
        Penalty = Trainer.Penalty with { L1 = at.L1, Group = at.Group },
        Options = options,
    };

    private (int[] Train, int[] HeldOut)[] Splits(NetworkData data)
    {
        int rows = data.X.Rows;
        if (Folds == 0)
        {
            return [Trainer.HoldOut(data, HeldOutFraction, nameof(HeldOutFraction))];
        }

        bool classes = Trainer.Loss.Metric == "accuracy";
        double[] y = [.. data.Responses.Select(v => (double)v)];
        if (rows < Folds)
        {
            throw new ArgumentException($"There {(rows == 1 ? "is" : "are")} {Counted.Of(rows, "row")} for {Folds} parts; each needs at least one row. Use {Regularization.Folds.Remedy(rows, Folds)}.", nameof(data));
        }

        int[] fold = Regularization.Folds.Random(y, classes, Folds, Trainer.Options.Seed);
        return [.. Enumerable.Range(0, Folds).Select(f => (
            Enumerable.Range(0, rows).Where(i => fold[i] != f).ToArray(),
            Enumerable.Range(0, rows).Where(i => fold[i] == f).ToArray()))];
    }

    private WeightDecaySearchPoint SmallestError(WeightDecaySearchPoint[] points) =>
        points.Where(p => !p.IsDiverged).OrderBy(Error).ThenBy(p => p.ValidationLoss).FirstOrDefault()
        ?? throw new TrainingDivergedException($"The loss became NaN or infinite with each of the {points.Length} choices of strengths, at learning rate {FormattableString.Invariant($"{Trainer.Optimizer.LearningRate:g3}")}. {RemedyOf(points)}");

    private WeightDecaySearchPoint Chosen(WeightDecaySearchPoint[] points, WeightDecaySearchPoint smallest)
    {
        double limit = Error(smallest) + (ByMetric ? smallest.MetricStandardError : smallest.StandardError);
        return Rule == SelectionRule.LambdaMin
            ? smallest
            : points.Where(p => Error(p) <= limit).OrderBy(p => p.LiveNeurons).ThenByDescending(p => p.ZeroShare).ThenBy(p => p.WeightNorm).First();
    }

    /// <summary>What is to be small.</summary>
    private double Error(WeightDecaySearchPoint point) =>
        !ByMetric ? point.ValidationLoss : Trainer.Loss.Metric == "accuracy" ? -point.ValidationMetric : point.ValidationMetric;

    private static WeightDecaySearchPoint Summarize(Strength at, Verdict?[] splits)
    {
        EpochReport[] reports = [.. splits.OfType<Verdict>().Select(v => v.Judged)];
        bool whole = reports.Length == splits.Length;
        return new WeightDecaySearchPoint(
            at.Decay,
            at.L1,
            at.Group,
            TrainLoss: Mean(reports.Select(r => r.TrainLoss)),
            TrainMetric: Mean(reports.Select(r => r.TrainMetric)),
            ValidationLoss: Mean(reports.Select(r => r.ValidationLoss)),
            StandardError: StandardError([.. reports.Select(r => r.ValidationLoss)]),
            ValidationMetric: Mean(reports.Select(r => r.ValidationMetric)),
            MetricStandardError: StandardError([.. reports.Select(r => r.ValidationMetric)]),
            BestEpoch: Mean(splits.OfType<Verdict>().Select(v => (double)v.Smallest.Epoch)),
            WeightNorm: Mean(reports.Select(r => r.WeightNorm)),
            ZeroShare: Mean(reports.Select(r => r.ZeroShare)),
            LiveNeurons: Mean(reports.Select(r => (double)r.LiveNeurons)));

        double Mean(IEnumerable<double> values) => whole ? values.Average() : double.NaN;

        double StandardError(double[] values)
        {
            double mean = Mean(values);
            return values.Length < 2 ? double.NaN : Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) / (values.Length - 1));
        }
    }

    private static double[] Strengths(IReadOnlyList<double> values, string name)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        return values.Count > 0 ? [.. values.Select(v => Regularization.Check.NotNegative(v, name, name))] : throw new ArgumentException($"{name} is empty; give at least one strength, such as 0.", name);
    }

    /// <summary>One choice of the grid.</summary>
    private readonly record struct Strength(double Decay, double L1, double Group);

    /// <summary>One training of the search: the epoch that it is judged by, that of the smallest validation loss, and whether the network has become a constant.</summary>
    internal sealed record Verdict(EpochReport Judged, EpochReport Smallest, bool IsConstant);
}
