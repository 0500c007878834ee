using System.Diagnostics;

namespace Regularization;

/// <summary>From data to one chosen multinomial model: fits a lambda that is given, or a path and the lambda that cross-validation, rows held out or an information criterion choose.</summary>
/// <remarks>
/// <example>
/// <code>
/// MultinomialFitSummary summary = new MultinomialModelFitter(Penalties.Lasso) { ClassNames = ["low", "middle", "high"] }.Fit(classes);
/// foreach (CoefficientRow row in summary.CoefficientTable(classNumber: 2))
/// {
///     Console.WriteLine($"{row.Name} {row.Value:g4}");   // what speaks for "high"
/// }
/// </code>
/// </example>
/// </remarks>
/// <param name="penalty">Lasso, ridge or elastic net, with factors and bounds where wanted.</param>
/// <exception cref="ArgumentException">Another penalty.</exception>
public sealed class MultinomialModelFitter(Penalty penalty)
{
    /// <summary>The penalty.</summary>
    public Penalty Penalty { get; } = new MultinomialPathSolver(penalty).Penalty;

    /// <summary>Whether the coefficients of a feature enter and leave together in all classes (<see cref="MultinomialPathSolver.Grouped"/>).</summary>
    /// <exception cref="ArgumentException">The penalty has bounds.</exception>
    public bool Grouped { get; init => field = MultinomialPathSolver.RequireNoBounds(value, penalty); }

    /// <summary>How each fit is made.</summary>
    public FitOptions Options { get; init => field = value ?? throw new ArgumentNullException(nameof(Options)); } = FitOptions.Default;

    /// <summary>The lambdas of the path that one is chosen from.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(Grid)); } = LambdaGrid.Default;

    /// <summary>Where lambda comes from.</summary>
    public LambdaSelection Lambda { get; init => field = value ?? throw new ArgumentNullException(nameof(Lambda)); } = LambdaSelection.Default;

    /// <summary>Seed of random folds or rows where the selection names none.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where the fit of a given lambda begins; null for the null model. Paths begin at λmax, where the solution is known, and do not use it.</summary>
    public MultinomialStart? Start { get; init; }

    /// <summary>Names of the classes in the order of their numbers, for the summary and messages; null for numbers.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>The penalty of a fit to some of the rows, which others judge, given how that fit is made, where it depends on them; null where it does not.</summary>
    internal Func<TrainingProblem, FitOptions, Penalty>? PenaltyOfRows { get; init; }

    /// <summary>What a chosen model must hold, and in words; null for nothing.</summary>
    internal (Func<MultinomialSolution, bool> Holds, string Words)? Limitation { get; init; }

    /// <summary>The words of <see cref="Limitation"/> in a sentence on the choice.</summary>
    internal string Limit => Limitation is { } limit ? $", of those with at most {limit.Words}" : string.Empty;

    /// <summary>Fits, chooses, and reports.</summary>
    /// <param name="problem">The response of a row is the number of its class, 0 .. K − 1, and every class occurs.</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within a step. A lambda that is given, or chosen, then returns its best so far; until it is chosen, a choice throws.</param>
    /// <exception cref="ArgumentException">The problem is none that <see cref="MultinomialPathSolver.Fit"/> takes, does not fit the folds, or has other than <see cref="ClassNames"/> classes.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled while lambda was being chosen.</exception>
    public MultinomialFitSummary Fit(TrainingProblem problem, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        long started = Stopwatch.GetTimestamp();
        CheckNames(problem);
        if (Lambda is LambdaSelection.HeldOutLambda share)
        {
            return FitHeldOut(problem, share, progress, started, cancellationToken);
        }

        if (Lambda is LambdaSelection.CriterionLambda { Criterion: { } chooser })
        {
            return FitByCriterion(problem, chooser, progress, started, cancellationToken);
        }

        if (Lambda is not LambdaSelection.CrossValidatedLambda by)
        {
            MultinomialPath given = FitGiven(problem, progress, cancellationToken);
            MultinomialFitSummary ofGiven = Summary(problem, given, 0, "given", started);
            ofGiven.ChoiceWarning = OfGiven(given);
            return ofGiven;
        }

        var validator = new MultinomialCrossValidator(Penalty)
        {
            Grouped = Grouped,
            Options = Options,
            Grid = Grid,
            Folds = by.Folds,
            Seed = by.Seed ?? Seed,
            FoldOfRow = by.FoldOfRow,
            ClassNames = ClassNames,
            PenaltyOfRows = PenaltyOfRows,
        };
        MultinomialCrossValidationResult validation = validator.Fit(problem, progress, cancellationToken);
        int selected = IndexOf(validation.Deviance, validation.Path, by.Rule);
        MultinomialFitSummary summary = Summary(problem, validation.Path, selected, $"{validation.Folds}-fold cross-validation, {LinearModelFitter.Words(by.Rule)}{Limit}", started);
        summary.CrossValidation = validation;
        summary.ChoiceWarning = EndOf(validation.Path, selected, by.Rule);
        return summary;
    }

    /// <summary>
    /// Fits some rows and chooses lambda by others, in place of the folds or the held-out share of <see cref="Lambda"/>, whose rule is kept. The model is of the first
    /// rows only. A given lambda is fitted as it is, and judged.
    /// </summary>
    /// <param name="problem">The rows to fit.</param>
    /// <param name="validation">The rows to judge by, with the same features and no other classes.</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within a step. A lambda that is given, or chosen, then returns its best so far; until it is chosen, a choice throws.</param>
    /// <exception cref="ArgumentException">A problem is none that <see cref="MultinomialHeldOutValidator.Fit"/> takes.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled while lambda was being chosen.</exception>
    public MultinomialFitSummary Fit(TrainingProblem problem, TrainingProblem validation, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        long started = Stopwatch.GetTimestamp();
        CheckNames(problem);
        MultinomialHeldOutValidator validator = Validator(Penalty);
        validator.Check(problem, validation);
        bool isGiven = Lambda is LambdaSelection.FixedLambda;
        MultinomialHeldOutResult result = isGiven
            ? MultinomialHeldOutValidator.Judge(FitGiven(problem, progress, cancellationToken), validation, started)
            : validator.Fit(problem, validation, progress, cancellationToken);
        SelectionRule rule = (Lambda as LambdaSelection.CrossValidatedLambda)?.Rule ?? (Lambda as LambdaSelection.HeldOutLambda)?.Rule ?? SelectionRule.LambdaMin;
        int selected = isGiven ? 0 : IndexOf(result.Deviance, result.Path, rule);
        MultinomialFitSummary summary = Summary(problem, result.Path, selected, isGiven ? "given" : $"validation data, {LinearModelFitter.Words(rule)}{Limit}", started);
        summary.HeldOut = result;
        summary.ChoiceWarning = isGiven ? OfGiven(result.Path) : EndOf(result.Path, selected, rule);
        return summary;
    }

    /// <summary>The position that a rule chooses among the solutions that keep the limits; null if there are none.</summary>
    internal int? Find(CrossValidationCurve curve, MultinomialPath path, SelectionRule rule) => curve.IndexOf(rule, k => IsSmall(path[k]));

    private int IndexOf(CrossValidationCurve curve, MultinomialPath path, SelectionRule rule) => Find(curve, path, rule) ?? throw ModelLimit.Unmet(Limitation!.Value.Words, Grid);

    /// <summary>Whether some solution of a path keeps the limits.</summary>
    internal bool IsKeptBySome(MultinomialPath path) => path.Any(IsSmall);

    private bool IsSmall(MultinomialSolution solution) => Limitation?.Holds(solution) != false;

    private MultinomialHeldOutValidator Validator(Penalty ofRows, LambdaGrid? grid = null) => new(ofRows) { Grouped = Grouped, Options = Options, Grid = grid ?? Grid, ClassNames = ClassNames };

    private MultinomialPath FitGiven(TrainingProblem problem, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        double lambda = ((LambdaSelection.FixedLambda)Lambda).Lambda;
        MultinomialPath path = PathTo(problem, lambda, Start, cancellationToken);
        progress?.Report(new FitProgress("path", 1, 1, lambda, path[0].NonzeroCount, path[0].DevianceExplained));
        return path;
    }

    private MultinomialPath PathTo(TrainingProblem problem, double lambda, MultinomialStart? start, CancellationToken cancellationToken) =>
        new MultinomialPathSolver(Penalty) { Grouped = Grouped, Options = Options }.PathTo(problem, lambda, cancellationToken, start);

    private MultinomialFitSummary FitByCriterion(TrainingProblem problem, InformationCriterion chooser, IProgress<FitProgress>? progress, long started, CancellationToken cancellationToken)
    {
        if (Penalty is ElasticNetPenalty { L1Ratio: 0 })
        {
            MultinomialDegrees.CheckSize((long)problem.X.Columns * (ClassNames?.Count ?? 2));       // refused before the work where it is sure to be
        }

        MultinomialPath path = new MultinomialPathSolver(Penalty) { Grouped = Grouped, Options = Options, Grid = Grid }.Fit(problem, progress, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        InformationCriterionCurve curve = chooser.Evaluate(problem, Penalty, Grouped, path, Options.Intercept);
        int selected = curve.IndexOfBestAmong(k => IsSmall(path[k])) ?? throw ModelLimit.Unmet(Limitation!.Value.Words, Grid);
        MultinomialFitSummary summary = Summary(problem, path, selected, $"smallest {chooser}{Limit}", started);
        summary.Criterion = curve;
        summary.ChoiceWarning = EndOf(path, selected, SelectionRule.LambdaMin, chooser.Name);
        return summary;
    }

    /// <summary>Chooses lambda by a share of the rows of each class, then fits it to all.</summary>
    private MultinomialFitSummary FitHeldOut(TrainingProblem problem, LambdaSelection.HeldOutLambda by, IProgress<FitProgress>? progress, long started, CancellationToken cancellationToken)
    {
        int[] rows = Folds.Share(problem.Y, stratify: true, by.Fraction, by.Seed ?? Seed);
        (TrainingProblem training, TrainingProblem judging) = Folds.HoldOut(problem, rows, by.Fraction);
        RequireClasses(training, rows, problem);
        // As in LinearModelFitter: limits are of the model of all rows.
        LambdaGrid grid = Limitation is not null && Grid.Values is null
            ? Grid with { LeastTop = new MultinomialPathSolver(Penalty) { Grouped = Grouped, Options = Options }.LargestLambda(problem, cancellationToken) }
            : Grid;
        MultinomialHeldOutResult result = Validator(PenaltyOfRows?.Invoke(training, Options) ?? Penalty, grid).Fit(training, judging, progress, cancellationToken);
        MultinomialPath AllAt(int k) => PathTo(problem, result.Path[k].Lambda, MultinomialStart.From(result.Path[k]), cancellationToken);
        (int best, int selected) = (result.Deviance.IndexOfBest, result.Deviance.IndexOf(by.Rule, _ => true) ?? 0);
        MultinomialPath path = AllAt(selected);
        if (!(IsSmall(path[0]) && (Limitation is null || best == selected || IsSmall(AllAt(best)[0]))))
        {
            cancellationToken.ThrowIfCancellationRequested();
            MultinomialPath whole = new MultinomialPathSolver(Penalty) { Grouped = Grouped, Options = Options, Grid = new LambdaGrid { Values = result.Lambdas } }.Fit(problem, progress, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            selected = IndexOf(result.Deviance, whole, by.Rule);
            path = whole.Only(selected);
        }

        MultinomialFitSummary summary = Summary(problem, path, 0, FormattableString.Invariant($"{Counted.Of(rows.Length, "row")} held out, {LinearModelFitter.Words(by.Rule)}{Limit}"), started);
        summary.HeldOut = result;
        summary.IsJudgedByShare = true;
        summary.ChoiceWarning = EndOf(result.Path, selected, by.Rule);
        return summary;
    }

    /// <summary>Refuses class names that are not one a class, before anything is fitted.</summary>
    private void CheckNames(TrainingProblem problem)
    {
        double classes = VectorMath.Max(problem.Y) + 1;
        if (ClassNames is not null && ClassNames.Count != classes && classes == Math.Floor(classes))
        {
            throw new ArgumentException($"There are {ClassNames.Count} class names for {classes} classes; give one name a class, or none.", nameof(problem));
        }

        for (int k = 0; k < ClassNames?.Count; k++)
        {
            bool isThere = false;
            for (int i = 0; i < problem.Y.Length && !isThere; i++)
            {
                isThere = problem.Y[i] == k && (problem.Weights is null || problem.Weights[i] > 0);
            }

            if (!isThere)
            {
                throw new ArgumentException($"No row of positive weight has class '{ClassNames[k]}'. Leave the class out, and number the others without gaps.", nameof(problem));
            }
        }
    }

    /// <summary>Refuses a draw that leaves a class without rows to train on.</summary>
    private void RequireClasses(TrainingProblem training, int[] rows, TrainingProblem problem)
    {
        double[] y = problem.Y.ToArray();
        var trained = new HashSet<double>(y.Where((_, i) => training.Weights![i] > 0));
        foreach (int i in rows)
        {
            if (!trained.Contains(y[i]) && y[i] >= 0 && y[i] == Math.Floor(y[i]) && y[i] < int.MaxValue)
            {
                throw new ArgumentException(
                    $"Row {i} of the data has class {ClassLabel.Of(ClassNames, (int)y[i])}, and all rows of it are held out: none is left to train on. Hold out a smaller fraction, or leave the class out.", nameof(problem));
            }
        }
    }

    private MultinomialFitSummary Summary(TrainingProblem problem, MultinomialPath path, int selected, string selectedBy, long started)
    {
        int classes = path[selected].ClassCount;
        return new MultinomialFitSummary(problem, Penalty, Grouped, path, selected)
        {
            ClassNames = ClassNames ?? [.. Enumerable.Range(0, classes).Select(k => FormattableString.Invariant($"{k}"))],
            SelectedBy = selectedBy,
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
        };
    }

    /// <summary>What is to be said where the best lambda is the last of the path.</summary>
    internal string? EndOf(MultinomialPath path, int selected, SelectionRule rule, string measure = "deviance") => rule != SelectionRule.LambdaMin
        ? null
        : PathEnd.Warning(Grid, [.. path.Select(solution => (solution.Lambda, solution.DevianceExplained))], selected, Grid.MayStop([.. path], Options.Tolerance), measure);

    /// <summary>What is to be said where a given lambda does not keep the limits.</summary>
    private string? OfGiven(MultinomialPath path) => IsSmall(path[0]) ? null : ModelLimit.Exceeded(Limitation!.Value.Words);
}
