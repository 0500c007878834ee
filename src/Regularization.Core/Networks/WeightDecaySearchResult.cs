namespace Regularization;

/// <summary>What a <see cref="WeightDecaySearch"/> found.</summary>
public sealed class WeightDecaySearchResult
{
    internal WeightDecaySearchResult(IReadOnlyList<WeightDecaySearchPoint> points, WeightDecaySearchPoint best, NetworkFit fit) => (Points, Best, Fit) = (points, best, fit);

    /// <summary>All pairs, by weight decay and then L1 strength: the curve of training and validation loss against strength.</summary>
    public IReadOnlyList<WeightDecaySearchPoint> Points { get; }

    /// <summary>The pair of the smallest validation loss.</summary>
    public WeightDecaySearchPoint Best { get; }

    /// <summary>The best pair trained on all rows.</summary>
    public NetworkFit Fit { get; }
}
