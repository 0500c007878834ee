using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>A stock linear model as the start of a fit.</summary>
internal static class PreviousModel
{
    /// <summary>The start, if the model is of the features of the data.</summary>
    /// <param name="part">The linear predictor of the model.</param>
    /// <param name="transformer">The transformer of the model, which knows its slot names; null if there is none.</param>
    /// <param name="slots">The slots of the data.</param>
    /// <exception cref="ArgumentException">The features differ in number or names, or a weight is not finite.</exception>
    public static FitStart Start<TModel>((LinearModelParameters Linear, double Scale, double Offset) part, PredictionTransformerBase<TModel>? transformer, SlotNames slots)
        where TModel : class
    {
        if (part.Linear.Weights.Count != slots.Unique.Count)
        {
            throw new ArgumentException(
                $"The previous model has {part.Linear.Weights.Count} weights, but column '{slots.Column}' has {slots.Unique.Count} slots; they must be the same. "
                + "Make the features as they were made for that model, or start without it.",
                "previousModel");
        }

        if (transformer is ISingleFeaturePredictionTransformer<TModel> { FeatureColumnName: { } column })
        {
            slots.RequireSame(SlotNames.Read(MLNetAccess.TrainSchema(transformer)[column]), "previous model", "previousModel");
        }

        double[] coefficients = [.. part.Linear.Weights.Select(w => part.Scale * w)];
        return new FitStart((part.Scale * part.Linear.Bias) + part.Offset, SparseCoefficients.FromDense(coefficients));
    }
}
