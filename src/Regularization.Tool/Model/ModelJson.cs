using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Regularization.Tool;

/// <summary>Reads and writes models.</summary>
internal static class ModelJson
{
    // Words and levels of any language stay readable; the file is not HTML.
    private static readonly JsonTypeInfo<ModelFile> TypeInfo =
        new ModelJsonContext(new JsonSerializerOptions(ModelJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).ModelFile;

    public static string Write(ModelFile model) => JsonSerializer.Serialize(model, TypeInfo) + "\n";

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
            ModelFile model = JsonSerializer.Deserialize(text, TypeInfo) ?? throw new FormatException("it is null");
            model.Check();
            return model;
        }
        catch (Exception e) when (e is JsonException or FormatException or NotSupportedException)
        {
            throw new ToolException($"{path}: this is not a model that can be used: {FirstLine(e.Message)}. Models are written by `regularize fit` and `regularize cv` with --out.", e);
        }
    }

    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd('.', '\r');
}
