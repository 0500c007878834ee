namespace Regularization;

/// <summary>The weights that trees and leaves were given.</summary>
/// <param name="Intercept">b0 + c0.</param>
/// <param name="Weights">b_t for each tree; 0 where leaves alone are weighed.</param>
/// <param name="LeafTerms">c_tl for each tree, or null where its leaves have none.</param>
internal sealed record WeighedTrees(double Intercept, double[] Weights, double[]?[] LeafTerms)
{
    /// <summary>The trees that do anything.</summary>
    public int[] Kept { get; } = [.. Enumerable.Range(0, Weights.Length).Where(t => Weights[t] != 0 || LeafTerms[t]?.Any(term => term != 0) == true)];

    /// <summary>From the solutions over trees and over leaves, either of which may be missing.</summary>
    /// <param name="trees">All trees.</param>
    /// <param name="weights">The solution over trees.</param>
    /// <param name="leaves">The solution over leaves.</param>
    /// <param name="of">The trees whose leaves it is over.</param>
    public static WeighedTrees From(DecisionTree[] trees, Solution? weights, Solution? leaves, int[] of)
    {
        var terms = new double[]?[trees.Length];
        double[] dense = leaves?.Coefficients.ToDense() ?? [];
        int column = 0;
        foreach (int t in leaves is null ? [] : of)
        {
            terms[t] = dense[column..(column += trees[t].LeafCount)];
        }

        return new WeighedTrees((weights?.Intercept ?? 0) + (leaves?.Intercept ?? 0), weights?.Coefficients.ToDense() ?? new double[trees.Length], terms);
    }

    /// <summary>b0 + c0 + Σ_t (b_t f_t + c_t), for each row.</summary>
    /// <param name="leaves">The rows.</param>
    public double[] Predict(LeafTable leaves)
    {
        var sums = new double[leaves.Rows];
        Array.Fill(sums, Intercept);
        foreach (int t in Kept)
        {
            leaves.AddOutputs(t, Outputs(leaves.Trees[t], t), sums);
        }

        return sums;
    }

    /// <summary>A stock model that gives these: outputs in the leaves of the trees that are kept, and the intercept in those of the first.</summary>
    /// <param name="model">The model of the trees.</param>
    public List<(int Tree, double[] LeafValues)> ForModel(TreeModel model)
    {
        double constant = model.Scale.ScoreOf(Intercept), perUnit = model.Scale.ScoreOf(1) - model.Scale.ScoreOf(0);
        int[] used = Kept.Length > 0 ? Kept : [0];
        int divisor = model.Divisor(used.Length);
        return [.. used.Select((t, k) => (t, Array.ConvertAll(Outputs(model.Trees[t], t), value => divisor * ((k == 0 ? constant : 0) + (perUnit * value)))))];
    }

    private double[] Outputs(DecisionTree tree, int t) =>
        [.. Enumerable.Range(0, tree.LeafCount).Select(leaf => (Weights[t] * tree.LeafValues[leaf]) + (LeafTerms[t]?[leaf] ?? 0))];
}
