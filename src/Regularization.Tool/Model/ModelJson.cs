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
            throw new ToolException($"{path}: this is not a model that can be used: {FirstLine(e.Message)}. Models are written by `regularize fit`, `cv` and `mlp` with --out.", e);
        }
    }

    private static JsonTypeInfo TypeOf(string? format) => format switch
    {
        LinearModel.FormatName => Context.LinearModel,
        NetworkModel.FormatName => Context.NetworkModel,
        _ => throw new FormatException($"'format' is '{format}', not '{LinearModel.FormatName}' or '{NetworkModel.FormatName}'"),
    };

    private static string? FormatOf(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("format", out JsonElement format) ? format.ToString() : null;
    }

    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd('.', '\r');
}
