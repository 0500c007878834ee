using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization;

/// <summary>What to say where FastTree, which grows no trees on rows that lack a feature, is left without rows.</summary>
internal static class MissingFeatures
{
    private const int MostNames = 5;

    /// <summary>Trains; where that fails because every row lacks a feature, the exception names the features at fault.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="featureColumn">The features, a vector of known size.</param>
    /// <param name="train">Trains on the rows.</param>
    /// <exception cref="InvalidOperationException">Every row lacks a feature, or what the training says.</exception>
    public static T Explain<T>(IDataView data, string featureColumn, Func<T> train)
    {
        try
        {
            return train();
        }
        catch (InvalidOperationException e)
        {
            if (Reason(data, featureColumn) is { } reason)
            {
                throw new InvalidOperationException(reason, e);
            }

            throw;
        }
    }

    /// <summary>Why there is no row to grow trees on; null if there is one.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="featureColumn">The features, a vector of known size.</param>
    public static string? Reason(IDataView data, string featureColumn)
    {
        DataViewSchema.Column column = data.Schema[featureColumn];
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> get = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> row = default;
        var values = new float[((VectorDataViewType)column.Type).Size];
        var isThere = new bool[values.Length];
        long rows = 0;
        for (; cursor.MoveNext(); rows++)
        {
            get(ref row);
            row.CopyTo(values);
            if (!Array.Exists(values, float.IsNaN))
            {
                return null;
            }

            for (int j = 0; j < values.Length; j++)
            {
                isThere[j] |= !float.IsNaN(values[j]);
            }
        }

        if (rows == 0)
        {
            return null;
        }

        IReadOnlyList<string> names = SlotNames.Read(column).Unique;
        string[] never = [.. names.Where((_, j) => !isThere[j])];
        string listed = string.Join(", ", never.Take(MostNames).Select(name => $"'{name}'")) + (never.Length > MostNames ? $" and {never.Length - MostNames} more" : string.Empty);
        string what = never.Length > 0
            ? $"{(never.Length == 1 ? "Feature" : "Features")} {listed} {(never.Length == 1 ? "is" : "are")} missing (NaN) in {Counted.Each(rows, "row")}"
            : $"A feature is missing (NaN) in {Counted.Each(rows, "row")}";
        return $"{what}, and FastTree grows no trees on rows with a missing feature. Drop {(never.Length > 0 ? "the column" : "the columns that lack most")}, or put values in place of what is missing (ReplaceMissingValues).";
    }
}
