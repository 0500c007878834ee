using System.Globalization;
using Microsoft.ML.Runtime;

namespace Regularization;

/// <summary>Passes progress on to the user's own receiver, and every tenth of a stage to ML.NET's channel as a trace message.</summary>
/// <param name="channel">The channel.</param>
/// <param name="next">The user's receiver, or null.</param>
internal sealed class ChannelProgress(IChannel channel, IProgress<FitProgress>? next) : IProgress<FitProgress>
{
    private string _stage = string.Empty;
    private int _tenths;

    /// <inheritdoc/>
    public void Report(FitProgress value)
    {
        next?.Report(value);
        string stage = value.Stage == "path" ? "path" : "cross-validation";
        int tenths = value.Completed * 10 / Math.Max(value.Total, 1);
        if (tenths <= (stage == _stage ? _tenths : 0))
        {
            return;
        }

        (_stage, _tenths) = (stage, tenths);
        channel.Trace(MessageSensitivity.None, string.Create(
            CultureInfo.InvariantCulture,
            $"{stage}: {value.Completed} of {value.Total} lambdas, at {value.Lambda:g4} with {value.NonzeroCount} nonzero coefficients"));
    }
}
