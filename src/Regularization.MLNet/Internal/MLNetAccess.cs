using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>
/// The only place in this assembly, with its other part for models, that reaches members of ML.NET which are not public: the host environment behind a trainer catalog, and the
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
internal static partial class MLNetAccess
{
    /// <summary>The ML.NET versions whose non-public members are known to be as expected here: a major and a minor version, and any patch of them.</summary>
    public const string SupportedVersions = "5.0.x";

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
    private static extern TransformsCatalog NewTransformsCatalog(IHostEnvironment env);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "Create")]
    private static extern SchemaShape CreateShape(SchemaShape? type, DataViewSchema schema);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern TrainerInfo NewTrainerInfo(
        bool normalization, bool calibration, bool caching, bool supportValid, bool supportIncrementalTrain, bool supportTest);
}
