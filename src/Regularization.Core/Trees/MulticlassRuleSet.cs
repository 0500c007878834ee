using System.Globalization;
using System.Text;

namespace Regularization;

/// <summary>Sums of rules and linear terms, one a class, whose softmax are the probabilities: score_k = b0_k + Σ_r a_rk r(x) + Σ_j c_jk l_j(x_j).</summary>
/// <remarks>
/// <example>See <see cref="MulticlassRuleFitter"/>.</example>
/// </remarks>
public sealed class MulticlassRuleSet
{
    internal MulticlassRuleSet(IEnumerable<string> names, IEnumerable<RuleSet> sets) => (ClassNames, Classes) = ([.. names], [.. sets]);

    /// <summary>The names of the K classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The sum of each class, in the order of the names: the rules and terms whose coefficient for the class is not 0.</summary>
    public IReadOnlyList<RuleSet> Classes { get; }

    /// <summary>How many different rules there are in the model, each counted once however many classes use it.</summary>
    public int RuleCount => Classes.SelectMany(set => set.Rules).Select(rule => (rule.Tree, rule.Node)).Distinct().Count();

    /// <summary>The importance of each input that counts, summed over the classes, the greatest first (<see cref="RuleSet.InputImportance"/>).</summary>
    public IReadOnlyList<KeyValuePair<string, double>> InputImportance =>
        [.. Classes.SelectMany(set => set.InputImportance).GroupBy(pair => pair.Key, StringComparer.Ordinal).Select(group => KeyValuePair.Create(group.Key, group.Sum(pair => pair.Value))).OrderByDescending(pair => pair.Value)];

    /// <summary>The scores of a row, length K: log-probabilities but for a constant.</summary>
    /// <param name="row">All features of the row; NaN is a missing value.</param>
    public double[] Scores(ReadOnlySpan<float> row)
    {
        var scores = new double[Classes.Count];
        for (int k = 0; k < scores.Length; k++)
        {
            scores[k] = Classes[k].Score(row);
        }

        return scores;
    }

    /// <summary>The probabilities of the classes for a row, length K: exp(score_k) / Σ exp(score).</summary>
    /// <param name="row">All features of the row; NaN is a missing value.</param>
    public double[] Probabilities(ReadOnlySpan<float> row)
    {
        double[] scores = Scores(row);
        double largest = scores.Max();
        double[] powers = [.. scores.Select(score => Math.Exp(score - largest))];
        double sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }

    /// <summary>The table of each class (<see cref="RuleSet.ToString"/>) under its name.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (int k = 0; k < Classes.Count; k++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(k == 0 ? string.Empty : "\n\n")}{ClassNames[k]}: {Classes[k]}");
        }

        return text.ToString();
    }
}
