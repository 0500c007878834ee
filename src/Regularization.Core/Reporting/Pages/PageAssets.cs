namespace Regularization;

/// <summary>The fixed parts of a report: the charting library, and what are resources of this assembly.</summary>
internal static class PageAssets
{
    /// <summary>The charting library, plotly.js.</summary>
    public static string Plotly => ChartLibrary.Read();

    /// <summary>The style sheet.</summary>
    public static string Style => Read("report.css");

    /// <summary>The script that draws the figures and sorts the tables.</summary>
    public static string Script => Read("report.js");

    private static string Read(string name)
    {
        using Stream resource = typeof(PageAssets).Assembly.GetManifestResourceStream("Reports." + name) ?? throw new InvalidOperationException($"The resource {name} is not in {typeof(PageAssets).Assembly.GetName().Name}.");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
