using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>The stock models and the prediction transformers around them.</summary>
internal static partial class MLNetAccess
{
    /// <summary>Full name, without arity suffix, of the calibrated model class of ML.NET's logistic trainers.</summary>
    private const string CalibratedModelTypeName = "Microsoft.ML.Calibrators.ParameterMixingCalibratedModelParameters";

    private const string ScoreColumn = "Score";

    private const string PredictedLabelColumn = "PredictedLabel";

    // ---- Models --------------------------------------------------------------------------------------------------------------------

    /// <summary>The model of ML.NET's linear regression trainers: score = weights · features + bias.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="weights">One weight per feature, all finite, dense or sparse. The model takes the buffer over: do not write to its arrays afterwards.</param>
    /// <param name="bias">The intercept, finite.</param>
    /// <exception cref="MLNetVersionException">This version of ML.NET has no such member.</exception>
    public static LinearRegressionModelParameters LinearRegression(IHostEnvironment env, in VBuffer<float> weights, float bias)
    {
        ArgumentNullException.ThrowIfNull(env);
        VBuffer<float> owned = weights;
        return Guard(
            "LinearRegressionModelParameters(IHostEnvironment, in VBuffer<float>, float)",
            () => NewLinearRegression(env, in owned, bias));
    }

    /// <summary>The model of ML.NET's Poisson regression trainer: score = exp(weights · features + bias).</summary>
    /// <inheritdoc cref="LinearRegression"/>
    public static PoissonRegressionModelParameters PoissonRegression(IHostEnvironment env, in VBuffer<float> weights, float bias)
    {
        ArgumentNullException.ThrowIfNull(env);
        VBuffer<float> owned = weights;
        return Guard(
            "PoissonRegressionModelParameters(IHostEnvironment, in VBuffer<float>, float)",
            () => NewPoissonRegression(env, in owned, bias));
    }

    /// <summary>
    /// The model of ML.NET's logistic regression trainers: score = weights · features + bias, the log-odds, and probability = 1 / (1 + exp(−score)).
    /// </summary>
    /// <param name="env">The environment.</param>
    /// <param name="weights">One weight per feature, all finite, dense or sparse. The model takes the buffer over: do not write to its arrays afterwards.</param>
    /// <param name="bias">The intercept, finite.</param>
    /// <returns>The model, of the same class as those of ML.NET's L-BFGS, SDCA and SGD logistic trainers.</returns>
    /// <exception cref="MLNetVersionException">This version of ML.NET has no such member.</exception>
    public static CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> LogisticRegression(
        IHostEnvironment env, in VBuffer<float> weights, float bias)
    {
        LinearBinaryModelParameters linear = LinearBinary(env, in weights, bias);

        // ML.NET writes the probability as 1 / (1 + exp(slope · score + offset)).
        PlattCalibrator calibrator = Guard(
            "PlattCalibrator(IHostEnvironment, double, double)",
            () => NewPlattCalibrator(env, slope: -1, offset: 0));
        return Guard(
            CalibratedModelTypeName + "<LinearBinaryModelParameters, PlattCalibrator>",
            () => (CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>)CalibratedModel.Constructor.Invoke(
                BindingFlags.DoNotWrapExceptions, binder: null, [env, linear, calibrator], culture: null));
    }

    /// <summary>The model of ML.NET's softmax regression trainers: the scores are the softmax of weights · features + bias, the probabilities.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="weights">For each of at least two classes one weight per feature, all finite, dense or sparse. They are copied.</param>
    /// <param name="biases">The intercept of each class, finite. They are copied.</param>
    /// <exception cref="MLNetVersionException">This version of ML.NET has no such member.</exception>
    public static MaximumEntropyModelParameters MaximumEntropy(IHostEnvironment env, VBuffer<float>[] weights, float[] biases)
        => Guard(
            "MaximumEntropyModelParameters(IHostEnvironment, VBuffer<float>[], float[], int, int, string[], ModelStatisticsBase)",
            () => NewMaximumEntropy(env, weights, biases, weights.Length, weights[0].Length, null, null));

    /// <summary>ML.NET's linear multiclass model without probabilities: the scores are weights · features + bias.</summary>
    /// <inheritdoc cref="MaximumEntropy"/>
    public static LinearMulticlassModelParameters LinearMulticlass(IHostEnvironment env, VBuffer<float>[] weights, float[] biases)
        => Guard(
            "LinearMulticlassModelParameters(IHostEnvironment, VBuffer<float>[], float[], int, int, string[], ModelStatisticsBase)",
            () => NewLinearMulticlass(env, weights, biases, weights.Length, weights[0].Length, null, null));

    /// <summary>ML.NET's linear model of two classes without probabilities, as of its SVM: the score is weights · features + bias.</summary>
    /// <inheritdoc cref="LinearRegression"/>
    public static LinearBinaryModelParameters LinearBinary(IHostEnvironment env, in VBuffer<float> weights, float bias)
    {
        ArgumentNullException.ThrowIfNull(env);
        VBuffer<float> owned = weights;
        return Guard(
            "LinearBinaryModelParameters(IHostEnvironment, in VBuffer<float>, float, ModelStatisticsBase)",
            () => NewLinearBinary(env, in owned, bias, null));
    }

    // ---- Transformers --------------------------------------------------------------------------------------------------------------

    /// <summary>Wraps a regression model in the transformer that ML.NET's regression trainers return.</summary>
    /// <typeparam name="TModel">The type of the model parameters.</typeparam>
    /// <param name="env">The environment.</param>
    /// <param name="model">The model.</param>
    /// <param name="trainSchema">The schema of the data that the model was trained on.</param>
    /// <param name="featureColumn">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <exception cref="MLNetVersionException">This version of ML.NET has no such member.</exception>
    public static RegressionPredictionTransformer<TModel> RegressionTransformer<TModel>(
        IHostEnvironment env, TModel model, DataViewSchema trainSchema, string featureColumn)
        where TModel : class
        => Guard(
            "RegressionPredictionTransformer<TModel>(IHostEnvironment, TModel, DataViewSchema, string)",
            () => TransformerConstructors<TModel>.NewRegression(env, model, trainSchema, featureColumn));

    /// <summary>
    /// Wraps a binary classification model in the transformer that ML.NET's binary trainers return: the predicted label is true where the score is
    /// positive.
    /// </summary>
    /// <typeparam name="TModel">The type of the model parameters; for a calibrated model its public base class, as ML.NET's trainers declare it.</typeparam>
    /// <param name="env">The environment.</param>
    /// <param name="model">The model.</param>
    /// <param name="trainSchema">The schema of the data that the model was trained on.</param>
    /// <param name="featureColumn">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <exception cref="MLNetVersionException">This version of ML.NET has no such member.</exception>
    public static BinaryPredictionTransformer<TModel> BinaryTransformer<TModel>(
        IHostEnvironment env, TModel model, DataViewSchema trainSchema, string featureColumn)
        where TModel : class
        => Guard(
            "BinaryPredictionTransformer<TModel>(IHostEnvironment, TModel, DataViewSchema, string, float, string)",
            () => TransformerConstructors<TModel>.NewBinary(env, model, trainSchema, featureColumn, threshold: 0, ScoreColumn));

    /// <summary>Wraps a multiclass model in the transformer that ML.NET's multiclass trainers return.</summary>
    /// <typeparam name="TModel">The type of the model parameters.</typeparam>
    /// <param name="env">The environment.</param>
    /// <param name="model">The model.</param>
    /// <param name="trainSchema">The schema of the data that the model was trained on.</param>
    /// <param name="featureColumn">The name of the feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="labelColumn">The label column of <paramref name="trainSchema"/>, whose key values name the scores and the predicted labels; or null.</param>
    /// <param name="predictedLabelColumn">The name of the column of predicted labels.</param>
    /// <exception cref="MLNetVersionException">This version of ML.NET has no such member.</exception>
    public static MulticlassPredictionTransformer<TModel> MulticlassTransformer<TModel>(
        IHostEnvironment env, TModel model, DataViewSchema trainSchema, string featureColumn, string? labelColumn, string predictedLabelColumn = PredictedLabelColumn)
        where TModel : class
        => Guard(
            "MulticlassPredictionTransformer<TModel>(IHostEnvironment, TModel, DataViewSchema, string, string, string, string)",
            () => TransformerConstructors<TModel>.NewMulticlass(env, model, trainSchema, featureColumn, labelColumn, ScoreColumn, predictedLabelColumn));

    /// <summary>The schema of the data that the model of a transformer was trained on; it is saved and loaded with it.</summary>
    /// <typeparam name="TModel">The type of the model parameters.</typeparam>
    /// <param name="transformer">A prediction transformer of ML.NET.</param>
    /// <exception cref="MLNetVersionException">This version of ML.NET has no such member.</exception>
    public static DataViewSchema TrainSchema<TModel>(PredictionTransformerBase<TModel> transformer)
        where TModel : class
        => Guard("PredictionTransformerBase<TModel>.TrainSchema", () => TransformerConstructors<TModel>.GetTrainSchema(transformer));

    // ---- Accessors -----------------------------------------------------------------------------------------------------------------

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern LinearRegressionModelParameters NewLinearRegression(IHostEnvironment env, in VBuffer<float> weights, float bias);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern PoissonRegressionModelParameters NewPoissonRegression(IHostEnvironment env, in VBuffer<float> weights, float bias);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern MaximumEntropyModelParameters NewMaximumEntropy(
        IHostEnvironment env, VBuffer<float>[] weights, float[] bias, int numClasses, int numFeatures, string[]? labelNames, ModelStatisticsBase? stats);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern LinearMulticlassModelParameters NewLinearMulticlass(
        IHostEnvironment env, VBuffer<float>[] weights, float[] bias, int numClasses, int numFeatures, string[]? labelNames, ModelStatisticsBase? stats);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern LinearBinaryModelParameters NewLinearBinary(
        IHostEnvironment env, in VBuffer<float> weights, float bias, ModelStatisticsBase? stats);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern PlattCalibrator NewPlattCalibrator(IHostEnvironment env, double slope, double offset);

    /// <summary>Accessors of generic types, which must have the type parameters and constraints of their target.</summary>
    /// <typeparam name="TModel">The type of the model parameters.</typeparam>
    private static class TransformerConstructors<TModel>
        where TModel : class
    {
        [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
        internal static extern RegressionPredictionTransformer<TModel> NewRegression(
            IHostEnvironment env, TModel model, DataViewSchema inputSchema, string featureColumn);

        [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
        internal static extern BinaryPredictionTransformer<TModel> NewBinary(
            IHostEnvironment env, TModel model, DataViewSchema inputSchema, string featureColumn, float threshold, string thresholdColumn);

        [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
        internal static extern MulticlassPredictionTransformer<TModel> NewMulticlass(
            IHostEnvironment env, TModel model, DataViewSchema inputSchema, string featureColumn, string? labelColumn, string scoreColumn, string predictedLabel);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "TrainSchema")]
        internal static extern ref DataViewSchema GetTrainSchema(PredictionTransformerBase<TModel> transformer);
    }

    /// <summary>The constructor of the calibrated model, whose class is internal.</summary>
    private static class CalibratedModel
    {
        private static ConstructorInfo? _constructor;

        /// <summary>The constructor taking the environment, the linear model and the calibrator.</summary>
        /// <remarks>Found at first use, not by a static initializer, which would wrap its exceptions.</remarks>
        internal static ConstructorInfo Constructor => _constructor ??= Find();

        private static ConstructorInfo Find()
        {
            Type type = typeof(CalibratedModelParametersBase<,>).Assembly
                .GetType(CalibratedModelTypeName + "`2", throwOnError: true)!
                .MakeGenericType(typeof(LinearBinaryModelParameters), typeof(PlattCalibrator));
            return type.GetConstructor(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic,
                binder: null,
                [typeof(IHostEnvironment), typeof(LinearBinaryModelParameters), typeof(PlattCalibrator)],
                modifiers: null) ?? throw new MissingMethodException(type.FullName, ".ctor");
        }
    }
}
