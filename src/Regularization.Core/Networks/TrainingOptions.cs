namespace Regularization;

/// <summary>How a network is trained.</summary>
/// <remarks>
/// <example>
/// <code>
/// var options = new TrainingOptions { Epochs = 200, BatchSize = 64, ValidationFraction = 0.1, Patience = 20 };
/// NetworkFit fit = new NetworkTrainer(NetworkLosses.Squared, Optimizers.Adam()) { Options = options }.Fit(rows);
/// </code>
/// </example>
/// </remarks>
public sealed record TrainingOptions
{
    internal const int UsualPatience = 10;

    private readonly LearningRateSchedule _schedule = LearningRateSchedule.Constant;
    private readonly int _epochs = 100;
    private readonly int _batchSize = 128;
    private readonly double _validationFraction;
    private readonly int _patience = UsualPatience;
    private readonly double _labelSmoothing;
    private readonly double _clipNorm;
    private readonly int _threads;

    /// <summary>Passes over the training rows, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Epochs
    {
        get => _epochs;
        init => _epochs = Check.AtLeast(1, value, nameof(Epochs));
    }

    /// <summary>Rows of a step, at least 1; the last batch of an epoch may be smaller.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int BatchSize
    {
        get => _batchSize;
        init => _batchSize = Check.AtLeast(1, value, nameof(BatchSize));
    }

    /// <summary>Seed of initial weights, order of rows, dropout and the validation part.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether rows are put into a new random order every epoch.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The share of rows held out for validation, in [0, 1); not used if validation rows are given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1).</exception>
    public double ValidationFraction
    {
        get => _validationFraction;
        init => _validationFraction = Check.Share(value, nameof(ValidationFraction));
    }

    /// <summary>With validation rows: training ends after so many epochs without a better validation loss, and the best weights are restored. 0 trains all epochs, and still restores the best.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Patience
    {
        get => _patience;
        init => _patience = Check.AtLeast(0, value, nameof(Patience));
    }

    /// <summary>Label smoothing ε in [0, 1): class targets become (1 − ε) target + ε / K. Source: Szegedy et al. (2016), section 7.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1).</exception>
    public double LabelSmoothing
    {
        get => _labelSmoothing;
        init => _labelSmoothing = Check.Share(value, nameof(LabelSmoothing));
    }

    /// <summary>The gradient is scaled down to this norm where it is longer; 0 for no clipping. As in PyTorch it is the gradient of the loss with the penalties that are a term in it, over all layers, before weight decay and proximal steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not finite.</exception>
    public double ClipNorm
    {
        get => _clipNorm;
        init => _clipNorm = Check.NotNegative(value, nameof(ClipNorm));
    }

    /// <summary>How the learning rate changes.</summary>
    /// <exception cref="ArgumentNullException">Null.</exception>
    public LearningRateSchedule Schedule
    {
        get => _schedule;
        init => _schedule = value ?? throw new ArgumentNullException(nameof(Schedule), "Schedule is null; leave it out for a constant rate.");
    }

    /// <summary>Threads; 0 for as many processors as the work of a step keeps busy. Steps do not depend on it; reported losses do, in their last digits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Threads
    {
        get => _threads;
        init => _threads = Check.AtLeast(0, value, nameof(Threads));
    }
}
