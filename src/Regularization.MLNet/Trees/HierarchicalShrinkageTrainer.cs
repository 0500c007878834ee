using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>
/// Trains a stock FastTree or FastForest and shrinks it with <see cref="HierarchicalShrinkage"/>, by a given λ or by the one that cross-validation chooses.
/// </summary>
/// <remarks>
/// Cross-validation grows the trees anew in each fold, so that rows judge trees that have not seen them, and takes the λ of the smallest mean loss; then
/// the trees are grown on all rows. With K folds the stock trainer runs K + 1 times. The result is of the same class as that of the stock trainer.
/// <example>
/// <code>
/// var trainer = ml.Regression.Trainers.HierarchicalShrinkage(ml.Regression.Trainers.FastForest(), lambda: 10);
/// (var model, HierarchicalShrinkageResult result) = trainer.FitWithSummary(data);
/// </code>
/// </example>
/// </remarks>
/// <typeparam name="TTransformer">The transformer of the stock trainer.</typeparam>
/// <typeparam name="TModel">Its model parameters.</typeparam>
public sealed class HierarchicalShrinkageTrainer<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
    where TTransformer : class, ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private readonly IHost _host;
    private readonly TrainerEstimatorBase<TTransformer, TModel> _trainer;
    private readonly double? _lambda;
    private readonly double[] _lambdas;
    private readonly int _folds, _seed;

    internal HierarchicalShrinkageTrainer(IHostEnvironment env, TrainerEstimatorBase<TTransformer, TModel> trainer, double? lambda, IReadOnlyList<double>? lambdas, int folds)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (lambda is { } given)
        {
            TreeShrinkage.CheckLambda(given, nameof(lambda));
        }

        (_trainer, _lambda, _lambdas) = (trainer, lambda, TreeShrinkage.Checked(lambdas));
        _folds = folds >= 2 ? folds : throw new ArgumentOutOfRangeException(nameof(folds), $"Folds is {folds}; cross-validation needs at least 2.");
        _seed = MLNetAccess.Seed(env) ?? 1;
        _host = env.Register("HierarchicalShrinkage");
    }

    /// <summary>What the stock trainer says of itself.</summary>
    public TrainerInfo Info => _trainer.Info;

    /// <summary>The columns after the trainer, from those before it: those of the stock trainer.</summary>
    /// <param name="inputSchema">The columns before.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _trainer.GetOutputSchema(inputSchema);

    /// <summary>Trains and shrinks.</summary>
    /// <param name="input">The training data.</param>
    /// <returns>A stock ML.NET transformer, which saves, loads and scores without this library.</returns>
    /// <exception cref="ArgumentException">The trainer is not FastTree or FastForest for regression or binary classification.</exception>
    /// <exception cref="InvalidOperationException">No tree could be grown, or all labels are the same.</exception>
    public TTransformer Fit(IDataView input) => FitWithSummary(input).Transformer;

    /// <summary>Trains and shrinks, and tells what cross-validation found.</summary>
    /// <param name="input">The training data.</param>
    /// <returns>The stock transformer, and how each λ did; null where λ was given.</returns>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public (TTransformer Transformer, HierarchicalShrinkageResult? Summary) FitWithSummary(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using IChannel channel = _host.Start("Training");
        HierarchicalShrinkageResult? chosen = _lambda is null ? Choose(input) : null;
        (TreeModel model, TreeRows rows) = Grow(input);
        if (chosen is not null)
        {
            channel.Info(MessageSensitivity.None, $"Hierarchical shrinkage: {chosen}");
        }

        return ((TTransformer)TreeShrinkage.Shrunken(_host, model, rows, _lambda ?? chosen!.Lambda), chosen);
    }

    private HierarchicalShrinkageResult Choose(IDataView input)
    {
        var losses = new double[_lambdas.Length];
        double weight = 0;
        int rows = 0;
        foreach (DataOperationsCatalog.TrainTestData fold in FastTreeAccess.Data(_host).CrossValidationSplit(input, _folds, seed: _seed))
        {
            (TreeModel model, TreeRows train) = Grow(fold.TrainSet);
            TreeRows judge = Read(model, fold.TestSet, finiteOnly: false);
            weight += TreeShrinkage.AddLosses(model, train, judge, _lambdas, losses);
            rows += judge.Leaves.Rows;
        }

        return new HierarchicalShrinkageResult(_lambdas, [.. losses.Select(sum => sum / weight)], rows);
    }

    private (TreeModel Model, TreeRows Rows) Grow(IDataView data)
    {
        TreeModel model = TreeModel.Of(MissingFeatures.Explain(data, _trainer.FeatureColumn.Name, () => _trainer.Fit(data)));
        TreeRows rows = Read(model, data, finiteOnly: true);
        rows.RequireDifferentLabels(_trainer.LabelColumn.Name);
        return (model, rows);
    }

    private TreeRows Read(TreeModel model, IDataView data, bool finiteOnly) => model.Read(data, _trainer.LabelColumn.Name, _trainer.WeightColumn.Name, finiteOnly);
}
