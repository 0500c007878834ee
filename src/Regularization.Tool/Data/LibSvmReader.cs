using System.Globalization;

namespace Regularization.Tool;

/// <summary>A libsvm file line by line: <c>label index:value index:value ...</c>, indices ascending, <c>#</c> starts a comment.</summary>
internal sealed class LibSvmReader(InputFile file)
{
    private readonly List<int> _indices = [];
    private readonly List<double> _values = [];
    private long _line;

    public string FilePath => file.Path;

    /// <summary>How much of the file has been read, 0 to 1.</summary>
    public double Fraction => file.Fraction;

    /// <summary>Where the current row stands.</summary>
    public Place Place => new(file.Path, _line);

    public string Label { get; private set; } = string.Empty;

    /// <summary>The indices of the current row, as written in the file, ascending.</summary>
    public IReadOnlyList<int> Indices => _indices;

    /// <summary>Their values, within the range of float32 but not yet rounded to it.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>Goes to the next row that is not blank; false at the end.</summary>
    public bool Read()
    {
        while (ReadLine() is string text)
        {
            _line++;
            int comment = text.IndexOf('#', StringComparison.Ordinal);
            ReadOnlySpan<char> row = (comment < 0 ? text : text.AsSpan(0, comment)).Trim();
            if (!row.IsEmpty)
            {
                Parse(row);
                return true;
            }
        }

        return false;
    }

    private string? ReadLine()
    {
        try
        {
            return file.Text.ReadLine();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw file.Explain(e);
        }
    }

    private void Parse(ReadOnlySpan<char> row)
    {
        _indices.Clear();
        _values.Clear();
        bool first = true;
        foreach (Range range in row.SplitAny(' ', '\t'))
        {
            ReadOnlySpan<char> field = row[range];
            if (field.IsEmpty)
            {
                continue;
            }

            if (first)
            {
                SetLabel(field);
                first = false;
            }
            else
            {
                AddEntry(field);
            }
        }
    }

    private void SetLabel(ReadOnlySpan<char> field)
    {
        if (field.Contains(':'))
        {
            throw Malformed($"the first field is '{field}'; it must be the label, with index:value after it");
        }

        if (field.ContainsAny(',', ';'))
        {
            throw Malformed($"the first field is '{field}'; it must be one label. Is the file CSV? Then give --format csv");
        }

        Label = field.ToString();
    }

    private void AddEntry(ReadOnlySpan<char> field)
    {
        int colon = field.IndexOf(':');
        if (colon < 0)
        {
            throw Malformed($"'{field}' has no colon; every field after the label must be index:value");
        }

        ReadOnlySpan<char> indexText = field[..colon], valueText = field[(colon + 1)..];
        if (!int.TryParse(indexText, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            throw Malformed($"the index of '{field}' is not a whole number from 0 to {int.MaxValue}");
        }

        if (_indices.Count > 0 && index <= _indices[^1])
        {
            throw Malformed($"index {index} comes after {_indices[^1]}; the indices of a line must ascend, each once");
        }

        if (!Cells.TryParseFeature(valueText, out double value, out string? reason))
        {
            throw Malformed($"the value of '{field}' {reason}");
        }

        _indices.Add(index);
        _values.Add(value);
    }

    private ToolException Malformed(string what) =>
        what.Contains('\0', StringComparison.Ordinal) ? file.NotText() : new ToolException($"{Place}: {what}. Correct the line, or leave it out.");
}
