using Spectre.Console;

namespace Regularization.Tool;

/// <summary>The path as a table: how many features are in at which lambda, how much they explain, and which came and went.</summary>
internal static class PathReport
{
    private const int MostNames = 4;

    public static void Write(IAnsiConsole console, TrainingData data, RegularizationPath path, int top)
    {
        console.MarkupLine($"[bold]Path[/], {Text.Count(path.Count, "lambda")}; the first feature enters at {Text.Number(path.LambdaMax)}");
        int[] shown = Text.Spread(path.Count, top);
        bool isDense = path.All(solution => solution.NonzeroCount == path[0].NonzeroCount);
        var table = new ReportTable().Numbers("lambda").Numbers("nonzero").Numbers("explained").Numbers(path[0].ProofName);
        if (!isDense)
        {
            table.Names("enters, -leaves");
        }

        HashSet<int> before = [];
        foreach (int k in shown)
        {
            HashSet<int> now = [.. path[k].Coefficients.Indices];
            string changes = isDense ? string.Empty : Changes(data, [.. now.Except(before)], [.. before.Except(now)], path[k]);
            ReportTable.Cell[] cells = [Text.Number(path[k].Lambda), Text.Count(path[k].NonzeroCount), Percent.Of(path[k].DevianceExplained), Text.Gap(path[k].Proof)];
            table.Row(isDense ? cells : [.. cells, changes]);
            before = now;
        }

        table.WriteTo(console);
        if (shown.Length < path.Count)
        {
            console.MarkupLine($"[grey]{Text.Count(shown.Length)} of {Text.Count(path.Count, "lambda")}; --top 0 shows all, --out FILE writes the coefficients.[/]");
        }

        console.WriteLine();
    }

    private static string Changes(TrainingData data, int[] entered, int[] left, Solution solution)
    {
        // The largest first: of many that enter at once these are the ones to name.
        IEnumerable<string> names = entered.OrderByDescending(j => Math.Abs(solution.Coefficients[j])).Select(j => data.Features[j].Name)
            .Concat(left.Select(j => "-" + data.Features[j].Name));
        int more = entered.Length + left.Length - MostNames;
        return string.Join(", ", names.Take(MostNames)) + (more > 0 ? $" and {Text.Count(more)} more" : string.Empty);
    }
}
