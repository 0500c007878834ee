using Microsoft.ML.Runtime;

namespace Regularization;

/// <summary>The options of a trainer of networks as they were when it was made, checked, in Core's terms.</summary>
internal sealed class NetworkSettings
{
    /// <summary>Checks and copies the options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="env">The environment of the trainer's catalog.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that is not allowed.</exception>
    /// <exception cref="ArgumentException">There is no hidden layer, or two options contradict each other.</exception>
    public NetworkSettings(MultilayerPerceptronOptions options, NetworkLoss loss, IHostEnvironment env)
    {
        LabelColumn = options.LabelColumnName;
        FeatureColumn = options.FeatureColumnName;
        WeightColumn = options.ExampleWeightColumnName;
        Normalize = options.Normalize;
        (Progress, CancellationToken, OnFitted) = (options.Progress, options.CancellationToken, options.OnFitted);
        if (options.NumberOfThreads < 0)
        {
            throw Bad(nameof(options.NumberOfThreads), options.NumberOfThreads, "it must be at least 1, or 0 or null for all processors");
        }

        Optimizer optimizer = Required(options.Optimizer, nameof(options.Optimizer));
        Trainer = new NetworkTrainer(loss, options.WeightDecay is { } decay ? optimizer with { WeightDecay = decay } : optimizer)
        {
            Architecture = new NetworkArchitecture
            {
                Hidden = Hidden(options.HiddenLayers),
                Activation = Required(options.Activation, nameof(options.Activation)),
                Initialization = options.Initialization,
                Dropout = options.Dropout,
            },
            Penalty = new WeightPenalty
            {
                L1 = Strength(options.L1Regularization, nameof(options.L1Regularization)),
                L2 = Strength(options.L2Regularization, nameof(options.L2Regularization)),
                Group = Strength(options.GroupRegularization, nameof(options.GroupRegularization)),
                Mode = options.PenaltyMode,
                IncludeBiases = options.RegularizeBiases,
            },
            Options = new TrainingOptions
            {
                Epochs = options.Epochs,
                BatchSize = options.BatchSize,
                ValidationFraction = options.ValidationFraction,
                Patience = options.Patience,
                LabelSmoothing = options.LabelSmoothing,
                ClipNorm = options.ClipNorm,
                Schedule = Required(options.Schedule, nameof(options.Schedule)),
                Seed = options.Seed ?? MLNetAccess.Seed(env) ?? 1,
                Threads = options.NumberOfThreads ?? 0,
            },
        };
    }

    public string LabelColumn { get; }

    public string FeatureColumn { get; }

    public string? WeightColumn { get; }

    public bool Normalize { get; }

    public NetworkTrainer Trainer { get; }

    public IProgress<EpochReport>? Progress { get; }

    public CancellationToken CancellationToken { get; }

    public Action<MultilayerPerceptronSummary>? OnFitted { get; }

    private static int[] Hidden(IReadOnlyList<int>? sizes)
    {
        int[] copy = [.. Required(sizes, nameof(MultilayerPerceptronOptions.HiddenLayers))];
        if (copy.Length == 0)
        {
            throw new ArgumentException(
                "HiddenLayers is empty; a network needs at least one hidden layer. For a linear model use ElasticNet or ElasticNetLogisticRegression.",
                nameof(MultilayerPerceptronOptions.HiddenLayers));
        }

        for (int l = 0; l < copy.Length; l++)
        {
            if (copy[l] < 1)
            {
                throw Bad($"HiddenLayers[{l}]", copy[l], "each hidden layer needs at least 1 neuron");
            }
        }

        return copy;
    }

    private static double Strength(double value, string option) =>
        value >= 0 && double.IsFinite(value) ? value : throw Bad(option, value, "it must be finite and not negative. 0 turns it off");

    private static ArgumentOutOfRangeException Bad(string option, object? value, string rule) =>
        new(option, FormattableString.Invariant($"{option} is {value}; {rule}."));

    private static T Required<T>(T? value, string option)
        where T : class =>
        value ?? throw new ArgumentNullException(option, $"{option} is null; leave it out for the default.");
}
