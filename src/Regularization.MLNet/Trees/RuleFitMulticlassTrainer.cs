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
    private readonly RuleGrower _grower;
    private readonly MulticlassRuleFitter _fitter;

    internal RuleFitMulticlassTrainer(MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers, Options options)
    {
        IHostEnvironment env = MLNetAccess.Environment(trainers);
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
            MaximumTerms = same.MaximumTerms,
            MaximumRules = same.MaximumRules,
            RulePenaltyFactors = same.RulePenaltyFactors,
            Relaxations = same.Relaxations,
            Seed = same.Seed,
            Options = same.Options,
        };
        _host = env.Register("RuleFit");
        BinaryClassificationCatalog.BinaryClassificationTrainers binary = FastTreeAccess.BinaryTrainers(_host);
        _grower = new RuleGrower(
            _settings,
            () => new FastTreeBinaryTrainer.Options(),
            (data, options) => options is FastForestBinaryTrainer.Options forest ? binary.FastForest(forest).Fit(data) : binary.FastTree((FastTreeBinaryTrainer.Options)options).Fit(data));
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
            warnings.Add($"Skipped {Counted.Of(rows.Skipped, "instance")} with a missing label, or a weight that is not positive and finite");
        }

        double[] labels = [.. rows.Labels.Select(label => (double)classes.Number(label))];
        var memory = new RuleRows(_host, features, labels, rows.Weights, column);
        if (memory.IncompleteRows > 0)
        {
            warnings.Add($"The trees are grown without {Counted.Of(memory.IncompleteRows, "instance")} with missing features, which FastTree skips; the lasso has them");
        }

        warnings.ForEach(warning => channel.Warning(MessageSensitivity.None, warning));
        int[] all = [.. Enumerable.Range(0, labels.Length)];
        int count = classes.Names.Length;
        List<(TreeModel Model, int Tree)> grown = MissingFeatures.Explain(input, _settings.FeatureColumn, () => _grower.GrowClasses(memory, all, count, stop.Token));
        LeafTable leaves = RuleGrower.Table(grown, memory, all);
        (MulticlassRuleSet rules, MultinomialFitSummary fit) = DataErrors.Named(hasValidation: false, () => _settings.CrossFit
            ? _fitter.FitAcross(
                leaves, features, labels, some => RuleGrower.Table(_grower.GrowClasses(memory, some, count, stop.Token), memory, some), rows.Weights, slots.Unique, classes.Names, _settings.Progress, stop.Token)
            : _fitter.Fit(leaves, features, labels, rows.Weights, slots.Unique, classes.Names, _settings.Progress, stop.Token));
        channel.Info(
            MessageSensitivity.None,
            string.Create(CultureInfo.InvariantCulture, $"{rules.RuleCount} of {Counted.Of(rules.Classes[0].RulesTried, "rule")}, lambda {fit.Selected.Lambda:g4} ({fit.SelectedBy}), {fit.Seconds:0.00} s"));
        var chain = new RuleChain(_host, input, _settings.FeatureColumn, _settings.LabelColumn, rules.Classes, grown);
        (VBuffer<float>[] weights, float[] biases) = classes.Expand(chain.Weights, chain.Biases);
        MulticlassPredictionTransformer<MaximumEntropyModelParameters> top = MLNetAccess.MulticlassTransformer(
            _host, MLNetAccess.MaximumEntropy(_host, weights, biases), chain.TopSchema, chain.TopFeatures, _settings.LabelColumn);
        return (chain.With(top), new MulticlassRuleFitSummary(rules, fit));
    }

    /// <summary>Options of <see cref="RuleFitMulticlassTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="RuleFitMulticlassTrainer"/>.</example>
    /// </remarks>
    public sealed class Options : RuleFitOptions
    {
        /// <summary>Whether a rule has a coefficient in all classes or in none: fewer rules, each with more numbers to read.</summary>
        public bool Grouped { get; set; }

        /// <summary>
        /// Options for a small error with few rules, as <see cref="RuleFitBinaryTrainer.Options.Accurate"/>: about 1,300 rules in all, of trees of 2, 4 and 8 leaves for each class, of which the best λ of a 5-fold
        /// <see cref="RuleFitOptions.CrossFit"/> chooses, along with <see cref="RuleFitOptions.RulePenaltyFactors"/> among 2, 4, 8 and ∞ and <see cref="RuleFitOptions.Relaxations"/> among 0.25, 0.5 and 1. Trees are grown six times for each class, and each
        /// time there are four paths with their refits.
        /// </summary>
        /// <param name="maximumRules">The most rules with a coefficient in some class, whatever the number of linear terms, at least 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
        public static Options Accurate(int maximumRules = 60) => new Options().Accurate<Options>(maximumRules);
    }
}
