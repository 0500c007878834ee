using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
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

        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ToolException($"{path}: the file is empty; it must be a model, as `regularize fit`, `cv` and `mlp` write it with --out.");
        }

        try
        {
            var model = (ModelFile)JsonSerializer.Deserialize(text, CheckForm(text))!;
            model.Check();
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

    private static JsonTypeInfo TypeOf(string? format, string? shown = null) => format switch
    {
        LinearModel.FormatName => Context.LinearModel,
        MultinomialModel.FormatName => Context.MultinomialModel,
        NetworkModel.FormatName => Context.NetworkModel,
        _ => throw new FormatException($"'format' is {shown ?? format}; it must be {Formats}"),
    };

    private static string Formats => $"one of \"{LinearModel.FormatName}\", \"{MultinomialModel.FormatName}\", \"{NetworkModel.FormatName}\"";

    /// <summary>Finds what kind of model it is, and refuses what the serialiser would let through or say in words of its own.</summary>
    private static JsonTypeInfo CheckForm(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"it is {Kind(root)} where a model is an object in braces");
        }

        if (!root.TryGetProperty("format", out JsonElement format))
        {
            throw new FormatException($"it lacks 'format', which must be {Formats}");
        }

        RequireNoNull(root, string.Empty);
        JsonTypeInfo type = TypeOf(format.ValueKind == JsonValueKind.String ? format.GetString() : null, Cells.Show(format.GetRawText()));
        if (root.TryGetProperty("inputs", out JsonElement inputs) && inputs.ValueKind == JsonValueKind.Array)
        {
            RequireKinds(inputs);
        }

        return type;
    }

    /// <summary>Each input says of which kind it is.</summary>
    private static void RequireKinds(JsonElement inputs)
    {
        string[] kinds = [.. typeof(ModelInput).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(derived => (string)derived.TypeDiscriminator!)];
        foreach ((int index, JsonElement input) in inputs.EnumerateArray().Index())
        {
            if (input.ValueKind != JsonValueKind.Object)
            {
                continue;       // what is wrong is said where it is read
            }

            bool isThere = input.TryGetProperty("kind", out JsonElement kind);
            if (!isThere || kind.ValueKind != JsonValueKind.String || !kinds.Contains(kind.GetString()))
            {
                throw new FormatException($"{(isThere ? $"'inputs[{index}].kind' is {Cells.Show(kind.GetRawText())}; it" : $"'inputs[{index}]' lacks 'kind', which")} must be one of {string.Join(", ", kinds.Select(known => $"\"{known}\""))}");
            }
        }
    }

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => element.GetRawText(),
    };

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
