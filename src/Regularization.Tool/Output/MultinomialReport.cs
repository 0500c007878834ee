using Spectre.Console;

namespace Regularization.Tool;

/// <summary>The path and the coefficients of multinomial models.</summary>
internal static class MultinomialReport
{
    /// <summary>The coefficients of all classes that are not 0, the largest standardised ones first, then the intercepts.</summary>
    public static void WriteCoefficients(IAnsiConsole console, TrainingData data, MultinomialFitSummary summary, int top)
    {
        (int Class, CoefficientRow Row)[] rows =
        [
            .. Enumerable.Range(0, summary.ClassNames.Count).SelectMany(k => summary.CoefficientTable(k).Select(row => (k, row)))
                .OrderByDescending(pair => Math.Abs(pair.row.Standardized)).ThenBy(pair => pair.row.Index),
        ];
        int shown = top == 0 ? rows.Length : Math.Min(top, rows.Length);
        MultinomialSolution selected = summary.Selected;
        console.MarkupLine($"[bold]Coefficients[/] at lambda {Text.Number(selected.Lambda)}: {Text.Count(rows.Length)} {(rows.Length == 1 ? "is" : "are")} not 0, of {Text.Count(selected.FeatureCount)} of {Text.Count(summary.Features, "feature")}; {Percent.Of(summary.TrainingMisclassification)} of the training rows misclassified");
        var table = new ReportTable().Names("class").Names("feature").Numbers("coefficient").Numbers("standardised");
        foreach ((int k, CoefficientRow row) in rows.Take(shown))
        {
            table.Row([summary.ClassNames[k], data.Features[row.Index].Name, Text.Number(row.Value), Text.Number(row.Standardized)]);
        }

        for (int k = 0; k < summary.ClassNames.Count && (top == 0 || k < top); k++)
        {
            table.Row([summary.ClassNames[k], "(intercept)", Text.Number(selected.Intercepts[k]), string.Empty]);
        }

        table.WriteTo(console);
        if (shown < rows.Length)
        {
            console.MarkupLine($"[grey]... and {Text.Count(rows.Length - shown)} more; --top 0 shows all.[/]");
        }

        console.WriteLine();
    }

    /// <summary>How many coefficients and features are in at which lambda, and how much they explain.</summary>
    public static void WritePath(IAnsiConsole console, MultinomialPath path, int top)
    {
        console.MarkupLine($"[bold]Path[/], {Text.Count(path.Count, "lambda")}; the first feature enters at {Text.Number(path.LambdaMax)}");
        int[] shown = Text.Spread(path.Count, top);
        var table = new ReportTable().Numbers("lambda").Numbers("nonzero").Numbers("features").Numbers("explained").Numbers("gap");
        foreach (int k in shown)
        {
            table.Row([Text.Number(path[k].Lambda), Text.Count(path[k].NonzeroCount), Text.Count(path[k].FeatureCount), Percent.Of(path[k].DevianceExplained), Text.Gap(path[k].DualityGap)]);
        }

        table.WriteTo(console);
        if (shown.Length < path.Count)
        {
            console.MarkupLine($"[grey]{Text.Count(shown.Length)} of {Text.Count(path.Count, "lambda")}; --top 0 shows all, --out FILE writes the coefficients.[/]");
        }

        console.WriteLine();
    }
}
