using Microsoft.ML.Runtime;

namespace Regularization;

/// <summary>Passes epochs on to the user's own receiver, and to ML.NET's channel as lines.</summary>
/// <param name="channel">The channel.</param>
/// <param name="next">The user's receiver, or null.</param>
internal sealed class EpochLines(IChannel channel, IProgress<EpochReport>? next) : IProgress<EpochReport>
{
    /// <inheritdoc/>
    public void Report(EpochReport value)
    {
        channel.Info(MessageSensitivity.None, value.ToString());
        next?.Report(value);
    }
}
