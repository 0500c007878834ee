using System.Net;
using System.Text;

namespace Regularization;

/// <summary>A report: one self-contained HTML page, which asks for nothing from elsewhere.</summary>
/// <param name="title">Its title.</param>
internal sealed class ReportPage(string title)
{
    private readonly List<(string Name, string Value)> _facts = [];
    private readonly List<string> _warnings = [];
    private readonly List<PageBlock> _blocks = [];

    /// <summary>The title.</summary>
    public string Title => title;

    /// <summary>The figures.</summary>
    public IEnumerable<Figure> Figures => _blocks.OfType<Figure>();

    /// <summary>The tables.</summary>
    public IEnumerable<PageTable> Tables => _blocks.OfType<PageTable>();

    /// <summary>Adds a name and a value to the head of the page.</summary>
    public ReportPage Fact(string name, string value)
    {
        _facts.Add((name, value));
        return this;
    }

    /// <summary>Adds what the user should know.</summary>
    public ReportPage Warn(IEnumerable<string> warnings)
    {
        _warnings.AddRange(warnings);
        return this;
    }

    /// <summary>Adds figures and tables; nulls are left out.</summary>
    public ReportPage Add(params PageBlock?[] blocks)
    {
        _blocks.AddRange(blocks.OfType<PageBlock>());
        return this;
    }

    /// <summary>Writes the page to a file.</summary>
    public void Save(string path) => PageFile.Write(path, ToHtml());

    /// <summary>The page.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder(1 << 21);
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");

        // The page must not ask for anything, and the browser is told to see to it.
        html.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:\">\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
        html.Append("<title>").Append(Text(title)).Append("</title>\n<style>\n").Append(PageAssets.Style).Append("</style>\n</head>\n<body>\n<header>\n<h1>").Append(Text(title)).Append("</h1>\n<dl>\n");
        foreach ((string name, string value) in _facts)
        {
            html.Append("<div><dt>").Append(Text(name)).Append("</dt><dd>").Append(Text(value)).Append("</dd></div>\n");
        }

        html.Append("</dl>\n");
        foreach (string warning in _warnings)
        {
            html.Append("<p class=\"warning\" role=\"note\">").Append(Text(warning)).Append("</p>\n");
        }

        html.Append("<noscript><p class=\"warning\">Scripts are off in this browser: the tables are here, the pictures are not.</p></noscript>\n</header>\n<main>\n");
        int tables = 0;
        for (int k = 0; k < _blocks.Count; k++)
        {
            if (_blocks[k] is Figure figure)
            {
                Append(html, figure, figure.IsWide || IsLeftOver(k));
            }
            else if (_blocks[k] is PageTable table)
            {
                Append(html, table, "table-" + tables++);
            }
        }

        html.Append("</main>\n<footer>Made by Regularization.MLNet. Pictures by plotly.js, MIT licence.</footer>\n");
        html.Append("<script type=\"application/json\" id=\"figures\">").Append(FigureJson.Write(Figures)).Append("</script>\n");
        html.Append("<script>\n").Append(PageAssets.Plotly).Append("\n</script>\n<script>\n").Append(PageAssets.Script).Append("</script>\n</body>\n</html>\n");
        return html.ToString();
    }

    /// <summary>Whether a figure would stand beside a gap: the last of an odd number of narrow ones.</summary>
    private bool IsLeftOver(int at)
    {
        int narrow = 0;
        for (int k = at; k >= 0 && _blocks[k] is Figure { IsWide: false }; k--)
        {
            narrow++;
        }

        return narrow % 2 == 1 && !(at + 1 < _blocks.Count && _blocks[at + 1] is Figure { IsWide: false });
    }

    private static void Append(StringBuilder html, Figure figure, bool isWide)
    {
        html.Append($"<section id=\"{figure.Id}\" class=\"card{(isWide ? " wide" : string.Empty)}{(figure.IsSquare ? " square" : string.Empty)}\" aria-labelledby=\"{figure.Id}-title\">\n<h2 id=\"{figure.Id}-title\">");
        html.Append(Text(figure.Title)).Append("</h2>\n<p>").Append(Text(figure.Note)).Append("</p>\n");
        if (figure.Views.Count > 1)
        {
            html.Append("<label class=\"views\">").Append(Text(figure.ViewsName)).Append(" <select>");
            for (int k = 0; k < figure.Views.Count; k++)
            {
                html.Append($"<option value=\"{k}\">").Append(Text(figure.Views[k].Label)).Append("</option>");
            }

            html.Append("</select></label>\n");
        }

        html.Append("<p class=\"view-note\"></p>\n");
        html.Append($"<div class=\"plot\" role=\"img\" aria-label=\"{Text(figure.Title + ". " + figure.Note)}\"></div>\n</section>\n");
    }

    private static void Append(StringBuilder html, PageTable table, string id)
    {
        html.Append($"<section id=\"{id}\" class=\"card wide\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">");
        html.Append(Text(table.Title)).Append("</h2>\n<p>").Append(Text(table.Note)).Append("</p>\n");
        if (table.Rows.Count > 10)
        {
            html.Append("<label class=\"views\">find <input type=\"search\" autocomplete=\"off\"></label>\n");
        }

        html.Append($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"{id}-title\">\n<table>\n<thead><tr>");
        foreach ((string name, bool isNumber) in table.Columns)
        {
            html.Append($"<th scope=\"col\"{(isNumber ? " class=\"number\"" : string.Empty)}><button type=\"button\">").Append(Text(name)).Append("</button></th>");
        }

        html.Append("</tr></thead>\n<tbody>\n");
        foreach (string[] row in table.Rows)
        {
            html.Append("<tr>");
            for (int c = 0; c < row.Length; c++)
            {
                html.Append(table.Columns[c].IsNumber ? "<td class=\"number\">" : "<td>").Append(Text(row[c])).Append("</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table>\n</div>\n</section>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
