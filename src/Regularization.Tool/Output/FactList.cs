using Spectre.Console;

namespace Regularization.Tool;

/// <summary>Lines of a name and what there is to say of it.</summary>
internal sealed class FactList
{
    private readonly Grid _grid = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(0).PadRight(2)).AddColumn(new GridColumn().PadLeft(0).PadRight(0));

    public FactList Add(string name, string value)
    {
        _grid.AddRow($"[grey]{Markup.Escape(name)}[/]", Markup.Escape(value));
        return this;
    }

    public void WriteTo(IAnsiConsole console) => console.Write(new Trimmed(_grid));
}
