using System.Globalization;
using System.Text;

namespace Regularization;

/// <summary>
/// A model that is a sum of rules and linear terms, score = b0 + Σ_k a_k r_k(x) + Σ_j c_j l_j(x_j), where r_k is 1 for rows that the rule fires for and 0 for
/// others, and l_j cuts off outliers (Friedman and Popescu 2008).
/// </summary>
/// <remarks>
/// <example>
/// <code>
/// Console.WriteLine($"{rules.Score(row):g4}, because of");
/// foreach (Rule rule in rules.Fired(row))
/// {
///     RuleCondition first = rule.Conditions[0];
///     Console.WriteLine($"{rule}: {rule.Coefficient:g3} ({rule.Support:p0} of the rows); it asks for {first.Names[0]} first");
/// }
///
/// foreach (LinearTerm term in rules.LinearTerms)
/// {
///     Console.WriteLine($"{term}: {term.Coefficient * term.Clipped(row[term.Feature]):g3}");
/// }
///
/// RuleInteraction? strongest = rules.Interactions([.. table.SelectMany(r =&gt; r)], width: row.Length).FirstOrDefault();
/// </code>
/// </example>
/// </remarks>
public sealed class RuleSet
{
    private readonly int _width;

    internal RuleSet(double intercept, IEnumerable<Rule> rules, IEnumerable<LinearTerm> linearTerms, int rulesTried, int width)
    {
        _width = width;
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
    /// <exception cref="ArgumentException">The row has another number of features than those that the model was trained on.</exception>
    public double Score(ReadOnlySpan<float> row)
    {
        CheckRow(row);
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
    /// <exception cref="ArgumentException">The row has another number of features than those that the model was trained on.</exception>
    public IReadOnlyList<Rule> Fired(ReadOnlySpan<float> row)
    {
        CheckRow(row);
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

    /// <summary>
    /// How strongly two inputs act together: H with H² = Σ_i [F_jk(x_i) − F_j(x_i) − F_k(x_i)]² / Σ_i F_jk(x_i)², where F_S is the partial dependence of the score on the inputs S, less its mean over the rows; 0 if neither matters.
    /// </summary>
    /// <param name="rows">The features of the n rows that the means are taken over, by rows, length n·<paramref name="width"/>: training rows or a part of them, which count the same. NaN is a missing value.</param>
    /// <param name="width">Features of a row.</param>
    /// <param name="first">One input.</param>
    /// <param name="second">Another.</param>
    /// <remarks>Source: Friedman and Popescu (2008), section 8.1.</remarks>
    /// <exception cref="ArgumentException">There are no rows, or a part of one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input is not one of the features, or the two are the same.</exception>
    public double InteractionStrength(ReadOnlySpan<float> rows, int width, int first, int second)
    {
        CheckRows(rows, width, first, second);
        ArgumentOutOfRangeException.ThrowIfEqual(second, first);
        return Excess(rows, width, [first, second], [first], [second]);
    }

    /// <summary>
    /// How strongly an input acts together with any others: H with H² = Σ_i [F(x_i) − F_j(x_i) − F_∖j(x_i)]² / Σ_i F(x_i)², where F is the score and F_∖j its partial dependence on all inputs but j, each less its mean over the rows; 0 for a constant score.
    /// </summary>
    /// <param name="rows">The features of the n rows that the means are taken over, by rows, length n·<paramref name="width"/>. NaN is a missing value.</param>
    /// <param name="width">Features of a row.</param>
    /// <param name="input">The input j.</param>
    /// <remarks>Source: Friedman and Popescu (2008), section 8.1.</remarks>
    /// <exception cref="ArgumentException">There are no rows, or a part of one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The input is not one of the features.</exception>
    public double InteractionStrength(ReadOnlySpan<float> rows, int width, int input)
    {
        CheckRows(rows, width, input);
        int[] all = [.. Enumerable.Range(0, width)];
        return Excess(rows, width, all, [input], [.. all.Where(j => j != input)]);
    }

    /// <summary>The pairs of inputs that some rule asks for together, the strongest first; all other pairs have strength 0.</summary>
    /// <inheritdoc cref="InteractionStrength(ReadOnlySpan{float}, int, int, int)"/>
    public IReadOnlyList<RuleInteraction> Interactions(ReadOnlySpan<float> rows, int width)
    {
        var nameOf = Rules.SelectMany(rule => rule.Conditions).SelectMany(c => c.Features.Zip(c.Names)).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => pair.Second);
        var pairs = new SortedSet<(int First, int Second)>();
        foreach (Rule rule in Rules)
        {
            int[] inputs = [.. rule.Conditions.SelectMany(condition => condition.Features).Distinct().Order()];
            pairs.UnionWith(inputs.SelectMany((first, k) => inputs.Skip(k + 1).Select(second => (first, second))));
        }

        var found = new List<RuleInteraction>();
        foreach ((int first, int second) in pairs)
        {
            found.Add(new RuleInteraction(nameOf[first], nameOf[second], InteractionStrength(rows, width, first, second)));
        }

        return [.. found.OrderByDescending(interaction => interaction.Strength)];
    }

    /// <summary>A table: coefficient, support and importance of each rule and term, the most important first.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(Invariant($"{Rules.Count} of {Counted.Of(RulesTried, "rule")} and {Counted.Of(LinearTerms.Count, "linear term")}, intercept {Intercept:g5}"));
        text.AppendLine(" coefficient  support  importance");
        IEnumerable<(double Importance, string Line)> lines =
        [
            .. Rules.Select(rule => (rule.Importance, Invariant($"{rule.Coefficient,12:g4} {Percent.Of(rule.Support),8} {rule.Importance,11:g4}  {rule}"))),
            .. LinearTerms.Select(term => (term.Importance, Invariant($"{term.Coefficient,12:g4} {"linear",8} {term.Importance,11:g4}  {term}"))),
        ];
        text.AppendJoin('\n', lines.OrderByDescending(line => line.Importance).Select(line => line.Line));
        return text.ToString();
    }

    /// <summary>(Σ (F_whole − F_one − F_other)² / Σ F_whole²)^½.</summary>
    private double Excess(ReadOnlySpan<float> rows, int width, int[] whole, int[] one, int[] other)
    {
        double[] together = Dependence(rows, whole), first = Dependence(rows, one), second = Dependence(rows, other);
        double excess = 0, all = 0;
        for (int i = 0; i < together.Length; i++)
        {
            double rest = together[i] - first[i] - second[i];
            (excess, all) = (excess + (rest * rest), all + (together[i] * together[i]));
        }

        return all > 0 ? Math.Sqrt(excess / all) : 0;

        double[] Dependence(ReadOnlySpan<float> rows, int[] held)
        {
            var isHeld = new bool[width];
            Array.ForEach(held, j => isHeld[j] = true);
            return PartialDependence.Centered(this, rows, width, isHeld);
        }
    }

    private void CheckRow(ReadOnlySpan<float> row)
    {
        if (row.Length != _width)
        {
            throw new ArgumentException($"The row has {Counted.Of(row.Length, "feature")}, the rows that the rules are from have {_width}; give all of them, in the same order, NaN for a missing value.", nameof(row));
        }
    }

    private static void CheckRows(ReadOnlySpan<float> rows, int width, params ReadOnlySpan<int> inputs)
    {
        if (width < 1 || rows.Length == 0 || rows.Length % width != 0)
        {
            throw new ArgumentException($"There are {rows.Length} values in rows of {width} features; there must be whole rows, and at least one.", nameof(rows));
        }

        foreach (int input in inputs)
        {
            if (input < 0 || input >= width)
            {
                throw new ArgumentOutOfRangeException(nameof(inputs), $"Input {input} is not one of the {width} features; they are numbered from 0.");
            }
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
