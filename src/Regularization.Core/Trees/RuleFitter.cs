using System.Diagnostics;

namespace Regularization;

/// <summary>
/// The second half of RuleFit: given trees, makes a rule of each of their nodes and chooses among the rules and the features themselves by a lasso,
/// minimising (1/Σw) Σ_i w_i loss(y_i, b0 + Σ_k a_k r_k(x_i) + Σ_j c_j l_j(x_ij)) + λ (v Σ_k |a_k| + Σ_j |c_j| sd_j / 0.4), v being 1 unless <see cref="RulePenaltyFactors"/> say otherwise.
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
    public LambdaSelection Lambda { get; init => field = value ?? throw new ArgumentNullException(nameof(Lambda)); } = LambdaSelection.CrossValidated(rule: SelectionRule.OneStandardError);

    /// <summary>The lambdas of the path; by default 50 down to 1e-2 λmax, as dense as those of <see cref="LambdaGrid.Default"/>. Below that there are too many rules to read, and as a rule is the sum of its two parts, fits are slow.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(Grid)); } = DefaultGrid;

    /// <summary>The most rules and linear terms together that may be chosen, at least 1; null for any number. Lambda is chosen among those of the path with no more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? MaximumTerms { get; init => field = RuleSearch.AtLeastOne(value, nameof(MaximumTerms)); }

    /// <summary>The most rules that may be chosen, whatever the number of linear terms, at least 1; null for any number. Lambda is chosen among those of the path with no more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? MaximumRules { get; init => field = RuleSearch.AtLeastOne(value, nameof(MaximumRules)); }

    /// <summary>
    /// Penalty factors v of a rule to choose from, a linear term having 1: λ (v Σ_k |a_k| + Σ_j |c_j| sd_j / 0.4) is then the penalty. Each is above 0; ∞ is for linear terms alone. More than one needs the folds of
    /// <see cref="FitAcross(LeafTable, ReadOnlyMemory{float}, ReadOnlyMemory{double}, Func{IReadOnlyList{int}, LeafTable}, IReadOnlyList{double}?, IReadOnlyList{string}?, IProgress{FitProgress}?, CancellationToken)"/>,
    /// which see how much better than linear terms rules are on rows that they have not seen. By default 1, that of Friedman and Popescu. Without
    /// <see cref="LinearTerms"/> several say what one does, and 1 is taken.
    /// </summary>
    /// <exception cref="ArgumentException">Empty, or a factor is not above 0.</exception>
    public IReadOnlyList<double> RulePenaltyFactors { get; init => field = RuleSearch.CheckedFactors(value); } = [1];

    /// <summary>
    /// Shares φ of λ to choose from: rules and terms are chosen at λ, and their coefficients are those of a lasso over the chosen alone at φ λ, with less shrinkage. Each is in (0, 1]; 1 is the lasso itself, the default.
    /// Other than 1 needs the folds of <see cref="FitAcross(LeafTable, ReadOnlyMemory{float}, ReadOnlyMemory{double}, Func{IReadOnlyList{int}, LeafTable}, IReadOnlyList{double}?, IReadOnlyList{string}?, IProgress{FitProgress}?, CancellationToken)"/>.
    /// </summary>
    /// <remarks>Source: Meinshausen (2007), "Relaxed lasso", Computational Statistics and Data Analysis 52.</remarks>
    /// <exception cref="ArgumentException">Empty, or a share is outside (0, 1].</exception>
    public IReadOnlyList<double> Relaxations { get; init => field = RuleSearch.CheckedShares(value); } = [1];

    /// <summary>How the path is fitted; features are not standardised whatever it says.</summary>
    public FitOptions Options { get; init => field = (value ?? throw new ArgumentNullException(nameof(Options))) with { Standardize = false }; } = FitOptions.Default with { Standardize = false };

    /// <summary>Seed of random folds.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Refuses what nothing can be chosen with, before trees are grown; the fits do the same.</summary>
    /// <param name="acrossFolds">Whether folds of growing and choosing are to choose.</param>
    /// <exception cref="ArgumentException">Linear terms alone are asked for, and there are none; several factors or a relaxation are to be chosen among without folds of growing; or there are such folds, and <see cref="Lambda"/> is not by cross-validation.</exception>
    public void CheckChoice(bool acrossFolds) => Search.Check(Lambda, acrossFolds);

    /// <summary>Chooses rules and terms.</summary>
    /// <param name="leaves">The n rows in the trees.</param>
    /// <param name="features">The features of the same rows, length n·p, by rows; NaN is a missing value.</param>
    /// <param name="y">The response, length n; classes are 0 and 1.</param>
    /// <param name="weights">Example weights, length n, or null.</param>
    /// <param name="names">Names of the features, length p, or null for x0, x1, …</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    /// <returns>The rules and terms with a coefficient, and the fit, whose features are all rules and then all terms.</returns>
    /// <exception cref="ArgumentException">Lengths disagree, a feature is infinite, or a response or weight is not fit for the loss; or <see cref="RulePenaltyFactors"/> or <see cref="Relaxations"/> ask for what only folds can choose; or no lambda keeps the limits.</exception>
    /// <exception cref="InvalidOperationException">The trees have no split that tells rows apart, and no feature varies.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled while lambda was being chosen.</exception>
    public (RuleSet Rules, FitSummary Fit) Fit(
        LeafTable leaves, ReadOnlySpan<float> features, ReadOnlySpan<double> y, IReadOnlyList<double>? weights = null, IReadOnlyList<string>? names = null,
        IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        CheckChoice(acrossFolds: false);
        var lasso = new LinearRuleLasso(this, new RuleCandidates(leaves, features, weights, names, Search.WinsorizedShare), features, y.ToArray(), weights);
        FitSummary fit = Chooser(lasso, Search.Factors[0]).Fit(lasso.Problem, progress, cancellationToken);
        return (lasso.Candidates.With(fit.Selected.Intercept, fit.Selected.Coefficients), fit);
    }

    /// <summary>
    /// Chooses rules and terms as <see cref="Fit(LeafTable, ReadOnlySpan{float}, ReadOnlySpan{double}, IReadOnlyList{double}?, IReadOnlyList{string}?, IProgress{FitProgress}?, CancellationToken)"/> does, but
    /// lambda by a cross-validation of growing and choosing: for each fold trees are grown anew on the other rows, a lasso chooses among their rules on these rows, and the fold judges what comes of it.
    /// <see cref="RulePenaltyFactors"/> and <see cref="Relaxations"/> are those of the smallest deviance of all; of the lambdas there it is, as <see cref="Lambda"/> says, the best or the largest within one standard error.
    /// </summary>
    /// <param name="leaves">The n rows in the trees that were grown on all of them.</param>
    /// <param name="features">The features of the same rows, length n·p, by rows; NaN is a missing value.</param>
    /// <param name="y">The response, length n; classes are 0 and 1.</param>
    /// <param name="grow">Grows trees on some rows, given by their positions in ascending order, and puts these rows in them.</param>
    /// <param name="weights">Example weights, length n, or null.</param>
    /// <param name="names">Names of the features, length p, or null for x0, x1, …</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    /// <returns>The rules and terms, of all rows, and the fit. No row has been seen by what it judges, but its curve is the best of as many as there are factors and relaxations, and its smallest value is too good by as much.</returns>
    /// <exception cref="ArgumentException">As without folds, or <see cref="Lambda"/> is not by cross-validation.</exception>
    /// <exception cref="InvalidOperationException">The trees have no split that tells rows apart, and no feature varies.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled.</exception>
    public (RuleSet Rules, FitSummary Fit) FitAcross(
        LeafTable leaves, ReadOnlyMemory<float> features, ReadOnlyMemory<double> y, Func<IReadOnlyList<int>, LeafTable> grow, IReadOnlyList<double>? weights = null, IReadOnlyList<string>? names = null,
        IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grow);
        CheckChoice(acrossFolds: true);
        var by = (LambdaSelection.CrossValidatedLambda)Lambda;
        long started = Stopwatch.GetTimestamp();
        var lasso = new LinearRuleLasso(this, new RuleCandidates(leaves, features.Span, weights, names, Search.WinsorizedShare), features.Span, y.ToArray(), weights);
        var folds = new LinearRuleFolds(this, lasso, features, by, grow, names);
        RuleChoice choice = folds.Choose(by.Rule, progress, cancellationToken);
        RegularizationPath path = folds.Paths[choice.At];
        LinearModelFitter chooser = Chooser(lasso, choice.Factor);
        Solution? relaxed = choice.Relaxation < 1 ? lasso.Relaxed(path[choice.Index], choice.Factor, [choice.Relaxation], cancellationToken)[0] : null;
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var validation = new CrossValidationResult(path, choice.Curves, folds.FoldOfRow, folds.Count, choice.Unconverged, seconds);
        string selectedBy = $"{folds.Count}-fold cross-validation of growing and choosing, {LinearModelFitter.Words(by.Rule)}{chooser.Limit}{choice}";
        var fit = new FitSummary(lasso.Problem, Loss, lasso.PenaltyOf(choice.Factor), path, validation, choice.Index, selectedBy, seconds, relaxed)
        {
            ChoiceWarning = chooser.EndOf(path, choice.Index, by.Rule),
        };
        cancellationToken.ThrowIfCancellationRequested();
        return (lasso.Candidates.With(fit.Selected.Intercept, fit.Selected.Coefficients), fit);
    }

    /// <summary>Chooses lambda on the path of a penalty factor.</summary>
    internal LinearModelFitter Chooser(LinearRuleLasso lasso, double factor) => new(Loss, lasso.PenaltyOf(factor))
    {
        Options = Options,
        Grid = Grid,
        Lambda = Lambda,
        Limitation = Search.Limits.Length == 0 ? null : (solution => !(solution.NonzeroCount > MaximumTerms) && !(lasso.Candidates.RulesIn(solution.Coefficients) > MaximumRules), Search.Limits),
        Seed = Seed,
    };

    internal static double CheckedShare(double value) =>
        value is >= 0 and < 0.5 ? value : throw new ArgumentOutOfRangeException(nameof(WinsorizedShare), FormattableString.Invariant($"WinsorizedShare is {value}; it must be in [0, 0.5), such as 0.025."));

    /// <summary>What is chosen among.</summary>
    internal RuleSearch Search => new(RuleSearch.FactorsFor(LinearTerms, RulePenaltyFactors), Relaxations, LinearTerms ? WinsorizedShare : null, Options.Tolerance, RuleSearch.Words(MaximumTerms, MaximumRules));
}
