using System.Globalization;
using Microsoft.ML.Runtime;

namespace Regularization;

/// <summary>Passes progress on to the user's own receiver, and every tenth of a stage to ML.NET's channel as a trace message.</summary>
/// <param name="channel">The channel.</param>
/// <param name="next">The user's receiver, or null.</param>
internal sealed class ChannelProgress(IChannel channel, IProgress<FitProgress>? next) : IProgress<FitProgress>
{
    // The path and the folds may go on in turn.
    private int _tenthsOfPath;
    private int _tenthsOfFolds;

    /// <inheritdoc/>
    public void Report(FitProgress value)
    {
        next?.Report(value);
        bool isPath = value.Stage == "path";
        ref int told = ref isPath ? ref _tenthsOfPath : ref _tenthsOfFolds;
        told = value.Completed == 1 ? 0 : told;      // a choice among the models of all rows may need their path, too
        int tenths = value.Completed * 10 / Math.Max(value.Total, 1);
        if (tenths <= told)
        {
            return;
        }

        told = tenths;
        string stage = isPath ? "path" : "cross-validation";
        channel.Trace(MessageSensitivity.None, string.Create(
            CultureInfo.InvariantCulture,
            $"{stage}: {value.Completed} of {Counted.Of(value.Total, "lambda")}, at {value.Lambda:g4} with {Counted.Of(value.NonzeroCount, "nonzero coefficient")}"));
    }
}
