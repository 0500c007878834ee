using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization.MLNet.Tests;

/// <summary>Made-up data: 6 features of which 0, 1 and 3 count, a number and a class.</summary>
internal static class TestData
{
    public const int Columns = 6;

    public static readonly string[] Names = ["age", "income", "noise", "height", "width", "depth"];

    public static List<Example> Examples(int rows = 120, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ =>
        {
            var x = new float[Columns];
            for (int j = 0; j < Columns; j++)
            {
                // At scales from 0.1 to 100, and half of the values 0, so that it can be sparse.
                x[j] = random.NextDouble() < 0.5 ? 0 : (float)((random.NextDouble() - 0.3) * Math.Pow(10, (j % 4) - 1));
            }

            double score = (8 * x[0]) - (1.5 * x[1]) + (0.02 * x[3]) + (0.4 * (random.NextDouble() - 0.5));
            return new Example { Features = x, Label = (float)score, Class = random.NextDouble() < 1 / (1 + Math.Exp(-4 * score)), Weight = random.Next(1, 4) };
        })];
    }

    /// <summary>The examples as ML.NET's data, with slot names.</summary>
    public static IDataView Load(MLContext ml, IEnumerable<Example> examples, int columns = Columns)
    {
        var schema = SchemaDefinition.Create(typeof(Example));
        schema[nameof(Example.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, columns);
        if (columns == Columns)
        {
            schema[nameof(Example.Features)].AddAnnotation(
                "SlotNames",
                new VBuffer<ReadOnlyMemory<char>>(columns, [.. Names.Select(n => n.AsMemory())]),
                new VectorDataViewType(TextDataViewType.Instance, columns));
        }

        return ml.Data.LoadFromEnumerable(examples, schema);
    }

    public static IDataView Load(MLContext ml, int rows = 120, int seed = 1) => Load(ml, Examples(rows, seed));

    /// <summary>The same examples with sparse vectors.</summary>
    public static IDataView LoadSparse(MLContext ml, IEnumerable<Example> examples, int columns = Columns)
    {
        var schema = SchemaDefinition.Create(typeof(SparseExample));
        schema[nameof(SparseExample.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, columns);
        return ml.Data.LoadFromEnumerable(examples.Select(e => new SparseExample { Label = e.Label, Class = e.Class, Weight = e.Weight, Features = Sparse(e.Features) }), schema);
    }

    public static VBuffer<float> Sparse(float[] values)
    {
        int[] indices = [.. Enumerable.Range(0, values.Length).Where(j => values[j] != 0)];
        return new VBuffer<float>(values.Length, indices.Length, [.. indices.Select(j => values[j])], indices);
    }

    /// <summary>The examples as Core takes them.</summary>
    public static TrainingProblem Problem(IReadOnlyList<Example> examples, Func<Example, double> label, bool weighted = false)
    {
        int columns = examples[0].Features.Length;
        var values = new double[examples.Count, columns];
        for (int i = 0; i < examples.Count; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                values[i, j] = examples[i].Features[j];
            }
        }

        return new TrainingProblem(DesignMatrix.FromRows(values), examples.Select(label).ToArray())
        {
            Weights = weighted ? [.. examples.Select(e => (double)e.Weight)] : null,
        };
    }

    public static float[] Scores(IDataView scored) => [.. scored.GetColumn<float>("Score")];

    public static string File(string name) => Path.Combine(AppContext.BaseDirectory, "data", name);
}
