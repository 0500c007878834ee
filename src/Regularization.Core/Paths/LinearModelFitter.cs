using System.Diagnostics;

namespace Regularization;

/// <summary>From data to one chosen model: fits a lambda that is given, or a path and the lambda that cross-validation or an information criterion chooses.</summary>
/// <param name="loss">The loss.</param>
/// <param name="penalty">The penalty.</param>
public sealed class LinearModelFitter(Loss loss, Penalty penalty)
{
    /// <summary>The loss.</summary>
    public Loss Loss { get; } = loss ?? throw new ArgumentNullException(nameof(loss));

    /// <summary>The penalty.</summary>
    public Penalty Penalty { get; } = penalty ?? throw new ArgumentNullException(nameof(penalty));

    /// <summary>How each fit is made.</summary>
    public FitOptions Options { get; init; } = FitOptions.Default;

    /// <summary>The lambdas of the path that is chosen from.</summary>
    public LambdaGrid Grid { get; init; } = LambdaGrid.Default;

    /// <summary>Where lambda comes from.</summary>
    public LambdaSelection Lambda { get; init; } = LambdaSelection.Default;

    /// <summary>Seed of random folds where the selection names none.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Fits, chooses, and reports.</summary>
    /// <param name="problem">The data.</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within an epoch. A given lambda then returns its best so far; a choice of lambda throws.</param>
    /// <exception cref="ArgumentException">The problem does not fit the loss, the penalty or the folds.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled while lambda was chosen.</exception>
    public FitSummary Fit(TrainingProblem problem, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        long started = Stopwatch.GetTimestamp();
        RegularizationPath path;
        CrossValidationResult? validation = null;
        InformationCriterionCurve? criterion = null;
        int selected = 0;
        bool endsTooSoon = false;
        string selectedBy = "given";
        if (Lambda is LambdaSelection.CrossValidatedLambda by)
        {
            var validator = new CrossValidator(Loss, Penalty) { Options = Options, Grid = Grid, Folds = by.Folds, Seed = by.Seed ?? Seed, FoldOfRow = by.FoldOfRow };
            validation = validator.Fit(problem, progress, cancellationToken);
            path = validation.Path;
            selected = validation.IndexOf(by.Rule);
            endsTooSoon = by.Rule == SelectionRule.LambdaMin && path.Count > 1 && selected == path.Count - 1 && path.Count == (Grid.Values?.Count ?? Grid.Count);
            selectedBy = $"{validation.Folds}-fold cross-validation, " + (by.Rule == SelectionRule.LambdaMin ? "smallest deviance" : "one standard error");
        }
        else if (Lambda is LambdaSelection.CriterionLambda { Criterion: { } chooser })
        {
            path = new PathSolver(Loss, Penalty) { Options = Options, Grid = Grid }.Fit(problem, progress, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            criterion = chooser.Evaluate(problem, Loss, Penalty, path, Options.Intercept);
            selected = criterion.IndexOfBest;
            endsTooSoon = path.Count > 1 && selected == path.Count - 1 && path.Count == (Grid.Values?.Count ?? Grid.Count);
            selectedBy = $"smallest {chooser}";
        }
        else
        {
            double lambda = ((LambdaSelection.FixedLambda)Lambda).Lambda;
            path = new PathSolver(Loss, Penalty) { Options = Options }.PathTo(problem, lambda, cancellationToken);
            Solution only = path[0];
            progress?.Report(new FitProgress("path", 1, 1, lambda, only.NonzeroCount, only.DevianceExplained));
        }

        return new FitSummary(problem, Loss, Penalty, path, validation, selected, selectedBy, Stopwatch.GetElapsedTime(started).TotalSeconds) { EndsTooSoon = endsTooSoon, Criterion = criterion };
    }
}
