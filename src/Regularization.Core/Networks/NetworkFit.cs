namespace Regularization;

/// <summary>Why training ended.</summary>
public enum TrainingStatus
{
    /// <summary>All epochs were trained.</summary>
    AllEpochs,

    /// <summary>The validation loss had not improved for the patience.</summary>
    EarlyStopped,

    /// <summary>A cancellation token was signalled.</summary>
    Canceled,

    /// <summary>The loss became NaN or infinite.</summary>
    Diverged,
}

/// <summary>A trained network and how it came about.</summary>
public sealed class NetworkFit
{
    internal NetworkFit(Network network, IReadOnlyList<EpochReport> history, TrainingStatus status, int bestEpoch, IReadOnlyList<string> warnings) =>
        (Network, History, Status, BestEpoch, Warnings) = (network, history, status, bestEpoch, warnings);

    /// <summary>The network with the best weights: those of <see cref="BestEpoch"/>.</summary>
    public Network Network { get; }

    /// <summary>One report an epoch: the loss curves.</summary>
    public IReadOnlyList<EpochReport> History { get; }

    /// <summary>Why training ended.</summary>
    public TrainingStatus Status { get; }

    /// <summary>The epoch whose weights the network has: that of the smallest validation loss, or the last one without validation rows.</summary>
    public int BestEpoch { get; }

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Warnings { get; }
}
