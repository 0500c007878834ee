namespace Regularization.Tool;

/// <summary>What a file is that cannot be read as text, from its first bytes.</summary>
internal static class ForeignContent
{
    /// <summary>So many bytes are enough to tell.</summary>
    public const int Enough = 4096;

    /// <summary>Below this share of control characters text may still be text in another encoding.</summary>
    private const double LeastShare = 0.01;

    /// <summary>How a zip archive starts.</summary>
    private static ReadOnlySpan<byte> Zip => [(byte)'P', (byte)'K', 3, 4];

    /// <summary>What it is and what to do, as sentences.</summary>
    /// <param name="start">Its first bytes, decompressed; none if they cannot be had.</param>
    public static string Describe(ReadOnlySpan<byte> start) =>
        start.StartsWith(Zip) ? "this is a zip archive, as spreadsheets (.xlsx) are; CSV, TSV and libsvm are text. Unpack it, or save the sheet as CSV."
        : IsHalfZero(start, 1) ? "this seems to be UTF-16 without a byte order mark. Convert it first: iconv -f utf-16le -t utf-8."
        : IsHalfZero(start, 0) ? "this seems to be UTF-16 without a byte order mark. Convert it first: iconv -f utf-16be -t utf-8."
        : IsBinary(start) ? "this is a binary file; CSV, TSV and libsvm are text. Save the data as one of them."
        : "the text is not UTF-8. Convert it first: iconv -f latin1 -t utf-8 (or whatever encoding it has).";

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
