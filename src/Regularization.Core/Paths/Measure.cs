namespace Regularization;

/// <summary>A measure of held-out rows, by name.</summary>
internal record Measure(string Name, bool HigherIsBetter)
{
    /// <summary>Whether a fold may have no value of it (NaN).</summary>
    public bool MayBeMissing { get; init; }

    /// <summary>The value that is best, where that is neither the smallest nor the largest; else null.</summary>
    public double? Target { get; init; }
}
