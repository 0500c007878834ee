namespace Regularization;

/// <summary>
/// Trains multilayer perceptrons by stochastic steps with honest regularisation: weight decay coupled or decoupled, L1, L2 and group penalties as a term in
/// the loss or as proximal steps that make weights and neurons exactly 0, dropout, label smoothing, early stopping.
/// </summary>
/// <param name="loss">The loss.</param>
/// <param name="optimizer">The update rule.</param>
public sealed class NetworkTrainer(NetworkLoss loss, Optimizer optimizer)
{
    /// <summary>Features larger than this make training start badly; a warning names the largest.</summary>
    private const float LargeFeature = 100;

    /// <summary>The loss.</summary>
    public NetworkLoss Loss { get; } = loss ?? throw new ArgumentNullException(nameof(loss));

    /// <summary>The update rule.</summary>
    public Optimizer Optimizer { get; } = optimizer ?? throw new ArgumentNullException(nameof(optimizer));

    /// <summary>The form of the network.</summary>
    public NetworkArchitecture Architecture { get; init; } = new();

    /// <summary>Penalties on the weights.</summary>
    public WeightPenalty Penalty { get; init; } = WeightPenalty.None;

    /// <summary>How it is trained.</summary>
    public TrainingOptions Options { get; init; } = new();

    /// <summary>Trains a network.</summary>
    /// <param name="data">The rows to train on.</param>
    /// <param name="validation">Rows to judge by; null to hold out <see cref="TrainingOptions.ValidationFraction"/> of the data, or none.</param>
    /// <param name="progress">Told after every epoch; null for none.</param>
    /// <param name="cancellationToken">Stops within a batch; the best weights so far are kept.</param>
    /// <exception cref="ArgumentException">A response does not fit the loss, the layer factors do not fit the layers, a class is missing from the training part, or the validation part has other columns.</exception>
    /// <exception cref="TrainingDivergedException">The loss became NaN or infinite before the first epoch ended. Later on the best weights so far are returned, with <see cref="TrainingStatus.Diverged"/>.</exception>
    public NetworkFit Fit(NetworkData data, NetworkData? validation = null, IProgress<EpochReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var warnings = new List<string>();
        int outputs = Check(data, validation);
        (int[] trainRows, int[] heldOut) = Split(data, validation);
        CheckClasses(data, trainRows, outputs);
        WarnOfScale(data.X, warnings);
        if (Options.BatchSize > trainRows.Length)
        {
            warnings.Add($"BatchSize is {Options.BatchSize}, more than the {trainRows.Length} training rows: each epoch is one batch of all rows.");
        }

        Network network = NewNetwork(data.X.Columns, outputs);
        using var run = new TrainingRun(this, network, data, trainRows, validation ?? data, validation is null ? heldOut : [.. Enumerable.Range(0, validation.X.Rows)]);
        return run.Train(warnings, progress, cancellationToken);
    }

    /// <summary>Refuses responses that do not fit the loss, and validation rows that do not fit the data; the number of outputs.</summary>
    internal int Check(NetworkData data, NetworkData? validation)
    {
        int outputs = Loss.OutputsFor(data.Y);
        if (validation is not null && validation.X.Columns != data.X.Columns)
        {
            throw new ArgumentException($"The validation rows have {validation.X.Columns} features, the training rows {data.X.Columns}; they must be the same.", nameof(validation));
        }

        return validation is null || Loss.OutputsFor(validation.Y) <= outputs
            ? outputs
            : throw new ArgumentException("The validation rows have a class that is missing from the training rows.", nameof(validation));
    }

    /// <summary>An untrained network with initial weights drawn by the seed.</summary>
    internal Network NewNetwork(int inputs, int outputs)
    {
        int[] sizes = [inputs, .. Architecture.Hidden, outputs];
        var random = new Random(Options.Seed);
        var layers = new NetworkLayer[sizes.Length - 1];
        if (Penalty.LayerFactors is not null && Penalty.LayerFactors.Count != layers.Length)
        {
            throw new ArgumentException($"LayerFactors has {Penalty.LayerFactors.Count} values for {layers.Length} layers (the output layer counts).");
        }

        for (int l = 0; l < layers.Length; l++)
        {
            layers[l] = new NetworkLayer(sizes[l], sizes[l + 1]);
            layers[l].Initialize(Architecture.Initialization, l + 1 < layers.Length ? Architecture.Activation.Gain : 1, random);
        }

        return Network.Over(layers, Architecture.Activation, Loss);
    }

    private (int[] Train, int[] HeldOut) Split(NetworkData data, NetworkData? validation)
    {
        int[] rows = [.. Enumerable.Range(0, data.X.Rows)];
        if (validation is not null || Options.ValidationFraction == 0)
        {
            return (rows, []);
        }

        int held = (int)Math.Round(Options.ValidationFraction * rows.Length);
        if (held == 0 || held == rows.Length)
        {
            throw new ArgumentException($"ValidationFraction {Options.ValidationFraction} of {rows.Length} rows leaves {held} for validation and {rows.Length - held} for training; both need at least one. Give validation rows, or 0.");
        }

        new Random(Options.Seed + 1).Shuffle(rows);
        bool classes = Loss.Metric == "accuracy";
        var parts = (Train: new List<int>(), HeldOut: new List<int>());
        double owed = 0;
        foreach (IGrouping<float, int> group in rows.GroupBy(i => classes ? data.Y[i] : 0).OrderBy(g => g.Key))
        {
            // Each class gives its share, and keeps a row to train on.
            int[] members = [.. group];
            owed += Options.ValidationFraction * members.Length;
            int given = Math.Min((int)Math.Round(owed), members.Length - 1);
            owed -= given;
            parts.HeldOut.AddRange(members.AsSpan(0, given));
            parts.Train.AddRange(members.AsSpan(given));
        }

        parts.Train.Sort();
        return ([.. parts.Train], [.. parts.HeldOut]);
    }

    /// <summary>Refuses classes without a row to train on.</summary>
    internal static void CheckClasses(NetworkData data, int[] trainRows, int outputs)
    {
        if (outputs < 2)
        {
            return;
        }

        bool[] seen = new bool[outputs];
        foreach (int row in trainRows)
        {
            seen[(int)data.Y[row]] = true;
        }

        int missing = Array.IndexOf(seen, false);
        if (missing >= 0)
        {
            throw new ArgumentException($"Class {missing} has no row to train on (there are classes up to {outputs - 1}). Number the classes without gaps, or hold out fewer rows.", nameof(data));
        }
    }

    private static void WarnOfScale(RowMatrix x, List<string> warnings)
    {
        (int column, float value) = x.Largest();
        if (Math.Abs(value) > LargeFeature)
        {
            warnings.Add(FormattableString.Invariant($"Feature {column} has the value {value:g4}: networks train badly on features of such size. Normalise them first (mean and variance, or min and max)."));
        }
    }
}
