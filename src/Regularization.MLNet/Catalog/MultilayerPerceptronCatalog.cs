using Regularization;

namespace Microsoft.ML;

/// <summary>Neural networks where IntelliSense finds them: the <c>Trainers</c> of <c>mlContext.Regression</c>, <c>BinaryClassification</c> and <c>MulticlassClassification</c>.</summary>
/// <remarks>
/// <example>
/// <code>
/// var numbers = ml.Regression.Trainers.MultilayerPerceptron();
/// var classes = ml.MulticlassClassification.Trainers.MultilayerPerceptron(new MultilayerPerceptronMulticlassTrainer.Options { HiddenLayers = [128], WeightDecay = 0.01 });
/// </code>
/// </example>
/// </remarks>
public static class MultilayerPerceptronCatalog
{
    /// <summary>A neural network for numbers, trained with the squared loss and AdamW.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The name of the label column, <see cref="float"/>.</param>
    /// <param name="featureColumnName">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, <see cref="float"/>, or null.</param>
    /// <param name="hiddenLayers">The sizes of the hidden layers; null for one of 64 neurons.</param>
    /// <param name="weightDecay">The decoupled weight decay of AdamW, not negative.</param>
    /// <param name="l1Regularization">The factor of Σ|w| in the loss, not negative: weights become exactly 0.</param>
    /// <param name="l2Regularization">The factor of Σw² in the loss, not negative.</param>
    /// <param name="groupRegularization">The factor of Σ √(fan-in) ‖incoming weights‖₂ over hidden neurons, not negative: whole neurons are cut.</param>
    /// <param name="epochs">Passes over the training rows, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or a name is empty.</exception>
    /// <exception cref="ArgumentException">There is no hidden layer.</exception>
    public static MultilayerPerceptronRegressionTrainer MultilayerPerceptron(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        int[]? hiddenLayers = null,
        double weightDecay = 0.01,
        double l1Regularization = 0,
        double l2Regularization = 0,
        double groupRegularization = 0,
        int epochs = 100) =>
        new(catalog, Fill(
            new MultilayerPerceptronRegressionTrainer.Options(), labelColumnName, featureColumnName, exampleWeightColumnName, hiddenLayers, weightDecay, l1Regularization, l2Regularization, groupRegularization, epochs));

    /// <summary>A neural network for numbers.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that is not allowed.</exception>
    /// <exception cref="ArgumentException">There is no hidden layer, or the loss is for classes.</exception>
    public static MultilayerPerceptronRegressionTrainer MultilayerPerceptron(
        this RegressionCatalog.RegressionTrainers catalog, MultilayerPerceptronRegressionTrainer.Options options) =>
        new(catalog, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>A neural network for two classes, trained with the logistic loss and AdamW. The label is <see cref="bool"/>.</summary>
    /// <inheritdoc cref="MultilayerPerceptron(RegressionCatalog.RegressionTrainers, string, string, string?, int[], double, double, double, double, int)"/>
    public static MultilayerPerceptronBinaryTrainer MultilayerPerceptron(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        int[]? hiddenLayers = null,
        double weightDecay = 0.01,
        double l1Regularization = 0,
        double l2Regularization = 0,
        double groupRegularization = 0,
        int epochs = 100) =>
        new(catalog, Fill(
            new MultilayerPerceptronBinaryTrainer.Options(), labelColumnName, featureColumnName, exampleWeightColumnName, hiddenLayers, weightDecay, l1Regularization, l2Regularization, groupRegularization, epochs));

    /// <summary>A neural network for two classes.</summary>
    /// <inheritdoc cref="MultilayerPerceptron(RegressionCatalog.RegressionTrainers, MultilayerPerceptronRegressionTrainer.Options)"/>
    public static MultilayerPerceptronBinaryTrainer MultilayerPerceptron(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, MultilayerPerceptronBinaryTrainer.Options options) =>
        new(catalog, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>A neural network for classes, trained with the cross-entropy and AdamW. The label is a key.</summary>
    /// <inheritdoc cref="MultilayerPerceptron(RegressionCatalog.RegressionTrainers, string, string, string?, int[], double, double, double, double, int)"/>
    public static MultilayerPerceptronMulticlassTrainer MultilayerPerceptron(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        int[]? hiddenLayers = null,
        double weightDecay = 0.01,
        double l1Regularization = 0,
        double l2Regularization = 0,
        double groupRegularization = 0,
        int epochs = 100) =>
        new(catalog, Fill(
            new MultilayerPerceptronMulticlassTrainer.Options(), labelColumnName, featureColumnName, exampleWeightColumnName, hiddenLayers, weightDecay, l1Regularization, l2Regularization, groupRegularization, epochs));

    /// <summary>A neural network for classes.</summary>
    /// <inheritdoc cref="MultilayerPerceptron(RegressionCatalog.RegressionTrainers, MultilayerPerceptronRegressionTrainer.Options)"/>
    public static MultilayerPerceptronMulticlassTrainer MultilayerPerceptron(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, MultilayerPerceptronMulticlassTrainer.Options options) =>
        new(catalog, options ?? throw new ArgumentNullException(nameof(options)));

    private static T Fill<T>(
        T options, string label, string features, string? weight, int[]? hidden, double weightDecay, double l1, double l2, double group, int epochs)
        where T : MultilayerPerceptronOptions
    {
        (options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName) = (label, features, weight);
        options.HiddenLayers = hidden ?? options.HiddenLayers;
        (options.WeightDecay, options.L1Regularization, options.L2Regularization, options.GroupRegularization) = (weightDecay, l1, l2, group);
        options.Epochs = epochs;
        return options;
    }
}
