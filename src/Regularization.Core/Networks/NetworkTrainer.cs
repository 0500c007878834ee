using System.Numerics.Tensors;

namespace Regularization;

/// <summary>
/// Trains multilayer perceptrons by stochastic steps with honest regularisation: weight decay coupled or decoupled, L1, L2 and group penalties as a term in
/// the loss or as proximal steps that make weights and neurons exactly 0, dropout, label smoothing, early stopping.
/// </summary>
/// <remarks>
/// <example>
/// <code>
/// var trainer = new NetworkTrainer(NetworkLosses.Squared, Optimizers.AdamW(weightDecay: 0.01))
/// {
///     Architecture = new NetworkArchitecture { Hidden = [64] },
///     Penalty = new WeightPenalty { Group = 1e-4 },   // cuts neurons
/// };
/// NetworkFit fit = trainer.Fit(rows);
/// </code>
/// </example>
/// </remarks>
/// <param name="loss">The loss.</param>
/// <param name="optimizer">The update rule.</param>
/// <exception cref="ArgumentException">The update rule has Nesterov's momentum, and no momentum.</exception>
public sealed class NetworkTrainer(NetworkLoss loss, Optimizer optimizer)
{
    /// <summary>Features larger than this make training start badly; a warning names the largest.</summary>
    private const float LargeFeature = 100;

    private readonly NetworkArchitecture _architecture = new();
    private readonly WeightPenalty _penalty = WeightPenalty.None;
    private readonly TrainingOptions _options = new();

    /// <summary>The loss.</summary>
    public NetworkLoss Loss { get; } = loss ?? throw new ArgumentNullException(nameof(loss));

    /// <summary>The update rule.</summary>
    public Optimizer Optimizer { get; } = Checked(optimizer);

    /// <summary>The form of the network.</summary>
    /// <exception cref="ArgumentNullException">Null.</exception>
    public NetworkArchitecture Architecture
    {
        get => _architecture;
        init => _architecture = value ?? throw new ArgumentNullException(nameof(Architecture), "Architecture is null; leave it out for one hidden layer.");
    }

    /// <summary>Penalties on the weights.</summary>
    /// <exception cref="ArgumentNullException">Null.</exception>
    public WeightPenalty Penalty
    {
        get => _penalty;
        init => _penalty = value ?? throw new ArgumentNullException(nameof(Penalty), "Penalty is null; leave it out, or give WeightPenalty.None.");
    }

    /// <summary>How it is trained.</summary>
    /// <exception cref="ArgumentNullException">Null.</exception>
    public TrainingOptions Options
    {
        get => _options;
        init => _options = value ?? throw new ArgumentNullException(nameof(Options), "Options is null; leave it out for the default.");
    }

    /// <summary>Trains a network.</summary>
    /// <param name="data">The rows to train on.</param>
    /// <param name="validation">Rows to judge by; null to hold out <see cref="TrainingOptions.ValidationFraction"/> of the data, or none.</param>
    /// <param name="progress">Told after every epoch; null for none.</param>
    /// <param name="cancellationToken">Stops within a batch; the best weights so far are kept.</param>
    /// <exception cref="ArgumentException">
    /// A response does not fit the loss, the layer factors do not fit the layers, a layer or a batch is too large for an array or for memory, a class is missing from the
    /// training part, the validation part has other columns, or one of the parts has no row or no row of a positive weight.
    /// </exception>
    /// <exception cref="TrainingDivergedException">
    /// The loss, its gradient or the weights became NaN or infinite before an epoch was better than the start. Later on the best weights so far are
    /// returned (of the smallest validation loss, or without validation rows training loss), with <see cref="TrainingStatus.Diverged"/> and a warning.
    /// </exception>
    public NetworkFit Fit(NetworkData data, NetworkData? validation = null, IProgress<EpochReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var warnings = new List<string>();
        int outputs = Check(data, validation);
        (int[] trainRows, int[] heldOut) = validation is null && Options.ValidationFraction > 0
            ? HoldOut(data, Options.ValidationFraction, nameof(Options.ValidationFraction))
            : ([.. Enumerable.Range(0, data.X.Rows)], []);
        CheckClasses(data, trainRows, outputs);
        CheckWeights(data, trainRows, "training");
        if (validation is null && heldOut.Length > 0)
        {
            CheckWeights(data, heldOut, "validation");
        }

        WarnOfScale(data, warnings);
        TrainingWarnings.AddSettings(this, Loss.Metric == "accuracy", validation is not null || heldOut.Length > 0, warnings);
        TrainingWarnings.AddFeatures(data, trainRows, warnings);
        TrainingWarnings.AddResponses(this, data, trainRows, warnings);
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

        if (validation is not null && Loss.OutputsAtLeast(validation.Y) > outputs)
        {
            int unknown = (int)TensorPrimitives.Max(validation.Y);
            throw new ArgumentException($"The validation rows have class {(validation.ClassNames is null ? data : validation).ClassName(unknown)}, which is missing from the training rows. Move some of its rows there, or leave them out.", nameof(validation));
        }

        return outputs;
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
            if ((long)sizes[l] * sizes[l + 1] > Array.MaxLength)
            {
                string layer = l + 1 < layers.Length ? $"Hidden layer {l} of {sizes[l + 1]} neurons (layers are counted from 0)" : $"The output layer of {sizes[l + 1]} outputs";
                throw new ArgumentException($"{layer} has {sizes[l]} inputs and would have {(long)sizes[l] * sizes[l + 1]} weights; a layer can have at most {Array.MaxLength}. Make it or the layer before smaller.");
            }
        }

        NetworkMemory.Require(Optimizer, sizes);
        for (int l = 0; l < layers.Length; l++)
        {
            layers[l] = new NetworkLayer(sizes[l], sizes[l + 1]);
            layers[l].Initialize(Architecture.Initialization, l + 1 < layers.Length ? Architecture.Activation.Gain : 1, random);
        }

        return Network.Over(layers, Architecture.Activation, Loss);
    }

    /// <summary>Some rows to train on and some to judge by, at random; of each class its share, and one to train on at least.</summary>
    /// <param name="data">All rows.</param>
    /// <param name="fraction">The share to judge by, in (0, 1).</param>
    /// <param name="name">The name of the option that says so.</param>
    internal (int[] Train, int[] HeldOut) HoldOut(NetworkData data, double fraction, string name)
    {
        int[] rows = [.. Enumerable.Range(0, data.X.Rows)];
        int held = (int)Math.Round(fraction * rows.Length);
        if (held == 0 || held == rows.Length)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} {fraction} of {rows.Length} rows leaves {held} for validation and {rows.Length - held} for training; both need at least one. Give validation rows, or {(rows.Length > 1 ? $"another {name}" : "more rows")}."), nameof(data));
        }

        new Random(Options.Seed + 1).Shuffle(rows);
        bool classes = Loss.Metric == "accuracy";
        var parts = (Train: new List<int>(), HeldOut: new List<int>());
        double owed = 0;
        foreach (IGrouping<float, int> group in rows.GroupBy(i => classes ? data.Y[i] : 0).OrderBy(g => g.Key))
        {
            // Each class gives its share, and keeps a row to train on.
            int[] members = [.. group];
            owed += fraction * members.Length;
            int given = Math.Min((int)Math.Round(owed), members.Length - 1);
            owed -= given;
            parts.HeldOut.AddRange(members.AsSpan(0, given));
            parts.Train.AddRange(members.AsSpan(given));
        }

        parts.Train.Sort();
        return parts.HeldOut.Count > 0
            ? ((int[])[.. parts.Train], (int[])[.. parts.HeldOut])
            : throw new ArgumentException(FormattableString.Invariant($"{name} {fraction} of {rows.Length} rows leaves none for validation, since each class keeps a row to train on. Give validation rows, or a larger {name}."), nameof(data));
    }

    /// <summary>Refuses classes without a row to train on.</summary>
    internal void CheckClasses(NetworkData data, int[] trainRows, int outputs)
    {
        int classes = Loss.ClassesOf(outputs);
        bool[] seen = new bool[classes];
        for (int k = 0; k < trainRows.Length && classes > 0; k++)
        {
            seen[(int)data.Responses[trainRows[k]]] = true;
        }

        int missing = Array.IndexOf(seen, false);
        if (missing >= 0)
        {
            string wayOut = data.ClassNames is null ? "Number the classes without gaps, or hold out fewer rows." : "Hold out fewer rows, or leave the class out.";
            throw new ArgumentException(
                classes == 2
                    ? $"Class {data.ClassName(missing)} has no row to train on: all are of class {data.ClassName(1 - missing)}. Check how the classes are made, or hold out fewer rows."
                    : $"Class {data.ClassName(missing)} has no row to train on (there are classes up to {data.ClassName(classes - 1)}). {wayOut}",
                nameof(data));
        }
    }

    /// <summary>Refuses rows that all have the weight 0: nothing can be trained on or judged by them.</summary>
    internal static void CheckWeights(NetworkData data, int[] rows, string part)
    {
        if (Array.TrueForAll(rows, i => data.RowWeights[i] == 0))
        {
            throw new ArgumentException($"All {rows.Length} {part} rows have the weight 0; their sum must be positive. Give weights to some of them, or another Seed to split the rows by.", nameof(data));
        }
    }

    private static Optimizer Checked(Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        optimizer.CheckSettings();
        return optimizer;
    }

    private static void WarnOfScale(NetworkData data, List<string> warnings)
    {
        (int column, float value) = data.X.Largest();
        if (Math.Abs(value) > LargeFeature)
        {
            string size = FormattableString.Invariant($"Feature {data.FeatureName(column)} has the value {value:g4}");
            warnings.Add(data.IsNormalized
                ? $"{size} after normalisation: networks train badly on values of such size. Check that value, or leave the feature out."
                : $"{size}: networks train badly on features of such size. Normalise them first (mean and variance, or min and max).");
        }
    }
}
