using System.Text.Json;

namespace Regularization.Tool;

/// <summary>What a file is that is no data this tool reads, from its first bytes.</summary>
internal static class ForeignContent
{
    /// <summary>So many bytes are enough to tell.</summary>
    public const int Enough = 4096;

    /// <summary>Below this share of control characters text may still be text in another encoding.</summary>
    private const double LeastShare = 0.01;

    /// <summary>How a zip archive starts.</summary>
    private static ReadOnlySpan<byte> Zip => [(byte)'P', (byte)'K', 3, 4];

    /// <summary>What a file that cannot be read as text is, and what to do, as sentences.</summary>
    /// <param name="start">Its first bytes, decompressed; none if they cannot be had.</param>
    public static string Describe(ReadOnlySpan<byte> start) => Find(start) ?? "the text is not UTF-8. Convert it first: iconv -f latin1 -t utf-8 (or whatever encoding it has).";

    /// <summary>The same of any file; null of text that may be data.</summary>
    /// <param name="start">Its first bytes, decompressed.</param>
    public static string? Find(ReadOnlySpan<byte> start) =>
        start.StartsWith(Zip) ? "this is a zip archive, as spreadsheets (.xlsx) are; CSV, TSV and libsvm are text. Unpack it, or save the sheet as CSV."
        : IsHalfZero(start, 1) ? "this seems to be UTF-16 without a byte order mark. Convert it first: iconv -f utf-16le -t utf-8."
        : IsHalfZero(start, 0) ? "this seems to be UTF-16 without a byte order mark. Convert it first: iconv -f utf-16be -t utf-8."
        : IsBinary(start) ? "this is a binary file; CSV, TSV and libsvm are text. Save the data as one of them."
        : IsJson(start) ? "this is JSON, as the models of this tool are; data are read from CSV, TSV and libsvm. Save them as one of these."
        : null;

    /// <summary>Whether it is an object or an array of JSON, or several, as far as it goes.</summary>
    public static bool IsJson(ReadOnlySpan<byte> start)
    {
        try
        {
            var reader = new Utf8JsonReader(start.StartsWith("\uFEFF"u8) ? start[3..] : start, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true }));
            bool isJson = reader.Read() && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.Read();
            while (isJson && reader.Read())
            {
            }

            return isJson;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether most of every other byte, and none of those between, are 0, as in Latin text in UTF-16.</summary>
    private static bool IsHalfZero(ReadOnlySpan<byte> start, int first)
    {
        int zeros = 0, others = 0;
        for (int i = 0; i < start.Length; i++)
        {
            zeros += start[i] == 0 && i % 2 == first ? 1 : 0;
            others += start[i] == 0 && i % 2 != first ? 1 : 0;
        }

        return others == 0 && 4 * zeros > start.Length;
    }

    private static bool IsBinary(ReadOnlySpan<byte> start)
    {
        int controls = 0;
        foreach (byte b in start)
        {
            controls += b < ' ' && !(b is >= (byte)'\t' and <= (byte)'\r') ? 1 : 0;
        }

        return start.Contains((byte)0) || controls > LeastShare * start.Length;
    }
}
