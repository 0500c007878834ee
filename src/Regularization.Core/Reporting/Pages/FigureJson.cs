using System.Globalization;
using System.Text.Json;

namespace Regularization;

/// <summary>Figures as the JSON that the page's script reads. Everything that is special in HTML is escaped.</summary>
internal static class FigureJson
{
    /// <summary>An array of figures.</summary>
    public static string Write(IEnumerable<Figure> figures)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (Figure figure in figures)
            {
                Write(json, figure);
            }

            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(Utf8JsonWriter json, Figure figure)
    {
        json.WriteStartObject();
        json.WriteString("id", figure.Id);
        json.WriteBoolean("wide", figure.IsWide);
        json.WriteBoolean("square", figure.IsSquare);
        json.WriteBoolean("compare", figure.ComparesTraces);
        Write(json, "x", figure.X);
        if (figure.Top is { } top)
        {
            json.WriteStartObject("top");
            json.WriteString("title", top.Title);
            Numbers(json, "at", top.At);
            Strings(json, "text", top.Text);
            json.WriteEndObject();
        }

        List(json, "views", figure.Views, view => Write(json, view));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FigureView view)
    {
        json.WriteStartObject();
        json.WriteString("note", view.Note);
        Write(json, "y", view.Y);
        if (view.Right is { } right)
        {
            Write(json, "right", right);
        }

        if (view.XTitle is { } title)
        {
            Write(json, "x", new FigureAxis(title) { Range = view.XRange });
        }

        List(json, "marks", view.Marks, mark => Write(json, mark));
        List(json, "traces", view.Traces, trace => Write(json, trace));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FigureMark mark)
    {
        json.WriteStartObject();
        Number(json, "at", mark.At);
        json.WriteString("label", mark.Label);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FigureTrace trace)
    {
        json.WriteStartObject();
        json.WriteString("name", trace.Name);
        json.WriteString("kind", trace.Kind switch { TraceKind.Points => "points", TraceKind.Both => "both", TraceKind.Bars => "bars", _ => "lines" });
        json.WriteNumber("color", trace.Color);
        Number(json, "size", trace.Size);
        json.WriteBoolean("right", trace.OnRight);
        json.WriteBoolean("dashed", trace.IsDashed);
        json.WriteBoolean("legend", trace.InLegend);
        if (trace.Categories is { } categories)
        {
            Strings(json, "x", categories);
        }
        else
        {
            Numbers(json, "x", trace.X);
        }

        Numbers(json, "y", trace.Y);
        if (trace.Error is { } error && error.Any(double.IsFinite))
        {
            Numbers(json, "error", error);
        }

        if (trace.Text is { } text)
        {
            Strings(json, "text", text);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, FigureAxis axis)
    {
        json.WriteStartObject(name);
        json.WriteString("title", axis.Title);
        json.WriteBoolean("log", axis.IsLog);
        json.WriteBoolean("reversed", axis.IsReversed);
        if (axis.Range is { } range)
        {
            Numbers(json, "range", [range.From, range.To]);
        }

        json.WriteEndObject();
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values) => List(json, name, values, json.WriteStringValue);

    private static void Numbers(Utf8JsonWriter json, string name, IReadOnlyList<double> values) => List(json, name, values, value => Value(json, value));

    private static void List<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T value in values)
        {
            write(value);
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        Value(json, value);
    }

    /// <summary>Six digits, which no screen shows more of; null for what is no number.</summary>
    private static void Value(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteRawValue(value.ToString("g6", CultureInfo.InvariantCulture), skipInputValidation: true);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
