namespace Regularization;

/// <summary>What a lasso chooses from: the rules of trees, and the features themselves as linear terms.</summary>
internal sealed class RuleCandidates
{
    /// <summary>The standard deviation of a rule whose support is drawn uniformly from 0 to 1, about.</summary>
    private const double TypicalDeviation = 0.4;

    private const int Word = 64;

    private readonly List<(Rule Rule, ulong[] Fires)> _rules;
    private readonly List<(LinearTerm Term, double Mean)> _terms = [];
    private readonly int _width;
    private readonly int _tried;

    /// <summary>Finds them.</summary>
    /// <param name="leaves">The n rows in the trees.</param>
    /// <param name="features">The features of the same rows, length n·p, by rows; NaN is a missing value.</param>
    /// <param name="weights">Example weights, length n, or null.</param>
    /// <param name="names">Names of the features, length p, or null for x0, x1, …</param>
    /// <param name="winsorizedShare">The share that linear terms cut off at each end; null for no linear terms.</param>
    public RuleCandidates(LeafTable leaves, ReadOnlySpan<float> features, IReadOnlyList<double>? weights, IReadOnlyList<string>? names, double? winsorizedShare)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        int n = leaves.Rows, p = n == 0 ? 0 : features.Length / n;
        if (n == 0 || features.Length != n * p || (names is not null && names.Count != p))
        {
            throw new ArgumentException($"There are {features.Length} values and {names?.Count ?? p} names of features for {n} rows; there must be p values a row, at least one row, and p names.", nameof(features));
        }

        _width = p;
        names ??= [.. Enumerable.Range(0, p).Select(j => $"x{j}")];
        var missing = new bool[p];
        for (int at = 0; at < features.Length; at++)
        {
            missing[at % p] |= float.IsNaN(features[at]);
            if (float.IsInfinity(features[at]))
            {
                throw new ArgumentException($"Feature {names[at % p]} of row {at / p} is {features[at]}; features must be finite, or NaN for a missing value.", nameof(features));
            }
        }

        _rules = RuleFinder.Find(leaves, names, missing, weights);
        _tried = _rules.Count;
        for (int j = 0; j < p && winsorizedShare is not null; j++)
        {
            if (WinsorizedTerm.Of(Column(features, p, j), weights, j, names[j], winsorizedShare.Value) is { } term)
            {
                _terms.Add(term);
            }
        }

        if (_rules.Count + _terms.Count == 0)
        {
            throw new InvalidOperationException("The trees have no split that tells rows apart, and no feature varies: there is nothing to choose from. Check that the label is not constant, and grow trees with smaller leaves.");
        }
    }

    private RuleCandidates(RuleCandidates all) => (_rules, _terms, _width, _tried) = ([], all._terms, all._width, all._tried);

    /// <summary>The texts of all rules and then all terms.</summary>
    public IReadOnlyList<string> Names => [.. _rules.Select(rule => rule.Rule.ToString()), .. _terms.Select(term => term.Term.ToString())];

    /// <summary>How many rules there are; the terms come after them.</summary>
    public int RuleCount => _rules.Count;

    /// <summary>Rules and terms.</summary>
    public int Count => _rules.Count + _terms.Count;

    /// <summary>The linear terms alone.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public RuleCandidates Terms()
    {
        RequireTerms();
        return new RuleCandidates(this);
    }

    /// <summary>Refuses to leave the rules out where nothing else is there.</summary>
    /// <exception cref="InvalidOperationException">There are no linear terms.</exception>
    public void RequireTerms()
    {
        if (_terms.Count == 0)
        {
            throw new InvalidOperationException("A penalty factor of rules is infinite, and there are no linear terms: nothing is left to choose from. Allow linear terms, or leave that factor out.");
        }
    }

    /// <summary>The rules as columns of 0 and 1, and then the terms around their means at the deviation of a typical rule, column after column.</summary>
    /// <param name="features">The features that they were found with.</param>
    /// <param name="n">The rows.</param>
    public float[] Columns(ReadOnlySpan<float> features, int n)
    {
        if ((long)n * Count > Array.MaxLength)
        {
            throw new InvalidOperationException($"{n:n0} rows by {Count:n0} rules and terms are more values than an array holds. Grow fewer rules, or train on a part of the rows.");
        }

        var values = new float[n * Count];
        for (int k = 0; k < _rules.Count; k++)
        {
            Span<float> column = values.AsSpan(k * n, n);
            for (int i = 0; i < n; i++)
            {
                column[i] = _rules[k].Fires[i / Word] >> (i % Word) & 1;
            }
        }

        for (int k = _rules.Count; k < Count; k++)
        {
            Fill(k, features, values.AsSpan(k * n, n));
        }

        return values;
    }

    /// <summary>One of the columns for any rows.</summary>
    /// <param name="at">Its position.</param>
    /// <param name="features">The features of the rows, by rows.</param>
    /// <param name="column">What to fill, one value a row.</param>
    public void Fill(int at, ReadOnlySpan<float> features, Span<float> column)
    {
        int p = features.Length / column.Length;
        for (int i = 0; i < column.Length; i++)
        {
            ReadOnlySpan<float> row = features.Slice(i * p, p);
            if (at < _rules.Count)
            {
                column[i] = _rules[at].Rule.Fires(row) ? 1 : 0;
                continue;
            }

            // Around the mean, where float32 has the most digits.
            (LinearTerm term, double mean) = _terms[at - _rules.Count];
            column[i] = (float)((term.Clipped(row[term.Feature]) - mean) * TypicalDeviation / term.StandardDeviation);
        }
    }

    /// <summary>How many of some coefficients are of rules.</summary>
    /// <param name="coefficients">Of the columns.</param>
    public int RulesIn(SparseCoefficients coefficients)
    {
        ReadOnlySpan<int> indices = coefficients.Indices;
        int rules = indices.BinarySearch(_rules.Count);
        return rules < 0 ? ~rules : rules;
    }

    /// <summary>How many rules have a coefficient for some class.</summary>
    /// <param name="solution">Of the columns.</param>
    public int RulesIn(MultinomialSolution solution) => solution.FeaturesWithCoefficient().Count(at => at < _rules.Count);

    /// <summary>The rules and terms that have a coefficient.</summary>
    /// <param name="intercept">Of the lasso.</param>
    /// <param name="coefficients">Of the columns of the matrix.</param>
    public RuleSet With(double intercept, SparseCoefficients coefficients)
    {
        List<Rule> kept = [];
        List<LinearTerm> keptTerms = [];
        for (int k = 0; k < coefficients.NonzeroCount; k++)
        {
            int at = coefficients.Indices[k];
            double value = coefficients.Values[k];
            if (at < _rules.Count)
            {
                kept.Add(_rules[at].Rule with { Coefficient = value });
                continue;
            }

            (LinearTerm term, double mean) = _terms[at - _rules.Count];
            double coefficient = value * TypicalDeviation / term.StandardDeviation;
            keptTerms.Add(term with { Coefficient = coefficient });
            intercept -= coefficient * mean;
        }

        return new RuleSet(intercept, kept, keptTerms, _tried, _width);
    }

    private static float[] Column(ReadOnlySpan<float> features, int p, int j)
    {
        var column = new float[features.Length / p];
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = features[(i * p) + j];
        }

        return column;
    }
}
