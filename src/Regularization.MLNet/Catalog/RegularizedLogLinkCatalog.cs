using Regularization;

namespace Microsoft.ML;

/// <summary>Trainers of positive means with a penalty, where IntelliSense finds them: <c>mlContext.Regression.Trainers</c>.</summary>
/// <remarks>
/// <example>
/// <code>
/// ITransformer counts = ml.Regression.Trainers.ElasticNetPoissonRegression(labelColumnName: "Claims").Fit(data);
/// ITransformer amounts = ml.Regression.Trainers.ElasticNetGammaRegression(labelColumnName: "Amount").Fit(data);
/// </code>
/// </example>
/// </remarks>
public static class RegularizedLogLinkCatalog
{
    /// <summary>Poisson regression of counts with the elastic net penalty λ Σ_j [r |b_j| + (1 − r)/2 b_j²] on standardised features.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The name of the label column, <see cref="float"/>.</param>
    /// <param name="featureColumnName">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, <see cref="float"/>, or null.</param>
    /// <param name="lambda">The strength λ, not negative; null to have it chosen by 10-fold cross-validation.</param>
    /// <param name="l1Ratio">The mixing r in [0, 1]: 1 is the lasso, 0 is ridge.</param>
    /// <param name="exposureColumnName">The name of the column of exposures, <see cref="float"/> and positive, or null.</param>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative, NaN or infinite, l1Ratio is outside [0, 1], or a name is empty.</exception>
    public static ElasticNetPoissonRegressionTrainer ElasticNetPoissonRegression(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        double? lambda = null,
        double l1Ratio = PenaltyKind.DefaultL1Ratio,
        string? exposureColumnName = null) =>
        new(catalog, new ElasticNetPoissonRegressionTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Lambda = lambda is null ? LambdaSelection.Default : LambdaSelection.Fixed(lambda.Value),
            L1Ratio = l1Ratio,
            ExposureColumnName = exposureColumnName,
        });

    /// <summary>Poisson regression of counts with the elastic net or any other penalty.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that is not allowed.</exception>
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    public static ElasticNetPoissonRegressionTrainer ElasticNetPoissonRegression(this RegressionCatalog.RegressionTrainers catalog, ElasticNetPoissonRegressionTrainer.Options options) =>
        new(catalog, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>Gamma regression of positive amounts with the elastic net penalty λ Σ_j [r |b_j| + (1 − r)/2 b_j²] on standardised features.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The name of the label column, <see cref="float"/>.</param>
    /// <param name="featureColumnName">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, <see cref="float"/>, or null.</param>
    /// <param name="lambda">The strength λ, not negative; null to have it chosen by 10-fold cross-validation.</param>
    /// <param name="l1Ratio">The mixing r in [0, 1]: 1 is the lasso, 0 is ridge.</param>
    /// <param name="exposureColumnName">The name of the column of exposures, <see cref="float"/> and positive, or null.</param>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative, NaN or infinite, l1Ratio is outside [0, 1], or a name is empty.</exception>
    public static ElasticNetGammaRegressionTrainer ElasticNetGammaRegression(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        double? lambda = null,
        double l1Ratio = PenaltyKind.DefaultL1Ratio,
        string? exposureColumnName = null) =>
        new(catalog, new ElasticNetGammaRegressionTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Lambda = lambda is null ? LambdaSelection.Default : LambdaSelection.Fixed(lambda.Value),
            L1Ratio = l1Ratio,
            ExposureColumnName = exposureColumnName,
        });

    /// <summary>Gamma regression of positive amounts with the elastic net or any other penalty.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that is not allowed.</exception>
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    public static ElasticNetGammaRegressionTrainer ElasticNetGammaRegression(this RegressionCatalog.RegressionTrainers catalog, ElasticNetGammaRegressionTrainer.Options options) =>
        new(catalog, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>Tweedie regression of amounts that may be 0 with the elastic net penalty λ Σ_j [r |b_j| + (1 − r)/2 b_j²] on standardised features.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The name of the label column, <see cref="float"/>.</param>
    /// <param name="featureColumnName">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, <see cref="float"/>, or null.</param>
    /// <param name="lambda">The strength λ, not negative; null to have it chosen by 10-fold cross-validation.</param>
    /// <param name="l1Ratio">The mixing r in [0, 1]: 1 is the lasso, 0 is ridge.</param>
    /// <param name="power">The power p of the variance μ^p, in [1, 2].</param>
    /// <param name="exposureColumnName">The name of the column of exposures, <see cref="float"/> and positive, or null.</param>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative, NaN or infinite, l1Ratio is outside [0, 1], the power is outside [1, 2], or a name is empty.</exception>
    public static ElasticNetTweedieRegressionTrainer ElasticNetTweedieRegression(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        double? lambda = null,
        double l1Ratio = PenaltyKind.DefaultL1Ratio,
        double power = 1.5,
        string? exposureColumnName = null) =>
        new(catalog, new ElasticNetTweedieRegressionTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Lambda = lambda is null ? LambdaSelection.Default : LambdaSelection.Fixed(lambda.Value),
            L1Ratio = l1Ratio,
            ExposureColumnName = exposureColumnName,
            Power = power,
        });

    /// <summary>Tweedie regression of amounts that may be 0 with the elastic net or any other penalty.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that is not allowed.</exception>
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    public static ElasticNetTweedieRegressionTrainer ElasticNetTweedieRegression(this RegressionCatalog.RegressionTrainers catalog, ElasticNetTweedieRegressionTrainer.Options options) =>
        new(catalog, options ?? throw new ArgumentNullException(nameof(options)));
}
