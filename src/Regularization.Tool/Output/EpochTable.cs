using Spectre.Console;

namespace Regularization.Tool;

/// <summary>The epochs as a table, evenly chosen, with what changes over them.</summary>
internal static class EpochTable
{
    public static void Write(IAnsiConsole console, NetworkResult result, int top)
    {
        IReadOnlyList<EpochReport> history = result.History;
        int best = result.Best.Epoch - 1;
        int[] shown = [.. Text.Spread(history.Count, top).Append(best).Distinct().Order()];
        string metric = result.Metric == "accuracy" ? "acc." : result.Metric;
        (string Name, bool IsShown, Func<EpochReport, string> Value)[] columns =
        [
            ("epoch", true, e => (e.Epoch - 1 == best ? "*" : string.Empty) + Text.Count(e.Epoch)),
            ("loss", true, e => Text.Number(e.TrainLoss, digits: 4)),
            (metric, true, e => Text.Metric(result.Metric, e.TrainMetric)),
            ("val. loss", result.IsJudged, e => Text.Number(e.ValidationLoss, digits: 4)),
            ("val. " + metric, result.IsJudged, e => Text.Metric(result.Metric, e.ValidationMetric)),
            ("|w|", true, e => Text.Number(e.WeightNorm, digits: 4)),
            ("zeros", history.Any(e => e.ZeroShare > 0), e => Percent.Of(e.ZeroShare)),
            ("neurons", history.Any(e => e.LiveNeurons != history[0].LiveNeurons), e => Text.Count(e.LiveNeurons)),
            ("rate", history.Any(e => e.LearningRate != history[0].LearningRate), e => Text.Rough(e.LearningRate)),
        ];
        columns = [.. columns.Where(column => column.IsShown)];

        console.MarkupLine($"[bold]Epochs[/]: loss and {(result.Metric == "accuracy" ? "accuracy" : "root mean squared error")} of training{(result.IsJudged ? " and held-out" : string.Empty)} rows");
        var table = new ReportTable();
        foreach ((string name, _, _) in columns)
        {
            table.Numbers(name);
        }

        foreach (EpochReport epoch in shown.Select(k => history[k]))
        {
            Style? style = epoch.Epoch - 1 == best ? new Style(decoration: Decoration.Bold) : null;
            table.Row(columns.Select(column => new ReportTable.Cell(column.Value(epoch), style)));
        }

        table.WriteTo(console);
        console.MarkupLine(shown.Length < history.Count
            ? $"[grey]{shown.Length} of {Text.Count(history.Count, "epoch")}, * is kept; --top 0 shows all, --curve FILE writes them.[/]"
            : "[grey]* is kept[/]");
        console.WriteLine();
    }
}
