using Spectre.Console;

namespace Regularization.Tool;

/// <summary>The strengths that a search tried, and what held-out rows say of each.</summary>
internal static class SearchReport
{
    public static void Write(IAnsiConsole console, NetworkResult result)
    {
        IReadOnlyList<WeightDecaySearchPoint> points = result.Points!;
        bool decays = points.Any(p => p.WeightDecay != points[0].WeightDecay) || points.All(p => p.L1 == points[0].L1), l1s = points.Any(p => p.L1 != points[0].L1);
        (string Name, bool IsShown, Func<WeightDecaySearchPoint, string> Value)[] columns =
        [
            ("weight decay", decays, p => Text.Rough(p.WeightDecay)),
            ("l1", l1s, p => Text.Rough(p.L1)),
            ("train loss", true, p => Text.Number(p.TrainLoss, digits: 4)),
            ("held-out loss", true, p => double.IsFinite(p.StandardError) ? $"{Text.Number(p.ValidationLoss, digits: 4)} ± {Text.Rough(p.StandardError)}" : Text.Number(p.ValidationLoss, digits: 4)),
            (result.Metric, true, p => Text.Metric(result.Metric, p.ValidationMetric)),
            ("|w|", true, p => Text.Number(p.WeightNorm, digits: 4)),
            ("zeros", points.Any(p => p.ZeroShare > 0), p => Percent.Of(p.ZeroShare)),
        ];
        columns = [.. columns.Where(column => column.IsShown)];

        console.MarkupLine($"[bold]Search[/]: {Text.Count(points.Count, "network")} judged by held-out rows");
        var table = new ReportTable();
        foreach ((string name, _, _) in columns)
        {
            table.Numbers(name);
        }

        table.Names(string.Empty);
        for (int k = 0; k < points.Count; k++)
        {
            Style? style = k == result.ChosenPoint ? new Style(decoration: Decoration.Bold) : null;
            table.Row(columns.Select(column => new ReportTable.Cell(column.Value(points[k]), style)).Append(k == result.ChosenPoint ? "chosen" : string.Empty));
        }

        table.WriteTo(console);
        console.WriteLine();
    }
}
