namespace Regularization;

/// <summary>
/// The second half of RuleFit: given trees, makes a rule of each of their nodes and chooses among the rules and the features themselves by a lasso,
/// minimising (1/Σw) Σ_i w_i loss(y_i, b0 + Σ_k a_k r_k(x_i) + Σ_j c_j l_j(x_ij)) + λ (Σ_k |a_k| + Σ_j |c_j| sd_j / 0.4).
/// </summary>
/// <remarks>
/// Rules are 0 or 1 and are not standardised, so that those that fire for few rows or for nearly all are penalised more; a linear term has the standard
/// deviation 0.4 of a typical rule in the lasso, sd_j being that of the feature within its limits. Source: Friedman and Popescu (2008), "Predictive learning via rule
/// ensembles", sections 3 to 5.
/// </remarks>
/// <param name="loss">The loss.</param>
public sealed class RuleFitter(Loss loss)
{
    /// <summary>The standard deviation of a rule whose support is drawn uniformly from 0 to 1, about.</summary>
    private const double TypicalDeviation = 0.4;

    /// <summary>The default of <see cref="Grid"/>.</summary>
    public static LambdaGrid DefaultGrid { get; } = new() { Ratio = 1e-2 };

    /// <summary>The loss.</summary>
    public Loss Loss { get; } = loss ?? throw new ArgumentNullException(nameof(loss));

    /// <summary>Whether the features themselves may enter beside the rules.</summary>
    public bool LinearTerms { get; init; } = true;

    /// <summary>The share of the rows at each end whose values of a feature are cut off in its linear term, in [0, 0.5); a feature that hardly varies otherwise is not cut.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 0.5).</exception>
    public double WinsorizedShare
    {
        get;
        init => field = value is >= 0 and < 0.5 ? value : throw new ArgumentOutOfRangeException(nameof(value), FormattableString.Invariant($"WinsorizedShare is {value}; it must be in [0, 0.5), such as 0.025."));
    } = 0.025;

    /// <summary>Where lambda comes from: by default the largest within one standard error of the best of 10-fold cross-validation.</summary>
    public LambdaSelection Lambda { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = LambdaSelection.CrossValidated(rule: SelectionRule.OneStandardError);

    /// <summary>The lambdas of the path; by default 100 down to 1e-2 λmax. Below that there are too many rules to read, and as a rule is the sum of its two parts, fits are slow.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = DefaultGrid;

    /// <summary>The most rules and linear terms together that may be chosen, at least 1; null for any number. Lambda is chosen among those of the path with no more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? MaximumTerms
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), $"MaximumTerms is {value}; it must be at least 1, or null for any number.");
    }

    /// <summary>How the path is fitted; features are not standardised whatever it says.</summary>
    public FitOptions Options { get; init => field = (value ?? throw new ArgumentNullException(nameof(value))) with { Standardize = false }; } = FitOptions.Default with { Standardize = false };

    /// <summary>Seed of random folds.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Chooses rules and terms.</summary>
    /// <param name="leaves">The n rows in the trees.</param>
    /// <param name="features">The features of the same rows, length n·p, by rows; NaN is a missing value.</param>
    /// <param name="y">The response, length n; classes are 0 and 1.</param>
    /// <param name="weights">Example weights, length n, or null.</param>
    /// <param name="names">Names of the features, length p, or null for x0, x1, …</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    /// <returns>The rules and terms with a coefficient, and the fit, whose features are all rules and then all terms.</returns>
    /// <exception cref="ArgumentException">Lengths disagree, a feature is infinite, or a response or weight is not fit for the loss.</exception>
    /// <exception cref="InvalidOperationException">The trees have no split that tells rows apart, and no feature varies.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled while lambda was being chosen.</exception>
    public (RuleSet Rules, FitSummary Fit) Fit(
        LeafTable leaves, ReadOnlySpan<float> features, ReadOnlySpan<double> y, IReadOnlyList<double>? weights = null, IReadOnlyList<string>? names = null,
        IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        int n = leaves.Rows, p = n == 0 ? 0 : features.Length / n;
        if (n == 0 || features.Length != n * p || (names is not null && names.Count != p))
        {
            throw new ArgumentException($"There are {features.Length} values and {names?.Count ?? p} names of features for {n} rows; there must be p values a row, at least one row, and p names.", nameof(features));
        }

        names ??= [.. Enumerable.Range(0, p).Select(j => $"x{j}")];
        var missing = new bool[p];
        for (int at = 0; at < features.Length; at++)
        {
            missing[at % p] |= float.IsNaN(features[at]);
        }

        List<(Rule Rule, ulong[] Fires)> rules = RuleFinder.Find(leaves, names, missing, weights);
        var terms = new List<(LinearTerm Term, double Mean)>();
        for (int j = 0; j < p && LinearTerms; j++)
        {
            if (WinsorizedTerm.Of(Column(features, p, j), weights, j, names[j], WinsorizedShare) is { } term)
            {
                terms.Add(term);
            }
        }

        if (rules.Count + terms.Count == 0)
        {
            throw new InvalidOperationException("The trees have no split that tells rows apart, and no feature varies: there is nothing to choose from. Check that the label is not constant, and grow trees with smaller leaves.");
        }

        DesignMatrix x = Matrix(rules, terms, features, n, p);
        var problem = new TrainingProblem(x, y) { Weights = weights, FeatureNames = [.. rules.Select(rule => rule.Rule.ToString()), .. terms.Select(term => term.Term.ToString())] };
        FitSummary fit = new LinearModelFitter(Loss, Penalties.Lasso) { Options = Options, Grid = Grid, Lambda = Lambda, MaximumNonzeros = MaximumTerms, Seed = Seed }.Fit(problem, progress, cancellationToken);
        return (RulesOf(fit.Selected, rules, terms), fit);
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

    private static DesignMatrix Matrix(List<(Rule Rule, ulong[] Fires)> rules, List<(LinearTerm Term, double Mean)> terms, ReadOnlySpan<float> features, int n, int p)
    {
        var values = new float[checked(n * (rules.Count + terms.Count))];
        for (int k = 0; k < rules.Count; k++)
        {
            Span<float> column = values.AsSpan(k * n, n);
            for (int i = 0; i < n; i++)
            {
                column[i] = rules[k].Fires[i / 64] >> (i % 64) & 1;
            }
        }

        for (int k = 0; k < terms.Count; k++)
        {
            (LinearTerm term, double mean) = terms[k];
            Span<float> column = values.AsSpan((rules.Count + k) * n, n);
            for (int i = 0; i < n; i++)
            {
                // Around the mean, where float32 has the most digits.
                column[i] = (float)((term.Clipped(features[(i * p) + term.Feature]) - mean) * TypicalDeviation / term.StandardDeviation);
            }
        }

        return DesignMatrix.FromColumns(values, n, rules.Count + terms.Count);
    }

    private static RuleSet RulesOf(Solution solution, List<(Rule Rule, ulong[] Fires)> rules, List<(LinearTerm Term, double Mean)> terms)
    {
        double intercept = solution.Intercept;
        List<Rule> kept = [];
        List<LinearTerm> keptTerms = [];
        for (int k = 0; k < solution.NonzeroCount; k++)
        {
            int at = solution.Coefficients.Indices[k];
            double value = solution.Coefficients.Values[k];
            if (at < rules.Count)
            {
                kept.Add(rules[at].Rule with { Coefficient = value });
                continue;
            }

            (LinearTerm term, double mean) = terms[at - rules.Count];
            double coefficient = value * TypicalDeviation / term.StandardDeviation;
            keptTerms.Add(term with { Coefficient = coefficient });
            intercept -= coefficient * mean;
        }

        return new RuleSet(intercept, kept, keptTerms, rules.Count);
    }
}
