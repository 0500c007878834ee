using System.Globalization;

namespace Regularization;

/// <summary>The reports of linear models.</summary>
internal static class LinearPage
{
    /// <summary>What stands for the deviance explained of a constant response.</summary>
    public const string NothingToExplain = "there is none: the response is constant";

    /// <summary>Lines of a path that was not chosen from.</summary>
    public static ReportPage Of(RegularizationPath path)
    {
        FitOrigin? origin = path.Origin;
        ReportPage page = Begin(origin, origin?.Loss ?? "loss", origin?.Penalty ?? "Penalty").Fact("lambdas", Lambdas(path));
        page.Fact("time", Seconds(path.Seconds));
        PathFigures figures = FiguresOf(path, PathSteps.Of(path), [], null);
        return page.Add(figures.Coefficients(null, string.Empty), figures.Deviance(), figures.Proofs(origin?.Tolerance));
    }

    /// <summary>A path and what folds say of it.</summary>
    public static ReportPage Of(CrossValidationResult validation)
    {
        FitOrigin? origin = validation.Path.Origin;
        ReportPage page = Begin(origin, origin?.Loss ?? "loss", origin?.Penalty ?? "Penalty").Fact("lambdas", Lambdas(validation.Path));
        FigureMark[] marks = Marks(validation.LambdaMin, validation.LambdaOneStandardError);
        Facts(page, validation.Curves.Values, validation.IndexMin);
        page.Fact("time", Seconds(validation.Seconds)).Warn(validation.Warnings);
        var steps = PathSteps.Of(validation.Path);
        PathFigures figures = FiguresOf(validation.Path, steps, marks, validation.IndexMin);
        return page.Add(
            figures.Coefficients(null, string.Empty),
            CurveFigures.Validation(validation.Curves.Values, steps.Lambdas, marks, figures.Top(), Folds(validation.Folds)),
            figures.Deviance(),
            figures.Proofs(origin?.Tolerance),
            PageTable.Coefficients(validation.Path.CoefficientTable(validation.Path[validation.IndexMin]), validation.Path.Scale.Count, Invariant($"At the lambda of the smallest deviance, {validation.LambdaMin:g4}")));
    }

    /// <summary>A relaxed path and what folds say of its blends.</summary>
    public static ReportPage Of(RelaxedCrossValidationResult validation)
    {
        RegularizationPath path = validation.Path.Path;
        ReportPage page = Begin(path.Origin, path.Origin?.Loss ?? "loss", "relaxed " + (path.Origin?.Penalty ?? "fit")).Fact("lambdas", Lambdas(path));
        FigureMark[] marks = Marks(validation.LambdaMin, validation.LambdaOneStandardError);
        CrossValidationCurve curve = validation.Deviance[validation.Gammas.ToList().IndexOf(validation.GammaMin)];
        Facts(page, [curve], validation.IndexMin);
        page.Fact("smallest deviance", Invariant($"lambda {validation.LambdaMin:g4}, γ {validation.GammaMin:g3}"))
            .Fact("within one standard error", Invariant($"lambda {validation.LambdaOneStandardError:g4}, γ {validation.GammaOneStandardError:g3}"));
        int lacking = validation.Path.Refits.Count(refit => refit.Status != RefitStatus.Converged);
        if (lacking > 0)
        {
            page.Fact("without a refit", Invariant($"{Counted.Of(lacking, "lambda")}, where every blend is the penalised fit"));
        }

        page.Fact("time", Seconds(validation.Seconds)).Warn(validation.Warnings);
        PathFigures figures = FiguresOf(path, PathSteps.Of(path), marks, validation.IndexMin);
        Solution chosen = validation.Select(SelectionRule.LambdaMin);
        return page.Add(
            CurveFigures.Blends(validation, marks, figures.Top()),
            figures.Coefficients(null, "; without relaxation"),
            figures.Deviance(),
            figures.Proofs(path.Origin?.Tolerance),
            PageTable.Coefficients(path.CoefficientTable(chosen), path.Scale.Count, Invariant($"At the smallest deviance, lambda {validation.LambdaMin:g4} and γ {validation.GammaMin:g3}")));
    }

    /// <summary>All that a fit found.</summary>
    public static ReportPage Of(FitSummary summary) =>
        Add(Begin(FitOriginOf(summary), summary.Loss.ToString(), summary.Penalty.ToString()), summary);

    /// <summary>Adds all that a fit found to a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="summary">The fit.</param>
    /// <param name="first">Figures and tables that come before its own.</param>
    public static ReportPage Add(ReportPage page, FitSummary summary, params PageBlock?[] first)
    {
        if (summary.RowsSkipped > 0)
        {
            page.Fact("rows skipped", Invariant($"{summary.RowsSkipped:n0}"));
        }

        page.Fact("lambda", Invariant($"{summary.Selected.Lambda:g4} ({summary.SelectedBy})"))
            .Fact("coefficients", Invariant($"{summary.Selected.NonzeroCount:n0} of {summary.Features:n0} not 0, intercept {summary.Selected.Intercept:g5}"))
            .Fact("deviance explained", summary.Path.NullDeviance == 0 ? NothingToExplain : $"{Percent.Of(summary.Selected.DevianceExplained)} (training rows)");
        RegularizationPath path = summary.HeldOut?.Path ?? summary.Path;
        int at = summary.HeldOut is null ? summary.SelectedIndex : IndexOf(path, summary.Selected.Lambda);
        Facts(page, summary.CrossValidation?.Curves.Values ?? summary.HeldOut?.Curves.Values ?? OfBlend(summary), at);
        page.Fact(summary.Selected.ProofName == "gap" ? "duality gap" : summary.Selected.ProofName, summary.Gamma is { } gamma ? Invariant($"of the penalised fit {summary.Path[summary.SelectedIndex].Proof:0.0e0}; the blend, γ {gamma:g3}, has none") : Invariant($"{summary.Selected.Proof:0.0e0}"))
            .Fact("time", Seconds(summary.Seconds)).Fact("kernels", summary.Kernels).Warn(summary.Warnings);

        page.Add(first);
        var steps = PathSteps.Of(path);
        FigureMark[] marks = MarksOf(summary);
        PathFigures figures = FiguresOf(path, steps, marks, at);
        string fittedTo = summary.HeldOut is not null && summary.Path.Count == 1 && path.Count > 1 ? "; the path was fitted without the rows held out" : summary.Blend is not null ? "; without relaxation" : string.Empty;
        page.Add(path.Count > 1 ? figures.Coefficients(null, fittedTo) : null, path.Count > 1 ? Choice(summary, steps, marks, figures.Top()) : null);
        page.Add(PredictionsOf(summary, at));
        page.Add(
            path.Count > 1 ? figures.Deviance() : null,
            path.Count > 1 ? Weights(path, summary.Blend ?? path[at]) : null,
            summary.Plane is { Features.Length: > 1 } plane ? PlaneFigure.Of(plane, figures.NameOf) : null,
            path.Count > 1 ? figures.Proofs(path.Origin?.Tolerance) : null,
            PageTable.Coefficients(summary.CoefficientTable(), summary.Features, Invariant($"At lambda {summary.Selected.Lambda:g4}")));
        return page;
    }

    /// <summary>The picture of a path.</summary>
    public static Figure PathPicture(RegularizationPath path) => FiguresOf(path, PathSteps.Of(path), [], null).Coefficients(null, string.Empty);

    /// <summary>The picture of the path of a fit.</summary>
    public static Figure PathPicture(FitSummary summary)
    {
        RegularizationPath path = summary.HeldOut?.Path ?? summary.Path;
        return FiguresOf(path, PathSteps.Of(path), MarksOf(summary), IndexOf(path, summary.Selected.Lambda)).Coefficients(null, string.Empty);
    }

    /// <summary>The picture of the curve of a cross-validation.</summary>
    public static Figure CurvePicture(CrossValidationResult validation)
    {
        FigureMark[] marks = Marks(validation.LambdaMin, validation.LambdaOneStandardError);
        var steps = PathSteps.Of(validation.Path);
        return CurveFigures.Validation(validation.Curves.Values, steps.Lambdas, marks, FiguresOf(validation.Path, steps, marks, null).Top(), Folds(validation.Folds));
    }

    /// <summary>What was fitted: the head of a page.</summary>
    internal static ReportPage Begin(FitOrigin? origin, string loss, string penalty)
    {
        var page = new ReportPage($"{char.ToUpperInvariant(penalty[0])}{penalty[1..]}, {loss} loss");
        return origin is null ? page : page.Fact("data", Invariant($"{Counted.Of(origin.Rows, "row")}, {Counted.Of(origin.Features, "feature")}"));
    }

    /// <summary>The lines of the smallest deviance and of one standard error.</summary>
    internal static FigureMark[] Marks(double min, double oneStandardError) =>
        min == oneStandardError ? [new FigureMark(min, "min, 1se")] : [new FigureMark(min, "min"), new FigureMark(oneStandardError, "1se")];

    /// <summary>Held-out measures as facts.</summary>
    internal static void Facts(ReportPage page, IEnumerable<CrossValidationCurve> curves, int at)
    {
        CrossValidationCurve[] all = [.. curves];
        foreach (CrossValidationCurve curve in all.Where((curve, m) => m == 0 || !curve.Mean.SequenceEqual(all[0].Mean)))
        {
            page.Fact(curve.Measure == "auc" ? "held-out AUC" : "held-out " + curve.Measure, Invariant($"{curve.Mean[at]:g4}{StandardErrors.After(curve.StandardError[at], "±")}"));
        }
    }

    internal static string Folds(int folds) => Invariant($"{folds}-fold cross-validation");

    internal static string Seconds(double seconds) => seconds < 1 ? Invariant($"{1e3 * seconds:0.#} ms") : Invariant($"{seconds:0.0} s");

    internal static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Lambdas(RegularizationPath path) => path.Count == 0 ? "none" : Invariant($"{path.Count} from {path[0].Lambda:g4} to {path[^1].Lambda:g4}");

    private static FitOrigin FitOriginOf(FitSummary summary) => new(summary.Loss.ToString(), summary.Penalty.ToString(), summary.Rows, summary.Features, summary.FeatureNames, double.NaN);

    private static PathFigures FiguresOf(RegularizationPath path, PathSteps steps, FigureMark[] marks, int? chosen) =>
        new(steps, j => path.Origin?.FeatureNames is { } names ? names[j] : Invariant($"x{j}"), marks, chosen);

    private static int IndexOf(RegularizationPath path, double lambda) => Math.Min(path.TakeWhile(s => s.Lambda != lambda).Count(), path.Count - 1);

    internal static FigureMark[] MarksOf(FitSummary summary) => summary.CrossValidation is { } cv ? Marks(cv.LambdaMin, cv.LambdaOneStandardError)
        : summary.HeldOut is { Path.Count: > 1 } rows ? Marks(rows.LambdaMin, rows.LambdaOneStandardError)
        : summary.RelaxedCrossValidation is { } relaxed ? Marks(relaxed.LambdaMin, relaxed.LambdaOneStandardError)
        : summary.Path.Count > 1 ? [new FigureMark(summary.Selected.Lambda, "chosen")] : [];

    /// <summary>What the folds say of the blend that was chosen.</summary>
    private static CrossValidationCurve[] OfBlend(FitSummary summary) =>
        summary.RelaxedCrossValidation is { } relaxed ? [relaxed.Deviance[relaxed.Gammas.ToList().IndexOf(summary.Gamma!.Value)]] : [];

    private static Figure? Choice(FitSummary summary, PathSteps steps, FigureMark[] marks, TopAxis top) =>
        summary.CrossValidation is { } cv ? CurveFigures.Validation(cv.Curves.Values, steps.Lambdas, marks, top, Folds(cv.Folds))
        : summary.HeldOut is { } rows ? CurveFigures.Validation(rows.Curves.Values, steps.Lambdas, marks, top, Counted.Of(rows.Rows, "row") + " held out")
        : summary.RelaxedCrossValidation is { } relaxed ? CurveFigures.Blends(relaxed, marks, top)
        : summary.Criterion is { } criterion ? CurveFigures.Criterion(criterion, steps.Lambdas, marks, top) : null;

    private static Figure Weights(RegularizationPath path, Solution chosen)
    {
        double[] Standardized(Solution s) => [.. s.Coefficients.ToDense().Select((b, j) => b * path.Scale[j])];
        return WeightFigures.Histogram(
            "weights",
            "Weights with and without the penalty",
            "Standardised coefficients of the chosen model, and of the last of the path, which has next to no penalty. Zeros are counted and not drawn.",
            "standardised coefficient",
            [(string.Empty, [(Invariant($"chosen, lambda {chosen.Lambda:g3}"), Standardized(chosen)), (Invariant($"last, lambda {path[^1].Lambda:g3}"), Standardized(path[^1]))])]);
    }

    /// <summary>Predictions of rows that were not trained on where there are such, else of the training rows.</summary>
    private static PageBlock?[] PredictionsOf(FitSummary summary, int at)
    {
        (double[] eta, Predictions rows, string who) = (summary.CrossValidation?.Predictions ?? summary.HeldOut?.Predictions) is { } noted
            ? (noted.At(at), new Predictions(noted.Rows, [], noted.Y, noted.Weights), summary.CrossValidation is null ? "predicted without having been trained on" : "predicted by the fit of the folds without it")
            : ([.. summary.Plane.Eta], summary.Plane.Fitted, "a training row, predicted by the model that knows it");
        Predictions means = rows with { Predicted = [.. eta.Select(summary.Loss.Mean)] };
        if (!summary.Loss.IsClassification)
        {
            return [PredictionFigures.Scatter(means, who)];
        }

        return
        [
            PredictionFigures.Roc([(string.Empty, rows with { Predicted = eta })], "each row " + who),
            summary.Loss is LogisticLoss ? PredictionFigures.Calibration([(string.Empty, means)], "each row " + who) : null,
            PredictionFigures.Confusion(["0", "1"], [.. rows.Observed.Select(y => y > 0.5 ? 1 : 0)], [.. eta.Select(e => e > 0 ? 1 : 0)], "each row " + who),
        ];
    }
}
