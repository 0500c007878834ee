namespace Regularization;

/// <summary>What became of the trees of an ensemble when they were weighed.</summary>
public sealed class TreePruningSummary
{
    internal TreePruningSummary(FitSummary fit, int trees) =>
        (Fit, TreeWeights) = (fit, [.. Enumerable.Range(0, trees).Select(t => fit.Selected.Coefficients[t])]);

    /// <summary>The path of the lasso over the outputs of the trees, and how λ was chosen. Its features are the trees.</summary>
    public FitSummary Fit { get; }

    /// <summary>The weight of each tree that was grown, 0 of those that were dropped.</summary>
    public IReadOnlyList<double> TreeWeights { get; }

    /// <summary>How many trees were grown.</summary>
    public int TreesGrown => TreeWeights.Count;

    /// <summary>How many trees have a weight above 0. A model without any still holds one, whose leaves are all the intercept.</summary>
    public int TreesKept => TreeWeights.Count(weight => weight > 0);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{TreesKept} of {TreesGrown} trees kept, lambda {Fit.Selected.Lambda:g4} ({Fit.SelectedBy})");
}
