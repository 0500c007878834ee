namespace Regularization;

/// <summary>What was read from an <see cref="Microsoft.ML.IDataView"/>.</summary>
internal sealed class TrainingRows
{
    /// <summary>The features, n x p; null if no row was fit to train on.</summary>
    public required DesignMatrix? Features { get; init; }

    /// <summary>The labels, length n; false and true are 0 and 1.</summary>
    public required double[] Labels { get; init; }

    /// <summary>The example weights, length n, or null without a weight column.</summary>
    public required double[]? Weights { get; init; }

    /// <summary>Rows skipped because of a NaN or infinite label.</summary>
    public required long SkippedForLabel { get; init; }

    /// <summary>Rows skipped because of a weight that is not positive and finite.</summary>
    public required long SkippedForWeight { get; init; }

    /// <summary>Rows skipped because of a NaN or infinite feature.</summary>
    public required long SkippedForFeatures { get; init; }

    /// <summary>All rows skipped.</summary>
    public long Skipped => SkippedForLabel + SkippedForWeight + SkippedForFeatures;

    /// <summary>ML.NET's words for skipped rows, and what was wrong with how many.</summary>
    public string SkippedMessage
    {
        get
        {
            var reasons = new List<string>(3);
            AddReason(SkippedForFeatures, "a NaN or infinite feature");
            AddReason(SkippedForLabel, "a NaN or infinite label");
            AddReason(SkippedForWeight, "a weight that is not positive and finite");
            return $"Skipped {Skipped} instances with missing features/label/weight during training ({string.Join(", ", reasons)})";

            void AddReason(long count, string reason)
            {
                if (count > 0)
                {
                    reasons.Add($"{count} with {reason}");
                }
            }
        }
    }
}
