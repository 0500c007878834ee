using Spectre.Console;

namespace Regularization.Tool;

/// <summary>Says what was predicted and, where the file has labels, how well.</summary>
internal static class PredictionReport
{
    public static void Write(IAnsiConsole console, ModelFile model, Predictions predictions, string? output)
    {
        var facts = new FactList();
        int skipped = predictions.Skipped;
        facts.Add("predicted", Text.Count(predictions.Rows - skipped, "row")
            + (skipped > 0 ? $"; {Text.Count(skipped)} skipped for missing values" : string.Empty)
            + (output is null ? string.Empty : $", written to {output}"));
        int[] rows = [.. Enumerable.Range(0, predictions.Rows).Where(i => !predictions.IsSkipped(i))];
        if (model.Label.Positive is string positive)
        {
            int positives = rows.Count(i => predictions.Outputs[i] > 0);
            facts.Add("classes", $"'{positive}' in {Text.Count(positives, "row")}, '{model.Label.Negative}' in {Text.Count(rows.Length - positives, "row")}");
        }
        else if (model.Label.Classes is not null)
        {
            facts.Add("classes", DataReport.Classes(model.Label.Classes, rows.Select(i => Links.Largest(predictions.Row(i)))));
        }

        (string Measure, double Value)[] measures = [.. Evaluation.Of(model.Family, predictions, (model as LinearModel)?.Quantile).Where(m => !double.IsNaN(m.Value))];
        if (measures.Length > 0)
        {
            int judged = rows.Count(i => double.IsFinite(predictions.Labels![i]));
            facts.Add("against labels", (judged < rows.Length ? $"of {Text.Count(judged, "row")}: " : string.Empty) + string.Join(", ", measures.Select(m => $"{(m.Measure == "auc" ? "AUC" : m.Measure)} {Text.Number(m.Value)}")));
        }

        facts.WriteTo(console);
    }
}
