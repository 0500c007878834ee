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
            var model = (ModelFile?)JsonSerializer.Deserialize(text, TypeOf(FormatOf(text)));
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
        string message = FirstLine(e.Message);
        int missing = message.IndexOf(Missing, StringComparison.Ordinal);
        if (missing >= 0)
        {
            return "it lacks " + message[(missing + Missing.Length)..].TrimEnd(';');
        }

        if (e.Path is not { Length: > 2 } path || !message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal))
        {
            return e.Path is null || message.Contains("Regularization.Tool", StringComparison.Ordinal) ? "it is not JSON of the form that models have" : message;
        }

        string name = path[(path.LastIndexOf('.') + 1)..];
        using JsonDocument document = JsonDocument.Parse(text);
        string value = document.RootElement.TryGetProperty(path[2..], out JsonElement at) ? $"is {Cells.Show(at.GetRawText())}, which" : $"(line {e.LineNumber + 1}) has a value that";
        string choices = name switch
        {
            "activation" => Choices<ActivationKind>(),
            "family" => Choices<Family>(),
            "missing" => Choices<MissingPolicy>(),
            _ => string.Empty,
        };
        return $"'{name}' {value} it cannot have{choices}";
    }

    private static string Choices<T>()
        where T : struct, Enum =>
        $"; it must be one of {string.Join(", ", Enum.GetValues<T>().Select(value => JsonSerializer.Serialize(value)))}";

    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd('.', '\r');
}
