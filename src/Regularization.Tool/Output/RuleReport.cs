using Spectre.Console;

namespace Regularization.Tool;

/// <summary>The rules, the inputs that count, and how well the model does on rows held out.</summary>
internal static class RuleReport
{
    private const int BarWidth = 12, MostInputs = 10;

    public static void Write(IAnsiConsole console, TrainedRules trained, RuleMeasure? measure, int top)
    {
        RuleSet rules = trained.Rules;
        (double Importance, double Coefficient, string Support, string Text)[] lines =
        [
            .. rules.Rules.Select(rule => (rule.Importance, rule.Coefficient, Percent.Of(rule.Support), rule.ToString())),
            .. rules.LinearTerms.Select(term => (term.Importance, term.Coefficient, "linear", term.ToString())),
        ];
        Array.Sort(lines, (a, b) => b.Importance.CompareTo(a.Importance));
        int shown = top == 0 ? lines.Length : Math.Min(top, lines.Length);
        console.MarkupLine(
            $"[bold]Rules[/] at lambda {Text.Number(trained.Fit.Selected.Lambda)} ({trained.Fit.SelectedBy}): {Text.Count(rules.Rules.Count)} of {Text.Count(rules.RulesTried, "rule")} and {Text.Count(rules.LinearTerms.Count, "linear term")}, intercept {Text.Number(rules.Intercept)}");
        ReportTable table = new ReportTable().Numbers("coefficient").Numbers("support").Numbers("importance").Bars().Names("rule");
        foreach ((double importance, double coefficient, string support, string text) in lines.Take(shown))
        {
            table.Row(Text.Number(coefficient), support, Text.Rough(importance), Bar(importance, lines[0].Importance, coefficient), text);
        }

        table.WriteTo(console);
        if (shown < lines.Length)
        {
            console.MarkupLine($"[grey]... and {Text.Count(lines.Length - shown)} more; --top 0 shows all.[/]");
        }

        console.WriteLine();
        WriteInputs(console, rules);
        if (measure is not null)
        {
            bool isBinary = !double.IsNaN(measure.Wrong);
            new FactList()
                .Add("held-out rows", Text.Count(measure.Rows))
                .Add(isBinary ? "log loss" : "root mean squared error", $"{Text.Number(measure.Error)} ({(isBinary ? "the same probability for all" : "the mean for all")}: {Text.Number(measure.Constant)})")
                .Add(isBinary ? "misclassified" : "R squared", isBinary ? Percent.Of(measure.Wrong) : Text.Rough(1 - Math.Pow(measure.Error / measure.Constant, 2)))
                .WriteTo(console);
        }
    }

    private static void WriteInputs(IAnsiConsole console, RuleSet rules)
    {
        IReadOnlyList<KeyValuePair<string, double>> inputs = rules.InputImportance;
        if (inputs.Count == 0)
        {
            return;
        }

        console.MarkupLine($"[bold]Inputs[/] that count: {Text.Count(inputs.Count)}");
        ReportTable table = new ReportTable().Names("input").Numbers("importance").Bars();
        foreach ((string name, double importance) in inputs.Take(MostInputs))
        {
            table.Row(name, Text.Rough(importance), Bar(importance, inputs[0].Value, 1));
        }

        table.WriteTo(console);
        console.WriteLine();
    }

    private static ReportTable.Cell Bar(double importance, double largest, double sign)
    {
        int length = Math.Max(1, (int)Math.Round(BarWidth * importance / largest));
        return new ReportTable.Cell((sign > 0 ? "+" : "-") + new string('■', length), sign > 0 ? Color.Green : Color.Red);
    }
}
