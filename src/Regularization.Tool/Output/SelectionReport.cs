using Spectre.Console;

namespace Regularization.Tool;

/// <summary>What lambda was chosen by: the lambdas of the two rules on the curve of held-out rows, or the smallest of a criterion.</summary>
internal static class SelectionReport
{
    public static void Write(IAnsiConsole console, FitSummary summary)
    {
        if (summary.CrossValidation is { } folds)
        {
            WriteCurve(console, $"[bold]Cross-validation[/] with {folds.Folds} folds", folds.Path, folds.Curves, folds.IndexMin, folds.IndexOneStandardError, summary.Selected.Lambda);
        }
        else if (summary.HeldOut is { } rows)
        {
            WriteCurve(console, $"[bold]Held out[/]: {Text.Count(rows.Rows, "row")}", rows.Path, rows.Curves, rows.IndexMin, rows.IndexOneStandardError, summary.Selected.Lambda);
        }
        else if (summary.Criterion is { } curve)
        {
            WriteCriterion(console, summary, curve);
        }
    }

    private static void WriteCurve(
        IAnsiConsole console, string title, RegularizationPath path, IReadOnlyDictionary<string, CrossValidationCurve> curves, int indexMin, int indexOneStandardError, double chosen)
    {
        (string Name, int Index)[] columns = [("min", indexMin), ("1se", indexOneStandardError)];
        console.MarkupLine($"{title}: {Lambdas(path)}");
        var table = new ReportTable().Names("held-out, ± standard error");
        foreach ((string name, int index) in columns)
        {
            table.Numbers(path[index].Lambda == chosen ? name + " (chosen)" : name);
        }

        AddRow("lambda", index => Text.Number(path[index].Lambda));
        foreach (CrossValidationCurve curve in curves.Values.Where(curve => !IsRepeated(curves, curve)))
        {
            AddRow(
                curve.Measure == "auc" ? "AUC" : curve.Measure,
                index => double.IsNaN(curve.StandardError[index]) ? Text.Number(curve.Mean[index]) : Text.PlusMinus(curve.Mean[index], curve.StandardError[index]));
        }

        AddRow("coefficients not 0", index => Text.Count(path[index].NonzeroCount));
        AddRow("deviance explained in training", index => Text.Percent(path[index].DevianceExplained));
        table.WriteTo(console);
        console.WriteLine();

        void AddRow(string name, Func<int, string> value) =>
            table.Row([name, .. columns.Select(column => new ReportTable.Cell(value(column.Index), path[column.Index].Lambda == chosen ? new Style(decoration: Decoration.Bold) : null))]);
    }

    private static void WriteCriterion(IAnsiConsole console, FitSummary summary, InformationCriterionCurve curve)
    {
        int chosen = summary.SelectedIndex;
        console.MarkupLine($"[bold]{curve.Criterion}[/], the smallest of {Lambdas(summary.Path)}");
        new FactList()
            .Add("lambda", Text.Number(summary.Selected.Lambda))
            .Add(curve.Criterion.Name, Text.Number(curve.Value[chosen]))
            .Add("degrees of freedom", Text.Number(curve.DegreesOfFreedom[chosen]))
            .Add("deviance explained", Text.Percent(summary.Selected.DevianceExplained))
            .WriteTo(console);
        console.WriteLine();
    }

    private static string Lambdas(RegularizationPath path) => $"{Text.Count(path.Count, "lambda")} from {Text.Number(path[0].Lambda)} to {Text.Number(path[^1].Lambda)}";

    /// <summary>The deviance of a number is its squared error.</summary>
    private static bool IsRepeated(IReadOnlyDictionary<string, CrossValidationCurve> curves, CrossValidationCurve curve) =>
        curve.Measure == "deviance" && curves.ContainsKey("squared error");
}
