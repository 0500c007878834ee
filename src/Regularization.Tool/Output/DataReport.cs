using System.Globalization;
using Spectre.Console;

namespace Regularization.Tool;

/// <summary>Says what was read, before the fit: so that a wrong column or class is seen at once.</summary>
internal static class DataReport
{
    private const int MostClasses = 5;

    public static void Write(IAnsiConsole console, DataSettings settings, TrainingData data, string model, params IEnumerable<(string Name, string Value)> more)
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

        foreach ((string name, string value) in more)
        {
            facts.Add(name, value);
        }

        facts.Add("model", model).WriteTo(console);
        console.WriteLine();
    }

    /// <summary>"'a' in 7 rows, 'b' in 5": the classes with the most rows first.</summary>
    public static string Classes(IReadOnlyList<string> names, IEnumerable<int> classOfRow)
    {
        int[] counts = new int[names.Count];
        foreach (int number in classOfRow)
        {
            counts[number]++;
        }

        int[] order = [.. Enumerable.Range(0, counts.Length).OrderByDescending(k => counts[k])];
        int there = counts.Length > MostClasses ? counts.Count(count => count > 0) : counts.Length, shown = Math.Min(there, MostClasses);
        return string.Join(", ", order.Take(shown).Select(k => $"'{names[k]}' in {Text.Count(counts[k], "row")}"))
            + (there > shown ? $", and {Text.Count(there - shown)} more" : string.Empty)
            + (counts.Length > there ? $", none in {Text.Count(counts.Length - there)} others" : string.Empty);
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
        if (data.Label.Classes is not null)
        {
            return $"{name}{Text.Count(data.Label.Classes.Count)} classes, {Classes(data.Label.Classes, y.ToArray().Select(value => (int)value))}";
        }

        string digits = least < most && least.ToString("g5", CultureInfo.InvariantCulture) == most.ToString("g5", CultureInfo.InvariantCulture) ? "g12" : "g5";
        string Short(double value) => value.ToString(digits, CultureInfo.InvariantCulture);
        return data.Label.Positive is null
            ? $"{name}mean {Short(sum / y.Length)}, from {Short(least)} to {Short(most)}"
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
            text += $" (sparse, {Percent.Of(filled)} filled)";
        }

        return text;
    }
}
