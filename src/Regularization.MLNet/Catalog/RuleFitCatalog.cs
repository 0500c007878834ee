using Regularization;

namespace Microsoft.ML;

/// <summary>Models of rules where IntelliSense finds them: the <c>Trainers</c> of <c>mlContext.Regression</c>, <c>BinaryClassification</c> and <c>MulticlassClassification</c>.</summary>
/// <remarks>
/// <example>
/// <code>
/// (var model, RuleFitSummary summary) = ml.Regression.Trainers.RuleFit().FitWithSummary(data);
/// Console.WriteLine(summary.Rules);
/// </code>
/// </example>
/// </remarks>
public static class RuleFitCatalog
{
    /// <summary>RuleFit for numbers: a few rules and linear terms, chosen by a lasso from those of many small trees.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The name of the label column, <see cref="float"/>.</param>
    /// <param name="featureColumnName">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, <see cref="float"/>, or null.</param>
    /// <param name="numberOfRules">About how many rules to grow and choose from, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 rules, or a name is empty.</exception>
    public static RuleFitRegressionTrainer RuleFit(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        int numberOfRules = 500) =>
        new(catalog, new RuleFitRegressionTrainer.Options { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName, ExampleWeightColumnName = exampleWeightColumnName, NumberOfRules = numberOfRules });

    /// <summary>RuleFit for numbers.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that is not allowed.</exception>
    public static RuleFitRegressionTrainer RuleFit(this RegressionCatalog.RegressionTrainers catalog, RuleFitRegressionTrainer.Options options) =>
        new(catalog, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>RuleFit for two classes: a few rules and linear terms, chosen by a lasso from those of many small trees.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The name of the label column, <see cref="bool"/>.</param>
    /// <param name="featureColumnName">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, <see cref="float"/>, or null.</param>
    /// <param name="numberOfRules">About how many rules to grow and choose from, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 rules, or a name is empty.</exception>
    public static RuleFitBinaryTrainer RuleFit(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        int numberOfRules = 500) =>
        new(catalog, new RuleFitBinaryTrainer.Options { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName, ExampleWeightColumnName = exampleWeightColumnName, NumberOfRules = numberOfRules });

    /// <summary>RuleFit for two classes.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that is not allowed.</exception>
    public static RuleFitBinaryTrainer RuleFit(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, RuleFitBinaryTrainer.Options options) =>
        new(catalog, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>RuleFit for several classes: a few rules and linear terms with a coefficient for each class, chosen by a lasso from those of many small trees.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The name of the label column, a key.</param>
    /// <param name="featureColumnName">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, <see cref="float"/>, or null.</param>
    /// <param name="numberOfRules">About how many rules to grow and choose from, at least 2, an equal part for each class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 rules, or a name is empty.</exception>
    public static RuleFitMulticlassTrainer RuleFit(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        int numberOfRules = 500) =>
        new(catalog, new RuleFitMulticlassTrainer.Options { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName, ExampleWeightColumnName = exampleWeightColumnName, NumberOfRules = numberOfRules });

    /// <summary>RuleFit for several classes.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that is not allowed.</exception>
    /// <exception cref="ArgumentException">MaximumTerms is given, or Trees are not of two classes.</exception>
    public static RuleFitMulticlassTrainer RuleFit(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, RuleFitMulticlassTrainer.Options options) =>
        new(catalog, options ?? throw new ArgumentNullException(nameof(options)));
}
