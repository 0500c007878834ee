using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization;

/// <summary>
/// What is reached of ML.NET's tree ensembles that is not public: their trees as the scorer sees them, and the constructors of models and transformers,
/// so that a model can be made that differs from another in the outputs of its leaves only.
/// </summary>
/// <remarks>Every method throws <see cref="MLNetVersionException"/> when a member is not there, as those of <see cref="MLNetAccess"/> do.</remarks>
internal static class FastTreeAccess
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The environment of <c>mlContext.Model</c>.</summary>
    /// <param name="catalog">The catalog.</param>
    public static IHostEnvironment Environment(ModelOperationsCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return MLNetAccess.Guard("ModelOperationsCatalog._env", () => EnvironmentOf(catalog));
    }

    /// <summary>The catalog of data operations, <c>mlContext.Data</c>, of an environment.</summary>
    /// <param name="env">The environment.</param>
    public static DataOperationsCatalog Data(IHostEnvironment env) => MLNetAccess.Guard("DataOperationsCatalog(IHostEnvironment)", () => NewData(env));

    /// <summary>The trainers of two classes, <c>mlContext.BinaryClassification.Trainers</c>, of an environment.</summary>
    /// <param name="env">The environment.</param>
    public static BinaryClassificationCatalog.BinaryClassificationTrainers BinaryTrainers(IHostEnvironment env) =>
        MLNetAccess.Guard("BinaryClassificationCatalog(IHostEnvironment)", () => NewBinaryClassification(env).Trainers);

    /// <summary>The number of features that a model was trained on; 0 in models of very old versions.</summary>
    /// <param name="model">The model.</param>
    public static int FeatureCount(TreeEnsembleModelParameters model) => MLNetAccess.Guard("TreeEnsembleModelParameters.NumFeatures", () => NumFeatures(model));

    /// <summary>The trees of a model, as it scores with them.</summary>
    /// <param name="model">The model. Its score is the sum of the outputs of the trees: ML.NET 5 uses neither the weights of trees nor the bias.</param>
    public static DecisionTree[] Trees(TreeEnsembleModelParameters model) => MLNetAccess.Guard("InternalRegressionTree", () => InternalTrees(Ensemble(model)).Select(Convert).ToArray());

    /// <summary>A copy of options, so that they can be changed and the caller's stay.</summary>
    /// <param name="options">The options.</param>
    public static TreeOptions Copy(TreeOptions options) => (TreeOptions)Found(typeof(object).GetMethod("MemberwiseClone", Instance), "MemberwiseClone").Invoke(options, null)!;

    /// <summary>The transformer that scores with a tree ensemble, without a calibrator.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="trees">The ensemble.</param>
    /// <param name="schema">The schema of the data that it was grown on.</param>
    /// <param name="featureColumn">The feature column.</param>
    public static ITransformer Transformer(IHostEnvironment env, TreeEnsembleModelParameters trees, DataViewSchema schema, string featureColumn) => trees switch
    {
        FastTreeRegressionModelParameters model => MLNetAccess.RegressionTransformer(env, model, schema, featureColumn),
        FastForestRegressionModelParameters model => MLNetAccess.RegressionTransformer(env, model, schema, featureColumn),
        FastTreeBinaryModelParameters model => MLNetAccess.BinaryTransformer(env, model, schema, featureColumn),
        FastForestBinaryModelParameters model => MLNetAccess.BinaryTransformer(env, model, schema, featureColumn),
        _ => throw new ArgumentException($"The ensemble is a {trees.GetType().Name}; it must be one of FastTree or FastForest.", nameof(trees)),
    };

    /// <summary>A model like another with some of the trees of one or several models, and other outputs of their leaves.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="model">The model to be like. All models stay as they are.</param>
    /// <param name="trees">For each tree the model that it is of, its position there, and its outputs, one a leaf.</param>
    public static TreeEnsembleModelParameters WithTrees(
        IHostEnvironment env, TreeEnsembleModelParameters model, IReadOnlyList<(TreeEnsembleModelParameters Of, int Tree, double[] LeafValues)> trees) =>
        MLNetAccess.Guard($"{model.GetType().Name}(IHostEnvironment, InternalTreeEnsemble, int, string)", () =>
        {
            object ensemble = Ensemble(model);
            var old = trees.Select(tree => tree.Of).Distinct().ToDictionary(of => of, of => InternalTrees(Ensemble(of)));
            object kept = Activator.CreateInstance(ensemble.GetType(), nonPublic: true)!;
            MethodInfo add = Found(ensemble.GetType().GetMethod("AddTree", Instance), "InternalTreeEnsemble.AddTree");
            foreach ((TreeEnsembleModelParameters of, int tree, double[] leafValues) in trees)
            {
                add.Invoke(kept, [Copy(old[of][tree], leafValues)]);
            }

            PropertyInfo bias = Found(ensemble.GetType().GetProperty("Bias", Instance), "InternalTreeEnsemble.Bias");
            bias.SetValue(kept, bias.GetValue(ensemble));
            object?[] arguments = [env, kept, NumFeatures(model), InnerOptions(model)];
            if (model is FastForestRegressionModelParameters forest)
            {
                arguments = [.. arguments, QuantileSampleCount(forest)];
            }

            return (TreeEnsembleModelParameters)Construct(model.GetType(), arguments);
        });

    /// <summary>A calibrated model around another model, with the calibrator of one that there is.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="calibrated">The calibrated model to be like.</param>
    /// <param name="subModel">The model to calibrate.</param>
    public static object Calibrated(IHostEnvironment env, CalibratedModelParametersBase calibrated, object subModel) =>
        MLNetAccess.Guard($"{calibrated.GetType().Name}(IHostEnvironment, TSubModel, TCalibrator)", () => Construct(calibrated.GetType(), env, subModel, calibrated.Calibrator));

    /// <summary>A prediction transformer around another model, for the same columns as one that there is.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="like">A regression or binary prediction transformer.</param>
    /// <param name="model">The model, of the same class as that of <paramref name="like"/>.</param>
    public static ITransformer Transformer(IHostEnvironment env, ITransformer like, object model) =>
        MLNetAccess.Guard($"{like.GetType().Name}(IHostEnvironment, TModel, DataViewSchema, string, ...)", () =>
        {
            object?[] arguments = [env, model, TrainSchema(like), ((ISingleFeaturePredictionTransformer<object>)like).FeatureColumnName];
            if (like.GetType().GetGenericTypeDefinition() == typeof(BinaryPredictionTransformer<>))
            {
                arguments = [.. arguments, Field(like, "Threshold"), Field(like, "ThresholdColumn")];
            }

            return (ITransformer)Construct(like.GetType(), arguments);
        });

    /// <summary>The schema of the data that a prediction transformer was trained on.</summary>
    /// <param name="transformer">The transformer.</param>
    public static DataViewSchema TrainSchema(ITransformer transformer) =>
        MLNetAccess.Guard("PredictionTransformerBase<TModel>.TrainSchema", () => (DataViewSchema)Field(transformer, "TrainSchema")!);

    private static object Ensemble(TreeEnsembleModelParameters model) => Property(model, "TrainedEnsemble");

    private static object[] InternalTrees(object ensemble) => [.. (IEnumerable<object>)Property(ensemble, "Trees")];

    private static DecisionTree Convert(object tree)
    {
        int nodes = (int)Property(tree, "NumLeaves") - 1;
        var isCategorical = (bool[])Property(tree, "CategoricalSplit");
        var categories = (int[][]?)Field(tree, "CategoricalSplitFeatures");
        var missing = (float[]?)Field(tree, "DefaultValueForMissing");
        return new DecisionTree(
            First((int[])Property(tree, "LteChild")), First((int[])Property(tree, "GtChild")), First((int[])Property(tree, "SplitFeatures")), First((float[])Property(tree, "RawThresholds")),
            ((double[])Property(tree, "LeafValues"))[..(nodes + 1)])
        {
            MissingAs = missing?[..nodes],
            Categories = isCategorical.AsSpan(0, nodes).Contains(true) ? [.. Enumerable.Range(0, nodes).Select(k => isCategorical[k] ? categories![k] : null)] : null,
        };

        T[] First<T>(T[] all) => all[..nodes];
    }

    /// <summary>The tree with other outputs of its leaves; the two share what does not change.</summary>
    private static object Copy(object tree, double[] leafValues)
    {
        object copy = Found(typeof(object).GetMethod("MemberwiseClone", Instance), "MemberwiseClone").Invoke(tree, null)!;
        double[] outputs = [.. (double[])Property(tree, "LeafValues")];       // there may be room for more leaves than there are
        leafValues.CopyTo(outputs, 0);
        FieldOf(tree, "<LeafValues>k__BackingField").SetValue(copy, outputs);
        return copy;
    }

    private static IEnumerable<Type> Bases(object of)
    {
        for (Type? type = of.GetType(); type is not null; type = type.BaseType)
        {
            yield return type;
        }
    }

    private static FieldInfo FieldOf(object of, string name) => Found(Bases(of).Select(type => type.GetField(name, Instance)).FirstOrDefault(field => field is not null), name);

    private static object? Field(object of, string name) => FieldOf(of, name).GetValue(of);

    /// <summary>The value of a property; of those that hide each other, the one of the most derived class.</summary>
    private static object Property(object of, string name) =>
        Found(Bases(of).Select(type => type.GetProperty(name, Instance | BindingFlags.DeclaredOnly)).FirstOrDefault(property => property is not null), name).GetValue(of)!;

    /// <summary>Calls the constructor that takes the arguments.</summary>
    private static object Construct(Type type, params object?[] arguments) => Found(
        type.GetConstructors(Instance).FirstOrDefault(c => c.GetParameters() is var all && all.Length == arguments.Length && all.Zip(arguments).All(pair => pair.Second is null || pair.First.ParameterType.IsInstanceOfType(pair.Second))),
        type.Name).Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private static T Found<T>(T? member, string name)
        where T : MemberInfo => member ?? throw new MissingMemberException(name);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_env")]
    private static extern ref IHostEnvironment EnvironmentOf(ModelOperationsCatalog catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern DataOperationsCatalog NewData(IHostEnvironment env);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern BinaryClassificationCatalog NewBinaryClassification(IHostEnvironment env);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "NumFeatures")]
    private static extern ref int NumFeatures(TreeEnsembleModelParameters model);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_quantileSampleCount")]
    private static extern ref int QuantileSampleCount(FastForestRegressionModelParameters model);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "InnerOptions")]
    private static extern ref string InnerOptions(TreeEnsembleModelParameters model);
}
