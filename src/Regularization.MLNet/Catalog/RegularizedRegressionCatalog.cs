using Regularization;

namespace Microsoft.ML;

/// <summary>Regression trainers with a penalty, where IntelliSense finds them: <c>mlContext.Regression.Trainers</c>.</summary>
/// <remarks>
/// <example>
/// <code>
/// ITransformer lasso = ml.Regression.Trainers.Lasso().Fit(data);              // lambda: 10-fold cross-validation
/// ITransformer ridge = ml.Regression.Trainers.Ridge(lambda: 0.1).Fit(data);
/// ITransformer both = ml.Regression.Trainers.ElasticNet(l1Ratio: 0.5).Fit(data);
/// </code>
/// </example>
/// </remarks>
public static class RegularizedRegressionCatalog
{
    /// <summary>Least squares with the elastic net penalty λ Σ_j [r |b_j| + (1 − r)/2 b_j²] on standardised features.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The name of the label column, <see cref="float"/>.</param>
    /// <param name="featureColumnName">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, <see cref="float"/>, or null.</param>
    /// <param name="lambda">The strength λ, not negative; null to have it chosen by 10-fold cross-validation.</param>
    /// <param name="l1Ratio">The mixing r in [0, 1]: 1 is the lasso, 0 is ridge.</param>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative, NaN or infinite, l1Ratio is outside [0, 1], or a name is empty.</exception>
    public static ElasticNetTrainer ElasticNet(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        double? lambda = null,
        double l1Ratio = PenaltyKind.DefaultL1Ratio) =>
        new(catalog, OptionsOf(labelColumnName, featureColumnName, exampleWeightColumnName, lambda, l1Ratio), PenaltyKind.ElasticNet);

    /// <summary>Least squares with the elastic net or any other penalty.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that is not allowed.</exception>
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    public static ElasticNetTrainer ElasticNet(this RegressionCatalog.RegressionTrainers catalog, ElasticNetTrainer.Options options) =>
        new(catalog, options ?? throw new ArgumentNullException(nameof(options)), PenaltyKind.ElasticNet);

    /// <summary>Least squares with the lasso penalty λ Σ_j |b_j| on standardised features: the elastic net with L1Ratio 1.</summary>
    /// <inheritdoc cref="ElasticNet(RegressionCatalog.RegressionTrainers, string, string, string?, double?, double)"/>
    public static ElasticNetTrainer Lasso(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        double? lambda = null) =>
        new(catalog, OptionsOf(labelColumnName, featureColumnName, exampleWeightColumnName, lambda, l1Ratio: null), PenaltyKind.Lasso);

    /// <summary>Least squares with the lasso penalty.</summary>
    /// <inheritdoc cref="ElasticNet(RegressionCatalog.RegressionTrainers, ElasticNetTrainer.Options)"/>
    public static ElasticNetTrainer Lasso(this RegressionCatalog.RegressionTrainers catalog, ElasticNetTrainer.Options options) =>
        new(catalog, options ?? throw new ArgumentNullException(nameof(options)), PenaltyKind.Lasso);

    /// <summary>Least squares with the ridge penalty λ/2 Σ_j b_j² on standardised features: the elastic net with L1Ratio 0.</summary>
    /// <inheritdoc cref="ElasticNet(RegressionCatalog.RegressionTrainers, string, string, string?, double?, double)"/>
    public static ElasticNetTrainer Ridge(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        double? lambda = null) =>
        new(catalog, OptionsOf(labelColumnName, featureColumnName, exampleWeightColumnName, lambda, l1Ratio: null), PenaltyKind.Ridge);

    /// <summary>Least squares with the ridge penalty.</summary>
    /// <inheritdoc cref="ElasticNet(RegressionCatalog.RegressionTrainers, ElasticNetTrainer.Options)"/>
    public static ElasticNetTrainer Ridge(this RegressionCatalog.RegressionTrainers catalog, ElasticNetTrainer.Options options) =>
        new(catalog, options ?? throw new ArgumentNullException(nameof(options)), PenaltyKind.Ridge);

    private static ElasticNetTrainer.Options OptionsOf(string label, string feature, string? weight, double? lambda, double? l1Ratio) => new()
    {
        LabelColumnName = label,
        FeatureColumnName = feature,
        ExampleWeightColumnName = weight,
        Lambda = lambda is null ? LambdaSelection.Default : LambdaSelection.Fixed(lambda.Value),
        L1Ratio = l1Ratio,
    };
}
