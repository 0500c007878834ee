using System.Globalization;

namespace Regularization;

/// <summary>Predictions and what was observed, weighted by row.</summary>
/// <param name="Rows">The numbers of the rows.</param>
/// <param name="Predicted">A mean, a probability or a score.</param>
/// <param name="Observed">The response; 0 and 1 for classes.</param>
/// <param name="Weights">The weights of the rows.</param>
internal sealed record Predictions(int[] Rows, double[] Predicted, double[] Observed, double[] Weights);

/// <summary>The pictures of predictions: predicted against actual, ROC curves, calibration.</summary>
internal static class PredictionFigures
{
    private const int MostPoints = 2000;
    private const int MostSteps = 400;
    private const int CalibrationBins = 10;

    /// <summary>Responses against predictions.</summary>
    public static Figure Scatter(Predictions p, string who)
    {
        int[] shown = Spread(p.Rows.Length, MostPoints);
        double low = Math.Min(p.Predicted.Min(), p.Observed.Min()), high = Math.Max(p.Predicted.Max(), p.Observed.Max());
        double mean = Mean(p.Observed, p.Weights), left = 0, all = 0;
        for (int i = 0; i < p.Rows.Length; i++)
        {
            left += p.Weights[i] * Square(p.Observed[i] - p.Predicted[i]);
            all += p.Weights[i] * Square(p.Observed[i] - mean);
        }

        string fit = all > 0 ? string.Create(CultureInfo.InvariantCulture, $" R² = {1 - (left / all):0.000}.") : string.Empty;
        string some = shown.Length < p.Rows.Length ? string.Create(CultureInfo.InvariantCulture, $" {shown.Length:n0} of {p.Rows.Length:n0} rows are drawn, evenly spread.") : string.Empty;
        return new Figure(
            "predicted",
            "Predicted and actual",
            $"Each point is a row, {who}; on the line the prediction is right.{fit}{some}",
            new FigureAxis("predicted"),
            [
                new FigureView(
                    string.Empty,
                    new FigureAxis("actual"),
                    [
                        new FigureTrace("predicted = actual", [low, high], [low, high]) { Color = -1 },
                        new FigureTrace("rows", [.. shown.Select(i => p.Predicted[i])], [.. shown.Select(i => p.Observed[i])])
                        {
                            Kind = TraceKind.Points,
                            Size = 5,
                            Text = [.. shown.Select(i => string.Create(CultureInfo.InvariantCulture, $"row {p.Rows[i] + 1:n0}: predicted {p.Predicted[i]:g4}, actual {p.Observed[i]:g4}"))],
                        },
                    ]),
            ]);
    }

    /// <summary>ROC curves, one a class.</summary>
    /// <param name="classes">For each class its name and the predictions of it.</param>
    /// <param name="who">Who predicted.</param>
    public static Figure Roc(IReadOnlyList<(string Name, Predictions Predictions)> classes, string who)
    {
        var traces = new List<FigureTrace> { new("chance", [0, 1], [0, 1]) { Color = -1 } };
        for (int k = 0; k < classes.Count; k++)
        {
            (double[] falsePositive, double[] truePositive, double area) = RocOf(classes[k].Predictions);
            if (!double.IsNaN(area))
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"{(classes[k].Name.Length > 0 ? classes[k].Name + ": " : string.Empty)}AUC {area:0.0000}");
                traces.Add(new FigureTrace(name, falsePositive, truePositive) { Color = k });
            }
        }

        return new Figure(
            "roc",
            "ROC curve",
            $"The share of the rows of a class that is found against the share of other rows that is taken for it, as the threshold moves; {who}.",
            new FigureAxis("false positive rate") { Range = (0, 1) },
            [new FigureView(string.Empty, new FigureAxis("true positive rate") { Range = (0, 1.01) }, traces)])
        { IsSquare = true };
    }

    /// <summary>Observed shares against predicted probabilities, rows in ten groups of like probability.</summary>
    /// <param name="classes">For each class its name and the predictions of it; a view each, after one of all together.</param>
    /// <param name="who">Who predicted.</param>
    public static Figure Calibration(IReadOnlyList<(string Name, Predictions Predictions)> classes, string who)
    {
        (string Name, Predictions Predictions)[] views = classes.Count == 1 ? [classes[0]] : [("all classes", Together(classes)), .. classes];
        return new Figure(
            "calibration",
            "Calibration",
            $"Rows in {CalibrationBins} groups of like probability: how often the class was observed against how often it was predicted, with the standard error that such a group has if predictions are right; {who}.",
            new FigureAxis("predicted probability") { Range = (-0.02, 1.02) },
            [.. views.Select((of, k) => new FigureView(of.Name, new FigureAxis("observed share") { Range = (-0.02, 1.02) }, CalibrationTraces(of.Predictions, k)))])
        { IsSquare = true, ViewsName = "class" };
    }

    /// <summary>How often a class was taken for another.</summary>
    /// <param name="names">The names of the classes.</param>
    /// <param name="actual">The class of each row.</param>
    /// <param name="predicted">The most probable class of each row.</param>
    /// <param name="who">Who predicted.</param>
    public static PageTable Confusion(IReadOnlyList<string> names, IReadOnlyList<int> actual, IReadOnlyList<int> predicted, string who)
    {
        int[,] counts = new int[names.Count, names.Count];
        for (int i = 0; i < actual.Count; i++)
        {
            counts[actual[i], predicted[i]]++;
        }

        return new PageTable(
            "Classes",
            $"How many rows of a class (down) were taken for which (across); {who}.",
            [("actual", false), .. names.Select(name => ("as " + name, true))],
            [.. names.Select((name, k) => (string[])[name, .. names.Select((_, l) => counts[k, l].ToString(CultureInfo.InvariantCulture))])]);
    }

    /// <summary>The corners of a ROC curve, thinned, and the area under it; NaN where a class is missing.</summary>
    internal static (double[] FalsePositive, double[] TruePositive, double Area) RocOf(Predictions p)
    {
        int[] order = [.. Enumerable.Range(0, p.Rows.Length).OrderByDescending(i => p.Predicted[i])];
        List<double> x = [0], y = [0];
        double positives = 0, negatives = 0, area = 0;
        for (int at = 0; at < order.Length;)
        {
            double value = p.Predicted[order[at]], before = negatives, found = positives;
            for (; at < order.Length && p.Predicted[order[at]] == value; at++)
            {
                bool isPositive = p.Observed[order[at]] > 0.5;
                positives += isPositive ? p.Weights[order[at]] : 0;
                negatives += isPositive ? 0 : p.Weights[order[at]];
            }

            area += (negatives - before) * (positives + found) / 2;
            x.Add(negatives);
            y.Add(positives);
        }

        int[] shown = Spread(x.Count, MostSteps);
        return ([.. shown.Select(i => x[i] / negatives)], [.. shown.Select(i => y[i] / positives)], positives > 0 && negatives > 0 ? area / (positives * negatives) : double.NaN);
    }

    /// <summary>Mean predictions, observed shares, the standard errors of these if the predictions are right, and the rows of each tenth of the probabilities that has rows.</summary>
    internal static (double[] Predicted, double[] Observed, double[] Error, int[] Count) CalibrationOf(Predictions p)
    {
        var groups = Enumerable.Range(0, p.Rows.Length)
            .Where(i => p.Weights[i] > 0 && p.Predicted[i] is >= 0 and <= 1)
            .GroupBy(i => Math.Min((int)(p.Predicted[i] * CalibrationBins), CalibrationBins - 1))
            .OrderBy(group => group.Key)
            .Select(group => group.ToArray());
        List<double> predicted = [], observed = [], error = [];
        List<int> count = [];
        foreach (int[] rows in groups)
        {
            double[] weights = [.. rows.Select(i => p.Weights[i])];
            double mean = Mean([.. rows.Select(i => p.Predicted[i])], weights);
            predicted.Add(mean);
            observed.Add(Mean([.. rows.Select(i => p.Observed[i])], weights));
            error.Add(Math.Sqrt(mean * (1 - mean) / rows.Length));
            count.Add(rows.Length);
        }

        return ([.. predicted], [.. observed], [.. error], [.. count]);
    }

    private static FigureTrace[] CalibrationTraces(Predictions p, int color)
    {
        (double[] predicted, double[] observed, double[] error, int[] rows) = CalibrationOf(p);
        return
        [
            new FigureTrace("as predicted", [0, 1], [0, 1]) { Color = -1, InLegend = false },
            new FigureTrace("observed", predicted, observed)
            {
                Kind = TraceKind.Both,
                Error = error,
                Color = color,
                InLegend = false,
                Text = [.. predicted.Select((mean, b) => string.Create(CultureInfo.InvariantCulture, $"{Counted.Of(rows[b], "row")}: predicted {mean:g3}, observed {observed[b]:g3} ± {error[b]:g2}"))],
            },
        ];
    }

    private static Predictions Together(IReadOnlyList<(string Name, Predictions Predictions)> classes) => new(
        [.. classes.SelectMany(c => c.Predictions.Rows)],
        [.. classes.SelectMany(c => c.Predictions.Predicted)],
        [.. classes.SelectMany(c => c.Predictions.Observed)],
        [.. classes.SelectMany(c => c.Predictions.Weights)]);

    /// <summary>Some of so many, evenly spread, the first and the last among them.</summary>
    private static int[] Spread(int count, int most) =>
        count <= most ? [.. Enumerable.Range(0, count)] : [.. Enumerable.Range(0, most).Select(k => (int)((long)k * (count - 1) / (most - 1)))];

    private static double Mean(double[] values, double[] weights)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += weights[i] * values[i];
            total += weights[i];
        }

        return sum / total;
    }

    private static double Square(double d) => d * d;
}
