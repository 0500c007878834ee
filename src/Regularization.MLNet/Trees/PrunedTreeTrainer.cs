using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>
/// Trains a stock FastTree or FastForest, weighs its trees by a lasso with weights that are not negative, and drops those of weight 0; then lets the leaves of the others move: fewer trees, and about the same accuracy.
/// </summary>
/// <remarks>
/// <para>
/// The result is a stock model of the same class. ML.NET scores with the outputs of leaves alone, and with neither the weights of trees nor the bias that its classes also hold: so
/// the weight of a tree goes into its leaves, and the intercept into those of the first tree. A FastTree for two classes keeps its calibrator and is weighed with the logistic loss, so
/// that its probabilities hold; a FastForest for two classes, which has none, with the squared loss on 1 and −1, which its trees are near.
/// </para>
/// <para>
/// By default trees are grown and weighed on four fifths of the rows, the strengths of the penalties are chosen by the others, which no tree has seen, and trees are grown and weighed anew on
/// all rows with these strengths. Source of the idea: Friedman and Popescu (2003), "Importance sampled learning ensembles".
/// </para>
/// <example>
/// <code>
/// var trainer = ml.BinaryClassification.Trainers.PrunedFastForest(numberOfTrees: 200);
/// (var model, TreePruningSummary summary) = trainer.FitWithSummary(data);
/// </code>
/// </example>
/// </remarks>
/// <typeparam name="TTransformer">The transformer of the stock trainer.</typeparam>
/// <typeparam name="TModel">Its model parameters.</typeparam>
public sealed class PrunedTreeTrainer<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
    where TTransformer : class, ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private readonly IHost _host;
    private readonly TrainerEstimatorBase<TTransformer, TModel> _trainer;
    private readonly TreePruning _pruning;
    private readonly int _seed;

    internal PrunedTreeTrainer(IHostEnvironment env, TrainerEstimatorBase<TTransformer, TModel> trainer, TreePruning? pruning)
    {
        (_trainer, _pruning, _seed) = (trainer, pruning ?? new TreePruning(), MLNetAccess.Seed(env) ?? 1);
        _host = env.Register("PrunedTrees");
        Info = MLNetAccess.Info(needNormalization: false, wantCaching: true, validation: true);
    }

    /// <summary>What the trainer says of itself: it reads the data more than once, and can choose λ by validation data.</summary>
    public TrainerInfo Info { get; }

    /// <summary>The columns after the trainer, from those before it: those of the stock trainer.</summary>
    /// <param name="inputSchema">The columns before.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _trainer.GetOutputSchema(inputSchema);

    /// <summary>Trains and prunes.</summary>
    /// <param name="input">The training data.</param>
    /// <returns>A stock ML.NET transformer, which saves, loads and scores without this library.</returns>
    /// <exception cref="InvalidOperationException">No tree could be grown, or all labels are the same.</exception>
    /// <exception cref="ArgumentException">There are fewer rows than folds.</exception>
    public TTransformer Fit(IDataView input) => FitWithSummary(input).Transformer;

    /// <summary>Trains on some data, and chooses λ by others.</summary>
    /// <param name="trainData">The data to grow and weigh trees on.</param>
    /// <param name="validationData">The data to choose λ by, with the same columns.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public TTransformer Fit(IDataView trainData, IDataView validationData)
    {
        ArgumentNullException.ThrowIfNull(validationData);
        return FitWithSummary(trainData, validationData).Transformer;
    }

    /// <summary>Trains and prunes, and tells which trees were kept.</summary>
    /// <param name="input">The training data.</param>
    /// <param name="validationData">The data to choose λ by; null to hold out rows, or as <see cref="TreePruning.Lambda"/> says.</param>
    /// <param name="cancellationToken">Stops within an epoch of the lasso; the trees are grown first.</param>
    /// <returns>The stock transformer, and the summary.</returns>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public (TTransformer Transformer, TreePruningSummary Summary) FitWithSummary(IDataView input, IDataView? validationData = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        using IChannel channel = _host.Start("Training");
        var weigher = new TreeWeigher(_pruning, _seed);
        if (validationData is null && _pruning.Lambda is { } lambda)
        {
            (TreeModel all, TreeRows rows) = Grow(input);
            (WeighedTrees weighed, FitSummary? ofTrees, FitSummary? ofLeaves) = weigher.Choose(all, rows, lambda, cancellationToken);
            return Finish(all, weighed, ofTrees, ofLeaves, isGrownAnew: false);
        }

        DataOperationsCatalog.TrainTestData? split = validationData is null ? FastTreeAccess.Data(_host).TrainTestSplit(input, _pruning.ValidationFraction, seed: _seed) : null;
        (TreeModel model, TreeRows train) = Grow(split?.TrainSet ?? input);
        TreeRows judge = model.Read(validationData ?? split!.Value.TestSet, _trainer.LabelColumn.Name, _trainer.WeightColumn.Name);
        (WeighedTrees trees, FitSummary? treeFit, FitSummary? leafFit) = weigher.Choose(model, train, judge, cancellationToken);
        bool isGrownAnew = split is not null && _pruning.GrowAnew;
        if (isGrownAnew)
        {
            (model, TreeRows rows) = Grow(input);
            trees = weigher.Again(model, rows, treeFit, leafFit, cancellationToken);
        }

        return Finish(model, trees, treeFit, leafFit, isGrownAnew);

        (TTransformer, TreePruningSummary) Finish(TreeModel model, WeighedTrees trees, FitSummary? treeFit, FitSummary? leafFit, bool isGrownAnew)
        {
            var summary = new TreePruningSummary(trees, treeFit, leafFit, isGrownAnew);
            channel.Info(MessageSensitivity.None, summary.ToString());
            return ((TTransformer)model.With(_host, trees.ForModel(model)), summary);
        }
    }

    private (TreeModel Model, TreeRows Rows) Grow(IDataView data)
    {
        TreeModel model = TreeModel.Of(MissingFeatures.Explain(data, _trainer.FeatureColumn.Name, () => _trainer.Fit(data)));
        TreeRows rows = model.Read(data, _trainer.LabelColumn.Name, _trainer.WeightColumn.Name);
        rows.RequireDifferentLabels(_trainer.LabelColumn.Name);
        return (model, rows);
    }
}
