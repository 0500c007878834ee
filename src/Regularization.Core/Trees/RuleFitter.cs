using System.Diagnostics;

namespace Regularization;

/// <summary>
/// The second half of RuleFit: given trees, makes a rule of each of their nodes and chooses among the rules and the features themselves by a lasso,
/// minimising (1/Σw) Σ_i w_i loss(y_i, b0 + Σ_k a_k r_k(x_i) + Σ_j c_j l_j(x_ij)) + λ (Σ_k |a_k| + Σ_j |c_j| sd_j / 0.4).
/// </summary>
/// <remarks>
/// Rules are 0 or 1 and are not standardised, so that those that fire for few rows or for nearly all are penalised more; a linear term has the standard
/// deviation 0.4 of a typical rule in the lasso, sd_j being that of the feature within its limits. Source: Friedman and Popescu (2008), "Predictive learning via rule
/// ensembles", sections 3 to 5.
/// <example>
/// <code>
/// var leaves = new LeafTable([tree]);   // trees from elsewhere; RuleFit of Regularization.MLNet grows them
/// foreach (float[] row in table)
/// {
///     leaves.Add(row);
/// }
///
/// (RuleSet rules, FitSummary fit) = new RuleFitter(Losses.Squared).Fit(leaves, [.. table.SelectMany(row =&gt; row)], problem.Y, names: ["age", "bmi"]);
/// Console.WriteLine(rules);
/// </code>
/// </example>
/// </remarks>
/// <param name="loss">The loss.</param>
public sealed class RuleFitter(Loss loss)
{
    /// <summary>The default of <see cref="Grid"/>.</summary>
    public static LambdaGrid DefaultGrid { get; } = new() { Count = 50, Ratio = 1e-2 };

    /// <summary>The loss.</summary>
    public Loss Loss { get; } = loss ?? throw new ArgumentNullException(nameof(loss));

    /// <summary>Whether the features themselves may enter beside the rules.</summary>
    public bool LinearTerms { get; init; } = true;

    /// <summary>The share of the rows at each end whose values of a feature are cut off in its linear term, in [0, 0.5); a feature that hardly varies otherwise is not cut.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 0.5).</exception>
    public double WinsorizedShare
    {
        get;
        init => field = CheckedShare(value);
    } = 0.025;

    /// <summary>Where lambda comes from: by default the largest within one standard error of the best of 10-fold cross-validation.</summary>
    public LambdaSelection Lambda { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = LambdaSelection.CrossValidated(rule: SelectionRule.OneStandardError);

    /// <summary>The lambdas of the path; by default 50 down to 1e-2 λmax, as dense as those of <see cref="LambdaGrid.Default"/>. Below that there are too many rules to read, and as a rule is the sum of its two parts, fits are slow.</summary>
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
        var candidates = new RuleCandidates(leaves, features, weights, names, LinearTerms ? WinsorizedShare : null);
        TrainingProblem problem = Problem(candidates, features, leaves.Rows, y, weights);
        FitSummary fit = new LinearModelFitter(Loss, Penalties.Lasso) { Options = Options, Grid = Grid, Lambda = Lambda, MaximumNonzeros = MaximumTerms, Seed = Seed }.Fit(problem, progress, cancellationToken);
        return (candidates.With(fit.Selected.Intercept, fit.Selected.Coefficients), fit);
    }

    /// <summary>
    /// Chooses rules and terms as <see cref="Fit(LeafTable, ReadOnlySpan{float}, ReadOnlySpan{double}, IReadOnlyList{double}?, IReadOnlyList{string}?, IProgress{FitProgress}?, CancellationToken)"/> does, but
    /// lambda by a cross-validation of growing and choosing: for each fold trees are grown anew on the other rows, a lasso chooses among their rules on these rows, and the fold judges what comes of it.
    /// </summary>
    /// <param name="leaves">The n rows in the trees that were grown on all of them.</param>
    /// <param name="features">The features of the same rows, length n·p, by rows; NaN is a missing value.</param>
    /// <param name="y">The response, length n; classes are 0 and 1.</param>
    /// <param name="grow">Grows trees on some rows, given by their positions in ascending order, and puts these rows in them.</param>
    /// <param name="weights">Example weights, length n, or null.</param>
    /// <param name="names">Names of the features, length p, or null for x0, x1, …</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    /// <returns>The rules and terms, of all rows, and the fit, whose curve no row has seen before it judges.</returns>
    /// <exception cref="ArgumentException">As without folds, or <see cref="Lambda"/> is not by cross-validation.</exception>
    /// <exception cref="InvalidOperationException">The trees have no split that tells rows apart, and no feature varies.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled.</exception>
    public (RuleSet Rules, FitSummary Fit) FitAcross(
        LeafTable leaves, ReadOnlyMemory<float> features, ReadOnlyMemory<double> y, Func<IReadOnlyList<int>, LeafTable> grow, IReadOnlyList<double>? weights = null, IReadOnlyList<string>? names = null,
        IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grow);
        if (Lambda is not LambdaSelection.CrossValidatedLambda by)
        {
            throw new ArgumentException("Growing and choosing on different folds (CrossFit) is a way of cross-validation, and Lambda is chosen in another. Use LambdaSelection.CrossValidated, or leave CrossFit out.", nameof(grow));
        }

        long started = Stopwatch.GetTimestamp();
        var candidates = new RuleCandidates(leaves, features.Span, weights, names, LinearTerms ? WinsorizedShare : null);
        TrainingProblem problem = Problem(candidates, features.Span, leaves.Rows, y.Span, weights);
        var folds = new RuleFolds(this, problem, features, by, grow, names);
        RegularizationPath path = new PathSolver(Loss, Penalties.Lasso) { Options = Options, Grid = Grid }.Fit(problem, progress, cancellationToken);
        CrossValidationResult validation = folds.Judge(path, progress, started, cancellationToken);
        var chooser = new LinearModelFitter(Loss, Penalties.Lasso) { Grid = Grid, MaximumNonzeros = MaximumTerms };
        int selected = chooser.IndexOf(validation.Deviance, path, by.Rule);
        var fit = new FitSummary(problem, Loss, Penalties.Lasso, path, validation, selected, $"{validation.Folds}-fold cross-validation of growing and choosing, {LinearModelFitter.Words(by.Rule)}{chooser.Limit}", Stopwatch.GetElapsedTime(started).TotalSeconds)
        {
            EndsTooSoon = by.Rule == SelectionRule.LambdaMin && chooser.IsLast(path, selected),
        };
        return (candidates.With(fit.Selected.Intercept, fit.Selected.Coefficients), fit);
    }

    internal static double CheckedShare(double value) =>
        value is >= 0 and < 0.5 ? value : throw new ArgumentOutOfRangeException(nameof(value), FormattableString.Invariant($"WinsorizedShare is {value}; it must be in [0, 0.5), such as 0.025."));

    private static TrainingProblem Problem(RuleCandidates candidates, ReadOnlySpan<float> features, int rows, ReadOnlySpan<double> y, IReadOnlyList<double>? weights) =>
        new(candidates.Matrix(features, rows), y) { Weights = weights, FeatureNames = candidates.Names };
}
