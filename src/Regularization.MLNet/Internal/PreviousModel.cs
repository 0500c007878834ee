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

    /// <summary>The start of a model of several classes, if it is of the features and classes of the data.</summary>
    /// <param name="model">The model.</param>
    /// <param name="transformer">Its transformer, which knows its slot names and classes; null if there is none.</param>
    /// <param name="slots">The slots of the data.</param>
    /// <param name="classes">The classes of the label.</param>
    /// <exception cref="ArgumentException">The features or classes differ in number or names, or a weight is not finite.</exception>
    public static MultinomialStart Start(MaximumEntropyModelParameters model, MulticlassPredictionTransformer<MaximumEntropyModelParameters>? transformer, SlotNames slots, ClassNames classes)
    {
        VBuffer<float>[] weights = [];
        model.GetWeights(ref weights, out _);
        if (weights[0].Length != slots.Unique.Count || weights.Length != classes.Count)
        {
            throw new ArgumentException(
                $"The previous model has {weights[0].Length} weights for each of {weights.Length} classes, but column '{slots.Column}' has {slots.Unique.Count} slots and '{classes.Column}' {classes.Count} classes; they must be the same. "
                + "Make features and keys as they were made for that model, or start without it.",
                "previousModel");
        }

        if (transformer is { FeatureColumnName: { } column })
        {
            DataViewSchema trained = MLNetAccess.TrainSchema(transformer);
            slots.RequireSame(SlotNames.Read(trained[column]), "previous model", "previousModel");
            RequireSameClasses(transformer.GetOutputSchema(trained)["Score"], classes);
        }

        double[] biases = [.. model.GetBiases().Select(bias => (double)bias)];
        double least = biases.Where(bias => bias > PresentClasses.Never).DefaultIfEmpty(0).Min();
        return new MultinomialStart(
            [.. biases.Select(bias => Math.Max(bias, least))], [.. weights.Select(ofClass => SparseCoefficients.FromDense([.. ofClass.DenseValues().Select(w => (double)w)]))]);
    }

    private static void RequireSameClasses(DataViewSchema.Column score, ClassNames classes)
    {
        if (!score.HasSlotNames())
        {
            return;
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        foreach ((int k, string name) in names.DenseValues().Select(name => name.ToString()).Index())
        {
            if (name != classes[k])
            {
                throw new ArgumentException(
                    $"Class {k} of the previous model is '{name}', but that of label '{classes.Column}' is '{classes[k]}'; they must be the same. Make the keys by the MapValueToKey of that model, or start without it.", "previousModel");
            }
        }
    }
}
