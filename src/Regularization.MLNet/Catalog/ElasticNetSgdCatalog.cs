using Regularization;

namespace Microsoft.ML;

/// <summary>Trainers that stream their data, where IntelliSense finds them: <c>mlContext.Regression.Trainers</c> and <c>mlContext.BinaryClassification.Trainers</c>.</summary>
/// <remarks>
/// <example>
/// <code>
/// var squares = ml.Regression.Trainers.ElasticNetSgd(lambda: 0.01);                       // streams: the rows are never all in memory
/// var classes = ml.BinaryClassification.Trainers.ElasticNetSgd(lambda: 1e-4);
/// </code>
/// </example>
/// </remarks>
public static class ElasticNetSgdCatalog
{
    /// <summary>Least squares with the elastic net penalty on standardised features by stochastic steps, over data that are never held in memory.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="lambda">The strength λ, not negative.</param>
    /// <param name="labelColumnName">The name of the label column, <see cref="float"/>.</param>
    /// <param name="featureColumnName">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, <see cref="float"/>, or null.</param>
    /// <param name="l1Ratio">The mixing r in [0, 1]: 1 is the lasso, 0 is ridge.</param>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative, NaN or infinite, l1Ratio is outside [0, 1], or a name is empty.</exception>
    public static ElasticNetSgdTrainer ElasticNetSgd(
        this RegressionCatalog.RegressionTrainers catalog,
        double lambda,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        double l1Ratio = PenaltyKind.DefaultL1Ratio) =>
        new(catalog, new ElasticNetSgdTrainer.Options
        {
            Lambda = lambda,
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L1Ratio = l1Ratio,
        });

    /// <summary>Least squares with the elastic net penalty by stochastic steps, over data that are never held in memory.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that is not allowed.</exception>
    public static ElasticNetSgdTrainer ElasticNetSgd(this RegressionCatalog.RegressionTrainers catalog, ElasticNetSgdTrainer.Options options) =>
        new(catalog, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>Logistic regression with the elastic net penalty on standardised features by stochastic steps, over data that are never held in memory.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="lambda">The strength λ, not negative.</param>
    /// <param name="labelColumnName">The name of the label column, <see cref="bool"/>.</param>
    /// <param name="featureColumnName">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, <see cref="float"/>, or null.</param>
    /// <param name="l1Ratio">The mixing r in [0, 1]: 1 is the lasso, 0 is ridge.</param>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative, NaN or infinite, l1Ratio is outside [0, 1], or a name is empty.</exception>
    public static ElasticNetSgdLogisticRegressionTrainer ElasticNetSgd(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        double lambda,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        double l1Ratio = PenaltyKind.DefaultL1Ratio) =>
        new(catalog, new ElasticNetSgdLogisticRegressionTrainer.Options
        {
            Lambda = lambda,
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L1Ratio = l1Ratio,
        });

    /// <summary>Logistic regression with the elastic net penalty by stochastic steps, over data that are never held in memory.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that is not allowed.</exception>
    public static ElasticNetSgdLogisticRegressionTrainer ElasticNetSgd(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, ElasticNetSgdLogisticRegressionTrainer.Options options) =>
        new(catalog, options ?? throw new ArgumentNullException(nameof(options)));
}
