using Microsoft.ML.Trainers;
using Regularization;

namespace Microsoft.ML;

/// <summary>Hierarchical shrinkage of tree models where IntelliSense finds it: <c>mlContext.Model</c> for trained ones, <c>Trainers</c> for those to be trained.</summary>
/// <remarks>
/// <example>
/// <code>
/// FastForestRegressionTrainer forest = ml.Regression.Trainers.FastForest();
/// var trainer = ml.Regression.Trainers.HierarchicalShrinkage(forest);                     // lambda by 5-fold cross-validation
/// var milder = ml.Model.HierarchicalShrinkage(forest.Fit(data), data, lambda: 10);        // of a forest that is trained already
/// </code>
/// </example>
/// </remarks>
public static class HierarchicalShrinkageCatalog
{
    /// <summary>Shrinks the outputs of a trained FastTree or FastForest model towards the mean: the step of a tree from node t to its child is divided by 1 + λ / N(t), N(t) being the training rows in t.</summary>
    /// <typeparam name="TTransformer">The transformer.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">A model for regression or two classes, trained here or loaded, without the transformers before it. It stays as it is.</param>
    /// <param name="trainData">The rows that it was trained on, with its feature column; labels are not needed. Rows with a missing feature are not counted, as FastTree grows no tree on them.</param>
    /// <param name="lambda">λ, not negative: 0 gives the same scores to the last bit, infinity the mean score for all.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, which count rows as N w_i / Σ w; or null.</param>
    /// <returns>A stock model of the same class and structure.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative or NaN.</exception>
    /// <exception cref="ArgumentException">The model is of another kind, or the data have other features than it was trained on.</exception>
    /// <exception cref="InvalidOperationException">The model has no splits, or the data no rows.</exception>
    public static TTransformer HierarchicalShrinkage<TTransformer>(
        this ModelOperationsCatalog catalog, TTransformer model, IDataView trainData, double lambda, string? exampleWeightColumnName = null)
        where TTransformer : class, ITransformer
    {
        TreeShrinkage.CheckLambda(lambda, nameof(lambda));
        TreeModel trees = TreeModel.Of(model);
        return (TTransformer)TreeShrinkage.Shrunken(FastTreeAccess.Environment(catalog), trees, trees.Read(trainData, null, exampleWeightColumnName, finiteOnly: true), lambda);
    }

    /// <summary>Shrinks a trained model by the λ that does best on other rows.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">A model for regression or two classes, trained here or loaded, without the transformers before it. It stays as it is.</param>
    /// <param name="trainData">The rows that it was trained on.</param>
    /// <param name="validationData">Rows that it was not trained on, to choose by.</param>
    /// <param name="labelColumnName">The name of the label column, <see cref="float"/> or <see cref="bool"/>.</param>
    /// <param name="exampleWeightColumnName">The name of the column of example weights, or null.</param>
    /// <param name="lambdas">The λ to choose from; null for 0, 0.1, 1, 10, 50, 100 and 500.</param>
    /// <returns>A stock model of the same class and structure, and how each λ did.</returns>
    /// <inheritdoc cref="HierarchicalShrinkage{TTransformer}(ModelOperationsCatalog, TTransformer, IDataView, double, string?)"/>
    public static (TTransformer Transformer, HierarchicalShrinkageResult Summary) HierarchicalShrinkage<TTransformer>(
        this ModelOperationsCatalog catalog,
        TTransformer model,
        IDataView trainData,
        IDataView validationData,
        string labelColumnName = "Label",
        string? exampleWeightColumnName = null,
        IReadOnlyList<double>? lambdas = null)
        where TTransformer : class, ITransformer
    {
        double[] tried = TreeShrinkage.Checked(lambdas);
        TreeModel trees = TreeModel.Of(model);
        TreeRows train = trees.Read(trainData, null, exampleWeightColumnName, finiteOnly: true), judge = trees.Read(validationData, labelColumnName, exampleWeightColumnName);
        var losses = new double[tried.Length];
        double weight = TreeShrinkage.AddLosses(trees, train, judge, tried, losses);
        var result = new HierarchicalShrinkageResult(tried, [.. losses.Select(sum => sum / weight)], judge.Leaves.Rows);
        return ((TTransformer)TreeShrinkage.Shrunken(FastTreeAccess.Environment(catalog), trees, train, result.Lambda), result);
    }

    /// <summary>Trains FastTree or FastForest and shrinks it, λ being given or chosen by cross-validation that grows the trees anew in each fold.</summary>
    /// <typeparam name="TTransformer">The transformer of the stock trainer.</typeparam>
    /// <typeparam name="TModel">Its model parameters.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="trainer">FastTree or FastForest for regression; its columns are those that are used.</param>
    /// <param name="lambda">λ, not negative; null to have it chosen.</param>
    /// <param name="lambdas">The λ to choose from; null for 0, 0.1, 1, 10, 50, 100 and 500.</param>
    /// <param name="folds">Folds of the cross-validation, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">A lambda is negative or NaN, or there are fewer than 2 folds.</exception>
    /// <exception cref="ArgumentException">There is no lambda to choose from.</exception>
    public static HierarchicalShrinkageTrainer<TTransformer, TModel> HierarchicalShrinkage<TTransformer, TModel>(
        this RegressionCatalog.RegressionTrainers catalog,
        TrainerEstimatorBase<TTransformer, TModel> trainer,
        double? lambda = null,
        IReadOnlyList<double>? lambdas = null,
        int folds = 5)
        where TTransformer : class, ISingleFeaturePredictionTransformer<TModel>
        where TModel : class =>
        new(MLNetAccess.Environment(catalog), trainer, lambda, lambdas, folds);

    /// <param name="catalog">The catalog.</param>
    /// <param name="trainer">FastTree or FastForest for binary classification; its columns are those that are used.</param>
    /// <param name="lambda">λ, not negative; null to have it chosen.</param>
    /// <param name="lambdas">The λ to choose from; null for 0, 0.1, 1, 10, 50, 100 and 500.</param>
    /// <param name="folds">Folds of the cross-validation, at least 2.</param>
    /// <inheritdoc cref="HierarchicalShrinkage{TTransformer, TModel}(RegressionCatalog.RegressionTrainers, TrainerEstimatorBase{TTransformer, TModel}, double?, IReadOnlyList{double}?, int)"/>
    public static HierarchicalShrinkageTrainer<TTransformer, TModel> HierarchicalShrinkage<TTransformer, TModel>(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        TrainerEstimatorBase<TTransformer, TModel> trainer,
        double? lambda = null,
        IReadOnlyList<double>? lambdas = null,
        int folds = 5)
        where TTransformer : class, ISingleFeaturePredictionTransformer<TModel>
        where TModel : class =>
        new(MLNetAccess.Environment(catalog), trainer, lambda, lambdas, folds);
}
