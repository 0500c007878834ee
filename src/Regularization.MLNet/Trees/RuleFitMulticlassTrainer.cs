using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization;

/// <summary>RuleFit for several classes: rules with a coefficient for each class, the probabilities being the softmax of the classes' sums (see <see cref="MulticlassRuleFitter"/> for the objective).</summary>
/// <remarks>
/// The label is a key of any kind, the features are a known-size vector of <see cref="float"/>. The trees are those of ML.NET's FastTree, grown to tell each class from all others, an equal part of the rules for each class; the lasso then
/// chooses among all of them for all classes at once. The result is a chain of stock transformers that ends in a maximum entropy model, and saves, loads and scores without this library. A class of the key without rows gets the
/// probability 0, and a warning. Missing features are treated, and rows skipped, as by <see cref="RuleFitRegressionTrainer"/>. Source of the method for numbers: Friedman and Popescu (2008), "Predictive learning via rule ensembles".
/// <example>
/// <code>
/// var trainer = ml.MulticlassClassification.Trainers.RuleFit(new RuleFitMulticlassTrainer.Options { Grouped = true });
/// (var chain, MulticlassRuleFitSummary summary) = trainer.FitWithSummary(data);
/// </code>
/// </example>
/// </remarks>
public sealed class RuleFitMulticlassTrainer : IEstimator<TransformerChain<MulticlassPredictionTransformer<MaximumEntropyModelParameters>>>
{
    private readonly IHost _host;
    private readonly IEstimator<ITransformer> _stock;
    private readonly RuleFitSettings _settings;
    private readonly MulticlassRuleFitter _fitter;

    internal RuleFitMulticlassTrainer(MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers, Options options)
    {
        IHostEnvironment env = MLNetAccess.Environment(trainers);
        if (options.MaximumTerms is { } most)
        {
            throw new ArgumentException($"MaximumTerms is {most}; with several classes the number of rules cannot be limited. Leave it out, and give Lambda a larger value for fewer rules.", nameof(options));
        }

        if (options.MaximumRules is not null || options.RulePenaltyFactors is not [1] || options.Relaxations is not [1])
        {
            throw new ArgumentException("MaximumRules, RulePenaltyFactors or Relaxations is set; with several classes there is no such choice. Leave them out, and give Lambda a larger value for fewer rules.", nameof(options));
        }

        _settings = new RuleFitSettings(options, Losses.Logistic, env, typeof(FastTreeBinaryTrainer.Options), typeof(FastForestBinaryTrainer.Options));
        _stock = MLNetAccess.StockMaximumEntropy(trainers, options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName);
        RuleFitter same = _settings.Fitter;
        _fitter = new MulticlassRuleFitter
        {
            LinearTerms = same.LinearTerms,
            WinsorizedShare = same.WinsorizedShare,
            Grouped = options.Grouped,
            Lambda = same.Lambda,
            Grid = same.Grid,
            Seed = same.Seed,
            Options = same.Options,
        };
        _host = env.Register("RuleFit");
        Info = MLNetAccess.Info(needNormalization: false, wantCaching: false);
    }

    /// <summary>What the trainer says of itself: it reads the data once, and does not mind how features are scaled.</summary>
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
    public TransformerChain<MulticlassPredictionTransformer<MaximumEntropyModelParameters>> Fit(IDataView input) => FitWithSummary(input).Transformer;

    /// <summary>Trains a model of rules and gives them in words.</summary>
    /// <param name="input">The training data.</param>
    /// <param name="cancellationToken">As <see cref="RuleFitOptions.CancellationToken"/>, which it adds to.</param>
    /// <returns>The stock ML.NET transformers, and the rules.</returns>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public (TransformerChain<MulticlassPredictionTransformer<MaximumEntropyModelParameters>> Transformer, MulticlassRuleFitSummary Summary) FitWithSummary(IDataView input, CancellationToken cancellationToken = default)
    {
        MLNetAccess.CheckInput(_stock, input);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_settings.CancellationToken, cancellationToken);
        using IChannel channel = _host.Start("Training");
        DataViewSchema.Column column = input.Schema[_settings.FeatureColumn];
        SlotNames slots = SlotNames.Read(column);
        var read = new List<float>();
        TreeRows rows = TreeRows.Read(input, _settings.FeatureColumn, [], _settings.LabelColumn, _settings.WeightColumn, read.AddRange, cancellationToken: stop.Token);
        float[] features = [.. read];
        List<string> warnings = [];
        var classes = new PresentClasses(rows.Labels, ClassNames.Read(input.Schema[_settings.LabelColumn]), warnings);
        if (rows.Skipped > 0)
        {
            warnings.Add($"Skipped {rows.Skipped} instances with a missing label, or a weight that is not positive and finite");
        }

        double[] labels = [.. rows.Labels.Select(label => (double)classes.Number(label))];
        var memory = new RuleRows(_host, features, labels, rows.Weights, column);
        if (memory.IncompleteRows > 0)
        {
            warnings.Add($"The trees are grown without {memory.IncompleteRows} instances with missing features, which FastTree skips; the lasso has them");
        }

        warnings.ForEach(warning => channel.Warning(MessageSensitivity.None, warning));
        List<(TreeModel Model, int Tree)> grown = MissingFeatures.Explain(input, _settings.FeatureColumn, () => Grow(memory, labels.Length, classes.Names.Length, stop.Token));
        var leaves = new LeafTable([.. grown.Select(tree => tree.Model.Trees[tree.Tree])]);
        for (int i = 0; i < labels.Length; i++)
        {
            leaves.Add(memory.Row(i));
        }

        (MulticlassRuleSet rules, MultinomialFitSummary fit) = _fitter.Fit(leaves, features, labels, rows.Weights, slots.Unique, classes.Names, _settings.Progress, stop.Token);
        channel.Info(
            MessageSensitivity.None,
            string.Create(CultureInfo.InvariantCulture, $"{rules.RuleCount} of {rules.Classes[0].RulesTried} rules, lambda {fit.Selected.Lambda:g4} ({fit.SelectedBy}), {fit.Seconds:0.00} s"));
        var chain = new RuleChain(_host, input, _settings.FeatureColumn, _settings.LabelColumn, rules.Classes, grown);
        (VBuffer<float>[] weights, float[] biases) = classes.Expand(chain.Weights, chain.Biases);
        MulticlassPredictionTransformer<MaximumEntropyModelParameters> top = MLNetAccess.MulticlassTransformer(
            _host, MLNetAccess.MaximumEntropy(_host, weights, biases), chain.TopSchema, chain.TopFeatures, _settings.LabelColumn);
        return (chain.With(top), new MulticlassRuleFitSummary(rules, fit));
    }

    private List<(TreeModel Model, int Tree)> Grow(RuleRows rows, int count, int classes, CancellationToken cancellationToken)
    {
        BinaryClassificationCatalog.BinaryClassificationTrainers binary = FastTreeAccess.BinaryTrainers(_host);
        var grower = new RuleGrower(
            _settings,
            () => new FastTreeBinaryTrainer.Options(),
            (data, options) => options is FastForestBinaryTrainer.Options forest ? binary.FastForest(forest).Fit(data) : binary.FastTree((FastTreeBinaryTrainer.Options)options).Fit(data));
        var grown = new List<(TreeModel, int)>();
        for (int k = 0; k < classes; k++)
        {
            grown.AddRange(grower.Grow(rows.View(Enumerable.Range(0, count), label => label == k), RuleRows.ClassColumns, cancellationToken, 1.0 / classes));
        }

        return grown;
    }

    /// <summary>Options of <see cref="RuleFitMulticlassTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="RuleFitMulticlassTrainer"/>.</example>
    /// </remarks>
    public sealed class Options : RuleFitOptions
    {
        /// <summary>Whether a rule has a coefficient in all classes or in none: fewer rules, each with more numbers to read.</summary>
        public bool Grouped { get; set; }
    }
}
