namespace Regularization;

/// <summary>
/// Chooses weight decay and L1 strength of a network: every pair of a grid is trained on the same splits of the rows, in parallel, and judged on the
/// held-out rows; the best pair is then trained on all rows.
/// </summary>
/// <param name="trainer">What to train; its own weight decay and L1 strength are replaced by those of the grid.</param>
public sealed class WeightDecaySearch(NetworkTrainer trainer)
{
    private readonly double[] _weightDecays = [0, 1e-4, 1e-3, 1e-2, 1e-1];
    private readonly double[] _l1Strengths = [0];
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

    /// <summary>The factors of Σ|w| to try.</summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative, or not finite.</exception>
    public IReadOnlyList<double> L1Strengths
    {
        get => _l1Strengths;
        init => _l1Strengths = Strengths(value, nameof(L1Strengths));
    }

    /// <summary>Folds of a cross-validation, at least 2; or 0 to judge by one held-out part, <see cref="HeldOutFraction"/> of the rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">1, or negative.</exception>
    public int Folds
    {
        get => _folds;
        init => _folds = value is 0 or >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), $"Folds is {value}; it must be at least 2, or 0 for one held-out part.");
    }

    /// <summary>The share of rows that judge if there are no folds, in (0, 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside (0, 1).</exception>
    public double HeldOutFraction
    {
        get => _heldOut;
        init => _heldOut = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), $"HeldOutFraction is {value}; it must be in (0, 1).");
    }

    /// <summary>Searches, and trains the best on all rows.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="progress">Told after every pair of the grid, one at a time; null for none.</param>
    /// <param name="cancellationToken">Stops within a batch.</param>
    /// <exception cref="ArgumentException">There are fewer rows than folds, or a split leaves no row to train on or to judge by.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled: half a search chooses nothing.</exception>
    public WeightDecaySearchResult Fit(NetworkData data, IProgress<WeightDecaySearchPoint>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        (int[] Train, int[] HeldOut)[] splits = Splits(data);
        (double Decay, double L1)[] grid = [.. from decay in _weightDecays from l1 in _l1Strengths select (decay, l1)];
        var judged = new EpochReport[grid.Length, splits.Length];
        var points = new WeightDecaySearchPoint[grid.Length];
        int[] left = [.. grid.Select(_ => splits.Length)];
        object gate = new();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ColumnBlocks.Resolve(Trainer.Options.Threads), CancellationToken = cancellationToken };
        Parallel.For(0, grid.Length * splits.Length, parallel, job =>
        {
            (int point, int split) = (job / splits.Length, job % splits.Length);
            judged[point, split] = Judge(data, grid[point], splits[split], cancellationToken);
            lock (gate)
            {
                if (--left[point] == 0)
                {
                    points[point] = Summarize(grid[point], [.. Enumerable.Range(0, splits.Length).Select(s => judged[point, s])]);
                    progress?.Report(points[point]);
                }
            }
        });
        cancellationToken.ThrowIfCancellationRequested();
        WeightDecaySearchPoint best = points.MinBy(p => p.ValidationLoss)!;
        NetworkFit fit = With((best.WeightDecay, best.L1), Trainer.Options).Fit(data, cancellationToken: cancellationToken);
        return new WeightDecaySearchResult(points, best, fit);
    }

    /// <summary>Trains one pair on one split; the report of the epoch that validation chose.</summary>
    private EpochReport Judge(NetworkData data, (double Decay, double L1) at, (int[] Train, int[] HeldOut) split, CancellationToken cancellationToken)
    {
        NetworkTrainer trainer = With(at, Trainer.Options with { Threads = 1 });
        Network network = trainer.NewNetwork(data.X.Columns, trainer.Loss.OutputsFor(data.Y));
        using var run = new TrainingRun(trainer, network, data, [.. split.Train], data, split.HeldOut);
        NetworkFit fit = run.Train([], null, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return fit.History[fit.BestEpoch - 1];
    }

    private NetworkTrainer With((double Decay, double L1) at, TrainingOptions options) => new(Trainer.Loss, Trainer.Optimizer with { WeightDecay = at.Decay })
    {
        Architecture = Trainer.Architecture,
        Penalty = Trainer.Penalty with { L1 = at.L1 },
        Options = options,
    };

    private (int[] Train, int[] HeldOut)[] Splits(NetworkData data)
    {
        int rows = data.X.Rows, folds = Folds == 0 ? 1 : Folds;
        bool classes = Trainer.Loss.Metric == "accuracy";
        double[] y = [.. data.Responses.Select(v => (double)v)];
        if (rows < Math.Max(2, folds))
        {
            throw new ArgumentException($"There are {rows} rows for {Math.Max(2, folds)} parts; each needs at least one row. Use fewer folds.", nameof(data));
        }

        // One held-out part is the first of as many folds as make it of the size asked for.
        int parts = Folds == 0 ? Math.Max(2, (int)Math.Round(1 / Math.Min(HeldOutFraction, 1 - HeldOutFraction))) : Folds;
        int[] fold = Regularization.Folds.Random(y, classes, Math.Min(parts, rows), Trainer.Options.Seed);
        bool large = Folds == 0 && HeldOutFraction > 0.5;
        return [.. Enumerable.Range(0, folds).Select(f => (
            Enumerable.Range(0, rows).Where(i => (fold[i] != f) ^ large).ToArray(),
            Enumerable.Range(0, rows).Where(i => (fold[i] == f) ^ large).ToArray()))];
    }

    private static WeightDecaySearchPoint Summarize((double Decay, double L1) at, EpochReport[] folds)
    {
        double mean = folds.Average(f => f.ValidationLoss);
        double error = folds.Length < 2 ? double.NaN : Math.Sqrt(folds.Average(f => (f.ValidationLoss - mean) * (f.ValidationLoss - mean)) / (folds.Length - 1));
        return new WeightDecaySearchPoint(at.Decay, at.L1, folds.Average(f => f.TrainLoss), mean, error, folds.Average(f => f.ValidationMetric), folds.Average(f => f.WeightNorm), folds.Average(f => f.ZeroShare));
    }

    private static double[] Strengths(IReadOnlyList<double> values, string name)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Count > 0 ? [.. values.Select(v => Check.NotNegative(v, name))] : throw new ArgumentException($"{name} is empty; give at least one strength, such as 0.", nameof(values));
    }
}
