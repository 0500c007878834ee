namespace Regularization;

/// <summary>The reports of multinomial models.</summary>
internal static class MultinomialPage
{
    private const int MostClasses = 30;

    /// <summary>A path that was not chosen from.</summary>
    public static ReportPage Of(MultinomialPath path)
    {
        ReportPage page = Begin(path);
        PathFigures figures = FiguresOf(path, PathSteps.Of(path), [], null);
        return page.Fact("time", LinearPage.Seconds(path.Seconds)).Add(figures.Coefficients(ClassNames(path), string.Empty), figures.Deviance(), figures.Proofs(path.Origin?.Tolerance));
    }

    /// <summary>A path and what folds say of it.</summary>
    public static ReportPage Of(MultinomialCrossValidationResult validation)
    {
        ReportPage page = Begin(validation.Path);
        LinearPage.Facts(page, validation.Curves.Values, validation.IndexMin);
        page.Fact("time", LinearPage.Seconds(validation.Seconds)).Warn(validation.Warnings);
        FigureMark[] marks = LinearPage.Marks(validation.LambdaMin, validation.LambdaOneStandardError);
        var steps = PathSteps.Of(validation.Path);
        PathFigures figures = FiguresOf(validation.Path, steps, marks, validation.IndexMin);
        return page.Add(
            figures.Coefficients(ClassNames(validation.Path), string.Empty),
            CurveFigures.Validation(validation.Curves.Values, steps.Lambdas, marks, figures.Top(), LinearPage.Folds(validation.Folds)),
            figures.Deviance(),
            figures.Proofs(validation.Path.Origin?.Tolerance));
    }

    /// <summary>All that a fit found.</summary>
    public static ReportPage Of(MultinomialFitSummary summary) => Add(Begin(summary.HeldOut?.Path ?? summary.Path), summary);

    /// <summary>Adds all that a fit found to a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="summary">The fit.</param>
    /// <param name="first">Figures and tables that come before its own.</param>
    public static ReportPage Add(ReportPage page, MultinomialFitSummary summary, params PageBlock?[] first)
    {
        MultinomialPath path = summary.HeldOut?.Path ?? summary.Path;
        int at = summary.HeldOut is null ? summary.SelectedIndex : Math.Min(path.TakeWhile(s => s.Lambda != summary.Selected.Lambda).Count(), path.Count - 1);
        IReadOnlyList<CrossValidationCurve> curves = [.. summary.CrossValidation?.Curves.Values ?? summary.HeldOut?.Curves.Values ?? []];
        page.Fact("classes", LinearPage.Invariant($"{summary.ClassNames.Count:n0}"))
            .Fact("lambda", LinearPage.Invariant($"{summary.Selected.Lambda:g4} ({summary.SelectedBy})"))
            .Fact("coefficients", LinearPage.Invariant($"{summary.Selected.NonzeroCount:n0} not 0, of {summary.Selected.FeatureCount:n0} of {Counted.Of(summary.Features, "feature")}"))
            .Fact("deviance explained", $"{Percent.Of(summary.Selected.DevianceExplained)} (training rows)");
        LinearPage.Facts(page, curves, at);
        page.Fact("duality gap", LinearPage.Invariant($"{summary.Selected.DualityGap:0.0e0}")).Fact("time", LinearPage.Seconds(summary.Seconds)).Fact("kernels", summary.Kernels).Warn(summary.Warnings);

        page.Add(first);
        var steps = PathSteps.Of(path);
        FigureMark[] marks = MarksOf(summary);
        PathFigures figures = FiguresOf(path, steps, marks, at);
        if (path.Count > 1)
        {
            page.Add(figures.Coefficients(summary.ClassNames, summary.HeldOut is not null && summary.Path.Count == 1 ? "; the path was fitted without the rows held out" : summary.Relaxed is not null ? "; without relaxation" : string.Empty));
            string by = summary.CrossValidation is { } cv ? LinearPage.Folds(cv.Folds) : Counted.Of(summary.HeldOut?.Rows ?? 0, "row") + " held out";
            page.Add(curves.Count > 0 ? CurveFigures.Validation(curves, steps.Lambdas, marks, figures.Top(), by)
                : summary.Criterion is { } criterion ? CurveFigures.Criterion(criterion, steps.Lambdas, marks, figures.Top()) : null);
        }

        if ((summary.CrossValidation?.Predictions ?? summary.HeldOut?.Predictions) is { } noted)
        {
            page.Add(PredictionsOf(noted, at, summary.ClassNames, summary.CrossValidation is null ? "each row predicted without having been trained on" : "each row predicted by the fit of the folds without it"));
        }

        if (path.Count > 1)
        {
            page.Add(figures.Deviance(), Weights(path, summary.Relaxed ?? path[at]), figures.Proofs(path.Origin?.Tolerance));
        }

        return page.Add(Coefficients(summary));
    }

    /// <summary>The picture of the curve of a cross-validation.</summary>
    public static Figure CurvePicture(MultinomialCrossValidationResult validation)
    {
        FigureMark[] marks = LinearPage.Marks(validation.LambdaMin, validation.LambdaOneStandardError);
        var steps = PathSteps.Of(validation.Path);
        return CurveFigures.Validation(validation.Curves.Values, steps.Lambdas, marks, FiguresOf(validation.Path, steps, marks, null).Top(), LinearPage.Folds(validation.Folds));
    }

    internal static FigureMark[] MarksOf(MultinomialFitSummary summary) => summary.CrossValidation is { } cv ? LinearPage.Marks(cv.LambdaMin, cv.LambdaOneStandardError)
        : summary.HeldOut is { Path.Count: > 1 } rows ? LinearPage.Marks(rows.LambdaMin, rows.LambdaOneStandardError)
        : summary.Path.Count > 1 ? [new FigureMark(summary.Selected.Lambda, "chosen")] : [];

    private static ReportPage Begin(MultinomialPath path) => LinearPage.Begin(path.Origin, "multinomial", path.Origin?.Penalty ?? "Penalty");

    private static string[] ClassNames(MultinomialPath path) => [.. Enumerable.Range(0, path.Count > 0 ? path[0].ClassCount : 0).Select(k => LinearPage.Invariant($"class {k}"))];

    private static PathFigures FiguresOf(MultinomialPath path, PathSteps steps, FigureMark[] marks, int? chosen) =>
        new(steps, j => path.Origin?.FeatureNames is { } names ? names[j] : LinearPage.Invariant($"x{j}"), marks, chosen);

    private static PageBlock?[] PredictionsOf(HeldOutPredictions noted, int at, IReadOnlyList<string> names, string who)
    {
        int shown = Math.Min(MostClasses, names.Count);
        double[][] p = [.. names.Select((_, k) => noted.At(at, k))];
        (string, Predictions)[] classes = [.. names.Take(shown).Select((name, k) => (name, new Predictions(noted.Rows, p[k], [.. noted.Y.Select(y => y == k ? 1.0 : 0)], noted.Weights)))];
        int[] predicted = [.. noted.Rows.Select((_, s) => Enumerable.Range(0, p.Length).MaxBy(k => p[k][s]))];
        return
        [
            PredictionFigures.Roc(classes, who),
            PredictionFigures.Calibration(classes, who),
            names.Count <= MostClasses ? PredictionFigures.Confusion(names, [.. noted.Y.Select(y => (int)y)], predicted, who) : null,
        ];
    }

    private static Figure Weights(MultinomialPath path, MultinomialSolution chosen)
    {
        double[] Standardized(MultinomialSolution s) => [.. s.Coefficients.SelectMany(c => c.ToDense().Select((b, j) => b * path.Scale[j]))];
        return WeightFigures.Histogram(
            "weights",
            "Weights with and without the penalty",
            "Standardised coefficients, of all classes together, of the chosen model, and of the last of the path, which has next to no penalty. Zeros are counted and not drawn.",
            "standardised coefficient",
            [(string.Empty, [(LinearPage.Invariant($"chosen, lambda {chosen.Lambda:g3}"), Standardized(chosen)), (LinearPage.Invariant($"last, lambda {path[^1].Lambda:g3}"), Standardized(path[^1]))])]);
    }

    private static PageTable Coefficients(MultinomialFitSummary summary)
    {
        (string Class, CoefficientRow Row)[] rows =
        [
            .. summary.ClassNames.SelectMany((name, k) => summary.CoefficientTable(k).Select(row => (name, row))).OrderByDescending(pair => Math.Abs(pair.row.Standardized)),
        ];
        bool isScaled = PageTable.AreScaled(rows.Select(pair => pair.Row));
        return new PageTable(
            "Coefficients",
            LinearPage.Invariant($"At lambda {summary.Selected.Lambda:g4}: {Counted.Of(rows.Length, "coefficient")} not 0{PageTable.Shortened(rows.Length)}.{(isScaled ? PageTable.MeaningOfStandardized : string.Empty)}"),
            [("class", false), ("feature", false), .. PageTable.NumbersOf(isScaled)],
            [.. rows.Take(PageTable.MostRows).Select(pair => (string[])[pair.Class, pair.Row.Name, .. PageTable.Cells(pair.Row, isScaled)])]);
    }
}
