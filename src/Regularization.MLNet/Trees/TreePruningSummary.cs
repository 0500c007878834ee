namespace Regularization;

/// <summary>What became of the trees of an ensemble when they were weighed.</summary>
/// <remarks>
/// <example>See <see cref="PrunedTreeTrainer{TTransformer, TModel}"/>.</example>
/// </remarks>
public sealed class TreePruningSummary
{
    private readonly int[] _kept;

    internal TreePruningSummary(WeighedTrees trees, FitSummary? treeFit, FitSummary? leafFit, bool isGrownAnew) =>
        (TreeWeights, _kept, TreeFit, LeafFit, IsGrownAnew) = (trees.Weights, trees.Kept, treeFit, leafFit, isGrownAnew);

    /// <summary>The fit that chose λ: of the trees, or of the leaves where they alone were weighed.</summary>
    public FitSummary Fit => TreeFit ?? LeafFit!;

    /// <summary>The path of the lasso over the outputs of the trees, and how λ was chosen; its features are the trees. Null where leaves alone were weighed.</summary>
    public FitSummary? TreeFit { get; }

    /// <summary>The path over the leaves, and how μ was chosen; its features are the leaves. Null where leaves did not move, or rows held out were not the better for it.</summary>
    public FitSummary? LeafFit { get; }

    /// <summary>Whether the trees of the model were grown on all rows after the choice: then <see cref="TreeFit"/> and <see cref="LeafFit"/> are of other trees, that chose the strengths.</summary>
    public bool IsGrownAnew { get; }

    /// <summary>The weight of each tree of the model, 0 of those that were dropped, and of all where leaves alone were weighed.</summary>
    public IReadOnlyList<double> TreeWeights { get; }

    /// <summary>The positions of the trees that were kept.</summary>
    public IReadOnlyList<int> Kept => _kept;

    /// <summary>How many trees were grown.</summary>
    public int TreesGrown => TreeWeights.Count;

    /// <summary>How many trees were kept. A model without any still holds one, whose leaves are all the intercept.</summary>
    public int TreesKept => _kept.Length;

    /// <summary>The report of <see cref="Fit"/> as one HTML page, which asks nothing of the network.</summary>
    public string ToHtml() => Fit.ToHtml();

    /// <summary>Writes the report of <see cref="Fit"/> as one HTML page, which asks nothing of the network.</summary>
    /// <param name="path">The name of the file, such as <c>trees.html</c>.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void ToHtml(string path) => Fit.ToHtml(path);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{TreesKept} of {Counted.Of(TreesGrown, "tree")} kept, lambda {Fit.Selected.Lambda:g4} ({Fit.SelectedBy}){(TreeFit is not null && LeafFit is not null ? FormattableString.Invariant($", leaves moved, lambda {LeafFit.Selected.Lambda:g4}") : string.Empty)}");
}
