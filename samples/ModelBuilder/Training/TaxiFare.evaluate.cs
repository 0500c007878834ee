// In the shape of what ML.NET Model Builder generates.
using Microsoft.ML;
using Microsoft.ML.Data;

namespace TaxiFare;

public partial class TaxiFareModel
{
    /// <summary>Permutation feature importance of each slot of the features, the largest first: how much R² falls when its values are shuffled.</summary>
    public static List<(string Feature, double Importance)> CalculatePFI(MLContext mlContext, IDataView trainData, ITransformer model)
    {
        IDataView transformed = model.Transform(trainData);
        var importance = mlContext.Regression.PermutationFeatureImportance(model, transformed, labelColumnName: "fare_amount", permutationCount: 1);
        return [.. importance.Select(slot => (slot.Key, Math.Abs(slot.Value.RSquared.Mean))).OrderByDescending(slot => slot.Item2)];
    }

    /// <summary>The error of a model on data.</summary>
    public static RegressionMetrics Evaluate(MLContext mlContext, IDataView data, ITransformer model) =>
        mlContext.Regression.Evaluate(model.Transform(data), labelColumnName: "fare_amount");
}
