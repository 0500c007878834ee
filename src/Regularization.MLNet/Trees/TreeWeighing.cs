namespace Regularization;

/// <summary>What of an ensemble is weighed.</summary>
/// <remarks>
/// <example>See <see cref="TreePruning"/>.</example>
/// </remarks>
public enum TreeWeighing
{
    /// <summary>Trees are weighed and most of them dropped; then each leaf of those kept may move, where rows held out are the better for it.</summary>
    TreesThenLeaves,

    /// <summary>Trees alone: leaves are multiples of what they were.</summary>
    Trees,

    /// <summary>Leaves alone: each leaf of each tree has an output of its own, whatever it was. A tree is dropped where those of all its leaves are 0.</summary>
    Leaves,
}
