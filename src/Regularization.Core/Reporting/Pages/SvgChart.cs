using System.Globalization;
using System.Net;
using System.Text;

namespace Regularization;

/// <summary>A figure as a still picture, for documents: the first view, on one vertical axis, with lambda from left to right as in the page.</summary>
internal static class SvgChart
{
    private const int Width = 760;
    private const int Height = 460;
    private const int Left = 70;
    private const int Top = 50;
    private const int Bottom = 56;
    private const int LabelHeight = 15;
    private const int MostLabels = 16;
    private const double LetterWidth = 6.4;

    private const string Style =
        "text{font:12px system-ui,sans-serif;fill:#333}.g{stroke:#e2e2e2}.a{stroke:#888}.m{stroke:#888;stroke-dasharray:4 3}.l{fill:none;stroke-width:1.8;stroke-linejoin:round}"
        + "@media(prefers-color-scheme:dark){text{fill:#ccc}.g{stroke:#3a3a3a}.b{fill:#16181d}}";

    private static readonly string[] Colors = ["#2f6fd6", "#d1495b", "#2a9d6f", "#c77d0a", "#8e5bd0", "#0c8ea6", "#b05a2c", "#c2508f", "#6b8e23", "#5b6b7f"];

    /// <summary>Writes a figure to a file.</summary>
    public static void Save(string path, Figure figure) => PageFile.Write(path, Draw(figure));

    /// <summary>The picture.</summary>
    public static string Draw(Figure figure)
    {
        FigureView view = figure.Views[0];
        bool isNamed = view.Traces.Count > 1;
        string[] labels = isNamed ? [.. view.Traces.Take(MostLabels).Select(t => Short(t.Name))] : [];
        int right = isNamed ? Math.Min(190, 24 + (int)(LetterWidth * labels.Max(l => l.Length))) : 24;
        int plotRight = Width - right, plotBottom = Height - Bottom;
        double[] xs = [.. view.Traces.SelectMany(t => t.X).Where(x => x > 0)];
        double[] ys =
        [
            .. view.Traces.SelectMany(t => t.Y.Select((y, i) => t.Error is { } e && double.IsFinite(e[i]) ? (y - e[i], y + e[i]) : (y, y))).SelectMany(p => new[] { p.Item1, p.Item2 }).Where(double.IsFinite),
        ];
        if (xs.Length == 0 || ys.Length == 0)
        {
            return $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\"><style>{Style}</style><text x=\"20\" y=\"30\">{Text(figure.Title)}: nothing to draw</text></svg>\n";
        }

        double most = Math.Log10(xs.Max()), least = Math.Log10(xs.Min()), low = ys.Min(), high = ys.Max(), room = high > low ? 0.04 * (high - low) : 1;
        (low, high) = (low - room, high + room);
        double X(double x) => Left + ((plotRight - Left) * (most > least ? (most - Math.Log10(x)) / (most - least) : 0.5));
        double Y(double y) => plotBottom - ((plotBottom - Top) * (y - low) / (high - low));

        var svg = new StringBuilder();
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\" aria-label=\"{Text(figure.Title)}\">\n<title>{Text(figure.Title)}</title>\n<style>{Style}</style>\n<rect class=\"b\" width=\"{Width}\" height=\"{Height}\" fill=\"#fff\"/>\n");
        foreach (double tick in Ticks(low, high))
        {
            svg.Append(Invariant($"<line class=\"g\" x1=\"{Left}\" x2=\"{plotRight}\" y1=\"{Y(tick):0.#}\" y2=\"{Y(tick):0.#}\"/><text x=\"{Left - 8}\" y=\"{Y(tick) + 4:0.#}\" text-anchor=\"end\">{tick:g6}</text>\n"));
        }

        foreach (double tick in LogTicks(least, most))
        {
            svg.Append(Invariant($"<line class=\"a\" x1=\"{X(tick):0.#}\" x2=\"{X(tick):0.#}\" y1=\"{plotBottom}\" y2=\"{plotBottom + 5}\"/><text x=\"{X(tick):0.#}\" y=\"{plotBottom + 19}\" text-anchor=\"middle\">{tick:g4}</text>\n"));
        }

        for (int k = 0; figure.Top is { } top && k < top.At.Count; k++)
        {
            svg.Append(Invariant($"<text x=\"{X(top.At[k]):0.#}\" y=\"{Top - 8}\" text-anchor=\"middle\">{Text(top.Text[k])}</text>\n"));
        }

        svg.Append(Invariant($"<path class=\"a\" fill=\"none\" d=\"M{Left} {Top}H{plotRight}V{plotBottom}H{Left}Z\"/>\n"));
        svg.Append(Invariant($"<text x=\"{(Left + plotRight) / 2}\" y=\"{Height - 12}\" text-anchor=\"middle\">{Text(figure.X.Title)}</text>\n"));
        svg.Append(Invariant($"<text transform=\"translate(16 {(Top + plotBottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{Text(view.Y.Title)}</text>\n"));
        if (figure.Top is { } named)
        {
            svg.Append(Invariant($"<text x=\"{(Left + plotRight) / 2}\" y=\"{Top - 28}\" text-anchor=\"middle\">{Text(named.Title)}</text>\n"));
        }

        foreach (FigureMark mark in view.Marks)
        {
            svg.Append(Invariant($"<line class=\"m\" x1=\"{X(mark.At):0.#}\" x2=\"{X(mark.At):0.#}\" y1=\"{Top}\" y2=\"{plotBottom}\"/><text x=\"{X(mark.At) + 4:0.#}\" y=\"{plotBottom - 6}\">{Text(mark.Label)}</text>\n"));
        }

        // From the last to the first, so that the largest lie on top.
        for (int t = view.Traces.Count - 1; t >= 0; t--)
        {
            Append(svg, view.Traces[t], X, Y);
        }

        Name(svg, view, labels, plotRight, Y);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Append(StringBuilder svg, FigureTrace trace, Func<double, double> x, Func<double, double> y)
    {
        string color = Colors[Math.Max(0, trace.Color) % Colors.Length];
        int[] shown = [.. Enumerable.Range(0, trace.X.Count).Where(i => trace.X[i] > 0 && double.IsFinite(trace.Y[i]))];
        svg.Append($"<polyline class=\"l\" stroke=\"{color}\" points=\"").AppendJoin(' ', shown.Select(i => Invariant($"{x(trace.X[i]):0.#},{y(trace.Y[i]):0.#}"))).Append("\"/>\n");
        foreach (int i in trace.Error is null ? [] : shown)
        {
            if (double.IsFinite(trace.Error![i]))
            {
                svg.Append(Invariant($"<path stroke=\"{color}\" opacity=\".5\" d=\"M{x(trace.X[i]):0.#} {y(trace.Y[i] - trace.Error[i]):0.#}V{y(trace.Y[i] + trace.Error[i]):0.#}\"/>"));
            }

            svg.Append(Invariant($"<circle fill=\"{color}\" r=\"2\" cx=\"{x(trace.X[i]):0.#}\" cy=\"{y(trace.Y[i]):0.#}\"/>\n"));
        }
    }

    /// <summary>Names at the ends of the lines, moved apart where they would meet.</summary>
    private static void Name(StringBuilder svg, FigureView view, string[] labels, int plotRight, Func<double, double> y)
    {
        (int Trace, double At)[] ends = [.. labels.Select((_, t) => (t, y(view.Traces[t].Y.Last(double.IsFinite)))).OrderBy(end => end.Item2)];
        double[] at = [.. ends.Select(end => end.At)];
        for (int pass = 0; pass < 200; pass++)
        {
            for (int k = 1; k < at.Length; k++)
            {
                double over = (LabelHeight - (at[k] - at[k - 1])) / 2;
                if (over > 0)
                {
                    (at[k - 1], at[k]) = (Math.Max(Top, at[k - 1] - over), Math.Min(Height - Bottom, at[k] + over));
                }
            }
        }

        for (int k = 0; k < ends.Length; k++)
        {
            svg.Append(Invariant($"<text x=\"{plotRight + 8}\" y=\"{at[k] + 4:0.#}\" style=\"fill:{Colors[view.Traces[ends[k].Trace].Color % Colors.Length]}\">{Text(labels[ends[k].Trace])}</text>\n"));
        }
    }

    private static IEnumerable<double> Ticks(double low, double high)
    {
        double rough = (high - low) / 6, power = Math.Pow(10, Math.Floor(Math.Log10(rough))), step = power * ((rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 });
        for (double k = Math.Ceiling(low / step); k * step <= high; k++)
        {
            yield return k * step;
        }
    }

    private static IEnumerable<double> LogTicks(double least, double most)
    {
        double[] within = most - least < 2.5 ? [1, 2, 5] : [1];
        for (int power = (int)Math.Floor(least); power <= (int)Math.Floor(most); power++)
        {
            foreach (double digit in within)
            {
                double tick = digit * Math.Pow(10, power);
                if (Math.Log10(tick) >= least && Math.Log10(tick) <= most)
                {
                    yield return tick;
                }
            }
        }
    }

    private static string Short(string name) => name.Length > 24 ? name[..23] + "…" : name;

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
