using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>
/// A trainer of a penalised linear model that reads its data once, fits them with the solvers of this library and returns a stock ML.NET transformer.
/// </summary>
/// <remarks>
/// The weights of the model are the coefficients on the original scale of the features, rounded to float32; the features need not be normalised first.
/// Rows with a NaN or infinite feature or label, or with a weight that is not positive and finite, are skipped, counted and warned of once, as ML.NET's
/// trainers do. Messages go to <see cref="MLContext.Log"/>.
/// <example>See <see cref="ElasticNetTrainer"/>.</example>
/// </remarks>
/// <typeparam name="TTransformer">The transformer.</typeparam>
/// <typeparam name="TModel">Its model parameters.</typeparam>
public abstract class RegularizedTrainer<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private readonly IHost _host;
    private readonly ITrainerEstimator<TTransformer, TModel> _stock;
    private readonly TrainerSettings _settings;
    private readonly LinearFit _fit;
    private readonly Action<FitSummary>? _onFitted;

    /// <summary>Checks the options.</summary>
    /// <param name="env">The environment of the trainer's catalog.</param>
    /// <param name="stock">A stock trainer with the same columns in and out.</param>
    /// <param name="options">The options.</param>
    /// <param name="kind">The penalties that the trainer stands for.</param>
    private protected RegularizedTrainer(
        IHostEnvironment env, ITrainerEstimator<TTransformer, TModel> stock, LinearTrainerOptions options, PenaltyKind kind)
    {
        _settings = new TrainerSettings(options, kind, env);
        _fit = new LinearFit(options, _settings, _settings.GivenPenalty);
        (_stock, _onFitted) = (stock, options.OnFitted);
        _host = env.Register(GetType().Name);
        Info = MLNetAccess.Info(needNormalization: !options.Standardize, wantCaching: false, incremental: true, validation: true);
    }

    /// <summary>What the trainer says of itself: it reads the data once, and standardises the features itself unless told not to.</summary>
    public TrainerInfo Info { get; }

    /// <summary>The loss for some labels.</summary>
    private protected abstract Loss LossFor(ReadOnlySpan<double> labels);

    /// <summary>The columns after the trainer, from those before it.</summary>
    /// <param name="inputSchema">The columns before.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        SchemaShape output = _stock.GetOutputSchema(inputSchema);
        _settings.Offsets.Check(inputSchema);
        return output;
    }

    /// <summary>Trains a model.</summary>
    /// <param name="input">The training data.</param>
    /// <returns>A stock ML.NET transformer, which saves, loads and scores without this library.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type (the message is ML.NET's), or an option names an unknown slot.</exception>
    /// <exception cref="InvalidOperationException">No row can be trained on, or all have the same class.</exception>
    /// <exception cref="ArgumentException">There are fewer rows than folds, or factors or bounds by index do not fit the features.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was signalled before there was a model.</exception>
    public TTransformer Fit(IDataView input) => FitWithSummary(input).Transformer;

    /// <summary>
    /// Trains a model on some data and chooses lambda by others, in place of cross-validation, by the rule of <see cref="RegularizedTrainerOptions.Lambda"/>. The model is of the
    /// first only.
    /// </summary>
    /// <param name="trainData">The data to fit.</param>
    /// <param name="validationData">The data to choose by, with the same columns.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public TTransformer Fit(IDataView trainData, IDataView validationData) => FitWithSummary(trainData, validationData).Transformer;

    /// <summary>
    /// Trains a model at a given lambda, starting from another model: the answer is the same to within the tolerance (with a convex penalty), the way to it shorter. Where lambda is
    /// chosen, the path starts at its largest lambda all the same.
    /// </summary>
    /// <param name="input">The training data.</param>
    /// <param name="previousModel">A stock linear model of as many features, of this trainer or another. It has no slot names to compare: its transformer has.</param>
    /// <exception cref="ArgumentException">The previous model has another number of weights than the data have features, or weights that are not finite.</exception>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public TTransformer Fit(IDataView input, TModel previousModel)
    {
        ArgumentNullException.ThrowIfNull(previousModel);
        return Train(input, null, (previousModel, default), default).Transformer;
    }

    /// <summary>Trains a model at a given lambda, starting from that of a transformer, whose slot names must be those of the data.</summary>
    /// <param name="input">The training data.</param>
    /// <param name="previousModel">A transformer of this trainer or another, loaded or not.</param>
    /// <exception cref="ArgumentException">The features differ in number or names, or a weight is not finite.</exception>
    /// <inheritdoc cref="Fit(IDataView, TModel)"/>
    public TTransformer Fit(IDataView input, TTransformer previousModel) => FitWithSummary(input, previousModel).Transformer;

    /// <summary>Trains a model and tells what the fit found: the path, the cross-validation curve, duality gaps.</summary>
    /// <param name="input">The training data.</param>
    /// <param name="cancellationToken">As <see cref="RegularizedTrainerOptions.CancellationToken"/>, which it adds to.</param>
    /// <returns>The stock ML.NET transformer, and the summary.</returns>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public (TTransformer Transformer, FitSummary Summary) FitWithSummary(IDataView input, CancellationToken cancellationToken = default) => Train(input, null, null, cancellationToken);

    /// <summary>Trains a model on some data, chooses lambda by others, and tells what the fit found.</summary>
    /// <param name="trainData">The data to fit.</param>
    /// <param name="validationData">The data to choose by, with the same columns.</param>
    /// <param name="cancellationToken">As <see cref="RegularizedTrainerOptions.CancellationToken"/>, which it adds to.</param>
    /// <returns>The stock ML.NET transformer, and the summary.</returns>
    /// <inheritdoc cref="Fit(IDataView, IDataView)"/>
    public (TTransformer Transformer, FitSummary Summary) FitWithSummary(IDataView trainData, IDataView validationData, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(validationData);
        return Train(trainData, validationData, null, cancellationToken);
    }

    /// <summary>Trains a model at a given lambda, starting from that of a transformer, and tells what the fit found.</summary>
    /// <param name="input">The training data.</param>
    /// <param name="previousModel">A transformer of this trainer or another, loaded or not.</param>
    /// <param name="cancellationToken">As <see cref="RegularizedTrainerOptions.CancellationToken"/>, which it adds to.</param>
    /// <returns>The stock ML.NET transformer, and the summary.</returns>
    /// <inheritdoc cref="Fit(IDataView, TTransformer)"/>
    public (TTransformer Transformer, FitSummary Summary) FitWithSummary(IDataView input, TTransformer previousModel, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(previousModel);
        return Train(input, null, (previousModel.Model, previousModel), cancellationToken);
    }

    private (TTransformer Transformer, FitSummary Summary) Train(
        IDataView input, IDataView? validation, (TModel Model, TTransformer? Transformer)? previous, CancellationToken cancellationToken)
    {
        CheckColumns(input);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_settings.CancellationToken, cancellationToken);
        using IChannel channel = _host.Start("Training");
        SlotNames slots = SlotNames.Read(input.Schema[_settings.FeatureColumn]);
        Penalty penalty = _settings.PenaltyFor(slots);
        _fit.Check(penalty);
        FitStart? start = previous is null ? null : PreviousModel.Start(LinearPart(previous.Value.Model), previous.Value.Transformer as PredictionTransformerBase<TModel>, slots);
        if (validation is not null)
        {
            CheckColumns(validation);
            slots.RequireSame(SlotNames.Read(validation.Schema[_settings.FeatureColumn]), "validation data", "validationData");
        }

        TrainingProblem problem = Read(input, slots, channel, stop.Token);
        TrainingProblem? judging = validation is null ? null : ReadRows(validation, slots, channel, "validation", stop.Token);
        Loss loss = LossFor(problem.Y);
        LabelRule.Check(loss, problem.Y, _settings.LabelColumn, "training");
        LabelRule.Check(loss, judging is null ? [] : judging.Y, _settings.LabelColumn, "validation");
        FitSummary summary = DataErrors.Named(judging is not null, () => _fit.Fit(loss, penalty, start, problem, judging, new ChannelProgress(channel, _settings.Progress), stop.Token));
        Tell(channel, summary);

        VBuffer<float> weights = ModelWeights.From(summary.Selected.Coefficients, slots.Unique, summary.Path.Scale);
        TTransformer transformer = MakeTransformer(_host, in weights, (float)summary.Selected.Intercept, input.Schema, _settings.FeatureColumn);
        _onFitted?.Invoke(summary);
        return (transformer, summary);
    }

    private void CheckColumns(IDataView data)
    {
        MLNetAccess.CheckInput((IEstimator<ITransformer>)_stock, data);
        _settings.Offsets.Check(data.Schema);
    }

    /// <summary>Makes the stock transformer.</summary>
    private protected abstract TTransformer MakeTransformer(
        IHostEnvironment env, in VBuffer<float> weights, float bias, DataViewSchema trainSchema, string featureColumn);

    /// <summary>The linear predictor of a stock model: weights, bias, and what they are multiplied by and what is added then.</summary>
    private protected abstract (LinearModelParameters Linear, double Scale, double Offset) LinearPart(TModel model);

    /// <summary>Refuses labels that cannot be trained on.</summary>
    /// <param name="labels">The labels of the rows that were not skipped, at least one.</param>
    /// <param name="column">The label column.</param>
    private protected virtual void CheckLabels(ReadOnlySpan<double> labels, string column)
    {
    }

    private TrainingProblem Read(IDataView input, SlotNames slots, IChannel channel, CancellationToken cancellationToken)
    {
        TrainingProblem problem = ReadRows(input, slots, channel, "training", cancellationToken);
        CheckLabels(problem.Y, _settings.LabelColumn);
        channel.Info(MessageSensitivity.None, TrainerSettings.Describe(problem.X));
        return problem;
    }

    private TrainingProblem ReadRows(IDataView input, SlotNames slots, IChannel channel, string purpose, CancellationToken cancellationToken)
    {
        TrainingRows rows = _settings.Read(input, channel, purpose, cancellationToken);
        return new TrainingProblem(rows.Features!, rows.Labels) { Weights = rows.Weights, Offsets = rows.Offsets, FeatureNames = slots.Unique, RowsSkipped = rows.Skipped };
    }

    private static void Tell(IChannel channel, FitSummary summary)
    {
        foreach (string warning in summary.Warnings)
        {
            channel.Warning(MessageSensitivity.None, warning);
        }

        Solution selected = summary.Selected;
        string proof = summary.Gamma is { } gamma ? Invariant($"gamma {gamma:0.##} of a relaxed fit") : Invariant($"{(selected.ProofName == "gap" ? "duality gap" : selected.ProofName)} {selected.Proof:0.0e0}");
        channel.Info(
            MessageSensitivity.None,
            Invariant($"Lambda {selected.Lambda:g6} ({summary.SelectedBy}): {selected.NonzeroCount} of {Counted.Of(summary.Features, "weight")} {(selected.NonzeroCount == 1 ? "is" : "are")} not 0, ")
            + Invariant($"deviance explained {Percent.Of(selected.DevianceExplained)}, {proof}, {summary.Seconds:0.00} s"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
