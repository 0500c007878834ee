using System.Diagnostics;

namespace Regularization;

/// <summary>The relaxed fit of a <see cref="LinearModelFitter"/>.</summary>
internal sealed class RelaxedFit(LinearModelFitter fitter, IReadOnlyList<double> gammas)
{
    /// <summary>The blends, ascending; null for none.</summary>
    /// <exception cref="ArgumentException">There is no blend, or one is outside [0, 1].</exception>
    public static IReadOnlyList<double>? Checked(IReadOnlyList<double>? gammas) =>
        gammas is null ? null : RelaxedCrossValidator.Checked(gammas, nameof(LinearModelFitter.RelaxedGammas));

    /// <summary>Refuses what a relaxed fit cannot be had with, before any data are read.</summary>
    /// <exception cref="ArgumentException">The penalty is of groups or ranks, lambda is chosen by other means than cross-validation, or is given along with several blends.</exception>
    public void Check()
    {
        _ = RelaxedPathSolver.OfCoefficients(fitter.Penalty);
        if (fitter.Lambda is LambdaSelection.FixedLambda { Lambda: { } lambda } && gammas.Count > 1)
        {
            throw new ArgumentException(FormattableString.Invariant($"RelaxedGammas has {gammas.Count} blends and lambda is given, {lambda}; cross-validation chooses among blends. Give one blend, such as 0 for the refit, or let folds choose lambda."));
        }

        if (fitter.Lambda is not (LambdaSelection.FixedLambda or LambdaSelection.CrossValidatedLambda))
        {
            throw new ArgumentException("RelaxedGammas is set, and lambda is chosen by rows held out or a criterion; a relaxed fit chooses both by cross-validation, or takes both. Use LambdaSelection.CrossValidated or LambdaSelection.Fixed.");
        }
    }

    /// <summary>Fits, chooses, and reports.</summary>
    public FitSummary Fit(TrainingProblem problem, IProgress<FitProgress>? progress, long started, CancellationToken cancellationToken)
    {
        Check();
        if (fitter.Lambda is not LambdaSelection.CrossValidatedLambda by)
        {
            RegularizationPath path = fitter.FitGiven(problem, progress, cancellationToken);
            var solver = new RelaxedPathSolver(fitter.Loss, fitter.Penalty) { Options = fitter.Options };
            var relaxed = new RelaxedPath(problem, fitter.Loss, path, [.. solver.Refits(problem, path, cancellationToken)]);
            return Summary(problem, relaxed, null, 0, gammas[0], "given", started, null);
        }

        RelaxedCrossValidationResult result = new RelaxedCrossValidator(fitter.Loss, fitter.Penalty)
        {
            Options = fitter.Options,
            Grid = fitter.Grid,
            Folds = by.Folds,
            Seed = by.Seed ?? fitter.Seed,
            FoldOfRow = by.FoldOfRow,
            Gammas = gammas,
        }.Fit(problem, progress, cancellationToken);
        (int selected, double gamma) = by.Rule == SelectionRule.OneStandardError ? (result.IndexOneStandardError, result.GammaOneStandardError) : (result.IndexMin, result.GammaMin);
        string selectedBy = $"{result.FoldOfRow.Max() + 1}-fold cross-validation, {LinearModelFitter.Words(by.Rule)}";
        return Summary(problem, result.Path, result, selected, gamma, selectedBy, started, fitter.EndOf(result.Path.Path, selected, by.Rule));
    }

    private FitSummary Summary(TrainingProblem problem, RelaxedPath path, RelaxedCrossValidationResult? validation, int selected, double gamma, string selectedBy, long started, string? choiceWarning) =>
        new(problem, fitter.Loss, fitter.Penalty, path.Path, null, selected, selectedBy, Stopwatch.GetElapsedTime(started).TotalSeconds, path.At(selected, gamma))
        {
            Relaxed = path,
            RelaxedCrossValidation = validation,
            Gamma = gamma,
            ChoiceWarning = choiceWarning,
        };
}
