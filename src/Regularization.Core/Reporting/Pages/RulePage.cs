namespace Regularization;

/// <summary>The reports of rules.</summary>
internal static class RulePage
{
    private const int MostBars = 25;

    /// <summary>The rules of a model.</summary>
    public static ReportPage Of(RuleSet rules) => Begin(rules, "Rules").Fact("intercept", LinearPage.Invariant($"{rules.Intercept:g5}")).Add(Blocks(rules));

    /// <summary>The rules of a model, and the lasso that chose them.</summary>
    public static ReportPage Of(RuleSet rules, FitSummary fit) => LinearPage.Add(
        Begin(rules, $"Rules chosen by a {fit.Penalty}, {fit.Loss} loss").Fact("data", LinearPage.Invariant($"{fit.Rows:n0} rows")), fit, Blocks(rules));

    private static ReportPage Begin(RuleSet rules, string title) => new ReportPage(title)
        .Fact("rules", LinearPage.Invariant($"{rules.Rules.Count:n0} of {rules.RulesTried:n0} tried"))
        .Fact("linear terms", LinearPage.Invariant($"{rules.LinearTerms.Count:n0}"));

    private static PageBlock[] Blocks(RuleSet rules)
    {
        (double Importance, string[] Cells)[] rows =
        [
            .. rules.Rules.Select(rule => (rule.Importance, (string[])[rule.ToString(), PageTable.Cell(rule.Coefficient), PageTable.Cell(rule.Support), PageTable.Cell(rule.Importance)])),
            .. rules.LinearTerms.Select(term => (term.Importance, (string[])[term.ToString(), PageTable.Cell(term.Coefficient), string.Empty, PageTable.Cell(term.Importance)])),
        ];
        KeyValuePair<string, double>[] inputs = [.. rules.InputImportance];
        KeyValuePair<string, double>[] shown = [.. inputs.Take(MostBars)];
        return
        [
            new Figure(
                "importance",
                "Importance of the inputs",
                $"The importance of the linear term of an input, and its share of that of each rule which asks for it{(shown.Length < inputs.Length ? LinearPage.Invariant($"; the first {MostBars} of {inputs.Length:n0}") : string.Empty)}.",
                new FigureAxis("input"),
                [new FigureView(string.Empty, new FigureAxis("importance"), [new FigureTrace("importance", [], [.. shown.Select(pair => pair.Value)]) { Categories = [.. shown.Select(pair => pair.Key)], Kind = TraceKind.Bars, InLegend = false }])])
            { IsWide = true },
            new PageTable(
                "Rules",
                $"A row of the data gets the coefficient of each rule that fires for it; support is the share of training rows it fires for, importance the standard deviation of what it adds{PageTable.Shortened(rows.Length)}.",
                [("rule or linear term", false), ("coefficient", true), ("support", true), ("importance", true)],
                [.. rows.OrderByDescending(row => row.Importance).Take(PageTable.MostRows).Select(row => row.Cells)]),
        ];
    }
}
