namespace Regularization;

/// <summary>The pictures of how lambda was chosen.</summary>
internal static class CurveFigures
{
    /// <summary>Measures of held-out rows against lambda, with their standard errors.</summary>
    /// <param name="curves">The curves; the first is what lambda is chosen by.</param>
    /// <param name="lambdas">The lambdas.</param>
    /// <param name="marks">The chosen lambdas.</param>
    /// <param name="top">Nonzeros on top.</param>
    /// <param name="by">Who judges: "10-fold cross-validation", "120 rows held out".</param>
    public static Figure Validation(IEnumerable<CrossValidationCurve> curves, double[] lambdas, IReadOnlyList<FigureMark> marks, TopAxis top, string by)
    {
        int[] shown = [.. Enumerable.Range(0, lambdas.Length).Where(k => lambdas[k] > 0)];
        double[] x = [.. shown.Select(k => lambdas[k])];
        CrossValidationCurve[] all = [.. curves];
        FigureView[] views =
        [
            .. all.Where((curve, m) => m == 0 || !curve.Mean.SequenceEqual(all[0].Mean)).Select(curve => new FigureView(
                NameOf(curve),
                new FigureAxis($"{NameOf(curve)} of rows not trained on"),
                [new FigureTrace(NameOf(curve), x, [.. shown.Select(k => curve.Mean[k])]) { Kind = TraceKind.Both, Error = [.. shown.Select(k => curve.StandardError[k])], InLegend = false }])
            {
                Marks = marks,
                Note = curve.HigherIsBetter ? "Higher is better." : string.Empty,
            }),
        ];
        return new Figure(
            "validation",
            "Choice of lambda",
            $"What rows that were not trained on say ({by}): the mean and one standard error each way. 'min' marks the smallest deviance, '1se' the strongest penalty within one standard error of it.",
            FigureAxis.Lambda,
            views)
        { Top = top, IsWide = true, ViewsName = "measure" };
    }

    /// <summary>The deviance of held-out rows against lambda for each blend of a relaxed fit.</summary>
    /// <param name="result">What the folds say.</param>
    /// <param name="marks">The chosen lambdas.</param>
    /// <param name="top">Nonzeros on top.</param>
    public static Figure Blends(RelaxedCrossValidationResult result, IReadOnlyList<FigureMark> marks, TopAxis top)
    {
        double[] lambdas = [.. result.Path.Path.Select(s => s.Lambda)];
        int[] shown = [.. Enumerable.Range(0, lambdas.Length).Where(k => lambdas[k] > 0)];
        double[] x = [.. shown.Select(k => lambdas[k])];
        double[] chosen = [result.GammaMin, result.GammaOneStandardError];
        FigureTrace[] traces =
        [
            .. result.Gammas.Select((gamma, g) => new FigureTrace(LinearPage.Invariant($"γ {gamma:g3}"), x, [.. shown.Select(k => result.Deviance[g].Mean[k])])
            {
                Color = g,
                Error = chosen.Contains(gamma) ? [.. shown.Select(k => result.Deviance[g].StandardError[k])] : null,
                Size = chosen.Contains(gamma) ? 2.4 : 1.4,
            }),
        ];
        return new Figure(
            "validation",
            "Choice of lambda and blend",
            $"The deviance of rows not trained on ({LinearPage.Folds(result.FoldOfRow.Max() + 1)}), for each blend: γ 1 is the penalised fit, 0 the one without penalty on the same features. Standard errors are drawn for the blends that are chosen.",
            FigureAxis.Lambda,
            [new FigureView(string.Empty, new FigureAxis($"{result.Deviance[0].Measure} of rows not trained on"), traces) { Marks = marks }])
        { Top = top, IsWide = true };
    }

    /// <summary>An information criterion against lambda.</summary>
    public static Figure Criterion(InformationCriterionCurve curve, double[] lambdas, IReadOnlyList<FigureMark> marks, TopAxis top)
    {
        int[] shown = [.. Enumerable.Range(0, lambdas.Length).Where(k => lambdas[k] > 0)];
        double[] x = [.. shown.Select(k => lambdas[k])];
        return new Figure(
            "validation",
            "Choice of lambda",
            $"{curve.Criterion.Name} on the training rows: deviance and a price for every degree of freedom. Smaller is better.",
            FigureAxis.Lambda,
            [
                new FigureView(
                    string.Empty,
                    new FigureAxis(curve.Criterion.Name),
                    [
                        new FigureTrace(curve.Criterion.Name, x, [.. shown.Select(k => curve.Value[k])]) { Kind = TraceKind.Both },
                        new FigureTrace("degrees of freedom", x, [.. shown.Select(k => curve.DegreesOfFreedom[k])]) { OnRight = true, Color = 1, IsDashed = true },
                    ])
                { Marks = marks, Right = new FigureAxis("degrees of freedom") },
            ])
        { Top = top, IsWide = true, ComparesTraces = true };
    }

    private static string NameOf(CrossValidationCurve curve) => curve.Measure == "auc" ? "AUC" : curve.Measure;
}
