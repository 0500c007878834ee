using System.Runtime.InteropServices;

namespace Regularization;

/// <summary>In which leaf of each of some trees each row falls: all that outputs of trees, counts of nodes and rules need to know of the rows.</summary>
/// <remarks>
/// <example>
/// <code>
/// var table = new LeafTable([tree]);
/// table.Add([1f, 2f]);
/// table.Add([0f, 3f]);
/// DesignMatrix outputs = table.ToDesignMatrix();   // the output of each tree for each row, for a lasso to weigh
/// </code>
/// </example>
/// </remarks>
public sealed class LeafTable
{
    private readonly DecisionTree[] _trees;
    private readonly List<int>[] _leaves;

    /// <summary>A table without rows.</summary>
    /// <param name="trees">The trees.</param>
    public LeafTable(IReadOnlyList<DecisionTree> trees)
    {
        ArgumentNullException.ThrowIfNull(trees);
        _trees = [.. trees];
        _leaves = [.. _trees.Select(_ => new List<int>())];
    }

    /// <summary>The trees.</summary>
    public IReadOnlyList<DecisionTree> Trees => _trees;

    /// <summary>n, the number of rows so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="row">Its features; NaN is a missing value.</param>
    public void Add(ReadOnlySpan<float> row)
    {
        for (int t = 0; t < _trees.Length; t++)
        {
            _leaves[t].Add(_trees[t].LeafOf(row));
        }

        Rows++;
    }

    /// <summary>The leaf of each row, length n.</summary>
    /// <param name="tree">The position of the tree.</param>
    public ReadOnlySpan<int> LeavesOf(int tree) => CollectionsMarshal.AsSpan(_leaves[tree]);

    /// <summary>The number of rows in each leaf of a tree; with weights the sum of n w_i / Σ w, so that all together are n.</summary>
    /// <param name="tree">The position of the tree.</param>
    /// <param name="weights">Example weights, length n, or null for equal ones.</param>
    /// <exception cref="ArgumentException">The weights are not n.</exception>
    public double[] LeafWeights(int tree, IReadOnlyList<double>? weights = null)
    {
        if (weights is not null && weights.Count != Rows)
        {
            throw new ArgumentException($"There are {weights.Count} weights for {Rows} rows; there must be one a row.", nameof(weights));
        }

        double scale = weights is null ? 1 : Rows / weights.Sum();
        var sums = new double[_trees[tree].LeafCount];
        ReadOnlySpan<int> leaves = LeavesOf(tree);
        for (int i = 0; i < leaves.Length; i++)
        {
            sums[leaves[i]] += weights is null ? 1 : weights[i] * scale;
        }

        return sums;
    }

    /// <summary>scores_i += leafValues[leaf of row i].</summary>
    /// <param name="tree">The position of the tree.</param>
    /// <param name="leafValues">A value for each leaf.</param>
    /// <param name="scores">Length n.</param>
    public void AddOutputs(int tree, ReadOnlySpan<double> leafValues, Span<double> scores)
    {
        ReadOnlySpan<int> leaves = LeavesOf(tree);
        for (int i = 0; i < leaves.Length; i++)
        {
            scores[i] += leafValues[leaves[i]];
        }
    }

    /// <summary>The outputs of the trees as features, n x trees, rounded to float32: what an ensemble is weighed by.</summary>
    /// <exception cref="ArgumentException">There are no rows or no trees, or an output is beyond float32.</exception>
    public DesignMatrix ToDesignMatrix()
    {
        var values = new float[checked(Rows * _trees.Length)];
        for (int t = 0; t < _trees.Length; t++)
        {
            ReadOnlySpan<int> leaves = LeavesOf(t);
            ReadOnlySpan<double> outputs = _trees[t].LeafValues;
            for (int i = 0; i < leaves.Length; i++)
            {
                values[(t * Rows) + i] = (float)outputs[leaves[i]];
            }
        }

        return DesignMatrix.FromColumns(values, Rows, _trees.Length);
    }

    /// <summary>The leaves of some trees as features, sparse, n x leaves: 1 where a row falls in the leaf. The leaves of a tree follow each other, and the trees in the order given.</summary>
    /// <param name="trees">The positions of the trees.</param>
    /// <exception cref="ArgumentException">There are no rows or no trees.</exception>
    public DesignMatrix ToLeafMatrix(IReadOnlyList<int> trees)
    {
        ArgumentNullException.ThrowIfNull(trees);
        if (Rows == 0 || trees.Count == 0)
        {
            throw new ArgumentException($"There are {Rows} rows and {trees.Count} trees; there must be at least one of each.", nameof(trees));
        }

        var rows = new int[checked(Rows * trees.Count)];
        var starts = new long[trees.Sum(t => _trees[t].LeafCount) + 1];
        int column = 0;
        for (int k = 0; k < trees.Count; k++)
        {
            ReadOnlySpan<int> leaves = LeavesOf(trees[k]);
            Span<long> ends = starts.AsSpan(column + 1, _trees[trees[k]].LeafCount);
            foreach (int leaf in leaves)
            {
                ends[leaf]++;
            }

            long[] next = new long[ends.Length];
            for (int leaf = 0; leaf < ends.Length; leaf++)
            {
                next[leaf] = starts[column + leaf];
                ends[leaf] += next[leaf];
            }

            for (int i = 0; i < leaves.Length; i++)
            {
                rows[next[leaves[i]]++] = i;
            }

            column += ends.Length;
        }

        var ones = new float[rows.Length];
        Array.Fill(ones, 1f);
        return DesignMatrix.FromCompressedColumns(Rows, starts, rows, ones);
    }
}
