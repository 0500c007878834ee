using System.Diagnostics;

namespace Regularization;

/// <summary>
/// The second half of RuleFit for several classes: given trees, makes a rule of each of their nodes and chooses among the rules and the features themselves by a multinomial lasso, with a coefficient for each class:
/// minimises (1/Σw) Σ_i w_i [log Σ_k exp(η_ik) − η_{i,y_i}] + λ Σ_k (v Σ_r |a_rk| + Σ_j |c_jk| sd_j / 0.4), η_ik being the sum of class k and v 1 unless <see cref="RulePenaltyFactors"/> say otherwise.
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
    public LambdaSelection Lambda { get; init => field = value ?? throw new ArgumentNullException(nameof(Lambda)); } = LambdaSelection.CrossValidated(rule: SelectionRule.OneStandardError);

    /// <summary>As <see cref="RuleFitter.Grid"/>.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(Grid)); } = RuleFitter.DefaultGrid;

    /// <summary>The most rules and linear terms together that may have a coefficient in some class, at least 1; null for any number. Lambda is chosen among those of the path with no more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? MaximumTerms { get; init => field = RuleSearch.AtLeastOne(value, nameof(MaximumTerms)); }

    /// <summary>The most rules that may have a coefficient in some class, whatever the number of linear terms, at least 1; null for any number. Lambda is chosen among those of the path with no more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? MaximumRules { get; init => field = RuleSearch.AtLeastOne(value, nameof(MaximumRules)); }

    /// <summary>As <see cref="RuleFitter.RulePenaltyFactors"/>; more than one needs <see cref="FitAcross"/>.</summary>
    /// <exception cref="ArgumentException">Empty, or a factor is not above 0.</exception>
    public IReadOnlyList<double> RulePenaltyFactors { get; init => field = RuleSearch.CheckedFactors(value); } = [1];

    /// <summary>As <see cref="RuleFitter.Relaxations"/>: the rules and terms with a coefficient in some class are fitted alone, in all classes. Other than 1 needs <see cref="FitAcross"/>.</summary>
    /// <exception cref="ArgumentException">Empty, or a share is outside (0, 1].</exception>
    public IReadOnlyList<double> Relaxations { get; init => field = RuleSearch.CheckedShares(value); } = [1];

    /// <summary>How the path is fitted; features are not standardised whatever it says.</summary>
    public FitOptions Options { get; init => field = (value ?? throw new ArgumentNullException(nameof(Options))) with { Standardize = false }; } = FitOptions.Default with { Standardize = false };

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
    /// <returns>The rules and terms of each class, and the fit, whose features are all rules and then all terms; with an infinite penalty factor of rules the terms alone.</returns>
    /// <exception cref="ArgumentException">Lengths disagree, a feature is infinite, or a class or weight is not allowed; or <see cref="RulePenaltyFactors"/> or <see cref="Relaxations"/> ask for what only folds can choose; or no lambda keeps the limits.</exception>
    /// <exception cref="InvalidOperationException">The trees have no split that tells rows apart, and no feature varies.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled while lambda was being chosen.</exception>
    public (MulticlassRuleSet Rules, MultinomialFitSummary Fit) Fit(
        LeafTable leaves, ReadOnlySpan<float> features, ReadOnlySpan<double> y, IReadOnlyList<double>? weights = null, IReadOnlyList<string>? names = null, IReadOnlyList<string>? classNames = null,
        IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        CheckChoice(acrossFolds: false);
        var all = new MulticlassRuleLasso(this, new RuleCandidates(leaves, features, weights, names, Search.WinsorizedShare), features, y.ToArray(), weights);
        double factor = Search.Factors[0];
        MulticlassRuleLasso lasso = all.At(factor);
        MultinomialFitSummary fit = Chooser(lasso, factor, classNames).Fit(lasso.Problem, progress, cancellationToken);
        return (RulesOf(lasso, fit), fit);
    }

    /// <summary>
    /// Chooses rules and terms as <see cref="Fit"/> does, but lambda, and one of <see cref="RulePenaltyFactors"/> and of <see cref="Relaxations"/>, by a cross-validation of growing and choosing, as
    /// <see cref="RuleFitter.FitAcross"/>.
    /// </summary>
    /// <param name="leaves">The n rows in the trees that were grown on all of them.</param>
    /// <param name="features">The features of the same rows, length n·p, by rows; NaN is a missing value.</param>
    /// <param name="y">The number of the class of each row, 0 .. K − 1, length n; every class occurs.</param>
    /// <param name="grow">Grows trees on some rows, given by their positions in ascending order, and puts these rows in them.</param>
    /// <param name="weights">Example weights, length n, or null.</param>
    /// <param name="names">Names of the features, length p, or null for x0, x1, …</param>
    /// <param name="classNames">Names of the classes, length K, or null for 0, 1, …</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within a step.</param>
    /// <returns>The rules and terms, of all rows, and the fit, whose curve is the best of as many as there are factors and relaxations.</returns>
    /// <exception cref="ArgumentException">As without folds, or <see cref="Lambda"/> is not by cross-validation, or a class has no row outside a fold.</exception>
    /// <exception cref="InvalidOperationException">The trees have no split that tells rows apart, and no feature varies.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled.</exception>
    public (MulticlassRuleSet Rules, MultinomialFitSummary Fit) FitAcross(
        LeafTable leaves, ReadOnlyMemory<float> features, ReadOnlyMemory<double> y, Func<IReadOnlyList<int>, LeafTable> grow, IReadOnlyList<double>? weights = null, IReadOnlyList<string>? names = null,
        IReadOnlyList<string>? classNames = null, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grow);
        CheckChoice(acrossFolds: true);
        var by = (LambdaSelection.CrossValidatedLambda)Lambda;
        long started = Stopwatch.GetTimestamp();
        var all = new MulticlassRuleLasso(this, new RuleCandidates(leaves, features.Span, weights, names, Search.WinsorizedShare), features.Span, y.ToArray(), weights);
        var folds = new MulticlassRuleFolds(this, all, features, by, grow, names, classNames);
        RuleChoice choice = folds.Choose(by.Rule, progress, cancellationToken);
        MultinomialPath path = folds.Paths[choice.At];
        MulticlassRuleLasso lasso = all.At(choice.Factor);
        MultinomialModelFitter chooser = Chooser(lasso, choice.Factor, classNames);
        MultinomialSolution? relaxed = choice.Relaxation < 1 ? all.Relaxed(path[choice.Index], choice.Factor, [choice.Relaxation], cancellationToken)[0] : null;
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var fit = new MultinomialFitSummary(lasso.Problem, chooser.Penalty, Grouped, path, choice.Index, relaxed)
        {
            ClassNames = classNames ?? [.. Enumerable.Range(0, path[choice.Index].ClassCount).Select(k => FormattableString.Invariant($"{k}"))],
            SelectedBy = $"{folds.Count}-fold cross-validation of growing and choosing, {LinearModelFitter.Words(by.Rule)}{chooser.Limit}{choice}",
            Seconds = seconds,
            CrossValidation = new MultinomialCrossValidationResult(path, choice.Curves, folds.FoldOfRow, folds.Count, choice.Unconverged, seconds),
            ChoiceWarning = chooser.EndOf(path, choice.Index, by.Rule),
        };
        cancellationToken.ThrowIfCancellationRequested();
        return (RulesOf(lasso, fit), fit);
    }

    /// <summary>Refuses what nothing can be chosen with, before trees are grown; the fits do the same.</summary>
    /// <param name="acrossFolds">Whether folds of growing and choosing are to choose.</param>
    /// <exception cref="ArgumentException">As <see cref="RuleFitter.CheckChoice"/>.</exception>
    public void CheckChoice(bool acrossFolds) => Search.Check(Lambda, acrossFolds);

    /// <summary>What is chosen among.</summary>
    internal RuleSearch Search => new(RuleSearch.FactorsFor(LinearTerms, RulePenaltyFactors), Relaxations, LinearTerms ? WinsorizedShare : null, Options.Tolerance, RuleSearch.Words(MaximumTerms, MaximumRules));

    /// <summary>Chooses lambda on the path of a penalty factor.</summary>
    internal MultinomialModelFitter Chooser(MulticlassRuleLasso lasso, double factor, IReadOnlyList<string>? classNames = null) => new(lasso.PenaltyOf(factor))
    {
        Grouped = Grouped,
        Options = Options,
        Grid = Grid,
        Lambda = Lambda,
        Limitation = Search.Limits.Length == 0 ? null : (solution => !(solution.FeatureCount > MaximumTerms) && !(lasso.Candidates.RulesIn(solution) > MaximumRules), Search.Limits),
        Seed = Seed,
        ClassNames = classNames,
    };

    private static MulticlassRuleSet RulesOf(MulticlassRuleLasso lasso, MultinomialFitSummary fit) =>
        new(fit.ClassNames, fit.Selected.Coefficients.Select((of, k) => lasso.Candidates.With(fit.Selected.Intercepts[k], of)));
}
