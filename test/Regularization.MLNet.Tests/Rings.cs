using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization.MLNet.Tests;

/// <summary>Made-up data that no linear model fits: how far a point is from the origin of its first two features, as a number, two classes and three.</summary>
internal static class Rings
{
    public static List<Ring> Examples(int rows = 400, int columns = 4, double density = 1, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ =>
        {
            var x = new float[columns];
            for (int j = 0; j < columns; j++)
            {
                x[j] = random.NextDouble() < density || j < 2 ? (random.NextSingle() * 4) - 2 : 0;
            }

            float r = (x[0] * x[0]) + (x[1] * x[1]);
            for (int j = 0; j < columns && density == 1; j++)
            {
                x[j] = (x[j] * MathF.Pow(10, j)) + (j * 5);     // at different scales, and off centre
            }

            return new Ring { Features = density < 1 ? TestData.Sparse(x) : new VBuffer<float>(columns, x), Label = 500 + (20 * r), Class = r > 2, Kind = r < 1 ? "in" : r < 3 ? "mid" : "out", Weight = random.Next(1, 4) };
        })];
    }

    /// <summary>The examples as ML.NET's data, with a key column <c>Key</c>.</summary>
    public static IDataView Load(MLContext ml, IReadOnlyList<Ring> examples)
    {
        var schema = SchemaDefinition.Create(typeof(Ring));
        schema[nameof(Ring.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, examples.Count == 0 ? 4 : examples[0].Features.Length);
        IDataView data = ml.Data.LoadFromEnumerable(examples, schema);
        return ml.Transforms.Conversion.MapValueToKey("Key", "Kind", keyData: ml.Data.LoadFromEnumerable(Kinds)).Fit(data).Transform(data);
    }

    public static IDataView Load(MLContext ml, int rows = 400, int seed = 1) => Load(ml, Examples(rows, seed: seed));

    public static readonly KindName[] Kinds = [new() { Kind = "in" }, new() { Kind = "mid" }, new() { Kind = "out" }];
}

internal sealed class KindName
{
    public string Kind { get; set; } = "";
}

internal sealed class Ring
{
    public VBuffer<float> Features { get; set; }

    public float Label { get; set; }

    public bool Class { get; set; }

    public string Kind { get; set; } = "";

    public float Weight { get; set; } = 1;
}
