using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization;

/// <summary>The column of the offsets of classes: a vector of as many values as the label has classes.</summary>
internal static class ClassOffsetColumn
{
    /// <summary>Refuses a column that is missing or of another type, in the words that ML.NET has for others.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="name">The column; null for none.</param>
    /// <param name="label">The label column, a key.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or has the wrong type.</exception>
    public static void Check(DataViewSchema schema, string? name, string label)
    {
        if (name is null)
        {
            return;
        }

        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw Missing(name);
        ulong classes = ((KeyDataViewType)schema[label].Type).Count;
        if (column.Type is not VectorDataViewType { ItemType: NumberDataViewType { RawType: { } raw }, Size: var size } || raw != typeof(float) || (ulong)size != classes)
        {
            throw Wrong(name, $"Vector<Single, {classes}>, one value for each class of '{label}'", column.Type.ToString()!);
        }
    }

    /// <inheritdoc cref="Check(DataViewSchema, string?, string)"/>
    public static void Check(SchemaShape schema, string? name)
    {
        if (name is null)
        {
            return;
        }

        SchemaShape.Column? found = schema.Where(c => c.Name == name).Select(c => (SchemaShape.Column?)c).FirstOrDefault();
        SchemaShape.Column column = found ?? throw Missing(name);
        if (column.Kind != SchemaShape.Column.VectorKind.Vector || column.ItemType != NumberDataViewType.Single)
        {
            throw Wrong(name, "Vector<Single>, one value for each class", $"{column.Kind} of {column.ItemType}");
        }
    }

    private static ArgumentOutOfRangeException Missing(string name) => new("offsetColumnName", $"Could not find offset column '{name}'");

    private static ArgumentOutOfRangeException Wrong(string name, string expected, string got) => new(
        "offsetColumnName", $"Schema mismatch for offset column '{name}': expected {expected}, got {got}. Put the offsets of the classes, in the order of the keys, into one vector: Concatenate(\"{name}\", ...).");
}
