namespace Regularization;

/// <summary>
/// The second half of RuleFit for several classes: given trees, makes a rule of each of their nodes and chooses among the rules and the features themselves by a multinomial lasso, with a coefficient for each class:
/// minimises (1/Σw) Σ_i w_i [log Σ_k exp(η_ik) − η_{i,y_i}] + λ Σ_k (Σ_r |a_rk| + Σ_j |c_jk| sd_j / 0.4), η_ik being the sum of class k.
/// </summary>
/// <remarks>
/// Rules and terms are made and scaled as those of <see cref="RuleFitter"/>, and its remarks hold; Friedman and Popescu (2008) have no such model.
/// <example>
/// <code>
/// var leaves = new LeafTable([tree]);
/// foreach (float[] row in table)
/// {
///     leaves.Add(row);
/// }
///
/// (MulticlassRuleSet rules, MultinomialFitSummary fit) = new MulticlassRuleFitter().Fit(leaves, [.. table.SelectMany(row =&gt; row)], classes.Y);
/// double[] probabilities = rules.Probabilities(table[0]);
/// </code>
/// </example>
/// </remarks>
public sealed class MulticlassRuleFitter
{
    /// <summary>Whether the features themselves may enter beside the rules.</summary>
    public bool LinearTerms { get; init; } = true;

    /// <summary>As <see cref="RuleFitter.WinsorizedShare"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 0.5).</exception>
    public double WinsorizedShare { get; init => field = RuleFitter.CheckedShare(value); } = 0.025;

    /// <summary>Whether the coefficients of a rule are 0 in all classes or in none: the norm of the K coefficients takes the place of Σ_k |a_rk|.</summary>
    public bool Grouped { get; init; }

    /// <summary>Where lambda comes from: by default the largest within one standard error of the best of 10-fold cross-validation.</summary>
    public LambdaSelection Lambda { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = LambdaSelection.CrossValidated(rule: SelectionRule.OneStandardError);

    /// <summary>As <see cref="RuleFitter.Grid"/>.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = RuleFitter.DefaultGrid;

    /// <summary>How the path is fitted; features are not standardised whatever it says.</summary>
    public FitOptions Options { get; init => field = (value ?? throw new ArgumentNullException(nameof(value))) with { Standardize = false }; } = FitOptions.Default with { Standardize = false };

    /// <summary>Seed of random folds.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Chooses rules and terms.</summary>
    /// <param name="leaves">The n rows in the trees.</param>
    /// <param name="features">The features of the same rows, length n·p, by rows; NaN is a missing value.</param>
    /// <param name="y">The number of the class of each row, 0 .. K − 1, length n; every class occurs.</param>
    /// <param name="weights">Example weights, length n, or null.</param>
    /// <param name="names">Names of the features, length p, or null for x0, x1, …</param>
    /// <param name="classNames">Names of the classes, length K, or null for 0, 1, …</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within a step.</param>
    /// <returns>The rules and terms of each class, and the fit, whose features are all rules and then all terms.</returns>
    /// <exception cref="ArgumentException">Lengths disagree, a feature is infinite, or a class or weight is not allowed.</exception>
    /// <exception cref="InvalidOperationException">The trees have no split that tells rows apart, and no feature varies.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled while lambda was being chosen.</exception>
    public (MulticlassRuleSet Rules, MultinomialFitSummary Fit) Fit(
        LeafTable leaves, ReadOnlySpan<float> features, ReadOnlySpan<double> y, IReadOnlyList<double>? weights = null, IReadOnlyList<string>? names = null, IReadOnlyList<string>? classNames = null,
        IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var candidates = new RuleCandidates(leaves, features, weights, names, LinearTerms ? WinsorizedShare : null);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(candidates.Columns(features, leaves.Rows), leaves.Rows, candidates.Count), y) { Weights = weights, FeatureNames = candidates.Names };
        MultinomialFitSummary fit = new MultinomialModelFitter(Penalties.Lasso) { Grouped = Grouped, Options = Options, Grid = Grid, Lambda = Lambda, Seed = Seed, ClassNames = classNames }
            .Fit(problem, progress, cancellationToken);
        MultinomialSolution selected = fit.Selected;
        return (new MulticlassRuleSet(fit.ClassNames, selected.Coefficients.Select((of, k) => candidates.With(selected.Intercepts[k], of))), fit);
    }
}
