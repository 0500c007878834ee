using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Regularization;

/// <summary>Rows in memory that trees can be grown on a part of, or on another label.</summary>
/// <param name="env">The environment.</param>
/// <param name="features">The features, by rows.</param>
/// <param name="labels">The labels.</param>
/// <param name="weights">The example weights, or null for equal ones.</param>
/// <param name="column">The feature column that they are from: which slots are categories is kept.</param>
internal sealed class RuleRows(IHostEnvironment env, float[] features, double[] labels, double[]? weights, DataViewSchema.Column column)
{
    private const string Categories = "CategoricalSlotRanges";

    private readonly int _width = features.Length / labels.Length;

    /// <summary>The columns of <see cref="View"/> for numbers; <see cref="ClassColumns"/> for two classes.</summary>
    public static TreeColumns NumberColumns { get; } = new(nameof(GrownRow.Label), nameof(GrownRow.Features), nameof(GrownRow.Weight));

    /// <summary>The columns of <see cref="View"/> for two classes.</summary>
    public static TreeColumns ClassColumns { get; } = NumberColumns with { Label = nameof(GrownRow.Class) };

    /// <summary>The features of a row.</summary>
    public ReadOnlySpan<float> Row(int row) => features.AsSpan(row * _width, _width);

    /// <summary>How many rows lack a feature; FastTree grows no trees on them.</summary>
    public int IncompleteRows { get; } = Enumerable.Range(0, labels.Length).Count(i => HasMissing(features, i, features.Length / labels.Length));

    /// <summary>Some rows as ML.NET's data, those that lack a feature left out.</summary>
    /// <param name="rows">Which.</param>
    /// <param name="isTrue">Whether a label is true where it is a class; by default 1 is.</param>
    public IDataView View(IEnumerable<int> rows, Func<double, bool>? isTrue = null)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(GrownRow));
        SchemaDefinition.Column slots = schema[nameof(GrownRow.Features)];
        slots.ColumnType = new VectorDataViewType(NumberDataViewType.Single, _width);
        if (column.Annotations.Schema.GetColumnOrNull(Categories) is { } ranges)
        {
            VBuffer<int> value = default;
            column.Annotations.GetValue(Categories, ref value);
            slots.AddAnnotation(Categories, value, ranges.Type);
        }

        GrownRow[] made = [.. rows.Where(i => IncompleteRows == 0 || !HasMissing(features, i, _width)).Select(i => new GrownRow
        {
            Features = features[(i * _width)..((i + 1) * _width)],
            Label = (float)labels[i],
            Class = isTrue?.Invoke(labels[i]) ?? labels[i] > 0,
            Weight = (float)(weights?[i] ?? 1),
        })];
        return FastTreeAccess.Data(env).LoadFromEnumerable(made, schema);
    }

    private static bool HasMissing(float[] features, int row, int width)
    {
        foreach (float value in features.AsSpan(row * width, width))
        {
            if (float.IsNaN(value))
            {
                return true;
            }
        }

        return false;
    }

    private sealed class GrownRow
    {
        public float[] Features { get; set; } = [];

        public float Label { get; set; }

        public bool Class { get; set; }

        public float Weight { get; set; }
    }
}
