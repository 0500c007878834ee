using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>
/// Multinomial (softmax) regression with an elastic net penalty: with η_ik = b0_k + x_i.b_k for the classes k, minimises
/// (1/Σw) Σ_i w_i [log Σ_k exp(η_ik) − η_{i,y_i}] + λ Σ_j v_j Σ_k [r |b_jk| + (1 − r)/2 b_jk²], or with <see cref="Options.Grouped"/> the norm of the K coefficients of a feature in place of |b_jk|.
/// </summary>
/// <remarks>
/// The label is a key of any kind, the features are a known-size vector of <see cref="float"/>. The scores are the probabilities, in the order of the keys, and
/// the predicted label has the label's key values. Each class has weights of its own, none is a reference; those that are 0 take no memory. A class of the key without rows
/// to train on gets the probability 0, and a warning. Rows with a NaN or infinite feature, a missing key, or a weight that is not positive and finite are skipped, counted
/// and warned of once. See <see cref="RegularizedTrainerOptions"/> for the symbols. Source: Friedman, Hastie,
/// Tibshirani (2010), equation (19); the grouped penalty Simon, Friedman, Hastie (2013).
/// <example>
/// <code>
/// var trainer = ml.MulticlassClassification.Trainers.ElasticNetMaximumEntropy(new ElasticNetMaximumEntropyTrainer.Options { Grouped = true });
/// (var model, MultinomialFitSummary summary) = trainer.FitWithSummary(data);
/// </code>
/// </example>
/// </remarks>
public sealed class ElasticNetMaximumEntropyTrainer : ITrainerEstimator<MulticlassPredictionTransformer<MaximumEntropyModelParameters>, MaximumEntropyModelParameters>
{
    private readonly IHost _host;
    private readonly ITrainerEstimator<MulticlassPredictionTransformer<MaximumEntropyModelParameters>, MaximumEntropyModelParameters> _stock;
    private readonly TrainerSettings _settings;
    private readonly bool _grouped;
    private readonly double? _adaptiveGamma;
    private readonly Action<MultinomialFitSummary>? _onFitted;

    internal ElasticNetMaximumEntropyTrainer(MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers, Options options)
    {
        IHostEnvironment env = MLNetAccess.Environment(trainers);
        _settings = new TrainerSettings(options, PenaltyKind.ElasticNet, env);
        (_grouped, _adaptiveGamma, _onFitted) = (options.Grouped, options.AdaptiveGamma, options.OnFitted);
        LinearFit.CheckAdaptiveGamma(_adaptiveGamma);
        _ = Fitter(PenaltyKind.ElasticNet.PenaltyOf(options), null);       // refuses what it cannot fit
        _stock = MLNetAccess.StockMaximumEntropy(trainers, options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName);
        _host = env.Register(GetType().Name);
        Info = MLNetAccess.Info(needNormalization: !options.Standardize, wantCaching: false, incremental: true, validation: true);
    }

    /// <summary>What the trainer says of itself: it reads the data once, and standardises the features itself unless told not to.</summary>
    public TrainerInfo Info { get; }

    /// <summary>The columns after the trainer, from those before it.</summary>
    /// <param name="inputSchema">The columns before.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        SchemaShape output = _stock.GetOutputSchema(inputSchema);
        ClassOffsetColumn.Check(inputSchema, _settings.ClassOffsets);
        return output;
    }

    /// <summary>Trains a model.</summary>
    /// <param name="input">The training data.</param>
    /// <returns>A stock ML.NET transformer, which saves, loads and scores without this library.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type (the message is ML.NET's), or an option names an unknown slot.</exception>
    /// <exception cref="InvalidOperationException">No row can be trained on, or all have the same class.</exception>
    /// <exception cref="ArgumentException">There are fewer rows than folds, a class has rows in one fold only, or factors or bounds by index do not fit the features.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was signalled before there was a model.</exception>
    public MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(IDataView input) => FitWithSummary(input).Transformer;

    /// <summary>
    /// Trains a model on some data and chooses lambda by others, in place of cross-validation, by the rule of <see cref="RegularizedTrainerOptions.Lambda"/>. The model is
    /// of the first only.
    /// </summary>
    /// <param name="trainData">The data to fit.</param>
    /// <param name="validationData">The data to choose by, with the same columns and keys.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(IDataView trainData, IDataView validationData) =>
        FitWithSummary(trainData, validationData).Transformer;

    /// <summary>
    /// Trains a model at a given lambda, starting from another model: the answer is the same to within the tolerance, the way to it shorter. Where lambda is chosen, the path starts at its largest lambda all the same.
    /// </summary>
    /// <param name="input">The training data.</param>
    /// <param name="previousModel">A stock model of as many features and classes, of this trainer or another. It has no names to compare: its transformer has.</param>
    /// <exception cref="ArgumentException">The previous model has another number of features or classes, or weights that are not finite.</exception>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(IDataView input, MaximumEntropyModelParameters previousModel)
    {
        ArgumentNullException.ThrowIfNull(previousModel);
        return Train(input, null, (previousModel, null), default).Transformer;
    }

    /// <summary>Trains a model at a given lambda, starting from that of a transformer, whose slot names and classes must be those of the data.</summary>
    /// <param name="input">The training data.</param>
    /// <param name="previousModel">A transformer of this trainer or another, loaded or not.</param>
    /// <exception cref="ArgumentException">The features or classes differ in number or names, or a weight is not finite.</exception>
    /// <inheritdoc cref="Fit(IDataView, MaximumEntropyModelParameters)"/>
    public MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(IDataView input, MulticlassPredictionTransformer<MaximumEntropyModelParameters> previousModel) =>
        FitWithSummary(input, previousModel).Transformer;

    /// <summary>Trains a model and tells what the fit found: the path, the cross-validation curves, duality gaps.</summary>
    /// <param name="input">The training data.</param>
    /// <param name="cancellationToken">As <see cref="RegularizedTrainerOptions.CancellationToken"/>, which it adds to.</param>
    /// <returns>The stock ML.NET transformer, and the summary.</returns>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public (MulticlassPredictionTransformer<MaximumEntropyModelParameters> Transformer, MultinomialFitSummary Summary) FitWithSummary(
        IDataView input, CancellationToken cancellationToken = default) => Train(input, null, null, cancellationToken);

    /// <summary>Trains a model on some data, chooses lambda by others, and tells what the fit found.</summary>
    /// <param name="trainData">The data to fit.</param>
    /// <param name="validationData">The data to choose by, with the same columns and keys.</param>
    /// <param name="cancellationToken">As <see cref="RegularizedTrainerOptions.CancellationToken"/>, which it adds to.</param>
    /// <returns>The stock ML.NET transformer, and the summary.</returns>
    /// <inheritdoc cref="Fit(IDataView, IDataView)"/>
    public (MulticlassPredictionTransformer<MaximumEntropyModelParameters> Transformer, MultinomialFitSummary Summary) FitWithSummary(
        IDataView trainData, IDataView validationData, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(validationData);
        return Train(trainData, validationData, null, cancellationToken);
    }

    /// <summary>Trains a model at a given lambda, starting from that of a transformer, and tells what the fit found.</summary>
    /// <param name="input">The training data.</param>
    /// <param name="previousModel">A transformer of this trainer or another, loaded or not.</param>
    /// <param name="cancellationToken">As <see cref="RegularizedTrainerOptions.CancellationToken"/>, which it adds to.</param>
    /// <returns>The stock ML.NET transformer, and the summary.</returns>
    /// <inheritdoc cref="Fit(IDataView, MulticlassPredictionTransformer{MaximumEntropyModelParameters})"/>
    public (MulticlassPredictionTransformer<MaximumEntropyModelParameters> Transformer, MultinomialFitSummary Summary) FitWithSummary(
        IDataView input, MulticlassPredictionTransformer<MaximumEntropyModelParameters> previousModel, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(previousModel);
        return Train(input, null, (previousModel.Model, previousModel), cancellationToken);
    }

    private (MulticlassPredictionTransformer<MaximumEntropyModelParameters> Transformer, MultinomialFitSummary Summary) Train(
        IDataView input,
        IDataView? validation,
        (MaximumEntropyModelParameters Model, MulticlassPredictionTransformer<MaximumEntropyModelParameters>? Transformer)? previous,
        CancellationToken cancellationToken)
    {
        CheckColumns(input);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_settings.CancellationToken, cancellationToken);
        using IChannel channel = _host.Start("Training");
        SlotNames slots = SlotNames.Read(input.Schema[_settings.FeatureColumn]);
        Penalty penalty = _settings.PenaltyFor(slots);
        if (validation is not null)
        {
            CheckValidation(validation, input.Schema, slots);
        }

        ClassNames names = ClassNames.Read(input.Schema[_settings.LabelColumn]);
        MultinomialStart? ofAll = previous is null ? null : PreviousModel.Start(previous.Value.Model, previous.Value.Transformer, slots, names);
        List<string> warnings = [];
        TrainingRows rows = _settings.Read(input, channel, "training", stop.Token);
        var classes = new PresentClasses(rows.Labels, names, warnings);
        TrainingProblem problem = ProblemOf(rows, classes, slots);
        TrainingProblem? judging = validation is null ? null : ProblemOf(_settings.Read(validation, channel, "validation", stop.Token), classes, slots);
        channel.Info(MessageSensitivity.None, TrainerSettings.Describe(problem.X));
        MultinomialStart? start = ofAll is null ? null : new MultinomialStart([.. classes.Present.Select(c => ofAll.Intercepts[c])], [.. classes.Present.Select(c => ofAll.Coefficients[c])]);
        MultinomialFitSummary summary = DataErrors.Named(
            judging is not null, () => FitProblem(penalty, classes.Names, start, problem, judging, new ChannelProgress(channel, _settings.Progress), stop.Token));
        Tell(channel, summary, warnings);

        MultinomialSolution selected = summary.Selected;
        (VBuffer<float>[] weights, float[] biases) = classes.Expand(
            [.. selected.Coefficients.Select(c => ModelWeights.From(c, slots.Unique))], [.. selected.Intercepts.Select(b => (float)b)]);
        MulticlassPredictionTransformer<MaximumEntropyModelParameters> transformer = MLNetAccess.MulticlassTransformer(
            _host, MLNetAccess.MaximumEntropy(_host, weights, biases), input.Schema, _settings.FeatureColumn, _settings.LabelColumn);
        _onFitted?.Invoke(summary);
        return (transformer, summary);
    }

    private MultinomialFitSummary FitProblem(
        Penalty penalty, IReadOnlyList<string> classNames, MultinomialStart? start, TrainingProblem problem, TrainingProblem? judging, ChannelProgress progress, CancellationToken stop)
    {
        if (_adaptiveGamma is not { } gamma)
        {
            MultinomialModelFitter fitter = Fitter(penalty, classNames, start);
            return judging is null ? fitter.Fit(problem, progress, stop) : fitter.Fit(problem, judging, progress, stop);
        }

        var adaptive = new MultinomialAdaptiveFitter
        {
            Gamma = gamma,
            Penalty = penalty,
            Grouped = _grouped,
            Options = _settings.Fit,
            Grid = _settings.Grid,
            Lambda = _settings.Lambda,
            Seed = _settings.Seed,
            ClassNames = classNames,
            Start = start,
        };
        return judging is null ? adaptive.Fit(problem, progress, stop) : adaptive.Fit(problem, judging, progress, stop);
    }

    private MultinomialModelFitter Fitter(Penalty penalty, IReadOnlyList<string>? classNames, MultinomialStart? start = null) => new(penalty)
    {
        Grouped = _grouped,
        Options = _settings.Fit,
        Grid = _settings.Grid,
        Lambda = _settings.Lambda,
        Seed = _settings.Seed,
        ClassNames = classNames,
        Start = start,
    };

    private void CheckColumns(IDataView data)
    {
        MLNetAccess.CheckInput(_stock, data);
        ClassOffsetColumn.Check(data.Schema, _settings.ClassOffsets, _settings.LabelColumn);
    }

    private void CheckValidation(IDataView validation, DataViewSchema trained, SlotNames slots)
    {
        CheckColumns(validation);
        slots.RequireSame(SlotNames.Read(validation.Schema[_settings.FeatureColumn]), "validation data", "validationData");
        string label = _settings.LabelColumn;
        if (!ClassNames.Read(validation.Schema[label]).All.SequenceEqual(ClassNames.Read(trained[label]).All))
        {
            throw new ArgumentException(
                $"The keys of column '{label}' of the validation data are not those of the training data; they must be the same. Transform both by the same fitted MapValueToKey.",
                "validationData");
        }
    }

    private static TrainingProblem ProblemOf(TrainingRows rows, PresentClasses classes, SlotNames slots) =>
        new(rows.Features!, [.. rows.Labels.Select(label => (double)classes.Number(label))])
        {
            Weights = rows.Weights,
            ClassOffsets = rows.ClassOffsets is null ? null : [.. classes.Present.SelectMany(c => Enumerable.Range(0, rows.Count).Select(i => rows.ClassOffsets[(i * classes.Count) + c]))],
            FeatureNames = slots.Unique,
            RowsSkipped = rows.Skipped,
        };

    private static void Tell(IChannel channel, MultinomialFitSummary summary, List<string> warnings)
    {
        foreach (string warning in (IEnumerable<string>)[.. warnings, .. summary.Warnings])
        {
            channel.Warning(MessageSensitivity.None, warning);
        }

        MultinomialSolution selected = summary.Selected;
        channel.Info(MessageSensitivity.None, string.Create(
            CultureInfo.InvariantCulture,
            $"Lambda {selected.Lambda:g6} ({summary.SelectedBy}): {Counted.Of(selected.NonzeroCount, "weight")} of {selected.FeatureCount} of {Counted.Of(summary.Features, "feature")} {(selected.NonzeroCount == 1 ? "is" : "are")} not 0, deviance explained {Percent.Of(selected.DevianceExplained)}, duality gap {selected.DualityGap:0.0e0}, {summary.Seconds:0.00} s"));
    }

    /// <summary>Options of <see cref="ElasticNetMaximumEntropyTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="ElasticNetMaximumEntropyTrainer"/>.</example>
    /// </remarks>
    public sealed class Options : RegularizedTrainerOptions
    {
        /// <summary>
        /// Whether the weights of a feature are 0 in all classes or in none: the penalty is λ Σ_j v_j [r ‖b_j‖₂ + (1 − r)/2 ‖b_j‖₂²] over the K weights of a feature. Takes no bounds.
        /// </summary>
        public bool Grouped { get; set; }

        /// <summary>
        /// γ &gt; 0 of an adaptive fit, such as 1: a ridge fit with cross-validation comes first, and the penalty factors of the fit proper are 1 / ‖b_j‖₂^γ of the K standardised weights of a feature there, times those that are given. What is
        /// large there for some class is hardly penalised then (<see cref="MultinomialAdaptiveFitter"/>). Null for none.
        /// </summary>
        public double? AdaptiveGamma { get; set; }

        /// <summary>
        /// The name of the column of offsets o_k, a vector of <see cref="float"/> with a value for each class in the order of the keys, which are added to the linear predictors in training, b0_k + x_i.b_k + o_ik; null for none.
        /// A stock model has no offsets: it scores as for offsets of 0.
        /// </summary>
        public string? OffsetColumnName { get; set; }

        /// <summary>Given what the fit found, each time the trainer has been fitted: the way to it inside a pipeline. Null for none.</summary>
        public Action<MultinomialFitSummary>? OnFitted { get; set; }
    }
}
