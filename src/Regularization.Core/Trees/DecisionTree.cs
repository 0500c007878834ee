namespace Regularization;

/// <summary>
/// A binary decision tree over float32 features: at each node a row goes right where its feature is above the threshold (or, at a node of categories,
/// where one of some features is above 0), else left; its leaf gives the output.
/// </summary>
/// <remarks>
/// Nodes are numbered from 0, the root; a child that is not negative is a node, and a negative child c is the leaf ~c. A tree without nodes is one leaf.
/// This is how ML.NET's FastTree numbers its trees.
/// <example>
/// <code>
/// // "feature 1 &gt; 2.5"? Leaf 0 (~0) where not, leaf 1 (~1) where so.
/// var tree = new DecisionTree(left: [~0], right: [~1], feature: [1], threshold: [2.5f], leafValues: [-1, 1]);
/// int leaf = tree.LeafOf([0, 3]);   // 1
/// </code>
/// </example>
/// </remarks>
public sealed class DecisionTree
{
    private readonly int[] _left, _right, _feature;
    private readonly float[] _threshold;
    private readonly double[] _leafValues;
    private readonly int[] _fromTheTop;

    /// <summary>A tree of m nodes and m + 1 leaves.</summary>
    /// <param name="left">The left child of each node, length m.</param>
    /// <param name="right">The right child of each node, length m.</param>
    /// <param name="feature">The feature of each node, length m; not used at nodes of categories.</param>
    /// <param name="threshold">The threshold of each node, length m; not used at nodes of categories.</param>
    /// <param name="leafValues">The output of each leaf, length m + 1.</param>
    /// <exception cref="ArgumentException">The lengths disagree, or the children do not make a tree of all nodes and leaves.</exception>
    public DecisionTree(IReadOnlyList<int> left, IReadOnlyList<int> right, IReadOnlyList<int> feature, IReadOnlyList<float> threshold, IReadOnlyList<double> leafValues)
    {
        (_left, _right, _feature, _threshold, _leafValues) = ([.. left], [.. right], [.. feature], [.. threshold], [.. leafValues]);
        int nodes = _left.Length;
        if (_right.Length != nodes || _feature.Length != nodes || _threshold.Length != nodes || _leafValues.Length != nodes + 1)
        {
            throw new ArgumentException(
                $"The tree has {nodes} left and {_right.Length} right children, {_feature.Length} features, {_threshold.Length} thresholds and {_leafValues.Length} leaves; "
                + "m nodes have m of each, and m + 1 leaves.", nameof(left));
        }

        _fromTheTop = FromTheTop();
    }

    /// <summary>For each node the value that a missing feature is taken for, length m; null where a missing value is above no threshold's left side and goes right (or, at a node of categories, left).</summary>
    /// <exception cref="ArgumentException">The length is not m.</exception>
    public IReadOnlyList<float>? MissingAs
    {
        get;
        init => field = value is null || value.Count == NodeCount ? value?.ToArray() : throw new ArgumentException($"MissingAs has {value.Count} values for {NodeCount} nodes; give one a node.", nameof(MissingAs));
    }

    /// <summary>For each node of categories the features of which one must be above 0 for a row to go right, null for other nodes; length m. Null if there are no such nodes.</summary>
    /// <exception cref="ArgumentException">The length is not m.</exception>
    public IReadOnlyList<IReadOnlyList<int>?>? Categories
    {
        get;
        init => field = value is null || value.Count == NodeCount ? value?.ToArray() : throw new ArgumentException($"Categories has {value.Count} values for {NodeCount} nodes; give one a node.", nameof(Categories));
    }

    /// <summary>m, the number of nodes that are not leaves.</summary>
    public int NodeCount => _left.Length;

    /// <summary>The number of leaves, m + 1.</summary>
    public int LeafCount => _leafValues.Length;

    /// <summary>The output of each leaf, length m + 1.</summary>
    public ReadOnlySpan<double> LeafValues => _leafValues;

    /// <summary>The left child of each node.</summary>
    public ReadOnlySpan<int> LeftChild => _left;

    /// <summary>The right child of each node.</summary>
    public ReadOnlySpan<int> RightChild => _right;

    /// <summary>The feature of each node.</summary>
    public ReadOnlySpan<int> Feature => _feature;

    /// <summary>The threshold of each node.</summary>
    public ReadOnlySpan<float> Threshold => _threshold;

    /// <summary>All nodes, each after its parent.</summary>
    internal ReadOnlySpan<int> NodesFromTheTop => _fromTheTop;

    /// <summary>The leaf that a row falls in.</summary>
    /// <param name="row">The features of the row; NaN is a missing value.</param>
    /// <exception cref="IndexOutOfRangeException">The row has fewer features than the tree asks for.</exception>
    public int LeafOf(ReadOnlySpan<float> row)
    {
        int at = NodeCount == 0 ? ~0 : 0;
        while (at >= 0)
        {
            at = GoesRight(at, row) ? _right[at] : _left[at];
        }

        return ~at;
    }

    /// <summary>Whether a row goes right at a node.</summary>
    /// <param name="node">0 .. m − 1.</param>
    /// <param name="row">The features of the row; NaN is a missing value.</param>
    public bool GoesRight(int node, ReadOnlySpan<float> row)
    {
        if (Categories?[node] is { } categories)
        {
            foreach (int category in categories)
            {
                if (Value(node, row[category]) > 0)
                {
                    return true;
                }
            }

            return false;
        }

        return !(Value(node, row[_feature[node]]) <= _threshold[node]);
    }

    private float Value(int node, float value) => MissingAs is not null && float.IsNaN(value) ? MissingAs[node] : value;

    private int[] FromTheTop()
    {
        var order = new List<int>(NodeCount);
        var seen = new HashSet<int>();
        var open = new Stack<int>();
        open.Push(NodeCount == 0 ? ~0 : 0);
        while (open.TryPop(out int at))
        {
            if (at >= NodeCount || ~at >= LeafCount || !seen.Add(at))
            {
                throw new ArgumentException($"{(at >= 0 ? $"Node {at}" : $"Leaf {~at}")} of {NodeCount} nodes and {LeafCount} leaves is no child, or that of two nodes; the children must make a tree.", "left");
            }

            if (at >= 0)
            {
                order.Add(at);
                open.Push(_right[at]);
                open.Push(_left[at]);
            }
        }

        return seen.Count == NodeCount + LeafCount
            ? [.. order]
            : throw new ArgumentException($"{seen.Count} of {NodeCount + LeafCount} nodes and leaves are under the root; the children must make one tree.", "left");
    }
}
