using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization;

/// <summary>Rows of data as a tree ensemble sees them.</summary>
/// <param name="Leaves">The leaf of each row in each tree.</param>
/// <param name="Labels">The labels, length n, classes as 0 and 1; all 0 if none were asked for.</param>
/// <param name="Weights">The example weights, length n, or null.</param>
/// <param name="Skipped">How many rows were left out.</param>
internal sealed record TreeRows(LeafTable Leaves, double[] Labels, double[]? Weights, long Skipped)
{
    /// <summary>Pushes rows through trees. Rows without a finite label or with a weight that is not positive and finite are skipped, as ML.NET's trainers do; features may be missing.</summary>
    /// <param name="data">The data.</param>
    /// <param name="featureColumn">The features, a vector of known size, which was checked.</param>
    /// <param name="trees">The trees.</param>
    /// <param name="labelColumn">The label, or null if it does not matter.</param>
    /// <param name="weightColumn">The example weight, or null.</param>
    /// <param name="row">Told the features of each row that is kept, in an array that is used again; null if nobody wants to know.</param>
    /// <param name="finiteOnly">Whether rows with a missing or infinite feature are left out, which FastTree does not grow trees on.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">There is no row.</exception>
    public static TreeRows Read(
        IDataView data, string featureColumn, IReadOnlyList<DecisionTree> trees, string? labelColumn, string? weightColumn, Action<float[]>? row = null, bool finiteOnly = false,
        CancellationToken cancellationToken = default)
    {
        DataViewSchema.Column feature = data.Schema[featureColumn], label = labelColumn is null ? feature : Column(data, labelColumn, "label", typeof(float), typeof(bool), typeof(uint));
        DataViewSchema.Column weight = weightColumn is null ? feature : Column(data, weightColumn, "weight", typeof(float));
        using DataViewRowCursor cursor = data.GetRowCursor([feature, label, weight]);
        ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(feature);
        ValueGetter<float>? getLabel = labelColumn is null ? null : DataViewReader.LabelGetter(cursor, label);
        ValueGetter<float>? getWeight = weightColumn is null ? null : cursor.GetGetter<float>(weight);

        var leaves = new LeafTable(trees);
        List<double> labels = [], weights = [];
        var values = new float[((VectorDataViewType)feature.Type).Size];
        VBuffer<float> x = default;
        float y = 0, w = 1;
        long skipped = 0;
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            getLabel?.Invoke(ref y);
            getWeight?.Invoke(ref w);
            if (!float.IsFinite(y) || !(w > 0 && float.IsFinite(w)))
            {
                skipped++;
                continue;
            }

            getFeatures(ref x);
            x.CopyTo(values);
            if (finiteOnly && !Array.TrueForAll(values, float.IsFinite))
            {
                skipped++;
                continue;
            }

            leaves.Add(values);
            labels.Add(y);
            weights.Add(w);
            row?.Invoke(values);
        }

        return leaves.Rows > 0
            ? new TreeRows(leaves, [.. labels], weightColumn is null ? null : [.. weights], skipped)
            : throw new InvalidOperationException($"There is no row with a finite label, a positive weight and, where trees were grown on it, all features ({skipped} rows without). Check that the data were loaded, and not all filtered out.");
    }

    /// <summary>Refuses labels that are all the same, of which trees make nothing.</summary>
    /// <param name="labelColumn">The label, for the message.</param>
    /// <exception cref="InvalidOperationException">They are.</exception>
    public void RequireDifferentLabels(string labelColumn)
    {
        if (!Labels.AsSpan().ContainsAnyExcept(Labels[0]))
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"The label '{labelColumn}' is {Labels[0]} in {Counted.Each(Labels.Length, "row")} that can be trained on (true is 1, false is 0); there is nothing for trees to tell apart. Check how it is made, or whether the data are filtered or sorted by it."));
        }
    }

    private static DataViewSchema.Column Column(IDataView data, string name, string role, params Type[] types)
    {
        DataViewSchema.Column column = data.Schema.GetColumnOrNull(name) ?? throw new ArgumentException($"The data have no {role} column '{name}'. Name the one that there is.", nameof(data));
        return types.Contains(column.Type.RawType)
            ? column
            : throw new ArgumentException($"The {role} column '{name}' is {column.Type}; it must be {string.Join(" or ", types.Select(type => type.Name))}. Convert it with Conversion.ConvertType.", nameof(data));
    }
}
