namespace Regularization;

/// <summary>The report of a model trained on a stream.</summary>
internal static class StreamingPage
{
    /// <summary>The losses over the rows, the coefficients, and the proof if there is one.</summary>
    public static ReportPage Of(StreamingFit fit)
    {
        Solution solution = fit.Solution;
        ReportPage page = LinearPage.Begin(null, fit.Loss.ToString(), fit.Penalty.ToString())
            .Fact("data", LinearPage.Invariant($"{Counted.Of(fit.Rows, "row")} a pass, {Counted.Of(solution.Coefficients.Count, "feature")}"))
            .Fact("training", LinearPage.Invariant($"{Counted.Of(fit.Passes, "pass")} of {fit.Method.Name}"));
        if (fit.RowsSkipped > 0)
        {
            page.Fact("rows skipped", LinearPage.Invariant($"{fit.RowsSkipped:n0}"));
        }

        page.Fact("lambda", LinearPage.Invariant($"{solution.Lambda:g4}{(double.IsFinite(fit.LambdaMax) && fit.LambdaMax > 0 && solution.Lambda > 0 ? LinearPage.Invariant($", {solution.Lambda / fit.LambdaMax:g3} of the largest") : string.Empty)}"))
            .Fact("coefficients", LinearPage.Invariant($"{solution.NonzeroCount:n0} of {solution.Coefficients.Count:n0} not 0, intercept {solution.Intercept:g5}"))
            .Fact("deviance explained", fit.HasVariation ? $"{(fit.IsEvaluated ? string.Empty : "about ")}{Percent.Of(solution.DevianceExplained)}" : LinearPage.NothingToExplain)
            .Fact(solution.ProofName == "gap" ? "duality gap" : solution.ProofName, fit.IsEvaluated ? LinearPage.Invariant($"{solution.Proof:0.0e0}") : "not evaluated")
            .Fact("time", LinearPage.Seconds(solution.Seconds))
            .Warn(fit.Warnings);
        StreamingReport[] history = [.. fit.History.Where(report => double.IsFinite(report.Loss))];
        return page.Add(
            history.Length > 0 ? Losses(history) : null,
            history.Length > 0 ? Size(history) : null,
            PageTable.Coefficients(fit.CoefficientTable(), solution.Coefficients.Count, LinearPage.Invariant($"At lambda {solution.Lambda:g4}")));
    }

    private static Figure Losses(StreamingReport[] history)
    {
        double[] read = Read(history);

        // The last block of a pass may be of a few rows, whose mean loss says nothing.
        int[] whole = [.. Enumerable.Range(0, history.Length).Where(k => k == 0 || 4 * history[k].BlockRows >= history[k - 1].BlockRows)];
        return new Figure(
            "losses",
            "Loss over the rows",
            "The mean loss of each block of rows, and of the pass so far, both of rows before the model learnt from them: in the first pass it has not seen them. Lines mark where passes begin.",
            new FigureAxis("rows read"),
            [
                new FigureView(
                    string.Empty,
                    new FigureAxis("loss"),
                    [
                        new FigureTrace("block of rows", [.. whole.Select(k => read[k])], [.. whole.Select(k => history[k].Loss)]) { Kind = whole.Length < 60 ? TraceKind.Both : TraceKind.Lines, Size = 1.2 },
                        new FigureTrace("pass so far", read, [.. history.Select(r => r.PassLoss)]) { Color = 1, Size = 2.4 },
                    ])
                { Marks = Passes(history) },
            ])
        { IsWide = true, ComparesTraces = true };
    }

    private static Figure Size(StreamingReport[] history) => new(
        "size",
        "Objective and size",
        "The loss of the pass so far plus the penalty, and how many coefficients are not 0.",
        new FigureAxis("rows read"),
        [
            new FigureView(
                string.Empty,
                new FigureAxis("objective, about"),
                [
                    new FigureTrace("objective", Read(history), [.. history.Select(r => r.Objective)]),
                    new FigureTrace("nonzero coefficients", Read(history), [.. history.Select(r => (double)r.NonzeroCount)]) { OnRight = true, Color = 1, IsDashed = true },
                ])
            { Right = new FigureAxis("nonzero coefficients"), Marks = Passes(history) },
        ])
    { IsWide = true, ComparesTraces = true };

    /// <summary>Rows read up to each report, in all passes.</summary>
    private static double[] Read(StreamingReport[] history)
    {
        double rows = 0;
        return [.. history.Select(report => rows += report.BlockRows)];
    }

    /// <summary>Where the first passes but the very first begin.</summary>
    private static FigureMark[] Passes(StreamingReport[] history)
    {
        const int Most = 10;
        double[] read = Read(history);
        int[] firsts = [.. Enumerable.Range(1, history.Length - 1).Where(k => history[k].Pass != history[k - 1].Pass)];
        return firsts.Length > Most ? [] : [.. firsts.Select(k => new FigureMark(read[k - 1], LinearPage.Invariant($"pass {history[k].Pass}")))];
    }
}
