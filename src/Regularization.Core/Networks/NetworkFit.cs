using System.Text;

namespace Regularization;

/// <summary>Why training ended.</summary>
/// <remarks>
/// <example>See <see cref="NetworkFit"/>.</example>
/// </remarks>
public enum TrainingStatus
{
    /// <summary>All epochs were trained.</summary>
    AllEpochs,

    /// <summary>The validation loss had not improved for the patience.</summary>
    EarlyStopped,

    /// <summary>A cancellation token was signalled.</summary>
    Canceled,

    /// <summary>The loss, its gradient, the validation loss or the weights became NaN or infinite.</summary>
    Diverged,
}

/// <summary>A trained network and how it came about.</summary>
/// <remarks>
/// <example>
/// <code>
/// NetworkFit fit = new NetworkTrainer(NetworkLosses.Squared, Optimizers.Adam()) { Options = new TrainingOptions { Epochs = 100, ValidationFraction = 0.2, Patience = 10 } }.Fit(rows);
/// foreach (EpochReport epoch in fit.History)
/// {
///     Console.WriteLine($"{epoch.Epoch}: {epoch.TrainLoss:g4}, validation {epoch.ValidationLoss:g4}");
/// }
///
/// Console.WriteLine($"{fit.Status} with epoch {fit.BestEpoch}");
/// </code>
/// </example>
/// </remarks>
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

    /// <summary>
    /// The epoch whose weights the network has, 1, 2, …: that of the smallest validation loss; without validation rows the last one, or, after a divergence,
    /// that of the smallest training loss. 0 if training was cancelled before the first epoch ended: the weights are then those of a part of it.
    /// </summary>
    public int BestEpoch { get; }

    /// <summary>The report of the best epoch; null if <see cref="BestEpoch"/> is 0.</summary>
    public EpochReport? Best => BestEpoch > 0 ? History[BestEpoch - 1] : null;

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The network, the best epoch with its losses, and the warnings.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(Network).AppendLine();
        text.Append(FormattableString.Invariant($"{Status} after {Counted.Of(History.Count, "epoch")}; {(Best is null ? "no epoch ended" : "weights of " + Best)}"));
        foreach (string warning in Warnings)
        {
            text.AppendLine().Append("warning: ").Append(warning);
        }

        return text.ToString();
    }
}
