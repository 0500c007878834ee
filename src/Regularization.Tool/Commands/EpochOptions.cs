using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The options of how a network is trained.</summary>
internal sealed class EpochOptions
{
    private const double UsualFraction = 0.2;
    private const int UsualPatience = 10;

    private readonly Option<ScheduleKind> _schedule = NewOption.Choice(
        "--schedule",
        "The learning rate: constant (the default); step: a tenth of it after each third of the epochs; cosine: down to 0; plateau: a tenth when the loss has not improved for half the patience.",
        ("constant", ScheduleKind.Constant), ("step", ScheduleKind.Step), ("cosine", ScheduleKind.Cosine), ("plateau", ScheduleKind.Plateau));

    private readonly Option<int> _warmup = NewOption.Count("--warmup", "Epochs in which the learning rate rises from 0.", 0, least: 0);

    private readonly Option<int> _epochs = NewOption.Count("--epochs", "Passes over the training rows, at most.", 100, least: 1);

    private readonly Option<int?> _batch = NewOption.CountOrNone("--batch", "Rows of a step. [default: 32, from 5,000 training rows on 128]", least: 1);

    private readonly Option<double?> _fraction = NewOption.Number(
        "--validation", "The share of rows held out to see when to stop; 0: none. [default: 0.2]", f => f is >= 0 and < 1, "a number from 0 to below 1");

    private readonly Option<string?> _file = NewOption.Name("--validation-file", "FILE", "The rows to see by when to stop, in a file like that of the training rows.");

    private readonly Option<int> _patience = NewOption.Count("--patience", "Stop after so many epochs without a better validation loss; 0: train all. The best weights are taken.", UsualPatience, least: 0);

    private readonly Option<double?> _smoothing = NewOption.Number(
        "--label-smoothing", "For classes: how much of a label is spread over all classes.", s => s is >= 0 and < 1, "a number from 0 to below 1");

    private readonly Option<double?> _clip = NewOption.Strength("--clip", "Shorten gradients to this norm; 0: never.");

    private readonly Option<int> _seed = NewOption.Count("--seed", "Seed of initial weights, order of rows, dropout and the rows held out.", 1, least: int.MinValue);

    private readonly Option<int> _threads = NewOption.Count("--threads", "Threads to use; 0: one a processor.", 0, least: 0);

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_schedule, _warmup, _epochs, _batch, _fraction, _file, _patience, _smoothing, _clip, _seed, _threads])
        {
            command.Add(option);
        }
    }

    public string? ValidationFile(ParseResult parsed) => parsed.GetValue(_file);

    /// <summary>Rows of a step, if given; else the training rows decide.</summary>
    public int? Batch(ParseResult parsed) => parsed.GetValue(_batch);

    public string Schedule(ParseResult parsed) => parsed.GetValue(_schedule).ToString().ToLowerInvariant();

    /// <exception cref="UsageException">The options contradict each other.</exception>
    public TrainingOptions Bind(ParseResult parsed, Family family)
    {
        bool hasFile = ValidationFile(parsed) is not null;
        if (hasFile && parsed.IsGiven(_fraction))
        {
            throw new UsageException("--validation holds out rows of the training file, and --validation-file gives rows. Leave out one or the other.");
        }

        double fraction = hasFile ? 0 : parsed.GetValue(_fraction) ?? UsualFraction;
        if (!hasFile && fraction == 0 && parsed.IsGiven(_patience))
        {
            throw new UsageException("--patience needs validation rows, and --validation is 0. Leave out one or the other.");
        }

        if (parsed.GetValue(_smoothing) > 0 && family is not (Family.Binomial or Family.Multinomial))
        {
            throw new UsageException("--label-smoothing is for classes; give --family binomial or multinomial, or leave it out.");
        }

        int epochs = parsed.GetValue(_epochs), patience = parsed.GetValue(_patience);
        LearningRateSchedule schedule = parsed.GetValue(_schedule) switch
        {
            ScheduleKind.Step => LearningRateSchedule.Steps(Math.Max(1, (epochs + 2) / 3)),
            ScheduleKind.Cosine => LearningRateSchedule.Cosine(),
            ScheduleKind.Plateau => LearningRateSchedule.OnPlateau(patience > 0 ? patience / 2 : UsualPatience / 2),
            _ => LearningRateSchedule.Constant,
        };
        return new TrainingOptions
        {
            Epochs = epochs,
            ValidationFraction = fraction,
            Patience = patience,
            LabelSmoothing = parsed.GetValue(_smoothing) ?? 0,
            ClipNorm = parsed.GetValue(_clip) ?? 0,
            Schedule = schedule with { WarmupEpochs = parsed.GetValue(_warmup) },
            Seed = parsed.GetValue(_seed),
            Threads = parsed.GetValue(_threads),
        };
    }
}
