using Regularization;

namespace Microsoft.ML;

/// <summary>Robust and quantile regression with a penalty, where IntelliSense finds them: <c>mlContext.Regression.Trainers</c>.</summary>
/// <remarks>
/// <example>
/// <code>
/// ITransformer robust = ml.Regression.Trainers.HuberRegression().Fit(data);
/// ITransformer upper = ml.Regression.Trainers.QuantileRegression(new QuantileRegressionTrainer.Options { Quantile = 0.9 }).Fit(data);
/// </code>
/// </example>
/// </remarks>
public static class RegularizedRobustCatalog
{
    /// <summary>Robust regression by Huber's loss with the elastic net penalty λ Σ_j [r |b_j| + (1 − r)/2 b_j²] on standardised features.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The name of the label column, <see cref="float"/>.</param>
    /// <param name="featureColumnName">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, <see cref="float"/>, or null.</param>
    /// <param name="lambda">The strength λ, not negative; null to have it chosen by 10-fold cross-validation.</param>
    /// <param name="l1Ratio">The mixing r in [0, 1]: 1 is the lasso, 0 is ridge.</param>
    /// <param name="delta">Where the loss becomes straight, in units of the label.</param>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative, NaN or infinite, l1Ratio is outside [0, 1], delta is not positive and finite, or a name is empty.</exception>
    public static HuberRegressionTrainer HuberRegression(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        double? lambda = null,
        double l1Ratio = PenaltyKind.DefaultL1Ratio,
        double delta = 1.345) =>
        new(catalog, new HuberRegressionTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Lambda = lambda is null ? LambdaSelection.Default : LambdaSelection.Fixed(lambda.Value),
            L1Ratio = l1Ratio,
            Delta = delta,
        });

    /// <summary>Robust regression by Huber's loss with the elastic net or any other penalty.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that is not allowed.</exception>
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    public static HuberRegressionTrainer HuberRegression(this RegressionCatalog.RegressionTrainers catalog, HuberRegressionTrainer.Options options) =>
        new(catalog, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>Regression of a quantile with the elastic net penalty λ Σ_j [r |b_j| + (1 − r)/2 b_j²] on standardised features.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The name of the label column, <see cref="float"/>.</param>
    /// <param name="featureColumnName">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, <see cref="float"/>, or null.</param>
    /// <param name="lambda">The strength λ, not negative; null to have it chosen by 10-fold cross-validation.</param>
    /// <param name="l1Ratio">The mixing r in [0, 1]: 1 is the lasso, 0 is ridge.</param>
    /// <param name="quantile">The quantile, in (0, 1); 0.5 is the median.</param>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative, NaN or infinite, l1Ratio is outside [0, 1], the quantile is outside (0, 1), or a name is empty.</exception>
    public static QuantileRegressionTrainer QuantileRegression(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        double? lambda = null,
        double l1Ratio = PenaltyKind.DefaultL1Ratio,
        double quantile = 0.5) =>
        new(catalog, new QuantileRegressionTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Lambda = lambda is null ? LambdaSelection.Default : LambdaSelection.Fixed(lambda.Value),
            L1Ratio = l1Ratio,
            Quantile = quantile,
        });

    /// <summary>Regression of a quantile with the elastic net or any other penalty.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that is not allowed.</exception>
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    public static QuantileRegressionTrainer QuantileRegression(this RegressionCatalog.RegressionTrainers catalog, QuantileRegressionTrainer.Options options) =>
        new(catalog, options ?? throw new ArgumentNullException(nameof(options)));
}
