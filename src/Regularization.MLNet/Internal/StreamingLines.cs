using Microsoft.ML.Runtime;

namespace Regularization;

/// <summary>Passes reports on to the user's own receiver, and to ML.NET's channel as trace messages.</summary>
/// <param name="channel">The channel.</param>
/// <param name="next">The user's receiver, or null.</param>
internal sealed class StreamingLines(IChannel channel, IProgress<StreamingReport>? next) : IProgress<StreamingReport>
{
    /// <inheritdoc/>
    public void Report(StreamingReport value)
    {
        channel.Trace(MessageSensitivity.None, value.ToString());
        next?.Report(value);
    }
}
