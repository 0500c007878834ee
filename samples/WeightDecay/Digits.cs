using System.Globalization;
using System.IO.Compression;
using Regularization;

namespace WeightDecay;

/// <summary>Reads the digits: 64 pixels of 0 to 16, brought to 0 to 1, and the digit.</summary>
internal static class Digits
{
    public const int Pixels = 64, Classes = 10;

    private const float Black = 16;

    public static NetworkData Read(string file)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(AppContext.BaseDirectory, file)), CompressionMode.Decompress));
        lines.ReadLine();       // the header
        var pixels = new List<float>();
        var digits = new List<float>();
        while (lines.ReadLine() is { } line)
        {
            float[] values = [.. line.Split(',').Select(value => float.Parse(value, CultureInfo.InvariantCulture))];
            pixels.AddRange(values[..Pixels].Select(value => value / Black));
            digits.Add(values[Pixels]);
        }

        return new NetworkData(RowMatrix.FromRows([.. pixels], digits.Count, Pixels), digits.ToArray());
    }
}
