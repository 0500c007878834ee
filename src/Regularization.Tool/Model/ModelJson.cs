using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Regularization.Tool;

/// <summary>Reads and writes models.</summary>
internal static class ModelJson
{
    // Words and levels of any language stay readable; the file is not HTML.
    private static readonly ModelJsonContext Context =
        new(new JsonSerializerOptions(ModelJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static string Write(ModelFile model) => JsonSerializer.Serialize(model, TypeOf(model.Format)) + "\n";

    /// <exception cref="ToolException">The file is not there, or no model that this tool reads.</exception>
    public static ModelFile Read(string path)
    {
        if (IsZip(path))
        {
            throw new ToolException(
                $"{path}: this is a zip file, such as the model of ML.NET that `regularize rules --model` writes; predict reads the JSON that fit, cv and mlp write with --out. A program with Microsoft.ML and Microsoft.ML.FastTree scores it: mlContext.Model.Load.");
        }

        using InputFile file = InputFile.Open(path);
        string text;
        try
        {
            text = file.Text.ReadToEnd();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw file.Explain(e);
        }

        try
        {
            JsonTypeInfo type = TypeOf(FormatOf(text));
            using (JsonDocument document = JsonDocument.Parse(text))
            {
                RequireNoNull(document.RootElement, string.Empty);
            }

            var model = (ModelFile?)JsonSerializer.Deserialize(text, type);
            (model ?? throw new FormatException("it is null")).Check();
            return model;
        }
        catch (Exception e) when (e is JsonException or FormatException or NotSupportedException)
        {
            throw new ToolException($"{path}: this is not a model that can be used: {(e is JsonException json ? WhatIsWrong(json, text) : FirstLine(e.Message))}. Models are written by `regularize fit`, `cv` and `mlp` with --out.", e);
        }
    }

    private static bool IsZip(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using FileStream file = File.OpenRead(path);
            Span<byte> start = stackalloc byte[4];
            return file.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && start.SequenceEqual("PK\x03\x04"u8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;       // what is wrong is said where it is read
        }
    }

    private static JsonTypeInfo TypeOf(string? format) => format switch
    {
        LinearModel.FormatName => Context.LinearModel,
        MultinomialModel.FormatName => Context.MultinomialModel,
        NetworkModel.FormatName => Context.NetworkModel,
        _ => throw new FormatException($"'format' is '{format}', not '{LinearModel.FormatName}', '{MultinomialModel.FormatName}' or '{NetworkModel.FormatName}'"),
    };

    private static string? FormatOf(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("format", out JsonElement format) ? format.ToString() : null;
    }

    /// <summary>What the parser says, in the words of the file: without the names of types, and with the value that is at fault.</summary>
    private static string WhatIsWrong(JsonException e, string text)
    {
        const string Missing = "missing required properties including: ";
        string message = FirstLine(e.Message), where = e.Path is { Length: > 2 } path ? path[2..] : string.Empty;
        int missing = message.IndexOf(Missing, StringComparison.Ordinal);
        if (missing >= 0)
        {
            string what = message[(missing + Missing.Length)..];
            return $"{(where.Length > 0 ? $"'{where}'" : "it")} lacks {what[..(what.LastIndexOf('\'') + 1)]}";
        }

        if (where.Length == 0)
        {
            return message.Contains("Regularization.Tool", StringComparison.Ordinal) || e.LineNumber is null ? "it is not JSON of the form that models have" : $"it is not JSON from line {e.LineNumber + 1} on";
        }

        if (!message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) && !message.Contains("Regularization.Tool", StringComparison.Ordinal))
        {
            return message;     // a converter of our own has said it
        }

        string choices = where[(where.LastIndexOf('.') + 1)..] switch
        {
            "activation" => Choices<ActivationKind>(),
            "family" => Choices<Family>(),
            "missing" => Choices<MissingPolicy>(),
            _ => string.Empty,
        };
        using JsonDocument document = JsonDocument.Parse(text);
        return $"'{where}' {(At(document.RootElement, where) is { } at ? $"is {Cells.Show(at.GetRawText())}, which" : $"(line {e.LineNumber + 1}) has a value that")} it cannot have{choices}";
    }

    /// <summary>The value at a path such as <c>coefficients[2].value</c>; null if there is none.</summary>
    private static JsonElement? At(JsonElement element, string path)
    {
        foreach (string step in path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            bool isIndex = int.TryParse(step.Trim('[', ']'), NumberStyles.None, CultureInfo.InvariantCulture, out int index) && step[0] == '[';
            if (isIndex && element.ValueKind == JsonValueKind.Array && index < element.GetArrayLength())
            {
                element = element[index];
            }
            else if (!isIndex && element.ValueKind == JsonValueKind.Object && element.TryGetProperty(step, out JsonElement value))
            {
                element = value;
            }
            else
            {
                return null;
            }
        }

        return element;
    }

    /// <summary>Refuses null in a list, which no model has and the serialiser lets through.</summary>
    private static void RequireNoNull(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in element.EnumerateObject())
            {
                RequireNoNull(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}");
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach ((int index, JsonElement item) in element.EnumerateArray().Index())
            {
                RequireNoNull(item, item.ValueKind == JsonValueKind.Null ? throw new FormatException($"'{path}[{index}]' is null, which it cannot have") : $"{path}[{index}]");
            }
        }
    }

    private static string Choices<T>()
        where T : struct, Enum =>
        $"; it must be one of {string.Join(", ", Enum.GetValues<T>().Select(value => JsonSerializer.Serialize(value)))}";

    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd('.', '\r');
}
