namespace Regularization;

/// <summary>The reports of rules.</summary>
internal static class RulePage
{
    private const int MostBars = 25;

    /// <summary>The rules of a model.</summary>
    public static ReportPage Of(RuleSet rules) => Begin(rules, "Rules").Fact("intercept", LinearPage.Invariant($"{rules.Intercept:g5}")).Add(Blocks(rules));

    /// <summary>The rules of a model, and the lasso that chose them.</summary>
    public static ReportPage Of(RuleSet rules, FitSummary fit) => LinearPage.Add(
        Begin(rules, $"Rules chosen by a {fit.Penalty}, {fit.Loss} loss").Fact("data", Counted.Of(fit.Rows, "row")), fit, Blocks(rules));

    /// <summary>The rules of a model of several classes.</summary>
    public static ReportPage Of(MulticlassRuleSet rules) => Begin(rules, "Rules of several classes").Fact("classes", LinearPage.Invariant($"{rules.ClassNames.Count:n0}")).Add(Blocks(rules));

    /// <summary>The rules of a model of several classes, and the lasso that chose them.</summary>
    public static ReportPage Of(MulticlassRuleSet rules, MultinomialFitSummary fit) => MultinomialPage.Add(
        Begin(rules, $"Rules chosen by a {(fit.Grouped ? "grouped " : string.Empty)}{fit.Penalty}, multinomial loss").Fact("data", Counted.Of(fit.Rows, "row")), fit, Blocks(rules));

    private static ReportPage Begin(MulticlassRuleSet rules, string title) => new ReportPage(title)
        .Fact("rules", LinearPage.Invariant($"{rules.RuleCount:n0} of {(rules.Classes.Count > 0 ? rules.Classes[0].RulesTried : 0):n0} tried"))
        .Fact("linear terms", LinearPage.Invariant($"{rules.Classes.SelectMany(set => set.LinearTerms.Select(term => term.Feature)).Distinct().Count():n0}"));

    private static ReportPage Begin(RuleSet rules, string title) => new ReportPage(title)
        .Fact("rules", LinearPage.Invariant($"{rules.Rules.Count:n0} of {rules.RulesTried:n0} tried"))
        .Fact("linear terms", LinearPage.Invariant($"{rules.LinearTerms.Count:n0}"));

    private static PageBlock[] Blocks(RuleSet rules)
    {
        (double Importance, string[] Cells)[] rows = Rows(rules);
        return
        [
            Importance(rules.InputImportance, string.Empty),
            new PageTable(
                "Rules",
                $"A row of the data gets the coefficient of each rule that fires for it; {Meaning(rows.Length)}",
                Columns,
                Sorted(rows)),
        ];
    }

    private static PageBlock[] Blocks(MulticlassRuleSet rules)
    {
        (double Importance, string[] Cells)[] rows = [.. rules.Classes.SelectMany((set, k) => Rows(set).Select(row => (row.Importance, (string[])[rules.ClassNames[k], .. row.Cells])))];
        return
        [
            Importance(rules.InputImportance, ", of all classes together"),
            new PageTable(
                "Rules",
                $"The score of a class gets the coefficient of each of its rules that fires for a row of the data, and the probabilities are the softmax of the scores; {Meaning(rows.Length)}",
                [("class", false), .. Columns],
                Sorted(rows)),
        ];
    }

    private static (string Name, bool IsNumber)[] Columns => [("rule or linear term", false), ("coefficient", true), ("support", true), ("importance", true)];

    private static string Meaning(int rows) => $"support is the share of training rows it fires for, importance the standard deviation of what it adds{PageTable.Shortened(rows)}.";

    private static string[][] Sorted((double Importance, string[] Cells)[] rows) => [.. rows.OrderByDescending(row => row.Importance).Take(PageTable.MostRows).Select(row => row.Cells)];

    private static (double Importance, string[] Cells)[] Rows(RuleSet rules) =>
    [
        .. rules.Rules.Select(rule => (rule.Importance, (string[])[rule.ToString(), PageTable.Cell(rule.Coefficient), PageTable.Cell(rule.Support), PageTable.Cell(rule.Importance)])),
        .. rules.LinearTerms.Select(term => (term.Importance, (string[])[term.ToString(), PageTable.Cell(term.Coefficient), string.Empty, PageTable.Cell(term.Importance)])),
    ];

    private static Figure Importance(IReadOnlyList<KeyValuePair<string, double>> inputs, string of)
    {
        KeyValuePair<string, double>[] shown = [.. inputs.Take(MostBars)];
        return new Figure(
            "importance",
            "Importance of the inputs",
            $"The importance of the linear term of an input, and its share of that of each rule which asks for it{of}{(shown.Length < inputs.Count ? LinearPage.Invariant($"; the first {MostBars} of {inputs.Count:n0}") : string.Empty)}.",
            new FigureAxis("input"),
            [new FigureView(string.Empty, new FigureAxis("importance"), [new FigureTrace("importance", [], [.. shown.Select(pair => pair.Value)]) { Categories = [.. shown.Select(pair => pair.Key)], Kind = TraceKind.Bars, InLegend = false }])])
        { IsWide = true };
    }
}
