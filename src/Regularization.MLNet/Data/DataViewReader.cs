using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization;

/// <summary>Reads features, labels and example weights from an <see cref="IDataView"/> in one cursor pass.</summary>
internal static class DataViewReader
{
    private const int RowsBetweenCancellationChecks = 256;

    /// <summary>
    /// Reads all rows but those with a NaN or infinite feature or label or a weight that is not positive and finite, which are counted: the rows that
    /// ML.NET's own trainers skip.
    /// </summary>
    /// <param name="data">The data, whose columns were checked.</param>
    /// <param name="labelColumn">The label: <see cref="float"/>, <see cref="bool"/>, or a key, read as 0, 1, ...</param>
    /// <param name="featureColumn">The features, a known-size vector of <see cref="float"/>.</param>
    /// <param name="weightColumn">The example weight, <see cref="float"/>, or null.</param>
    /// <param name="cancellationToken">Stops within a few hundred rows.</param>
    /// <param name="byRows">Whether the features are wanted by rows, for networks, and not as a design matrix.</param>
    /// <param name="offsets">The columns of offsets; null for none.</param>
    /// <param name="classOffsets">The column of offsets of classes, a known-size vector of <see cref="float"/>; null for none.</param>
    /// <param name="threads">How many may be used to sort the features by columns.</param>
    /// <exception cref="InvalidOperationException">There are more values than can be trained on, or an exposure is not positive.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled.</exception>
    public static TrainingRows Read(IDataView data, string labelColumn, string featureColumn, string? weightColumn, CancellationToken cancellationToken, bool byRows = false, OffsetColumns? offsets = null, string? classOffsets = null, int threads = 1)
    {
        DataViewSchema.Column feature = data.Schema[featureColumn], label = data.Schema[labelColumn];
        DataViewSchema.Column? weight = weightColumn is null ? null : data.Schema[weightColumn];
        using DataViewRowCursor cursor = data.GetRowCursor([feature, label, .. weight is null ? [] : new[] { weight.Value }, .. (offsets ?? OffsetColumns.None).In(data.Schema), .. classOffsets is null ? [] : new[] { data.Schema[classOffsets] }]);
        ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(feature);
        ValueGetter<float> getLabel = LabelGetter(cursor, label);
        ValueGetter<float>? getWeight = weight is null ? null : cursor.GetGetter<float>(weight.Value);

        Func<double>? getOffset = offsets?.Getter(cursor);
        ValueGetter<VBuffer<float>>? getClassOffsets = classOffsets is null ? null : cursor.GetGetter<VBuffer<float>>(data.Schema[classOffsets]);
        using var features = new FeatureRows(((VectorDataViewType)feature.Type).Size, byRows);
        List<double> labels = [], weights = [], values = [], ofClasses = [];
        long skippedForLabel = 0, skippedForWeight = 0, skippedForOffset = 0, skippedForFeatures = 0;
        VBuffer<float> x = default, classValues = default;
        float y = 0, w = 1;
        for (int check = 0; cursor.MoveNext(); check++)
        {
            if (check % RowsBetweenCancellationChecks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            getLabel(ref y);
            if (!float.IsFinite(y))
            {
                skippedForLabel++;
                continue;
            }

            getWeight?.Invoke(ref w);
            if (!(w > 0 && float.IsFinite(w)))
            {
                skippedForWeight++;
                continue;
            }

            double o = getOffset?.Invoke() ?? 0;
            getClassOffsets?.Invoke(ref classValues);
            if (!double.IsFinite(o) || classValues.GetValues().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                skippedForOffset++;
                continue;
            }

            getFeatures(ref x);
            if (!features.TryAdd(in x))
            {
                skippedForFeatures++;
                continue;
            }

            labels.Add(y);
            if (getWeight is not null)
            {
                weights.Add(w);
            }

            if (getOffset is not null)
            {
                values.Add(o);
            }

            if (getClassOffsets is not null)
            {
                ofClasses.AddRange(classValues.DenseValues().Select(value => (double)value));
            }
        }

        return new TrainingRows
        {
            Count = features.Count,
            Features = features.Count == 0 || byRows ? null : features.ToDesignMatrix(threads),
            Table = features.Count == 0 || !byRows ? null : features.ToTable(),
            Labels = [.. labels],
            Weights = getWeight is null ? null : [.. weights],
            Offsets = getOffset is null ? null : [.. values],
            ClassOffsets = getClassOffsets is null ? null : [.. ofClasses],
            SkippedForLabel = skippedForLabel,
            SkippedForWeight = skippedForWeight,
            SkippedForOffset = skippedForOffset,
            SkippedForFeatures = skippedForFeatures,
        };
    }

    /// <summary>Gets labels as numbers: false and true are 0 and 1, keys 0, 1, ... or NaN.</summary>
    /// <param name="row">The row or cursor.</param>
    /// <param name="column">The label: <see cref="float"/>, <see cref="bool"/>, or a key.</param>
    public static ValueGetter<float> LabelGetter(DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        BooleanDataViewType => Converted<bool>(row, column, value => value ? 1 : 0),
        KeyDataViewType => Converted<uint>(row, column, value => value == 0 ? float.NaN : value - 1),     // keys count from 1; 0 is a missing value
        _ => row.GetGetter<float>(column),
    };

    private static ValueGetter<float> Converted<T>(DataViewRow row, DataViewSchema.Column column, Func<T, float> convert)
        where T : struct
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default;
        return (ref float label) =>
        {
            getter(ref value);
            label = convert(value);
        };
    }
}
