using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The options that say how a data file is written.</summary>
internal sealed class FormatOptions
{
    private readonly Option<FileFormat> _format = NewOption.Choice(
        "--format", "How the file is written. Else the name says it: .csv, .tsv or .tab, .libsvm or .svm, each also with .gz.",
        ("csv", FileFormat.Csv), ("tsv", FileFormat.Tsv), ("libsvm", FileFormat.LibSvm));

    private readonly Option<string?> _delimiter = NewOption.Name(
        "--delimiter", "CHAR", "What stands between cells: one character, or tab, space, comma, semicolon, pipe. Else a comma in CSV and a tab in TSV.");

    private readonly Option<bool> _noQuotes = NewOption.Flag("--no-quotes", "Quotes are characters like any other, as they always are in TSV.");

    public void AddTo(Command command)
    {
        command.Add(_format);
        command.Add(_delimiter);
        command.Add(_noQuotes);
    }

    /// <exception cref="UsageException">The format cannot be told, or the options contradict each other.</exception>
    public (FileFormat Format, TableFormat Table) Bind(ParseResult parsed, string file)
    {
        InputFile.RequireName(file);
        FileFormat format = parsed.IsGiven(_format) ? parsed.GetValue(_format) : FileFormats.Of(file);
        if (format == FileFormat.LibSvm && (parsed.IsGiven(_delimiter) || parsed.GetValue(_noQuotes)))
        {
            throw new UsageException("--delimiter and --no-quotes are for CSV and TSV; a libsvm file has neither cells nor quotes.");
        }

        TableFormat table = TableFormat.Of(format);
        if (parsed.GetValue(_delimiter) is string delimiter)
        {
            table = table with { Delimiter = TableFormat.ParseDelimiter(delimiter) };
        }

        return (format, parsed.GetValue(_noQuotes) ? table with { Quotes = false } : table);
    }
}
