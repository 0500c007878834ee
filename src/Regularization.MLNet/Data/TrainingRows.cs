using Microsoft.ML.Runtime;

namespace Regularization;

/// <summary>What was read from an <see cref="Microsoft.ML.IDataView"/>.</summary>
internal sealed class TrainingRows
{
    /// <summary>n, the number of rows that can be trained on.</summary>
    public required int Count { get; init; }

    /// <summary>The features, n x p; null if no row was fit to train on, or if they were read by rows.</summary>
    public required DesignMatrix? Features { get; init; }

    /// <summary>The features by rows; null if no row was fit to train on, or if they were not read by rows.</summary>
    public required FeatureTable? Table { get; init; }

    /// <summary>The labels, length n; false and true are 0 and 1.</summary>
    public required double[] Labels { get; init; }

    /// <summary>The example weights, length n, or null without a weight column.</summary>
    public required double[]? Weights { get; init; }

    /// <summary>The offsets, length n, or null without columns of them.</summary>
    public double[]? Offsets { get; init; }

    /// <summary>The offsets of classes, K · n, row after row, or null without a column of them.</summary>
    public double[]? ClassOffsets { get; init; }

    /// <summary>Rows skipped because of a missing or infinite offset or exposure.</summary>
    public long SkippedForOffset { get; init; }

    /// <summary>Rows skipped because of a missing (NaN or key 0) or infinite label.</summary>
    public required long SkippedForLabel { get; init; }

    /// <summary>Rows skipped because of a weight that is not positive and finite.</summary>
    public required long SkippedForWeight { get; init; }

    /// <summary>Rows skipped because of a NaN or infinite feature.</summary>
    public required long SkippedForFeatures { get; init; }

    /// <summary>All rows skipped.</summary>
    public long Skipped => SkippedForLabel + SkippedForWeight + SkippedForOffset + SkippedForFeatures;

    /// <summary>ML.NET's words for skipped rows, and what was wrong with how many.</summary>
    public string SkippedMessage
    {
        get
        {
            var reasons = new List<string>(3);
            AddReason(SkippedForFeatures, "a NaN or infinite feature");
            AddReason(SkippedForLabel, "a missing or infinite label");
            AddReason(SkippedForWeight, "a weight that is not positive and finite");
            AddReason(SkippedForOffset, "a missing or infinite offset or exposure");
            return $"Skipped {Counted.Of(Skipped, "instance")} with missing features/label/weight during training ({string.Join(", ", reasons)})";

            void AddReason(long count, string reason)
            {
                if (count > 0)
                {
                    reasons.Add($"{count} with {reason}");
                }
            }
        }
    }

    private string WayOut => SkippedForWeight == Skipped ? "Example weights must be positive and finite: check how they are made, or leave the weight column out."
        : SkippedForOffset == Skipped ? "Offsets and exposures must be finite: check how they are made, or leave their columns out."
        : SkippedForLabel == Skipped ? "Check how the label is made, and whether its values were there when keys were made of them (MapValueToKey)."
        : "Replace missing values (ReplaceMissingValues) or drop the columns that lack them.";

    /// <summary>Warns of rows that were skipped.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="purpose">What the rows are for, as messages name it.</param>
    /// <exception cref="InvalidOperationException">No row is left.</exception>
    public void Check(IChannel channel, string purpose = "training")
    {
        RequireRows(purpose);
        if (Skipped > 0)
        {
            channel.Warning(MessageSensitivity.None, SkippedMessage);
        }
    }

    /// <summary>Refuses data without rows to use.</summary>
    /// <param name="purpose">What the rows are for, as messages name it.</param>
    /// <exception cref="InvalidOperationException">No row is left.</exception>
    public void RequireRows(string purpose = "training")
    {
        if (Count == 0)
        {
            throw new InvalidOperationException(Skipped == 0
                ? $"No {purpose} instances found: the data have no rows. Check that they were loaded, and not all filtered out."
                : $"No valid {purpose} instances found: {SkippedMessage}. {WayOut}");
        }
    }
}
