using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>
/// The only place in this assembly that reaches members of ML.NET which are not public: the host environment behind a trainer catalog, and the
/// constructors of the stock linear models and of the prediction transformers around them.
/// </summary>
/// <remarks>
/// <para>
/// The objects made here are ML.NET's own, of exactly the types that ML.NET's own trainers return, so that saving, loading, scoring, evaluation,
/// permutation feature importance and feature contributions treat them alike.
/// </para>
/// <para>
/// Non-public members may change in any release of ML.NET. Every method that depends on one throws <see cref="MLNetVersionException"/>, which names
/// the member, the supported versions and the version found, when the member is not there. Exceptions that ML.NET itself throws (for non-finite
/// weights, a feature column that is not in the schema, ...) pass through unchanged.
/// </para>
/// </remarks>
internal static class MLNetAccess
{
    /// <summary>The ML.NET versions whose non-public members are known to be as expected here: a major and a minor version, and any patch of them.</summary>
    public const string SupportedVersions = "5.0.x";

    /// <summary>Full name, without arity suffix, of the calibrated model class of ML.NET's logistic trainers.</summary>
    private const string CalibratedModelTypeName = "Microsoft.ML.Calibrators.ParameterMixingCalibratedModelParameters";

    private const string ScoreColumn = "Score";

    private const string PredictedLabelColumn = "PredictedLabel";

    /// <summary>The version of the Microsoft.ML package that is loaded, without its commit suffix.</summary>
    public static string FoundVersion
    {
        get
        {
            // All ML.NET assemblies have assembly version 1.0.0.0: only the informational version tells releases apart.
            Assembly assembly = typeof(MLContext).Assembly;
            string? version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
            if (string.IsNullOrEmpty(version))
            {
                return assembly.GetName().Version?.ToString() ?? "unknown";
            }

            int plus = version.IndexOf('+', StringComparison.Ordinal);
            return plus < 0 ? version : version[..plus];
        }
    }

    // ---- Environment ---------------------------------------------------------------------------------------------------------------

    /// <summary>The host environment of a trainer catalog, such as <c>mlContext.Regression.Trainers</c>.</summary>
    /// <param name="trainers">The trainer catalog.</param>
    /// <returns>The environment that the catalog's own trainers are created with.</returns>
    /// <exception cref="MLNetVersionException">This version of ML.NET has no such member.</exception>
    public static IHostEnvironment Environment(TrainCatalogBase.CatalogInstantiatorBase trainers)
    {
        ArgumentNullException.ThrowIfNull(trainers);
        TrainCatalogBase owner = Guard("TrainCatalogBase.CatalogInstantiatorBase.Owner", () => GetOwner(trainers));
        return Guard("TrainCatalogBase.Environment", () => GetEnvironment(owner));
    }

    /// <summary>The seed that the <see cref="MLContext"/> was made with.</summary>
    /// <param name="env">The environment of a trainer catalog.</param>
    /// <returns>The seed, or null if none was given.</returns>
    /// <exception cref="MLNetVersionException">This version of ML.NET has no such member.</exception>
    public static int? Seed(IHostEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        return Guard("HostEnvironmentBase<TEnv>.Seed", () =>
        {
            PropertyInfo? seed = env.GetType().GetProperty("Seed", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
            return seed?.PropertyType == typeof(int?) ? (int?)seed.GetValue(env) : throw new MissingMemberException(env.GetType().FullName, "Seed");
        });
    }

    /// <summary>The catalog of transforms, <c>mlContext.Transforms</c>, of an environment.</summary>
    /// <param name="env">The environment of a trainer catalog.</param>
    /// <exception cref="MLNetVersionException">This version of ML.NET has no such member.</exception>
    public static TransformsCatalog Transforms(IHostEnvironment env) => Guard("TransformsCatalog(IHostEnvironment)", () => NewTransformsCatalog(env));

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

    // ---- Schemas and information of trainers ---------------------------------------------------------------------------------------

    /// <summary>
    /// A stock trainer with the same columns in and out as a linear regression trainer: its <see cref="IEstimator{TTransformer}.GetOutputSchema(SchemaShape)"/>
    /// also checks the input columns. It is never fitted.
    /// </summary>
    /// <param name="trainers">The trainer catalog.</param>
    /// <param name="labelColumn">The label column, <see cref="float"/>.</param>
    /// <param name="featureColumn">The feature column, a known-size vector of <see cref="float"/>.</param>
    /// <param name="weightColumn">The weight column, <see cref="float"/>, or null.</param>
    public static ITrainerEstimator<RegressionPredictionTransformer<LinearRegressionModelParameters>, LinearRegressionModelParameters>
        StockRegression(RegressionCatalog.RegressionTrainers trainers, string labelColumn, string featureColumn, string? weightColumn)
        => trainers.Sdca(labelColumn, featureColumn, weightColumn);

    /// <summary>As <see cref="StockRegression"/>, for logistic regression: the label column is <see cref="bool"/>.</summary>
    /// <inheritdoc cref="StockRegression"/>
    public static ITrainerEstimator<
            BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>,
            CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>
        StockLogistic(
            BinaryClassificationCatalog.BinaryClassificationTrainers trainers, string labelColumn, string featureColumn, string? weightColumn)
        => trainers.SdcaLogisticRegression(labelColumn, featureColumn, weightColumn);

    /// <summary>As <see cref="StockRegression"/>, for models whose score is the exponential of the linear predictor.</summary>
    /// <inheritdoc cref="StockRegression"/>
    public static ITrainerEstimator<RegressionPredictionTransformer<PoissonRegressionModelParameters>, PoissonRegressionModelParameters>
        StockPoisson(RegressionCatalog.RegressionTrainers trainers, string labelColumn, string featureColumn, string? weightColumn)
        => trainers.LbfgsPoissonRegression(labelColumn, featureColumn, weightColumn);

    /// <summary>As <see cref="StockRegression"/>, for two classes without probabilities: the label column is <see cref="bool"/>.</summary>
    /// <inheritdoc cref="StockRegression"/>
    public static ITrainerEstimator<BinaryPredictionTransformer<LinearBinaryModelParameters>, LinearBinaryModelParameters>
        StockLinearSvm(BinaryClassificationCatalog.BinaryClassificationTrainers trainers, string labelColumn, string featureColumn, string? weightColumn)
        => trainers.LinearSvm(labelColumn, featureColumn, weightColumn);

    /// <summary>As <see cref="StockRegression"/>, for softmax regression: the label column is a key.</summary>
    /// <inheritdoc cref="StockRegression"/>
    public static ITrainerEstimator<MulticlassPredictionTransformer<MaximumEntropyModelParameters>, MaximumEntropyModelParameters>
        StockMaximumEntropy(
            MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers, string labelColumn, string featureColumn, string? weightColumn)
        => trainers.SdcaMaximumEntropy(labelColumn, featureColumn, weightColumn);

    /// <summary>Checks that data have the columns that a trainer needs, as ML.NET's own trainers do at the start of fitting.</summary>
    /// <param name="trainer">One of the stock trainers made here.</param>
    /// <param name="data">The data.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type; the message is ML.NET's.</exception>
    /// <exception cref="MLNetVersionException">This version of ML.NET has no such member.</exception>
    public static void CheckInput(IEstimator<ITransformer> trainer, IDataView data)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(data);
        SchemaShape shape = Guard("SchemaShape.Create(DataViewSchema)", () => CreateShape(null, data.Schema));
        try
        {
            trainer.GetOutputSchema(shape);
        }
        catch (ArgumentOutOfRangeException e) when (SchemaAdvice.For(e.Message) is { } advice)
        {
            throw new ArgumentOutOfRangeException(e.ParamName, $"{SchemaAdvice.WithoutParameter(e.Message)}. {advice}");
        }
    }

    /// <summary>The information that a trainer gives of itself.</summary>
    /// <param name="needNormalization">Whether the trainer needs normalised features.</param>
    /// <param name="wantCaching">Whether the trainer reads its data more than once.</param>
    /// <param name="incremental">Whether the trainer can start from a model.</param>
    /// <param name="validation">Whether the trainer takes validation data.</param>
    /// <exception cref="MLNetVersionException">This version of ML.NET has no such member.</exception>
    public static TrainerInfo Info(bool needNormalization, bool wantCaching, bool incremental = false, bool validation = false)
        => Guard(
            "TrainerInfo(bool, bool, bool, bool, bool, bool)",
            () => NewTrainerInfo(needNormalization, calibration: false, wantCaching, supportValid: validation, supportIncrementalTrain: incremental, supportTest: false));

    // ---- The guard -----------------------------------------------------------------------------------------------------------------

    /// <summary>Runs an access to a non-public member of ML.NET, and says clearly what is wrong when the member is not there.</summary>
    /// <typeparam name="T">The type of what the access gives.</typeparam>
    /// <param name="member">The member, as the message names it.</param>
    /// <param name="access">The access. It is a delegate, so that a type that fails to load does so inside of the guard.</param>
    /// <exception cref="MLNetVersionException">The member is not there.</exception>
    internal static T Guard<T>(string member, Func<T> access)
    {
        try
        {
            return access();
        }
        catch (Exception e) when (e is MissingMemberException or TypeLoadException or AmbiguousMatchException or BadImageFormatException)
        {
            throw new MLNetVersionException(member, FoundVersion, e);
        }
    }

    // ---- Accessors of public types -------------------------------------------------------------------------------------------------

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Owner")]
    private static extern TrainCatalogBase GetOwner(TrainCatalogBase.CatalogInstantiatorBase trainers);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Environment")]
    private static extern IHostEnvironment GetEnvironment(TrainCatalogBase catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern LinearRegressionModelParameters NewLinearRegression(IHostEnvironment env, in VBuffer<float> weights, float bias);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern TransformsCatalog NewTransformsCatalog(IHostEnvironment env);

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

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "Create")]
    private static extern SchemaShape CreateShape(SchemaShape? type, DataViewSchema schema);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern TrainerInfo NewTrainerInfo(
        bool normalization, bool calibration, bool caching, bool supportValid, bool supportIncrementalTrain, bool supportTest);

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
