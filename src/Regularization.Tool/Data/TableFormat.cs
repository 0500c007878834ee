namespace Regularization.Tool;

/// <summary>How a delimited file is cut into cells.</summary>
/// <param name="Delimiter">What stands between cells.</param>
/// <param name="Quotes">Whether a cell may be quoted (RFC 4180); if not, a quote is a character like any other.</param>
internal sealed record TableFormat(char Delimiter, bool Quotes)
{
    public static TableFormat Csv { get; } = new(',', Quotes: true);

    public static TableFormat Tsv { get; } = new('\t', Quotes: false);

    public static TableFormat Of(FileFormat format) => format == FileFormat.Tsv ? Tsv : Csv;

    public string DelimiterName => Delimiter switch
    {
        '\t' => "tab",
        ' ' => "space",
        _ => $"'{Delimiter}'",
    };

    /// <summary>One character, or the name of one that is hard to type.</summary>
    public static char ParseDelimiter(string text) => text switch
    {
        "tab" or @"\t" => '\t',
        "space" => ' ',
        "comma" => ',',
        "semicolon" => ';',
        "pipe" => '|',
        { Length: 1 } when text[0] is not ('"' or '\r' or '\n') => text[0],
        _ => throw new UsageException($"--delimiter is '{text}'; it must be one character, or one of tab, space, comma, semicolon, pipe."),
    };
}
