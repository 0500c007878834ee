using Spectre.Console;

namespace Regularization.Tool;

/// <summary>What lambda was chosen by: the lambdas of the two rules on the curve of held-out rows, or the smallest of a criterion.</summary>
internal static class SelectionReport
{
    public static void Write(IAnsiConsole console, FitSummary summary)
    {
        if (summary.CrossValidation is { } folds)
        {
            WriteCurve(console, TitleOf(folds.Folds), RowsOf(folds.Path), folds.Curves, folds.IndexMin, folds.IndexOneStandardError, summary.Selected.Lambda);
        }
        else if (summary.HeldOut is { } rows)
        {
            WriteCurve(console, TitleOfRows(rows.Rows), RowsOf(rows.Path), rows.Curves, rows.IndexMin, rows.IndexOneStandardError, summary.Selected.Lambda);
        }
        else if (summary.Criterion is { } curve)
        {
            WriteCriterion(console, RowsOf(summary.Path), summary.SelectedIndex, curve);
        }
    }

    public static void Write(IAnsiConsole console, MultinomialFitSummary summary)
    {
        if (summary.CrossValidation is { } folds)
        {
            WriteCurve(console, TitleOf(folds.Folds), RowsOf(folds.Path), folds.Curves, folds.IndexMin, folds.IndexOneStandardError, summary.Selected.Lambda);
        }
        else if (summary.HeldOut is { } rows)
        {
            WriteCurve(console, TitleOfRows(rows.Rows), RowsOf(rows.Path), rows.Curves, rows.IndexMin, rows.IndexOneStandardError, summary.Selected.Lambda);
        }
        else if (summary.Criterion is { } curve)
        {
            WriteCriterion(console, RowsOf(summary.Path), summary.SelectedIndex, curve);
        }
    }

    private static string TitleOf(int folds) => $"[bold]Cross-validation[/] with {folds} folds";

    private static string TitleOfRows(long rows) => $"[bold]Held out[/]: {Text.Count(rows, "row")}";

    private static (double Lambda, int Nonzeros, double Explained)[] RowsOf(RegularizationPath path) => [.. path.Select(s => (s.Lambda, s.NonzeroCount, s.DevianceExplained))];

    private static (double Lambda, int Nonzeros, double Explained)[] RowsOf(MultinomialPath path) => [.. path.Select(s => (s.Lambda, s.NonzeroCount, s.DevianceExplained))];

    private static void WriteCurve(
        IAnsiConsole console, string title, (double Lambda, int Nonzeros, double Explained)[] path, IReadOnlyDictionary<string, CrossValidationCurve> curves, int indexMin, int indexOneStandardError, double chosen)
    {
        (string Name, int Index)[] columns = [("min", indexMin), ("1se", indexOneStandardError)];
        console.MarkupLine($"{title}: {Lambdas(path.Length, path[0].Lambda, path[^1].Lambda)}");
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

        AddRow("coefficients not 0", index => Text.Count(path[index].Nonzeros));
        AddRow("deviance explained in training", index => Percent.Of(path[index].Explained));
        table.WriteTo(console);
        console.WriteLine();

        void AddRow(string name, Func<int, string> value) =>
            table.Row([name, .. columns.Select(column => new ReportTable.Cell(value(column.Index), path[column.Index].Lambda == chosen ? new Style(decoration: Decoration.Bold) : null))]);
    }

    private static void WriteCriterion(IAnsiConsole console, (double Lambda, int Nonzeros, double Explained)[] path, int chosen, InformationCriterionCurve curve)
    {
        console.MarkupLine($"[bold]{curve.Criterion}[/], the smallest of {Lambdas(path.Length, path[0].Lambda, path[^1].Lambda)}");
        new FactList()
            .Add("lambda", Text.Number(path[chosen].Lambda))
            .Add(curve.Criterion.Name, Text.Number(curve.Value[chosen]))
            .Add("degrees of freedom", Text.Number(curve.DegreesOfFreedom[chosen]))
            .Add("deviance explained", Percent.Of(path[chosen].Explained))
            .WriteTo(console);
        console.WriteLine();
    }

    private static string Lambdas(int count, double first, double last) => $"{Text.Count(count, "lambda")} from {Text.Number(first)} to {Text.Number(last)}";

    /// <summary>The deviance of the squared loss is the squared error.</summary>
    private static bool IsRepeated(IReadOnlyDictionary<string, CrossValidationCurve> curves, CrossValidationCurve curve) =>
        curve.Measure == "deviance" && curves.TryGetValue("squared error", out CrossValidationCurve? squared) && squared.Mean.SequenceEqual(curve.Mean);
}
