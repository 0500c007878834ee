using System.Globalization;
using System.Text.RegularExpressions;

namespace Regularization.Tool;

/// <summary>What the library says of a training run, in the words of the command line: names and not numbers, options and not properties.</summary>
internal sealed partial class NetworkMessages(TrainingData data, bool isNormalized)
{
    public string ForUser(string message)
    {
        if (ClassWithoutRows().Match(message) is { Success: true } match && data.Label.Classes is { } classes)
        {
            return $"Class '{classes[Number(match)]}' has no row among those to train on: its rows are all held out. Hold out fewer (--validation), give --validation-file, or leave out the rows of the class.";
        }

        if (LargeFeature().Match(message) is { Success: true } feature)
        {
            Feature large = data.Features[Number(feature)];
            string way = isNormalized ? $"Check that value, or leave the column out (--ignore {large.Column})." : "Leave out --no-normalize, or scale them first.";
            message = $"Feature '{large.Name}'{(isNormalized ? ", standardised," : string.Empty)}{message[feature.Length..]}"
                .Replace("Normalise them first (mean and variance, or min and max).", way, StringComparison.Ordinal);
        }

        return message
            .Replace("BatchSize", "--batch", StringComparison.Ordinal)
            .Replace("ValidationFraction", "--validation", StringComparison.Ordinal)
            .Replace("fewer Epochs", "fewer --epochs", StringComparison.Ordinal)
            .Replace("WeightDecays", "--search-decay", StringComparison.Ordinal)
            .Replace("L1Strengths", "--search-l1", StringComparison.Ordinal)
            .Replace("Lower the learning rate, normalise the features, or set ClipNorm.", $"Lower --learning-rate{(isNormalized ? string.Empty : ", leave out --no-normalize,")} or give --clip 1.", StringComparison.Ordinal);
    }

    private static int Number(Match match) => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^Class (\d+) has no row to train on")]
    private static partial Regex ClassWithoutRows();

    [GeneratedRegex(@"^Feature (\d+)(?= has the value)")]
    private static partial Regex LargeFeature();
}
