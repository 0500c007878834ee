using System.Globalization;

namespace Regularization;

/// <summary>Histograms of weights.</summary>
internal static class WeightFigures
{
    private const int FewestBins = 8;
    private const int MostBins = 40;

    /// <summary>The weights of one or two models on the same bins; zeros are counted in the name and not drawn.</summary>
    /// <param name="id">Its name in the page.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="note">What it shows.</param>
    /// <param name="what">What the weights are.</param>
    /// <param name="views">For each view its name and models, each with its name and its weights.</param>
    public static Figure Histogram(string id, string title, string note, string what, IReadOnlyList<(string Label, (string Name, double[] Weights)[] Models)> views) => new(
        id,
        title,
        note,
        new FigureAxis(what),
        [.. views.Select(view => new FigureView(view.Label, new FigureAxis("number of weights"), Bars(view.Models)))])
    { ViewsName = "layer" };

    private static FigureTrace[] Bars((string Name, double[] Weights)[] models)
    {
        double[][] nonzeros = [.. models.Select(m => m.Weights.Where(w => w != 0).ToArray())];
        double low = Math.Min(0, nonzeros.SelectMany(w => w).DefaultIfEmpty(0).Min()), high = Math.Max(0, nonzeros.SelectMany(w => w).DefaultIfEmpty(0).Max());
        double wanted = Math.Clamp(2 * Math.Sqrt(nonzeros.Max(w => w.Length)), FewestBins, MostBins), width = high > low ? (high - low) / wanted : 1;

        // An edge of a bin at 0: weights of either sign do not share a bar.
        double start = Math.Floor(low / width) * width;
        int bins = (int)Math.Ceiling((high - start) / width) + 1;
        double[] centers = [.. Enumerable.Range(0, bins).Select(b => start + ((b + 0.5) * width))];
        return
        [
            .. models.Select((model, m) =>
            {
                double[] counts = new double[bins];
                foreach (double w in nonzeros[m])
                {
                    counts[Math.Clamp((int)Math.Floor((w - start) / width), 0, bins - 1)]++;
                }

                int zeros = model.Weights.Length - nonzeros[m].Length;
                return new FigureTrace(
                    string.Create(CultureInfo.InvariantCulture, $"{model.Name} ({nonzeros[m].Length:n0} not 0, {zeros:n0} zeros)"), centers, counts)
                {
                    Kind = TraceKind.Bars,
                    Color = m,
                    Text = [.. counts.Select((count, b) => string.Create(CultureInfo.InvariantCulture, $"{model.Name}: {count:n0} of {start + (b * width):g3} .. {start + ((b + 1) * width):g3}"))],
                };
            }),
        ];
    }
}
