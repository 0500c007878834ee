namespace Regularization;

/// <summary>Finds the rules of an ensemble: one for each node but roots, without those that fire for the same rows as another or for all the rows that it does not.</summary>
internal static class RuleFinder
{
    private const int Word = 64;

    /// <summary>The rules, those of the first tree first and short ones before long ones, and the rows that each fires for, 64 in a word.</summary>
    /// <param name="leaves">The rows in the trees.</param>
    /// <param name="names">Names of the features.</param>
    /// <param name="missing">Whether training rows miss values of each feature.</param>
    /// <param name="weights">Example weights, or null.</param>
    public static List<(Rule Rule, ulong[] Fires)> Find(LeafTable leaves, IReadOnlyList<string> names, bool[] missing, IReadOnlyList<double>? weights)
    {
        var found = new List<(Rule, ulong[])>();
        var seen = new HashSet<ulong[]>(new SameBits());
        for (int t = 0; t < leaves.Trees.Count; t++)
        {
            DecisionTree tree = leaves.Trees[t];
            Func<int, ulong[]> fires = RowsOf(tree, leaves.LeavesOf(t));
            double[] leafWeights = leaves.LeafWeights(t, weights);
            foreach ((int node, List<(int Node, bool Right)> way) in Ways(tree).OrderBy(way => way.Way.Count))
            {
                ulong[] bits = fires(node), plain = Plain(bits, leaves.Rows);
                if (Array.TrueForAll(plain, word => word == 0) || !seen.Add(plain))
                {
                    continue;
                }

                double support = 0;
                foreach (int leaf in LeavesUnder(tree, node))
                {
                    support += leafWeights[leaf] / leaves.Rows;
                }

                found.Add((new Rule { Conditions = Conditions(tree, way, names, missing), Support = support, Tree = t, Node = node }, bits));
            }
        }

        return found;
    }

    /// <summary>The leaves under a node, or the leaf itself.</summary>
    private static IEnumerable<int> LeavesUnder(DecisionTree tree, int node)
    {
        var open = new Stack<int>([node]);
        while (open.TryPop(out int at))
        {
            if (at < 0)
            {
                yield return ~at;
                continue;
            }

            open.Push(tree.LeftChild[at]);
            open.Push(tree.RightChild[at]);
        }
    }

    /// <summary>All nodes and leaves but the root, with the ways to them.</summary>
    private static IEnumerable<(int Node, List<(int Node, bool Right)> Way)> Ways(DecisionTree tree)
    {
        var wayTo = new Dictionary<int, List<(int, bool)>> { [0] = [] };
        foreach (int node in tree.NodesFromTheTop.ToArray())
        {
            List<(int, bool)> here = wayTo[node];
            wayTo[tree.LeftChild[node]] = [.. here, (node, false)];
            wayTo[tree.RightChild[node]] = [.. here, (node, true)];
        }

        return wayTo.Where(pair => pair.Key != 0).Select(pair => (pair.Key, pair.Value));
    }

    private static Func<int, ulong[]> RowsOf(DecisionTree tree, ReadOnlySpan<int> leafOfRow)
    {
        int words = (leafOfRow.Length + Word - 1) / Word;
        ulong[][] ofLeaves = [.. Enumerable.Range(0, tree.LeafCount).Select(_ => new ulong[words])], ofNodes = new ulong[tree.NodeCount][];
        for (int i = 0; i < leafOfRow.Length; i++)
        {
            ofLeaves[leafOfRow[i]][i / Word] |= 1UL << (i % Word);
        }

        for (int k = tree.NodeCount - 1; k >= 0; k--)
        {
            int node = tree.NodesFromTheTop[k];
            ofNodes[node] = [.. Of(tree.LeftChild[node]).Zip(Of(tree.RightChild[node]), (a, b) => a | b)];
        }

        return Of;

        ulong[] Of(int node) => node >= 0 ? ofNodes[node] : ofLeaves[~node];
    }

    /// <summary>The rows, or their complement where the first row is one of them: the same for a rule and its opposite.</summary>
    private static ulong[] Plain(ulong[] fires, int rows)
    {
        if ((fires[0] & 1) == 0)
        {
            return fires;
        }

        ulong[] others = [.. fires.Select(word => ~word)];
        if (rows % Word != 0)
        {
            others[^1] &= (1UL << (rows % Word)) - 1;
        }

        return others;
    }

    /// <summary>The conditions on a way, those on the same number brought together.</summary>
    private static List<RuleCondition> Conditions(DecisionTree tree, List<(int Node, bool Right)> way, IReadOnlyList<string> names, bool[] missing)
    {
        var places = new Dictionary<int, int>();
        var conditions = new List<RuleCondition>();
        foreach ((int node, bool right) in way)
        {
            if (tree.Categories?[node] is { } categories)
            {
                conditions.Add(RuleCondition.Category(categories, names, isNone: !right, missingCounts: tree.MissingAs?[node] > 0));
                continue;
            }

            int feature = tree.Feature[node];
            float threshold = tree.Threshold[node];
            bool missingGoes = (tree.MissingAs is null || tree.MissingAs[node] > threshold) == right;
            RuleCondition? before = places.TryGetValue(feature, out int place) ? conditions[place] : null;
            RuleCondition both = RuleCondition.Number(
                feature,
                names[feature],
                Math.Max(before?.Above ?? float.NegativeInfinity, right ? threshold : float.NegativeInfinity),
                Math.Min(before?.AtMost ?? float.PositiveInfinity, right ? float.PositiveInfinity : threshold),
                missingGoes && before?.IncludesMissing != false,
                missing[feature]);
            if (before is null)
            {
                places[feature] = conditions.Count;
                conditions.Add(both);
            }
            else
            {
                conditions[place] = both;
            }
        }

        return conditions;
    }

    private sealed class SameBits : IEqualityComparer<ulong[]>
    {
        public bool Equals(ulong[]? x, ulong[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(ulong[] obj)
        {
            var hash = default(HashCode);
            foreach (ulong word in obj)
            {
                hash.Add(word);
            }

            return hash.ToHashCode();
        }
    }
}
