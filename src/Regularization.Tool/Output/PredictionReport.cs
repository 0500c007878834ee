using Spectre.Console;

namespace Regularization.Tool;

/// <summary>Says what was predicted and, where the file has labels, how well.</summary>
internal static class PredictionReport
{
    public static void Write(IAnsiConsole console, ModelFile model, Predictions predictions, string? output)
    {
        var facts = new FactList();
        int done = predictions.LinearPredictors.Count - predictions.Skipped;
        facts.Add("predicted", Text.Count(done, "row")
            + (predictions.Skipped > 0 ? $"; {Text.Count(predictions.Skipped)} skipped for missing values" : string.Empty)
            + (output is null ? string.Empty : $", written to {output}"));
        if (model.Label.Positive is string positive)
        {
            facts.Add("classes", $"'{positive}' in {Text.Count(predictions.LinearPredictors.Count(eta => eta > 0), "row")}, '{model.Label.Negative}' in {Text.Count(predictions.LinearPredictors.Count(eta => eta <= 0), "row")}");
        }

        IReadOnlyList<(string Measure, double Value)> measures = Evaluation.Of(model.Family, predictions);
        if (measures.Count > 0)
        {
            facts.Add("against labels", string.Join(", ", measures.Select(m => $"{(m.Measure == "auc" ? "AUC" : m.Measure)} {Text.Number(m.Value)}")));
        }

        facts.WriteTo(console);
    }
}
