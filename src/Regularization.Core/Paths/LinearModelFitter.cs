using System.Diagnostics;

namespace Regularization;

/// <summary>From data to one chosen model: fits a lambda that is given, or a path and the lambda that cross-validation, rows held out or an information criterion choose.</summary>
/// <remarks>
/// <example>
/// <code>
/// FitSummary summary = new LinearModelFitter(Losses.Logistic, Penalties.ElasticNet(0.9)) { Lambda = LambdaSelection.CrossValidated() }.Fit(problem);
/// foreach (string warning in summary.Warnings)
/// {
///     Console.WriteLine(warning);
/// }
/// </code>
/// </example>
/// </remarks>
/// <param name="loss">The loss.</param>
/// <param name="penalty">The penalty.</param>
public sealed class LinearModelFitter(Loss loss, Penalty penalty)
{
    /// <summary>The loss.</summary>
    public Loss Loss { get; } = loss ?? throw new ArgumentNullException(nameof(loss));

    /// <summary>The penalty.</summary>
    public Penalty Penalty { get; } = penalty ?? throw new ArgumentNullException(nameof(penalty));

    /// <summary>How each fit is made.</summary>
    public FitOptions Options { get; init => field = value ?? throw new ArgumentNullException(nameof(Options)); } = FitOptions.Default;

    /// <summary>The lambdas of the path that one is chosen from.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(Grid)); } = LambdaGrid.Default;

    /// <summary>Where lambda comes from.</summary>
    public LambdaSelection Lambda { get; init => field = value ?? throw new ArgumentNullException(nameof(Lambda)); } = LambdaSelection.Default;

    /// <summary>Seed of random folds or rows where the selection names none.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// The most coefficients other than 0 that a chosen model may have, at least 1; null for any number. Lambda is then chosen among those of the path with no more, those that rows held
    /// out or a criterion find best; after a choice by a share of the rows it is the fit to all of them that has no more: where that of the best lambda has more, the whole path is fitted to all rows, too, at about the work
    /// of the first. A lambda that is given is not changed: a warning says where it has more. Not used by relaxed fits.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? MaximumNonzeros
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MaximumNonzeros), $"MaximumNonzeros is {value}; it must be at least 1, or null for any number.");
    }

    /// <summary>Where the fit of a given lambda begins; null for the null model. Paths begin at λmax, where the solution is known, and do not use it.</summary>
    public FitStart? Start { get; init; }

    /// <summary>
    /// Blends γ of a relaxed fit, γ · penalised + (1 − γ) · unpenalised on the same features, each in [0, 1]: cross-validation chooses among them along with lambda, and for a given lambda there is one. Null: no relaxed fit.
    /// </summary>
    /// <exception cref="ArgumentException">Empty, or a value is outside [0, 1].</exception>
    public IReadOnlyList<double>? RelaxedGammas { get; init => field = RelaxedFit.Checked(value); }

    /// <summary>The penalty of a fit to some of the rows, which others judge, given how that fit is made, where it depends on them; null where it does not.</summary>
    internal Func<TrainingProblem, FitOptions, Penalty>? PenaltyOfRows { get; init; }

    /// <summary>What else a solution must be to be chosen, as <see cref="MaximumNonzeros"/>; in words what it has at most.</summary>
    internal (Func<Solution, bool> Holds, string Words)? Limitation { get; init; }

    /// <summary>Refuses what <see cref="RelaxedGammas"/> cannot be had with, before any data are read; <see cref="Fit(TrainingProblem, IProgress{FitProgress}?, CancellationToken)"/> does the same.</summary>
    /// <exception cref="ArgumentException">The penalty is of groups or ranks, lambda is chosen by other means than cross-validation, or is given along with several blends.</exception>
    public void CheckRelaxed()
    {
        if (RelaxedGammas is not null)
        {
            new RelaxedFit(this, RelaxedGammas).Check();
        }
    }

    /// <summary>Fits, chooses, and reports.</summary>
    /// <param name="problem">The data.</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within an epoch. A lambda that is given, or chosen, then returns its best so far; until it is chosen, a choice throws.</param>
    /// <exception cref="ArgumentException">The problem does not fit the loss, the penalty, the folds or the start, or no lambda of the path keeps the limit.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled while lambda was being chosen.</exception>
    public FitSummary Fit(TrainingProblem problem, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        long started = Stopwatch.GetTimestamp();
        if (RelaxedGammas is not null)
        {
            return new RelaxedFit(this, RelaxedGammas).Fit(problem, progress, started, cancellationToken);
        }

        if (Lambda is LambdaSelection.CrossValidatedLambda by)
        {
            var validator = new CrossValidator(Loss, Penalty) { Options = Options, Grid = Grid, Folds = by.Folds, Seed = by.Seed ?? Seed, FoldOfRow = by.FoldOfRow, PenaltyOfRows = PenaltyOfRows };
            CrossValidationResult validation = validator.Fit(problem, progress, cancellationToken);
            int selected = IndexOf(validation.Deviance, validation.Path, by.Rule);
            return new FitSummary(problem, Loss, Penalty, validation.Path, validation, selected, $"{validation.Folds}-fold cross-validation, {Words(by.Rule)}{Limit}", Seconds(started))
            {
                ChoiceWarning = EndOf(validation.Path, selected, by.Rule),
            };
        }

        if (Lambda is LambdaSelection.HeldOutLambda share)
        {
            return FitHeldOut(problem, share, progress, started, cancellationToken);
        }

        if (Lambda is LambdaSelection.CriterionLambda { Criterion: { } chooser })
        {
            return FitByCriterion(problem, chooser, progress, started, cancellationToken);
        }

        RegularizationPath path = FitGiven(problem, progress, cancellationToken);
        return new FitSummary(problem, Loss, Penalty, path, null, 0, "given", Seconds(started)) { ChoiceWarning = OfGiven(path) };
    }

    /// <summary>
    /// Fits some rows and chooses lambda by others, in place of the folds or the held-out share of <see cref="Lambda"/>, whose rule is kept. The model is of the first rows only. A
    /// given lambda is fitted as it is, and judged.
    /// </summary>
    /// <param name="problem">The rows to fit.</param>
    /// <param name="validation">The rows to judge by, with the same features.</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within an epoch. A lambda that is given, or chosen, then returns its best so far; until it is chosen, a choice throws.</param>
    /// <exception cref="ArgumentException">A problem does not fit the loss, the penalty, the start or the other problem, or no lambda of the path keeps the limit.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled while lambda was being chosen.</exception>
    public FitSummary Fit(TrainingProblem problem, TrainingProblem validation, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        long started = Stopwatch.GetTimestamp();
        if (RelaxedGammas is not null)
        {
            throw new ArgumentException("RelaxedGammas is set, and rows to judge by are given; a relaxed fit chooses lambda and its blend by cross-validation, or takes both. Leave one out.", nameof(validation));
        }

        var validator = new HeldOutValidator(Loss, Penalty) { Options = Options, Grid = Grid };
        validator.Check(problem, validation);
        bool isGiven = Lambda is LambdaSelection.FixedLambda;
        HeldOutResult result = isGiven ? validator.Judge(FitGiven(problem, progress, cancellationToken), validation, started) : validator.Fit(problem, validation, progress, cancellationToken);
        SelectionRule rule = (Lambda as LambdaSelection.CrossValidatedLambda)?.Rule ?? (Lambda as LambdaSelection.HeldOutLambda)?.Rule ?? SelectionRule.LambdaMin;
        int selected = isGiven ? 0 : IndexOf(result.Deviance, result.Path, rule);
        return new FitSummary(problem, Loss, Penalty, result.Path, null, selected, isGiven ? "given" : $"validation data, {Words(rule)}{Limit}", Seconds(started))
        {
            HeldOut = result,
            ChoiceWarning = isGiven ? OfGiven(result.Path) : EndOf(result.Path, selected, rule),
        };
    }

    internal static string Words(SelectionRule rule) => rule == SelectionRule.LambdaMin ? "smallest deviance" : "one standard error";

    internal string Limit => LimitInWords.Length > 0 ? $", of those with at most {LimitInWords}" : string.Empty;

    private string LimitInWords => string.Join(" and ", (string[])[.. MaximumNonzeros is { } most ? [Counted.Of(most, "coefficient")] : (string[])[], .. Limitation is { } other ? [other.Words] : (string[])[]]);

    private bool IsSmall(Solution solution) => (MaximumNonzeros is not { } most || solution.NonzeroCount <= most) && Limitation?.Holds(solution) != false;

    /// <summary>The position that a rule chooses among the solutions that keep the limits; null if there are none.</summary>
    internal int? Find(CrossValidationCurve curve, RegularizationPath path, SelectionRule rule) => curve.IndexOf(rule, k => IsSmall(path[k]));

    private int IndexOf(CrossValidationCurve curve, RegularizationPath path, SelectionRule rule) => Find(curve, path, rule) ?? throw ModelLimit.Unmet(LimitInWords, Grid);

    /// <summary>Whether some solution of a path keeps the limits.</summary>
    internal bool IsKeptBySome(RegularizationPath path) => path.Any(IsSmall);

    private static double Seconds(long started) => Stopwatch.GetElapsedTime(started).TotalSeconds;

    internal RegularizationPath FitGiven(TrainingProblem problem, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        double lambda = ((LambdaSelection.FixedLambda)Lambda).Lambda;
        RegularizationPath path = new PathSolver(Loss, Penalty) { Options = Options }.PathTo(problem, lambda, cancellationToken, Start);
        progress?.Report(new FitProgress("path", 1, 1, lambda, path[0].NonzeroCount, path[0].DevianceExplained));
        return path;
    }

    /// <summary>Chooses lambda by a share of the rows, then fits it to all from where it was.</summary>
    private FitSummary FitHeldOut(TrainingProblem problem, LambdaSelection.HeldOutLambda by, IProgress<FitProgress>? progress, long started, CancellationToken cancellationToken)
    {
        Loss.CheckResponse(problem.Y, problem.NormalizedWeights());
        int[] rows = Folds.Share(problem.Y, Loss.IsClassification, by.Fraction, by.Seed ?? Seed);
        (TrainingProblem training, TrainingProblem judging) = Folds.HoldOut(problem, rows, by.Fraction);
        bool isLimited = LimitInWords.Length > 0;
        var onAll = new PathSolver(Loss, Penalty) { Options = Options };
        if (!onAll.Varies(training) && onAll.Varies(problem))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"A fraction of {by.Fraction} holds out {rows.Length} of {problem.X.Rows} rows, and those left to train on have the same response: they say nothing of lambda. Use {(problem.NormalizedWeights().Count(w => w > 0) > 2 ? "a smaller fraction" : "more rows")}, or fix lambda."),
                nameof(problem));
        }

        // Limits are of the model of all rows, whose λmax may be the larger one.
        LambdaGrid grid = isLimited && Grid.Values is null ? Grid with { LeastTop = onAll.LargestLambda(problem, cancellationToken) } : Grid;
        HeldOutResult result = new HeldOutValidator(Loss, PenaltyOfRows?.Invoke(training, Options) ?? Penalty) { Options = Options, Grid = grid }.Fit(training, judging, progress, cancellationToken);
        RegularizationPath AllAt(int k) => onAll.PathTo(problem, result.Path[k].Lambda, cancellationToken, FitStart.From(result.Path[k]));

        // If the models of the best and of the chosen lambda keep the limits, no other changes the choice; else the whole path must be known.
        (int best, int selected) = (result.Deviance.IndexOfBest, result.Deviance.IndexOf(by.Rule, _ => true) ?? 0);
        RegularizationPath path = AllAt(selected);
        if (isLimited && !(IsSmall(path[0]) && (best == selected || IsSmall(AllAt(best)[0]))))
        {
            cancellationToken.ThrowIfCancellationRequested();
            RegularizationPath whole = new PathSolver(Loss, Penalty) { Options = Options, Grid = new LambdaGrid { Values = result.Lambdas } }.Fit(problem, progress, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            selected = IndexOf(result.Deviance, whole, by.Rule);
            path = whole.Only(selected);
        }

        string selectedBy = FormattableString.Invariant($"{Counted.Of(rows.Length, "row")} held out, {Words(by.Rule)}{Limit}");
        return new FitSummary(problem, Loss, Penalty, path, null, 0, selectedBy, Seconds(started))
        {
            HeldOut = result,
            IsJudgedByShare = true,
            ChoiceWarning = EndOf(result.Path, selected, by.Rule),
        };
    }

    private FitSummary FitByCriterion(TrainingProblem problem, InformationCriterion chooser, IProgress<FitProgress>? progress, long started, CancellationToken cancellationToken)
    {
        RegularizationPath path = new PathSolver(Loss, Penalty) { Options = Options, Grid = Grid }.Fit(problem, progress, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        InformationCriterionCurve curve = chooser.Evaluate(problem, Loss, Penalty, path, Options.Intercept);
        int selected = curve.IndexOfBestAmong(k => IsSmall(path[k])) ?? throw ModelLimit.Unmet(LimitInWords, Grid);
        return new FitSummary(problem, Loss, Penalty, path, null, selected, $"smallest {chooser}{Limit}", Seconds(started))
        {
            Criterion = curve,
            ChoiceWarning = EndOf(path, selected, SelectionRule.LambdaMin, chooser.Name),
        };
    }

    /// <summary>What is to be said where the best lambda is the last of the path.</summary>
    internal string? EndOf(RegularizationPath path, int selected, SelectionRule rule, string measure = "deviance") => rule != SelectionRule.LambdaMin
        ? null
        : PathEnd.Warning(Grid, [.. path.Select(solution => (solution.Lambda, solution.DevianceExplained))], selected, Grid.MayStop([.. path], Loss, Penalty, Options.Tolerance), measure);

    /// <summary>What is to be said where a given lambda does not keep the limits.</summary>
    private string? OfGiven(RegularizationPath path) => IsSmall(path[0]) ? null : ModelLimit.Exceeded(LimitInWords);
}
