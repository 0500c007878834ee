using Spectre.Console;

namespace Regularization.Tool;

/// <summary>The table of the coefficients that are not 0, the largest standardised ones first.</summary>
internal static class CoefficientReport
{
    private const int BarWidth = 12;

    public static void Write(IAnsiConsole console, TrainingData data, FitSummary summary, int top)
    {
        IReadOnlyList<CoefficientRow> rows = summary.CoefficientTable();
        int shown = top == 0 ? rows.Count : Math.Min(top, rows.Count);
        bool withLevels = rows.Take(shown).Any(row => data.Features[row.Index].Level is not null);
        double largest = rows.Count > 0 ? rows.Max(row => Math.Abs(row.Standardized)) : 0;

        console.MarkupLine($"[bold]Coefficients[/] at lambda {Text.Number(summary.Selected.Lambda)}: {Text.Count(rows.Count)} of {Text.Count(summary.Features)} {(rows.Count == 1 ? "is" : "are")} not 0");
        var table = new ReportTable().Names("feature");
        if (withLevels)
        {
            bool allWords = rows.Take(shown).All(row => data.Inputs.OfType<TextInput>().Any(input => input.Column == data.Features[row.Index].Column));
            table.Names(allWords ? "word" : "level");
        }

        table.Numbers("coefficient").Numbers("standardised").Bars();
        foreach (CoefficientRow row in rows.Take(shown))
        {
            Add(data.Features[row.Index].Column, data.Features[row.Index].Level, Text.Number(row.Value), Text.Number(row.Standardized), Bar(row.Standardized, largest));
        }

        Add("(intercept)", null, Text.Number(summary.Selected.Intercept), string.Empty, string.Empty);
        table.WriteTo(console);
        if (shown < rows.Count)
        {
            console.MarkupLine($"[grey]... and {Text.Count(rows.Count - shown)} more; --top 0 shows all.[/]");
        }

        console.WriteLine();

        void Add(string column, string? level, string value, string standardized, ReportTable.Cell bar)
        {
            ReportTable.Cell[] levelCell = withLevels ? [level ?? string.Empty] : [];
            table.Row([column, .. levelCell, value, standardized, bar]);
        }
    }

    private static ReportTable.Cell Bar(double value, double largest)
    {
        int length = Math.Max(1, (int)Math.Round(BarWidth * Math.Abs(value) / largest));
        return new ReportTable.Cell((value > 0 ? "+" : "-") + new string('■', length), value > 0 ? Color.Green : Color.Red);
    }
}
