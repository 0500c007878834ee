using Spectre.Console;
using Spectre.Console.Rendering;

namespace Regularization.Tool;

/// <summary>A table as all reports have it: no lines but the one under the header; where it is too wide for the window, names are cut and numbers are not.</summary>
internal sealed class ReportTable
{
    private const int Gap = 2;
    private const int LeastNameWidth = 8;

    private readonly List<Column> _columns = [];
    private readonly List<Cell[]> _rows = [];

    /// <summary>A column of names, to the left, cut where there is no room.</summary>
    public ReportTable Names(string header) => Add(new Column(header, Justify.Left, MayBeCut: true));

    /// <summary>A column of numbers, to the right.</summary>
    public ReportTable Numbers(string header) => Add(new Column(header, Justify.Right, MayBeCut: false));

    /// <summary>A column of bars, to the left.</summary>
    public ReportTable Bars() => Add(new Column(string.Empty, Justify.Left, MayBeCut: false));

    public ReportTable Row(params IEnumerable<Cell> cells)
    {
        _rows.Add([.. cells.Select(cell => cell with { Text = Tool.Text.OneLine(cell.Text) })]);
        return this;
    }

    public void WriteTo(IAnsiConsole console)
    {
        int[] widths = Widths(console.Profile.Width);
        WriteLine(console, widths, [.. _columns.Select(column => new Cell(column.Header, Color.Grey))]);
        console.WriteLine(new string('─', widths.Sum() + (Gap * (widths.Length - 1))), Color.Grey);
        foreach (Cell[] row in _rows)
        {
            WriteLine(console, widths, row);
        }
    }

    /// <summary>Writes a row, without spaces at its end, which would show in a file.</summary>
    private void WriteLine(IAnsiConsole console, int[] widths, Cell[] row)
    {
        int last = Array.FindLastIndex(row, cell => cell.Text.Length > 0);
        for (int c = 0; c <= last; c++)
        {
            string text = Cut(row[c].Text, widths[c]);
            string space = new(' ', widths[c] - WidthOf(text));
            bool right = _columns[c].Alignment == Justify.Right;
            console.Write(right ? space : string.Empty);
            console.Write(text, row[c].Style ?? Style.Plain);
            console.Write(c == last ? string.Empty : (right ? string.Empty : space) + new string(' ', Gap));
        }

        console.WriteLine();
    }

    private ReportTable Add(Column column)
    {
        _columns.Add(column);
        return this;
    }

    /// <summary>As wide as the widest cell, the widest names being narrowed until the table fits.</summary>
    private int[] Widths(int available)
    {
        int[] widths = [.. _columns.Select((column, c) => _rows.Select(row => WidthOf(row[c].Text)).Append(WidthOf(column.Header)).Max())];
        while (widths.Sum() + (Gap * (widths.Length - 1)) > available)
        {
            int widest = Enumerable.Range(0, widths.Length).Where(c => _columns[c].MayBeCut).MaxBy(c => widths[c]);
            if (!_columns[widest].MayBeCut || widths[widest] <= LeastNameWidth)
            {
                break;
            }

            widths[widest]--;
        }

        return widths;
    }

    private static string Cut(string text, int width)
    {
        if (WidthOf(text) <= width)
        {
            return text;
        }

        int length = text.Length;
        while (length > 0 && WidthOf(text[..length]) >= width)
        {
            length -= length > 1 && char.IsLowSurrogate(text[length - 1]) ? 2 : 1;
        }

        return text[..length] + "…";
    }

    /// <summary>How many places a text takes on a terminal, where some letters take two.</summary>
    private static int WidthOf(string text) => new Segment(text).CellCount();

    private sealed record Column(string Header, Justify Alignment, bool MayBeCut);

    /// <summary>A text and how it looks.</summary>
    internal readonly record struct Cell(string Text, Style? Style = null)
    {
        public static implicit operator Cell(string text) => new(text);
    }
}
