using Spectre.Console;

namespace Regularization.Tool;

/// <summary>Says what was read, before the fit: so that a wrong column or class is seen at once.</summary>
internal static class DataReport
{
    public static void Write(IAnsiConsole console, DataSettings settings, TrainingData data, string model)
    {
        TrainingProblem problem = data.Problem;
        var facts = new FactList()
            .Add("data", $"{settings.File}: {Text.Count(problem.X.Rows, "row")}, {Text.Count(problem.X.Columns, "feature")}{Origin(data)}")
            .Add("label", Label(data));
        if (data.RowsSkipped > 0)
        {
            facts.Add("left out", $"{Text.Count(data.RowsSkipped, "row")} with missing values");
        }

        if (settings.Weights is not null)
        {
            facts.Add("weights", $"column {settings.Weights}");
        }

        facts.Add("model", model).WriteTo(console);
        console.WriteLine();
    }

    private static string Label(TrainingData data)
    {
        ReadOnlySpan<double> y = data.Problem.Y;
        double sum = 0, least = double.PositiveInfinity, most = double.NegativeInfinity;
        foreach (double value in y)
        {
            sum += value;
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        string name = data.Label.Column is null ? string.Empty : data.Label.Column + ": ";
        return data.Label.Positive is null
            ? $"{name}mean {sum / y.Length:g5}, from {least:g5} to {most:g5}"
            : $"{name}'{data.Label.Positive}' is 1 ({Text.Count((long)sum, "row")}), '{data.Label.Negative}' is 0 ({Text.Count(y.Length - (long)sum, "row")})";
    }

    private static string Origin(TrainingData data)
    {
        int categories = data.Inputs.OfType<CategoryInput>().Count(), levels = data.Inputs.OfType<CategoryInput>().Sum(input => input.FeatureCount);
        int words = data.Inputs.OfType<TextInput>().Sum(input => input.FeatureCount);
        string text = string.Empty;
        if (categories > 0)
        {
            text += $", {(levels == data.Features.Count ? "all" : Text.Count(levels))} of them levels of {Text.Count(categories)} categorical column{(categories == 1 ? string.Empty : "s")}";
        }

        if (words > 0)
        {
            text += words == data.Features.Count ? ", all of them words" : $", {Text.Count(words)} of them words";
        }

        if (data.Problem.X.IsSparse)
        {
            double filled = (double)data.Problem.X.EntryCount / ((long)data.Problem.X.Rows * data.Problem.X.Columns);
            text += $" (sparse, {Text.Percent(filled)} filled)";
        }

        return text;
    }
}
