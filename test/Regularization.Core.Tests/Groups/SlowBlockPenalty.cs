namespace Regularization.Tests;

/// <summary>Group penalties and SLOPE by their definitions, in plain loops; nothing here uses the library's penalties.</summary>
internal sealed record SlowBlockPenalty(string Name, BlockPenalty Fast, int[]? Groups, double Share, double[] Weights)
{
    public const int Features = 12;

    /// <summary>Groups of 1 to 4 features, not next to each other.</summary>
    private static readonly int[] GroupOf = [0, 1, 1, 2, 0, 2, 2, 3, 2, 4, 4, 1];

    public static SlowBlockPenalty[] All { get; } =
    [
        OfGroups("group lasso", 0, null),
        OfGroups("sparse group lasso", 0.4, null),
        OfGroups("group lasso, one group free", 0, [1, 2, 0.5, 0, 3]),
        OfGroups("sparse group lasso, one group free", 0.7, [0, 2, 0.5, 1, 3]),
        OfSequence("SLOPE", SlopeSequences.BenjaminiHochberg(Features, 0.2)),
        OfSequence("OSCAR", SlopeSequences.Oscar(Features, 0.5)),
        OfSequence("SLOPE with zeros and ties", [3, 3, 3, 1, 1, 1, 0, 0, 0, 0, 0, 0]),
    ];

    public override string ToString() => Name;

    public double Value(double[] b)
    {
        if (Groups is null)
        {
            return b.Select(Math.Abs).OrderDescending().Zip(Weights, (size, a) => size * a).Sum();
        }

        double sum = 0;
        for (int g = 0; g < Weights.Length; g++)
        {
            double[] of = [.. b.Where((_, j) => Groups[j] == g)];
            sum += Weights[g] == 0 ? 0 : (Share * of.Sum(Math.Abs)) + ((1 - Share) * Weights[g] * Math.Sqrt(of.Sum(v => v * v)));
        }

        return sum;
    }

    /// <summary>argmin ‖b − z‖²/2 + t Ω(b); for SLOPE by the min-max formula of isotonic regression.</summary>
    public double[] Prox(double[] z, double t)
    {
        var result = new double[z.Length];
        if (Groups is null)
        {
            int[] order = [.. Enumerable.Range(0, z.Length).OrderByDescending(j => Math.Abs(z[j]))];
            double[] v = [.. order.Select((j, k) => Math.Abs(z[j]) - (t * Weights[k]))];
            for (int k = 0; k < v.Length; k++)
            {
                double best = Enumerable.Range(0, k + 1).Min(from => Enumerable.Range(k, v.Length - k).Max(to => v[from..(to + 1)].Average()));
                result[order[k]] = Math.Sign(z[order[k]]) * Math.Max(best, 0);
            }

            return result;
        }

        for (int g = 0; g < Weights.Length; g++)
        {
            int[] members = [.. Enumerable.Range(0, z.Length).Where(j => Groups[j] == g)];
            double[] soft = [.. members.Select(j => Math.Sign(z[j]) * Math.Max(Math.Abs(z[j]) - (t * Share), 0))];
            double norm = Math.Sqrt(soft.Sum(v => v * v)), less = t * (1 - Share) * Weights[g];
            for (int k = 0; k < members.Length; k++)
            {
                result[members[k]] = Weights[g] == 0 ? z[members[k]] : norm > less ? soft[k] * (norm - less) / norm : 0;
            }
        }

        return result;
    }

    private static SlowBlockPenalty OfGroups(string name, double share, double[]? weights) =>
        new(name, Penalties.SparseGroupLasso(GroupOf, share, weights), GroupOf, share, weights ?? [.. Enumerable.Range(0, 5).Select(g => Math.Sqrt(GroupOf.Count(k => k == g)))]);

    private static SlowBlockPenalty OfSequence(string name, double[] sequence) => new(name, Penalties.Slope(sequence), null, 0, sequence);
}
