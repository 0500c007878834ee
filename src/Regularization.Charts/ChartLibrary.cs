using System.IO.Compression;

namespace Regularization;

/// <summary>The charting library of reports, plotly.js (see THIRD-PARTY-NOTICES.md).</summary>
internal static class ChartLibrary
{
    private const string Name = "plotly-basic.min.js.br";

    /// <summary>Unpacks the text of its script.</summary>
    public static string Read()
    {
        using Stream resource = typeof(ChartLibrary).Assembly.GetManifestResourceStream(Name) ?? throw new InvalidOperationException($"The resource {Name} is not in {typeof(ChartLibrary).Assembly.GetName().Name}.");
        using var script = new StreamReader(new BrotliStream(resource, CompressionMode.Decompress));
        return script.ReadToEnd();
    }
}
