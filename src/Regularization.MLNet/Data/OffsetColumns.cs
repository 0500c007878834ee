using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization;

/// <summary>The columns whose values are added to the linear predictor: an offset as it is, an exposure as its logarithm.</summary>
/// <param name="Offset">The offset column, <see cref="float"/>, or null.</param>
/// <param name="Exposure">The exposure column, <see cref="float"/>, or null.</param>
internal sealed record OffsetColumns(string? Offset, string? Exposure)
{
    /// <summary>No offsets.</summary>
    public static OffsetColumns None { get; } = new(null, null);

    /// <summary>Whether there are offsets.</summary>
    public bool Any => Offset is not null || Exposure is not null;

    private IEnumerable<(string Name, string Role)> Named =>
        new[] { (Offset, "offset"), (Exposure, "exposure") }.Where(c => c.Item1 is not null).Select(c => (c.Item1!, c.Item2));

    /// <summary>Refuses columns that are missing or of another type than <see cref="float"/>, in the words that ML.NET has for others.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public void Check(DataViewSchema schema)
    {
        foreach ((string name, string role) in Named)
        {
            DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw Missing(name, role);
            Require(column.Type is NumberDataViewType { RawType: { } raw } && raw == typeof(float), name, role, column.Type.ToString()!);
        }
    }

    /// <inheritdoc cref="Check(DataViewSchema)"/>
    public void Check(SchemaShape schema)
    {
        foreach ((string name, string role) in Named)
        {
            SchemaShape.Column? found = schema.Where(c => c.Name == name).Select(c => (SchemaShape.Column?)c).FirstOrDefault();
            SchemaShape.Column column = found ?? throw Missing(name, role);
            Require(column.Kind == SchemaShape.Column.VectorKind.Scalar && column.ItemType == NumberDataViewType.Single, name, role, $"{column.Kind} of {column.ItemType}");
        }
    }

    /// <summary>The columns to read.</summary>
    public IEnumerable<DataViewSchema.Column> In(DataViewSchema schema) => Named.Select(c => schema[c.Name]);

    /// <summary>Gets offset + log(exposure), or NaN where either is missing or infinite; null if there are none.</summary>
    /// <exception cref="InvalidOperationException">While reading: an exposure is 0 or negative.</exception>
    public Func<double>? Getter(DataViewRow row)
    {
        if (!Any)
        {
            return null;
        }

        ValueGetter<float>? offset = Offset is null ? null : row.GetGetter<float>(row.Schema[Offset]);
        ValueGetter<float>? exposure = Exposure is null ? null : row.GetGetter<float>(row.Schema[Exposure]);
        float o = 0, e = 1;
        return () =>
        {
            offset?.Invoke(ref o);
            exposure?.Invoke(ref e);
            return e > 0 || float.IsNaN(e) ? (float.IsFinite(o) && float.IsFinite(e) ? o + Math.Log(e) : double.NaN) : throw new InvalidOperationException(
                FormattableString.Invariant($"The exposure '{Exposure}' is {e} in row {row.Position}; it must be positive. Filter such rows out: nothing can be counted in no time."));
        };
    }

    private static ArgumentOutOfRangeException Missing(string name, string role) => new(role + "ColumnName", $"Could not find {role} column '{name}'");

    private static void Require(bool isSingle, string name, string role, string type)
    {
        if (!isSingle)
        {
            string message = $"Schema mismatch for {role} column '{name}': expected Single, got {type}";
            throw new ArgumentOutOfRangeException(role + "ColumnName", $"{message}. {SchemaAdvice.For(message)}");
        }
    }
}
