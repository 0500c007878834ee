using Spectre.Console;
using Spectre.Console.Rendering;

namespace Regularization.Tool;

/// <summary>A table as all reports have it: no lines but the one under the header, numbers to the right.</summary>
internal sealed class ReportTable
{
    private readonly Table _table = new Table().Border(new HeaderLine()).BorderColor(Color.Grey);

    /// <summary>A column of names; a long one is cut, not folded.</summary>
    public ReportTable Names(string header) => Add(header, Justify.Left);

    public ReportTable Numbers(string header) => Add(header, Justify.Right);

    /// <summary>Adds a row; the cells are Spectre.Console markup.</summary>
    public ReportTable Row(params string[] cells)
    {
        _table.AddRow([.. cells.Select(cell => new Markup(cell) { Overflow = Overflow.Ellipsis })]);
        return this;
    }

    public void WriteTo(IAnsiConsole console) => console.Write(new Trimmed(_table));

    private ReportTable Add(string header, Justify alignment)
    {
        _table.AddColumn(new TableColumn($"[grey]{Markup.Escape(header)}[/]") { Alignment = alignment, NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        return this;
    }

    /// <summary>A border that is a line under the header and nothing else.</summary>
    private sealed class HeaderLine : TableBorder
    {
        public override string GetPart(TableBorderPart part) => part == TableBorderPart.HeaderBottom ? "─" : string.Empty;
    }
}
