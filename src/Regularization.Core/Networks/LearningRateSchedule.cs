namespace Regularization;

/// <summary>How the learning rate changes over a training run: a factor of the optimiser's rate for each step.</summary>
/// <remarks>
/// <example>
/// <code>
/// var options = new TrainingOptions { Epochs = 50, Schedule = LearningRateSchedule.Cosine() with { WarmupEpochs = 5 } };
/// </code>
/// </example>
/// </remarks>
public abstract record LearningRateSchedule
{
    private readonly int _warmupEpochs;

    private protected LearningRateSchedule()
    {
    }

    /// <summary>The rate of the optimiser throughout.</summary>
    public static LearningRateSchedule Constant { get; } = new ConstantSchedule();

    /// <summary>Epochs over which the rate rises linearly from 0: step t of the T steps of these epochs has t / T of the rate that the schedule says. 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int WarmupEpochs
    {
        get => _warmupEpochs;
        init => _warmupEpochs = Check.AtLeast(0, value, nameof(WarmupEpochs));
    }

    /// <summary>Multiplied by a factor every so many epochs.</summary>
    /// <param name="every">Epochs, at least 1.</param>
    /// <param name="factor">In (0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static LearningRateSchedule Steps(int every, double factor = 0.1) => new StepSchedule(Check.AtLeast(1, every, "Every"), Factor(factor));

    /// <summary>Half a cosine wave from 1 to <paramref name="floor"/> over all epochs. Source: Loshchilov and Hutter, SGDR (2017), equation (5).</summary>
    /// <param name="floor">The last factor, in [0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">The floor is out of range.</exception>
    public static LearningRateSchedule Cosine(double floor = 0) => new CosineSchedule(Check.Share(floor, "Floor"));

    /// <summary>Multiplied by a factor whenever the monitored loss (validation if there is one, else training) has not improved for more than so many epochs.</summary>
    /// <param name="patience">Epochs, at least 0.</param>
    /// <param name="factor">In (0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static LearningRateSchedule OnPlateau(int patience = 10, double factor = 0.1) => new PlateauSchedule(Check.AtLeast(0, patience, "Patience"), Factor(factor));

    /// <summary>The factor at a point of training, warm-up apart.</summary>
    /// <param name="epoch">Epochs done, with the fraction of this one.</param>
    /// <param name="epochs">Epochs in all.</param>
    /// <param name="plateaus">How often the plateau rule has fired.</param>
    internal abstract double FactorAt(double epoch, int epochs, int plateaus);

    /// <summary>Epochs without improvement after which the plateau rule fires; beyond reach where there is none.</summary>
    internal virtual int PlateauPatience => int.MaxValue;

    /// <summary>The factor of a step.</summary>
    /// <param name="epoch">Epochs done before it, with the fraction of this one.</param>
    /// <param name="epochs">Epochs in all.</param>
    /// <param name="plateaus">How often the plateau rule has fired.</param>
    /// <param name="step">The step as a part of an epoch: the last one of the warm-up has its full rate.</param>
    internal double At(double epoch, int epochs, int plateaus, double step = 0) =>
        FactorAt(epoch, epochs, plateaus) * (epoch + step < WarmupEpochs ? (epoch + step) / WarmupEpochs : 1);

    private static double Factor(double factor) =>
        factor is > 0 and <= 1 ? factor : throw new ArgumentOutOfRangeException(nameof(factor), $"Factor is {factor}; it must be in (0, 1].");

    private sealed record ConstantSchedule : LearningRateSchedule
    {
        internal override double FactorAt(double epoch, int epochs, int plateaus) => 1;
    }

    private sealed record StepSchedule(int Every, double Multiplier) : LearningRateSchedule
    {
        internal override double FactorAt(double epoch, int epochs, int plateaus) => Math.Pow(Multiplier, Math.Floor(epoch / Every));
    }

    private sealed record CosineSchedule(double Floor) : LearningRateSchedule
    {
        internal override double FactorAt(double epoch, int epochs, int plateaus) => Floor + ((1 - Floor) * (1 + Math.Cos(Math.PI * epoch / epochs)) / 2);
    }

    private sealed record PlateauSchedule(int Patience, double Multiplier) : LearningRateSchedule
    {
        internal override int PlateauPatience => Patience;

        internal override double FactorAt(double epoch, int epochs, int plateaus) => Math.Pow(Multiplier, plateaus);
    }
}
