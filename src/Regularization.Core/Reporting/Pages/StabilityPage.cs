namespace Regularization;

/// <summary>The report of a stability selection.</summary>
internal static class StabilityPage
{
    private const int MostBars = 40;
    private const int Thresholds = 49;

    /// <summary>How often each feature was selected, and how many false selections each threshold lets through.</summary>
    public static ReportPage Of(StabilitySelection selection)
    {
        int[] order = [.. Enumerable.Range(0, selection.Probabilities.Count).Where(j => selection.Probabilities[j] > 0).OrderByDescending(j => selection.Probabilities[j]).ThenBy(j => j)];
        return new ReportPage($"Stability selection, {selection.Penalty}")
            .Fact("data", LinearPage.Invariant($"{Counted.Of(selection.Problem.X.Rows, "row")}, {Counted.Of(selection.Problem.X.Columns, "feature")}"))
            .Fact("stable", LinearPage.Invariant($"{selection.Selected.Count:n0} of {Counted.Of(selection.PenalizedFeatures, "feature")}, selected by at least {Percent.Of(selection.Threshold, 0)} of the halves"))
            .Fact("expected by chance", LinearPage.Invariant($"at most {selection.ExpectedFalseSelections():g3}"))
            .Fact("halves", LinearPage.Invariant($"{2 * selection.Pairs:n0}, which selected {selection.AverageSelected:g3} features in the mean"))
            .Add(
                order.Length > 0 ? Probabilities(selection, order) : null,
                Bounds(selection),
                new PageTable(
                    "Features",
                    $"Those that any half selected{PageTable.Shortened(order.Length).Replace("largest", "most often selected", StringComparison.Ordinal)}. The last column is the share of pairs of which both halves selected it.",
                    [("feature", false), ("selected by", true), ("by both halves", true)],
                    [.. order.Take(PageTable.MostRows).Select(j => (string[])[selection.Problem.NameOf(j), PageTable.Cell(selection.Probabilities[j]), PageTable.Cell(selection.SimultaneousProbabilities[j])])]));
    }

    private static Figure Probabilities(StabilitySelection selection, int[] order)
    {
        int[] shown = [.. order.Take(MostBars)];
        string[] names = [.. shown.Select(selection.Problem.NameOf)];
        string threshold = $"threshold {Percent.Of(selection.Threshold, 0)}";
        string some = shown.Length < order.Length ? LinearPage.Invariant($" The first {MostBars} of {order.Length:n0} features that any half selected are here.") : string.Empty;
        return new Figure(
            "probabilities",
            "Selection probabilities",
            $"The share of random halves of the rows that selected each feature. Those at or above the dashed threshold are stable.{some}",
            new FigureAxis("feature"),
            [
                new FigureView(
                    string.Empty,
                    new FigureAxis("share of the halves") { Range = (0, 1.04) },
                    [
                        new FigureTrace("selected by a half", [], [.. shown.Select(j => selection.Probabilities[j])]) { Categories = names, Kind = TraceKind.Bars },
                        new FigureTrace("selected by both of a pair", [], [.. shown.Select(j => selection.SimultaneousProbabilities[j])]) { Categories = names, Kind = TraceKind.Points, Color = 1, Size = 7 },
                        new FigureTrace("threshold", [-0.5, shown.Length - 0.5], [selection.Threshold, selection.Threshold]) { Text = [threshold, threshold], Color = 2, IsDashed = true },
                    ]),
            ])
        { IsWide = true };
    }

    private static Figure Bounds(StabilitySelection selection)
    {
        double[] thresholds = [.. Enumerable.Range(1, Thresholds).Select(k => 0.5 + (k * 0.5 / Thresholds))];
        return new Figure(
            "bounds",
            "Threshold and false selections",
            "How many features each threshold calls stable, and bounds on how many of them are expected to be there by chance: that of Meinshausen and Bühlmann, and the sharper one of Shah and Samworth where it holds.",
            new FigureAxis("threshold"),
            [
                new FigureView(
                    string.Empty,
                    new FigureAxis("features"),
                    [
                        new FigureTrace("stable", thresholds, [.. thresholds.Select(t => (double)selection.SelectedAt(t).Count)]),
                        new FigureTrace("expected by chance, at most", thresholds, [.. thresholds.Select(t => Capped(selection.ExpectedFalseSelections(t)))]) { Color = 1 },
                        new FigureTrace("the same, unimodal", thresholds, [.. thresholds.Select(t => Capped(selection.ExpectedFalseSelectionsIfUnimodal(t)))]) { Color = 1, IsDashed = true },
                    ])
                { Marks = [new FigureMark(selection.Threshold, "asked for")] },
            ])
        { IsWide = true, ComparesTraces = true };

        // Near a half the bound has no limit, and more than all features says nothing.
        double Capped(double bound) => bound <= selection.PenalizedFeatures ? bound : double.NaN;
    }
}
