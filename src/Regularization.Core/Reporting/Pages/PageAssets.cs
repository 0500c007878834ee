using System.IO.Compression;

namespace Regularization;

/// <summary>The fixed parts of a report, which are resources of this assembly.</summary>
internal static class PageAssets
{
    /// <summary>The charting library, plotly.js (see THIRD-PARTY-NOTICES.md).</summary>
    public static string Plotly => Read("plotly-basic.min.js.br");

    /// <summary>The style sheet.</summary>
    public static string Style => Read("report.css");

    /// <summary>The script that draws the figures and sorts the tables.</summary>
    public static string Script => Read("report.js");

    private static string Read(string name)
    {
        using Stream resource = typeof(PageAssets).Assembly.GetManifestResourceStream("Reports." + name) ?? throw new InvalidOperationException($"The resource {name} is not in {typeof(PageAssets).Assembly.GetName().Name}.");
        using Stream content = name.EndsWith(".br", StringComparison.Ordinal) ? new BrotliStream(resource, CompressionMode.Decompress) : resource;
        using var reader = new StreamReader(content);
        return reader.ReadToEnd();
    }
}
