namespace Regularization;

/// <summary>A feature whose mean is so many standard deviations from 0 that rounding to float32 may have cost it digits that count.</summary>
/// <param name="Feature">Which.</param>
/// <param name="Mean">The size of its mean.</param>
/// <param name="Deviation">Its standard deviation.</param>
internal readonly record struct FarFeature(int Feature, double Mean, double Deviation)
{
    /// <summary>With a mean of more standard deviations than this a value may be off by 1% of one.</summary>
    private const double FarMean = 0.01 * (1 << 24);

    /// <summary>The one of two that is farther, if it is far.</summary>
    public static FarFeature? Farther(FarFeature? known, int feature, double mean, double deviation) =>
        deviation > 0 && Math.Abs(mean) > FarMean * deviation && !(Math.Abs(mean) / deviation <= known?.Mean / known?.Deviation)
            ? new FarFeature(feature, Math.Abs(mean), deviation)
            : known;

    /// <summary>What is wrong with it, and the way out.</summary>
    /// <param name="name">The feature as messages have it.</param>
    public string Warning(string name) => FormattableString.Invariant(
        $"Feature {name} varies by {Deviation:g3} around {Mean:g6}, and float32, which holds features, keeps numbers of that size only to {Mean / (1 << 24):g2}. Subtract its mean or its minimum before it is made float32.");
}
