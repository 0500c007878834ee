using System.Text.Json;
using System.Text.Json.Serialization;

namespace Regularization.Tool;

/// <summary>A matrix in JSON, a line a row.</summary>
internal sealed class FloatRows : JsonConverter<IReadOnlyList<float[]>>
{
    public override IReadOnlyList<float[]> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        FloatRow.Expect(reader, JsonTokenType.StartArray);
        var rows = new List<float[]>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            rows.Add(FloatRow.Read(ref reader));
        }

        return rows;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<float[]> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (float[] row in value)
        {
            FloatRow.Write(writer, row);
        }

        writer.WriteEndArray();
    }
}
