using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization;

/// <summary>
/// RuleFit: grows many small boosted trees, makes a rule of each of their nodes, and chooses a few rules and linear terms by a lasso (see <see cref="RuleFitter"/> for the objective).
/// </summary>
/// <remarks>
/// <para>
/// The trees are those of ML.NET's FastTree, a boosted sequence for each size, as it grows all trees of a run to one size. The result is a chain of stock transformers: a tree ensemble
/// that adds up the rules, a linear model and an expression for the linear terms, and last a linear (for classes a logistic) model, <c>chain.LastTransformer</c>. It saves, loads and
/// scores without this library, and adds the columns that a stock trainer of the task adds.
/// </para>
/// <para>
/// A chain is not a prediction transformer of one feature column, so that this is an <see cref="IEstimator{TTransformer}"/>: it goes into <c>Append</c> and <c>CrossValidate</c> like any other
/// trainer. Features may be missing (NaN): trees send them where FastTree does, and linear terms take the mean. Rows with a missing label, or with a weight that is not positive
/// and finite, are skipped. The same rows grow the rules and choose among them, so that what cross-validation says of the lasso is too good,
/// unless <see cref="RuleFitOptions.CrossFit"/> is asked for; judge the model on other rows.
/// </para>
/// <example>See <see cref="RuleFitRegressionTrainer"/>.</example>
/// </remarks>
/// <typeparam name="TTransformer">The last transformer.</typeparam>
public abstract class RuleFitTrainer<TTransformer> : IEstimator<TransformerChain<TTransformer>>
    where TTransformer : class, ITransformer
{
    private readonly IHost _host;
    private readonly IEstimator<ITransformer> _stock;
    private readonly RuleFitSettings _settings;

    private protected RuleFitTrainer(IHostEnvironment env, IEstimator<ITransformer> stock, RuleFitOptions options, Loss loss, params ReadOnlySpan<Type> treeOptions)
    {
        (_settings, _stock) = (new RuleFitSettings(options, loss, env, treeOptions), stock);
        _host = env.Register("RuleFit");
        Info = MLNetAccess.Info(needNormalization: false, wantCaching: true);
    }

    /// <summary>What the trainer says of itself: it reads the data several times, and does not mind how features are scaled.</summary>
    public TrainerInfo Info { get; }

    /// <summary>The columns after the trainer, from those before it.</summary>
    /// <param name="inputSchema">The columns before.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _stock.GetOutputSchema(inputSchema);

    /// <summary>Trains a model of rules.</summary>
    /// <param name="input">The training data.</param>
    /// <returns>Stock ML.NET transformers, which save, load and score without this library.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type; the message is ML.NET's.</exception>
    /// <exception cref="InvalidOperationException">No row can be trained on, all have the same class, or no tree could be grown.</exception>
    /// <exception cref="ArgumentException">There are fewer rows than folds.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was signalled before there was a model.</exception>
    public TransformerChain<TTransformer> Fit(IDataView input) => FitWithSummary(input).Transformer;

    /// <summary>Trains a model of rules and gives them in words.</summary>
    /// <param name="input">The training data.</param>
    /// <param name="cancellationToken">As <see cref="RuleFitOptions.CancellationToken"/>, which it adds to.</param>
    /// <returns>The stock ML.NET transformers, and the rules.</returns>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public (TransformerChain<TTransformer> Transformer, RuleFitSummary Summary) FitWithSummary(IDataView input, CancellationToken cancellationToken = default)
    {
        MLNetAccess.CheckInput(_stock, input);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_settings.CancellationToken, cancellationToken);
        using IChannel channel = _host.Start("Training");
        SlotNames slots = SlotNames.Read(input.Schema[_settings.FeatureColumn]);
        long incomplete = 0;
        TreeRows all = TreeRows.Read(input, _settings.FeatureColumn, [], _settings.LabelColumn, _settings.WeightColumn, row => incomplete += Array.Exists(row, float.IsNaN) ? 1 : 0, cancellationToken: stop.Token);
        all.RequireDifferentLabels(_settings.LabelColumn);
        var grower = new RuleGrower(_settings, Recipe, Train);
        List<(TreeModel Model, int Tree)> grown = MissingFeatures.Explain(input, _settings.FeatureColumn, () => grower.Grow(Complete(), _settings.Columns, stop.Token));

        var read = new List<float>();
        TreeRows rows = TreeRows.Read(
            input, _settings.FeatureColumn, [.. grown.Select(tree => tree.Model.Trees[tree.Tree])], _settings.LabelColumn, _settings.WeightColumn, read.AddRange, cancellationToken: stop.Token);
        if (rows.Skipped > 0)
        {
            channel.Warning(MessageSensitivity.None, $"Skipped {Counted.Of(rows.Skipped, "instance")} with a missing or infinite label, or a weight that is not positive and finite");
        }

        if (incomplete > 0)
        {
            channel.Warning(MessageSensitivity.None, $"The trees are grown without {Counted.Of(incomplete, "instance")} with missing features, which FastTree skips; the lasso has them");
        }

        float[] features = [.. read];
        (RuleSet rules, FitSummary fit) = DataErrors.Named(hasValidation: false, () => Choose(grower, rows, features, input.Schema[_settings.FeatureColumn], slots, stop.Token));
        channel.Info(
            MessageSensitivity.None,
            string.Create(CultureInfo.InvariantCulture, $"{rules.Rules.Count} of {Counted.Of(rules.RulesTried, "rule")} and {Counted.Of(rules.LinearTerms.Count, "linear term")}, lambda {fit.Selected.Lambda:g4} ({fit.SelectedBy}), {fit.Seconds:0.00} s"));
        var chain = new RuleChain(_host, input, _settings.FeatureColumn, _settings.LabelColumn, [rules], grown);
        return (chain.With(MakeTop(_host, chain)), new RuleFitSummary(rules, fit, features, features.Length / rows.Labels.Length));

        // FastTree skips the others by itself, and says so of each ensemble.
        IDataView Complete()
        {
            DataOperationsCatalog data = FastTreeAccess.Data(_host);
            IDataView complete = incomplete == 0 ? input : data.FilterRowsByMissingValues(input, _settings.FeatureColumn);
            complete = all.Skipped > 0 && input.Schema[_settings.LabelColumn].Type == NumberDataViewType.Single ? data.FilterRowsByColumn(complete, _settings.LabelColumn, float.MinValue) : complete;
            return all.Skipped > 0 && _settings.WeightColumn is { } weight ? data.FilterRowsByColumn(complete, weight, float.Epsilon) : complete;
        }
    }

    /// <summary>The options of the task's FastTree, as they are by default.</summary>
    private protected abstract BoostedTreeOptions Recipe();

    /// <summary>Trains the stock ensemble that options are of.</summary>
    private protected abstract ITransformer Train(IDataView input, TreeOptions options);

    /// <summary>Makes the last transformer.</summary>
    private protected abstract TTransformer MakeTop(IHostEnvironment env, RuleChain chain);

    private (RuleSet Rules, FitSummary Fit) Choose(RuleGrower grower, TreeRows rows, float[] features, DataViewSchema.Column column, SlotNames slots, CancellationToken stop)
    {
        if (!_settings.CrossFit)
        {
            return _settings.Fitter.Fit(rows.Leaves, features, rows.Labels, rows.Weights, slots.Unique, _settings.Progress, stop);
        }

        var memory = new RuleRows(_host, features, rows.Labels, rows.Weights, column);
        return _settings.Fitter.FitAcross(rows.Leaves, features, rows.Labels, some => grower.GrowOn(memory, some, stop), rows.Weights, slots.Unique, _settings.Progress, stop);
    }
}
