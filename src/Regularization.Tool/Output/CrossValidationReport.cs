using Spectre.Console;

namespace Regularization.Tool;

/// <summary>What cross-validation says of the lambdas of the two rules.</summary>
internal static class CrossValidationReport
{
    public static void Write(IAnsiConsole console, FitSummary summary, SelectionRule rule)
    {
        CrossValidationResult result = summary.CrossValidation!;
        (string Name, int Index, bool Chosen)[] columns =
        [
            ("min", result.IndexMin, rule == SelectionRule.LambdaMin),
            ("1se", result.IndexOneStandardError, rule == SelectionRule.OneStandardError),
        ];

        console.MarkupLine($"[bold]Cross-validation[/] with {result.Folds} folds: {Text.Count(result.Path.Count, "lambda")} from {Text.Number(result.Lambdas[0])} to {Text.Number(result.Lambdas[^1])}");
        var table = new ReportTable().Names("held-out, ± standard error");
        foreach ((string name, _, bool chosen) in columns)
        {
            table.Numbers(chosen ? name + " (chosen)" : name);
        }

        AddRow("lambda", index => Text.Number(result.Lambdas[index]));
        foreach (CrossValidationCurve curve in result.Curves.Values.Where(curve => !IsRepeated(result, curve)))
        {
            AddRow(curve.Measure == "auc" ? "AUC" : curve.Measure, index => Text.PlusMinus(curve.Mean[index], curve.StandardError[index]));
        }

        AddRow("coefficients not 0", index => Text.Count(result.Path[index].NonzeroCount));
        AddRow("deviance explained in training", index => Text.Percent(result.Path[index].DevianceExplained));
        table.WriteTo(console);
        console.WriteLine();

        void AddRow(string name, Func<int, string> value) =>
            table.Row([name, .. columns.Select(column => new ReportTable.Cell(value(column.Index), column.Chosen ? new Style(decoration: Decoration.Bold) : null))]);
    }

    /// <summary>The deviance of a number is its squared error.</summary>
    private static bool IsRepeated(CrossValidationResult result, CrossValidationCurve curve) =>
        curve.Measure == "deviance" && result.Curves.ContainsKey("squared error");
}
