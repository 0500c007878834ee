using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Regularization.Tool;

/// <summary>A delimited file row by row: the header, then cells, each row as long as the header.</summary>
internal sealed class TableReader : IDisposable
{
    private readonly InputFile _file;
    private readonly CsvParser _parser;
    private readonly TableFormat _format;
    private long _linesBefore;

    public TableReader(InputFile file, TableFormat format)
    {
        (_file, _format) = (file, format);
        _parser = new CsvParser(file.Text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = format.Delimiter.ToString(),
            Mode = format.Quotes ? CsvMode.RFC4180 : CsvMode.NoEscape,
            TrimOptions = format.Delimiter == ' ' ? TrimOptions.None : TrimOptions.Trim,
            WhiteSpaceChars = format.Delimiter == ' ' ? [] : [' '],
            HasHeaderRecord = false,
            BadDataFound = found => throw BadQuotes(found.Field),
        });

        if (!ReadRecord())
        {
            throw new ToolException($"{file.Path}: the file is empty; a header row with the names of the columns is needed.");
        }

        Header = [.. _parser.Record!.Select((name, j) => name.Length > 0 ? name : $"column{j + 1}")];
        CheckHeader();
    }

    public string FilePath => _file.Path;

    /// <summary>The names of the columns; one without a name is <c>column1</c>, <c>column2</c>, ... by its position.</summary>
    public string[] Header { get; }

    /// <summary>The line of the file on which the current row starts, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>How much of the file has been read, 0 to 1.</summary>
    public double Fraction => _file.Fraction;

    /// <summary>The cells of the current row; valid until the next one is read.</summary>
    public string[] Cells { get; private set; } = [];

    /// <summary>Where the current row stands.</summary>
    public Place Place => new(FilePath, Line);

    public Place PlaceOf(int column) => new(FilePath, Line, Header[column]);

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Read()
    {
        if (!ReadRecord())
        {
            return false;
        }

        Cells = _parser.Record!;
        if (Cells.Length != Header.Length)
        {
            throw new ToolException(
                $"{FilePath}, line {Line}: the row has {Text.Count(Cells.Length, "cell")}, the header {Header.Length}; every row must have as many as the header. "
                + $"Check for a missing or unquoted delimiter ({_format.DelimiterName}), or whether the file was cut off.");
        }

        return true;
    }

    public void Dispose() => _parser.Dispose();

    private bool ReadRecord()
    {
        _linesBefore = _parser.RawRow;
        try
        {
            if (!_parser.Read())
            {
                return false;
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw _file.Explain(e);
        }

        // A record of several lines starts on the one after the last record (or after the blank lines in between, which are not counted apart).
        long lines = _parser.RawRecord.AsSpan().TrimEnd("\r\n").Count('\n');
        Line = Math.Max(_linesBefore + 1, _parser.RawRow - lines);
        return true;
    }

    private ToolException BadQuotes(string field)
    {
        string line = $"{FilePath}, line {_linesBefore + 1}";
        return new ToolException(
            $"{line}: the quotes of '{Tool.Cells.Show(field).TrimEnd()}' do not match. In CSV a cell with a quote in it is quoted and the quote doubled; "
            + "the file may be cut off. Give --no-quotes if quotes are plain characters here.");
    }

    private void CheckHeader()
    {
        if (Header.Any(name => name.Contains('\0', StringComparison.Ordinal)))
        {
            throw _file.NotText();
        }

        for (int j = 0; j < Header.Length; j++)
        {
            int first = Array.IndexOf(Header, Header[j]);
            if (first < j)
            {
                throw new ToolException(
                    $"{FilePath}: columns {first + 1} and {j + 1} are both named '{Header[j]}'; every column must have a name of its own. Rename one.");
            }
        }
    }
}
