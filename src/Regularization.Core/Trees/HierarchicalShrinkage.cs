namespace Regularization;

/// <summary>
/// Hierarchical shrinkage of a tree that is already grown: on the way from the root t_0 to the leaf t_L of a row the output becomes
/// v(t_0) + Σ_l (v(t_l) − v(t_{l−1})) / (1 + λ / N(t_{l−1})), where N are numbers of training rows and v their mean output in a node.
/// </summary>
/// <remarks>
/// The tree keeps its structure: only the outputs of leaves change. With λ = 0 they are the same to the last bit, and as λ grows all go to the mean output
/// v(t_0). Source: Agarwal, Tan, Ronen, Singh, Yu (2022), "Hierarchical Shrinkage: improving the accuracy and interpretability of tree-based methods".
/// <example>
/// <code>
/// var tree = new DecisionTree(left: [~0], right: [~1], feature: [0], threshold: [2.5f], leafValues: [-1, 1]);
/// double[] milder = HierarchicalShrinkage.LeafValues(tree, leafWeights: [3, 40], lambda: 10);   // 3 rows in one leaf, 40 in the other
/// </code>
/// </example>
/// </remarks>
public static class HierarchicalShrinkage
{
    /// <summary>The lambdas to choose from by default, those of the paper's authors: 0, 0.1, 1, 10, 50, 100 and 500.</summary>
    public static IReadOnlyList<double> DefaultLambdas { get; } = [0, 0.1, 1, 10, 50, 100, 500];

    /// <summary>The outputs of the leaves after shrinkage: each is its old output less Σ_l (v(t_l) − v(t_{l−1})) λ / (N(t_{l−1}) + λ).</summary>
    /// <param name="tree">The tree, with m + 1 leaves.</param>
    /// <param name="leafWeights">The number of training rows, or the sum of their weights, in each leaf, length m + 1, not negative. A node without rows takes the output of its parent (for λ above 0).</param>
    /// <param name="lambda">λ, not negative; infinity gives the mean.</param>
    /// <returns>Length m + 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative or NaN.</exception>
    /// <exception cref="ArgumentException">The weights are not one a leaf, or one is negative or not finite.</exception>
    public static double[] LeafValues(DecisionTree tree, ReadOnlySpan<double> leafWeights, double lambda)
    {
        ArgumentNullException.ThrowIfNull(tree);
        CheckLambda(lambda);
        (double[] weight, double[] value) = NodeValues(tree, leafWeights);
        double[] leaves = tree.LeafValues.ToArray();

        // What was taken off the value of each node; the root keeps its own.
        var taken = new double[tree.NodeCount];
        foreach (int node in tree.NodesFromTheTop)
        {
            double share = lambda > 0 ? 1 - (weight[node] / (weight[node] + lambda)) : 0;
            foreach (int child in (ReadOnlySpan<int>)[tree.LeftChild[node], tree.RightChild[node]])
            {
                double before = child >= 0 ? value[child] : leaves[~child];
                double off = taken[node] + ((before - value[node]) * share);
                if (child >= 0)
                {
                    taken[child] = off;
                }
                else
                {
                    leaves[~child] -= off;
                }
            }
        }

        return leaves;
    }

    /// <summary>Refuses a lambda that is no strength.</summary>
    internal static void CheckLambda(double lambda)
    {
        if (!(lambda >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(lambda), FormattableString.Invariant($"Lambda is {lambda}; it must not be negative. 0 leaves the tree as it is, and infinity gives the mean."));
        }
    }

    /// <summary>N and v of each node: sums over its leaves, and their mean by weight (without rows, the plain mean of its children).</summary>
    private static (double[] Weight, double[] Value) NodeValues(DecisionTree tree, ReadOnlySpan<double> leafWeights)
    {
        if (leafWeights.Length != tree.LeafCount)
        {
            throw new ArgumentException($"There are {leafWeights.Length} weights for {tree.LeafCount} leaves; there must be one a leaf.", nameof(leafWeights));
        }

        foreach (double w in leafWeights)
        {
            if (!(w >= 0 && double.IsFinite(w)))
            {
                throw new ArgumentException(FormattableString.Invariant($"The weight of a leaf is {w}; it must be finite and not negative."), nameof(leafWeights));
            }
        }

        double[] weight = new double[tree.NodeCount], value = new double[tree.NodeCount];
        ReadOnlySpan<int> order = tree.NodesFromTheTop;
        for (int k = order.Length - 1; k >= 0; k--)
        {
            int node = order[k], left = tree.LeftChild[node], right = tree.RightChild[node];
            (double wl, double vl) = left >= 0 ? (weight[left], value[left]) : (leafWeights[~left], tree.LeafValues[~left]);
            (double wr, double vr) = right >= 0 ? (weight[right], value[right]) : (leafWeights[~right], tree.LeafValues[~right]);
            weight[node] = wl + wr;
            value[node] = weight[node] > 0 ? ((wl * vl) + (wr * vr)) / weight[node] : (vl + vr) / 2;
        }

        return (weight, value);
    }
}
