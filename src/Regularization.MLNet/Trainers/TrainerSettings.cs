using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Regularization;

/// <summary>The options of a trainer as they were when it was made, checked, in Core's terms.</summary>
internal sealed class TrainerSettings
{
    private readonly Penalty _penalty;
    private readonly Func<IReadOnlyList<string>, Penalty>? _penaltyFromNames;
    private readonly Dictionary<string, double> _factors, _lowerBounds, _upperBounds;

    /// <summary>Checks and copies the options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="kind">The penalty of the trainer.</param>
    /// <param name="env">The environment of the trainer's catalog.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that is not allowed.</exception>
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    public TrainerSettings(RegularizedTrainerOptions options, PenaltyKind kind, IHostEnvironment env)
    {
        LabelColumn = options.LabelColumnName;
        FeatureColumn = options.FeatureColumnName;
        WeightColumn = options.ExampleWeightColumnName;
        Offsets = new OffsetColumns((options as LinearTrainerOptions)?.OffsetColumnName, (options as LogLinkTrainerOptions)?.ExposureColumnName);
        ClassOffsets = (options as ElasticNetMaximumEntropyTrainer.Options)?.OffsetColumnName;
        Lambda = Required(options.Lambda, nameof(options.Lambda));
        Grid = Required(options.LambdaGrid, nameof(options.LambdaGrid));
        Seed = options.Seed ?? MLNetAccess.Seed(env) ?? 1;
        if (options.NumberOfThreads < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options.NumberOfThreads),
                $"NumberOfThreads is {options.NumberOfThreads}; it must be at least 1, or 0 or null for all processors.");
        }

        Fit = new FitOptions
        {
            Standardize = options.Standardize,
            Intercept = options.Intercept,
            Tolerance = options.Tolerance,
            MaxEpochs = options.MaxEpochs,
            Threads = options.NumberOfThreads ?? 0,
            Solver = options is LinearTrainerOptions linear ? Required(linear.Solver, nameof(linear.Solver)) : Solvers.CoordinateDescent,
        };
        _penalty = kind.PenaltyOf(options);
        _penaltyFromNames = options.PenaltyFromSlotNames;
        _factors = Checked(
            options.PenaltyFactorsBySlotName,
            nameof(options.PenaltyFactorsBySlotName),
            v => v >= 0 && double.IsFinite(v),
            "factors must be finite and not negative. To leave a feature out, drop its column");
        _lowerBounds = Checked(
            options.LowerBoundsBySlotName, nameof(options.LowerBoundsBySlotName), v => v <= 0, "a lower bound must be at most 0, so that the weight can be 0");
        _upperBounds = Checked(
            options.UpperBoundsBySlotName, nameof(options.UpperBoundsBySlotName), v => v >= 0, "an upper bound must be at least 0, so that the weight can be 0");
        (Progress, CancellationToken) = (options.Progress, options.CancellationToken);
    }

    /// <summary>The penalty as it was given; null where it depends on the names of the slots.</summary>
    public Penalty? GivenPenalty => _penaltyFromNames is null ? _penalty : null;

    public string LabelColumn { get; }

    public string FeatureColumn { get; }

    public string? WeightColumn { get; }

    public OffsetColumns Offsets { get; }

    /// <summary>The column of the offsets of classes, or null.</summary>
    public string? ClassOffsets { get; }

    public LambdaSelection Lambda { get; }

    public LambdaGrid Grid { get; }

    public int Seed { get; }

    public FitOptions Fit { get; }

    public IProgress<FitProgress>? Progress { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>The penalty with the factors and bounds that were given by slot name.</summary>
    /// <param name="slots">The slots of the feature column.</param>
    /// <exception cref="ArgumentOutOfRangeException">A name is not the name of a slot.</exception>
    /// <exception cref="InvalidOperationException">The function of the names gave no penalty.</exception>
    public Penalty PenaltyFor(SlotNames slots)
    {
        Penalty penalty = _penaltyFromNames is null
            ? _penalty
            : _penaltyFromNames(slots.Unique) ?? throw new InvalidOperationException("PenaltyFromSlotNames returned null; it must return a penalty, such as Penalties.Lasso.");
        return penalty with
        {
            Factors = slots.Merge(_factors, penalty.Factors, 1, nameof(RegularizedTrainerOptions.PenaltyFactorsBySlotName)),
            LowerBounds = slots.Merge(_lowerBounds, penalty.LowerBounds, double.NegativeInfinity, nameof(RegularizedTrainerOptions.LowerBoundsBySlotName)),
            UpperBounds = slots.Merge(_upperBounds, penalty.UpperBounds, double.PositiveInfinity, nameof(RegularizedTrainerOptions.UpperBoundsBySlotName)),
        };
    }

    /// <summary>Reads the rows that can be used, and warns of the others.</summary>
    /// <param name="data">The data, whose columns were checked.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="purpose">What the rows are for, as messages name it.</param>
    /// <param name="cancellationToken">Stops within a few hundred rows.</param>
    /// <exception cref="InvalidOperationException">No row is left, or rows were skipped of those that folds were given for.</exception>
    public TrainingRows Read(IDataView data, IChannel channel, string purpose, CancellationToken cancellationToken)
    {
        TrainingRows rows = DataViewReader.Read(data, LabelColumn, FeatureColumn, WeightColumn, cancellationToken, offsets: Offsets, classOffsets: ClassOffsets, threads: Fit.Threads > 0 ? Fit.Threads : Environment.ProcessorCount);
        rows.Check(channel, purpose);
        return rows.Skipped > 0 && Lambda.HasGivenFolds
            ? throw new InvalidOperationException($"{rows.SkippedMessage}, so that the given folds no longer say which row is in which. Filter these rows out before training, or leave foldOfRow out.")
            : rows;
    }

    /// <summary>What is trained on, for the log.</summary>
    public static string Describe(DesignMatrix x)
    {
        string form = x.IsSparse ? FormattableString.Invariant($"sparse ({(double)x.EntryCount / x.Rows / x.Columns:0.00%} of the values)") : "dense";
        return FormattableString.Invariant($"Training on {Counted.Of(x.Rows, "row")} of {Counted.Of(x.Columns, "feature")}, {form}, with {Kernels.Describe()}");
    }

    private static T Required<T>(T? value, string option)
        where T : class =>
        value ?? throw new ArgumentNullException(option, $"{option} is null; leave it out for the default.");

    private static Dictionary<string, double> Checked(
        IReadOnlyDictionary<string, double>? values, string option, Func<double, bool> allowed, string rule)
    {
        var copy = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach ((string name, double value) in values ?? new Dictionary<string, double>())
        {
            copy[name] = allowed(value)
                ? value
                : throw new ArgumentOutOfRangeException(option, FormattableString.Invariant($"{option} of '{name}' is {value}; {rule}."));
        }

        return copy;
    }
}
