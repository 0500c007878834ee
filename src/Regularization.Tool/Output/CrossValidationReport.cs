using Spectre.Console;

namespace Regularization.Tool;

/// <summary>What cross-validation says of the lambdas of the two rules.</summary>
internal static class CrossValidationReport
{
    public static void Write(IAnsiConsole console, FitSummary summary, SelectionRule rule)
    {
        CrossValidationResult result = summary.CrossValidation!;
        Write(console, result.Folds, result.IndexMin, result.IndexOneStandardError, rule, result.Lambdas, [.. result.Curves.Values.Where(curve => !IsRepeated(result, curve))],
            index => result.Path[index].NonzeroCount, index => result.Path[index].DevianceExplained);
    }

    public static void Write(IAnsiConsole console, MultinomialCrossValidationResult result, SelectionRule rule) =>
        Write(console, result.Folds, result.IndexMin, result.IndexOneStandardError, rule, result.Lambdas, [.. result.Curves.Values],
            index => result.Path[index].NonzeroCount, index => result.Path[index].DevianceExplained);

    private static void Write(
        IAnsiConsole console, int folds, int min, int oneStandardError, SelectionRule rule, IReadOnlyList<double> lambdas, CrossValidationCurve[] curves, Func<int, int> nonzeros, Func<int, double> explained)
    {
        (string Name, int Index, bool Chosen)[] columns = [("min", min, rule == SelectionRule.LambdaMin), ("1se", oneStandardError, rule == SelectionRule.OneStandardError)];
        console.MarkupLine($"[bold]Cross-validation[/] with {folds} folds: {Text.Count(lambdas.Count, "lambda")} from {Text.Number(lambdas[0])} to {Text.Number(lambdas[^1])}");
        var table = new ReportTable().Names("held-out, ± standard error");
        foreach ((string name, _, bool chosen) in columns)
        {
            table.Numbers(chosen ? name + " (chosen)" : name);
        }

        AddRow("lambda", index => Text.Number(lambdas[index]));
        foreach (CrossValidationCurve curve in curves)
        {
            AddRow(curve.Measure == "auc" ? "AUC" : curve.Measure, index => Text.PlusMinus(curve.Mean[index], curve.StandardError[index]));
        }

        AddRow("coefficients not 0", index => Text.Count(nonzeros(index)));
        AddRow("deviance explained in training", index => Text.Percent(explained(index)));
        table.WriteTo(console);
        console.WriteLine();

        void AddRow(string name, Func<int, string> value) =>
            table.Row([name, .. columns.Select(column => new ReportTable.Cell(value(column.Index), column.Chosen ? new Style(decoration: Decoration.Bold) : null))]);
    }

    /// <summary>The deviance of a number is its squared error.</summary>
    private static bool IsRepeated(CrossValidationResult result, CrossValidationCurve curve) =>
        curve.Measure == "deviance" && result.Curves.ContainsKey("squared error");
}
