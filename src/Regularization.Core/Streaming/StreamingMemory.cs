namespace Regularization;

/// <summary>The memory that training on a stream takes: so much for every feature, whatever the number of rows.</summary>
internal static class StreamingMemory
{
    /// <summary>Bytes a feature at the peak, the exact passes: 20 of the scaling and 40 for each of two models and their gradients; up to 40 more may not be collected yet.</summary>
    private const long BytesPerFeature = 140;

    /// <summary>Refuses more features than the process has memory for, before an array is made.</summary>
    /// <exception cref="ArgumentException">There are too many.</exception>
    public static void Require(int features) => Require(features, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    internal static void Require(int features, long available)
    {
        if (features > available / BytesPerFeature)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The source has {features:n0} features, which take about {features * BytesPerFeature / 1e9:n0} GB ({BytesPerFeature} bytes each); the process may use {available / 1e9:n0} GB. Hash the features into fewer, or check RowSource.Features."),
                "rows");
        }
    }
}
