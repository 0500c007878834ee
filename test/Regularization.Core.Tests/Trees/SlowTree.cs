namespace Regularization.Tests.Trees;

/// <summary>A tree written down as one would explain it: a question with two answers, or an output.</summary>
internal sealed class SlowTree
{
    public Func<float[], bool>? GoesRight { get; private set; }

    public SlowTree? Left { get; private set; }

    public SlowTree? Right { get; private set; }

    public double Output { get; private set; }

    /// <summary>The same random tree twice: as one explains it, and as arrays.</summary>
    public static (SlowTree Slow, DecisionTree Fast) Random(int nodes, int features, int seed, bool missing = false, bool categories = false)
    {
        var random = new Random(seed);
        int[] left = new int[nodes], right = new int[nodes], feature = new int[nodes];
        float[] threshold = new float[nodes], missingAs = new float[nodes];
        var sets = new IReadOnlyList<int>?[nodes];
        double[] outputs = [.. Enumerable.Range(0, nodes + 1).Select(_ => (random.NextDouble() * 10) - 5)];
        var leaves = new List<SlowTree>();
        int nextNode = 0;
        SlowTree root = Grow(nodes);
        var fast = new DecisionTree(left, right, feature, threshold, outputs)
        {
            MissingAs = missing ? missingAs : null,
            Categories = categories ? sets : null,
        };
        return (root, fast);

        SlowTree Grow(int size)
        {
            if (size == 0)
            {
                var leaf = new SlowTree { Output = outputs[leaves.Count] };
                leaves.Add(leaf);
                return leaf;
            }

            int node = nextNode++, j = random.Next(features), inLeft = random.Next(size);
            float at = (float)random.NextDouble(), substitute = missing ? (float)random.NextDouble() : float.NaN;
            int[]? set = categories && random.Next(2) == 0 ? [.. Enumerable.Range(0, features).Where(_ => random.Next(2) == 0)] : null;
            (feature[node], threshold[node], missingAs[node], sets[node]) = (j, at, substitute, set);
            var here = new SlowTree
            {
                GoesRight = set is null
                    ? row => float.IsNaN(row[j]) ? !missing || substitute > at : row[j] > at
                    : row => set.Any(k => float.IsNaN(row[k]) ? missing && substitute > 0 : row[k] > 0),
            };
            int firstNode = nextNode, firstLeaf = leaves.Count;
            here.Left = Grow(inLeft);
            left[node] = inLeft > 0 ? firstNode : ~firstLeaf;
            (firstNode, firstLeaf) = (nextNode, leaves.Count);
            here.Right = Grow(size - 1 - inLeft);
            right[node] = size - 1 - inLeft > 0 ? firstNode : ~firstLeaf;
            return here;
        }
    }

    public static List<float[]> Rows(int count, int features, int seed, bool missing = false)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, features)
            .Select(_ => missing && random.Next(5) == 0 ? float.NaN : (float)(random.NextDouble() - 0.1)).ToArray())];
    }

    public SlowTree LeafOf(float[] row) => GoesRight is null ? this : (GoesRight(row) ? Right! : Left!).LeafOf(row);

    /// <summary>The nodes on the way of a row, the root first and the leaf last.</summary>
    public List<SlowTree> Way(float[] row) => GoesRight is null ? [this] : [this, .. (GoesRight(row) ? Right! : Left!).Way(row)];

    /// <summary>Hierarchical shrinkage by the words of its definition: for a row, with means and counts over the training rows that pass each node.</summary>
    public double Shrunken(float[] row, IReadOnlyList<float[]> train, IReadOnlyList<double> weights, double lambda)
    {
        List<SlowTree> way = Way(row);
        double result = Mean(way[0]);
        for (int l = 1; l < way.Count; l++)
        {
            result += (Mean(way[l]) - Mean(way[l - 1])) / (1 + (lambda / Weight(way[l - 1])));
        }

        return result;

        double Weight(SlowTree node) => Enumerable.Range(0, train.Count).Where(i => Way(train[i]).Contains(node)).Sum(i => weights[i]);

        double Mean(SlowTree node) => Enumerable.Range(0, train.Count).Where(i => Way(train[i]).Contains(node)).Sum(i => weights[i] * LeafOf(train[i]).Output) / Weight(node);
    }
}
