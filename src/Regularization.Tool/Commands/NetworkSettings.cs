namespace Regularization.Tool;

/// <summary>The network and its training, as the command line says it.</summary>
internal sealed record NetworkSettings
{
    private const int LargeData = 5000;
    private const int LargeBatch = 128;
    private const int SmallBatch = 32;

    public required NetworkArchitecture Architecture { get; init; }

    public required ActivationKind Activation { get; init; }

    public required Optimizer Optimizer { get; init; }

    public required WeightPenalty Penalty { get; init; }

    public required TrainingOptions Options { get; init; }

    /// <summary>Rows of a step, or null for what suits the data.</summary>
    public required int? Batch { get; init; }

    /// <summary>The name of the learning-rate schedule.</summary>
    public required string Schedule { get; init; }

    public NetworkSearch? Search { get; init; }

    /// <summary>What trains the network on so many rows, those held out among them.</summary>
    /// <exception cref="ToolException">So few rows cannot be split.</exception>
    public NetworkTrainer TrainerFor(Family family, int rows)
    {
        int training = TrainingRows(rows);
        if (Options.ValidationFraction > 0 && (training == 0 || training == rows))
        {
            throw new ToolException(FormattableString.Invariant($"--validation {Options.ValidationFraction} of {Text.Count(rows, "row")} leaves {rows - training} for validation and {training} for training; both need at least one. Give --validation-file, or --validation 0."));
        }

        int usual = Math.Clamp(training, 1, training >= LargeData ? LargeBatch : SmallBatch);
        return new NetworkTrainer(LossOf(family), Optimizer)
        {
            Architecture = Architecture,
            Penalty = Penalty,
            Options = Options with { BatchSize = Math.Min(Batch ?? usual, Math.Max(training, 1)) },
        };
    }

    /// <summary>What the user should know of the settings for so many rows.</summary>
    public IEnumerable<string> Warnings(int rows) =>
        Batch > TrainingRows(rows) ? [$"--batch is {Batch}, more than the {TrainingRows(rows)} training rows: each epoch is one batch of all rows."] : [];

    public static NetworkLoss LossOf(Family family) => family switch
    {
        Family.Binomial => NetworkLosses.Logistic,
        Family.Multinomial => NetworkLosses.CrossEntropy,
        Family.Poisson => NetworkLosses.Poisson,
        Family.Huber => NetworkLosses.Huber(),
        _ => NetworkLosses.Squared,
    };

    /// <summary>What is trained, in words.</summary>
    public string Describe(NetworkTrainer trainer, NetworkRows rows)
    {
        string form = Architecture.Hidden.Count == 0 ? "no hidden layer" : $"hidden layers {string.Join(", ", Architecture.Hidden)}, {Architecture.Activation.Name}";
        List<string> parts = [$"{form}; {trainer.Loss.Name} loss"];
        if (Architecture.Dropout > 0)
        {
            parts.Add(FormattableString.Invariant($"dropout {Architecture.Dropout}"));
        }

        string optimizer = Optimizer is SgdOptimizer { Momentum: > 0 } sgd ? (sgd.Nesterov ? "nesterov" : "momentum") : Optimizer.Name;
        parts.Add(FormattableString.Invariant($"{optimizer}, learning rate {Optimizer.LearningRate:g4}{(Schedule == "constant" ? string.Empty : ", " + Schedule)}"));
        Strength("weight decay", Search?.WeightDecays ?? [], Optimizer.WeightDecay);
        Strength("l1", Search?.L1Strengths ?? [], Penalty.L1);
        Strength("l2", [], Penalty.L2);
        Strength("group", [], Penalty.Group);
        if (Penalty.Mode == PenaltyMode.LossTerm && (Penalty.L1 > 0 || Penalty.L2 > 0))
        {
            parts.Add("penalties in the loss");
        }

        parts.Add($"batches of {Text.Count(trainer.Options.BatchSize, "row")}");
        parts.Add(rows.Scaling);
        return string.Join(", ", parts);

        void Strength(string name, double[] searched, double value)
        {
            if (searched.Length > 0)
            {
                parts.Add($"{name} by search");
            }
            else if (value > 0)
            {
                parts.Add(FormattableString.Invariant($"{name} {value:g4}"));
            }
        }
    }

    private int TrainingRows(int rows) => rows - (int)Math.Round(Options.ValidationFraction * rows);
}
