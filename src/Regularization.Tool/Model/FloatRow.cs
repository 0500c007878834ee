using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Regularization.Tool;

/// <summary>Numbers in JSON on one line, each the shortest text that gives the same number back.</summary>
internal sealed class FloatRow : JsonConverter<IReadOnlyList<float>>
{
    public override IReadOnlyList<float> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<float> value, JsonSerializerOptions options) => Write(writer, value);

    public static float[] Read(ref Utf8JsonReader reader)
    {
        Expect(reader, JsonTokenType.StartArray);
        var values = new List<float>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Expect(reader, JsonTokenType.Number);
            values.Add(reader.GetSingle());
        }

        return [.. values];
    }

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<float> value) =>
        writer.WriteRawValue($"[{string.Join(", ", value.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}]", skipInputValidation: true);

    public static void Expect(in Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
        {
            throw new JsonException($"a list of weights or biases has {reader.TokenType} where {type} belongs");
        }
    }
}
