using Regularization;

namespace Microsoft.ML;

/// <summary>Multiclass trainers with a penalty, where IntelliSense finds them: <c>mlContext.MulticlassClassification.Trainers</c>.</summary>
/// <remarks>
/// <example>
/// <code>
/// var pipeline = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.MulticlassClassification.Trainers.ElasticNetMaximumEntropy(l1Ratio: 0.9));
/// ITransformer model = pipeline.Fit(data);
/// </code>
/// </example>
/// </remarks>
public static class RegularizedMulticlassClassificationCatalog
{
    /// <summary>Multinomial (softmax) regression with the elastic net penalty λ Σ_j Σ_k [r |b_jk| + (1 − r)/2 b_jk²] on standardised features.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The name of the label column, a key.</param>
    /// <param name="featureColumnName">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, <see cref="float"/>, or null.</param>
    /// <param name="lambda">The strength λ, not negative; null to have it chosen by 10-fold cross-validation.</param>
    /// <param name="l1Ratio">The mixing r in [0, 1]: 1 is the lasso, 0 is ridge.</param>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative, NaN or infinite, l1Ratio is outside [0, 1], or a name is empty.</exception>
    public static ElasticNetMaximumEntropyTrainer ElasticNetMaximumEntropy(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        double? lambda = null,
        double l1Ratio = PenaltyKind.DefaultL1Ratio) =>
        new(catalog, new ElasticNetMaximumEntropyTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Lambda = lambda is null ? LambdaSelection.Default : LambdaSelection.Fixed(lambda.Value),
            L1Ratio = l1Ratio,
        });

    /// <summary>Multinomial regression with the elastic net, or the grouped penalty that keeps or drops a feature in all classes.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that is not allowed.</exception>
    /// <exception cref="ArgumentException">Two options contradict each other, the penalty is no elastic net, or lambda is by an information criterion.</exception>
    public static ElasticNetMaximumEntropyTrainer ElasticNetMaximumEntropy(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, ElasticNetMaximumEntropyTrainer.Options options) =>
        new(catalog, options ?? throw new ArgumentNullException(nameof(options)));
}
