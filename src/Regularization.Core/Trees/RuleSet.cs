using System.Globalization;
using System.Text;

namespace Regularization;

/// <summary>
/// A model that is a sum of rules and linear terms, score = b0 + Σ_k a_k r_k(x) + Σ_j c_j l_j(x_j), where r_k is 1 for rows that the rule fires for and 0 for
/// others, and l_j cuts off outliers (Friedman and Popescu 2008).
/// </summary>
public sealed class RuleSet
{
    internal RuleSet(double intercept, IEnumerable<Rule> rules, IEnumerable<LinearTerm> linearTerms, int rulesTried)
    {
        Intercept = intercept;
        Rules = [.. rules.OrderByDescending(rule => rule.Importance)];
        LinearTerms = [.. linearTerms.OrderByDescending(term => term.Importance)];
        RulesTried = rulesTried;
    }

    /// <summary>b0.</summary>
    public double Intercept { get; }

    /// <summary>The rules with a coefficient, the most important first.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>The linear terms with a coefficient, the most important first.</summary>
    public IReadOnlyList<LinearTerm> LinearTerms { get; }

    /// <summary>How many different rules the lasso chose from.</summary>
    public int RulesTried { get; }

    /// <summary>
    /// The importance of each input that counts, the greatest first: that of its linear term, and of each rule that asks for it, in equal shares for all inputs of the rule
    /// (Friedman and Popescu 2008, section 7).
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, double>> InputImportance
    {
        get
        {
            var sums = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (LinearTerm term in LinearTerms)
            {
                Add(term.Name, term.Importance);
            }

            foreach (Rule rule in Rules)
            {
                string[] names = [.. rule.Conditions.SelectMany(condition => condition.Names).Distinct(StringComparer.Ordinal)];
                foreach (string name in names)
                {
                    Add(name, rule.Importance / names.Length);
                }
            }

            return [.. sums.OrderByDescending(pair => pair.Value)];

            void Add(string name, double value) => sums[name] = sums.GetValueOrDefault(name) + value;
        }
    }

    /// <summary>The score of a row: a number, or log-odds.</summary>
    /// <param name="row">All features of the row; NaN is a missing value.</param>
    public double Score(ReadOnlySpan<float> row)
    {
        double score = Intercept;
        foreach (Rule rule in Rules)
        {
            score += rule.Fires(row) ? rule.Coefficient : 0;
        }

        foreach (LinearTerm term in LinearTerms)
        {
            score += term.Coefficient * term.Clipped(row[term.Feature]);
        }

        return score;
    }

    /// <summary>The rules that fire for a row, the most important first.</summary>
    /// <param name="row">All features of the row; NaN is a missing value.</param>
    public IReadOnlyList<Rule> Fired(ReadOnlySpan<float> row)
    {
        var fired = new List<Rule>();
        foreach (Rule rule in Rules)
        {
            if (rule.Fires(row))
            {
                fired.Add(rule);
            }
        }

        return fired;
    }

    /// <summary>A table: coefficient, support and importance of each rule and term, the most important first.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(Invariant($"{Rules.Count} of {RulesTried} rules and {LinearTerms.Count} linear terms, intercept {Intercept:g5}"));
        text.AppendLine(" coefficient  support  importance");
        IEnumerable<(double Importance, string Line)> lines =
        [
            .. Rules.Select(rule => (rule.Importance, Invariant($"{rule.Coefficient,12:g4} {rule.Support,8:p1} {rule.Importance,11:g4}  {rule}"))),
            .. LinearTerms.Select(term => (term.Importance, Invariant($"{term.Coefficient,12:g4} {"linear",8} {term.Importance,11:g4}  {term}"))),
        ];
        text.AppendJoin('\n', lines.OrderByDescending(line => line.Importance).Select(line => line.Line));
        return text.ToString();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
