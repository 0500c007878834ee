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

    /// <summary>Checks the options.</summary>
    /// <param name="env">The environment of the trainer's catalog.</param>
    /// <param name="stock">A stock trainer with the same columns in and out.</param>
    /// <param name="options">The options.</param>
    /// <param name="kind">The penalties that the trainer stands for.</param>
    private protected RegularizedTrainer(
        IHostEnvironment env, ITrainerEstimator<TTransformer, TModel> stock, RegularizedTrainerOptions options, PenaltyKind kind)
    {
        _settings = new TrainerSettings(options, kind, env);
        _stock = stock;
        _host = env.Register(GetType().Name);
        Info = MLNetAccess.Info(needNormalization: !options.Standardize, wantCaching: false);
    }

    /// <summary>What the trainer says of itself: it reads the data once, and standardises the features itself unless told not to.</summary>
    public TrainerInfo Info { get; }

    private protected abstract Loss Loss { get; }

    /// <summary>The columns after the trainer, from those before it.</summary>
    /// <param name="inputSchema">The columns before.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _stock.GetOutputSchema(inputSchema);

    /// <summary>Trains a model.</summary>
    /// <param name="input">The training data.</param>
    /// <returns>A stock ML.NET transformer, which saves, loads and scores without this library.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type (the message is ML.NET's), or an option names an unknown slot.</exception>
    /// <exception cref="InvalidOperationException">No row can be trained on, or all have the same class.</exception>
    /// <exception cref="ArgumentException">There are fewer rows than folds, or factors or bounds by index do not fit the features.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was signalled before there was a model.</exception>
    public TTransformer Fit(IDataView input) => FitWithSummary(input).Transformer;

    /// <summary>Trains a model and tells what the fit found: the path, the cross-validation curve, duality gaps.</summary>
    /// <param name="input">The training data.</param>
    /// <param name="cancellationToken">As <see cref="RegularizedTrainerOptions.CancellationToken"/>, which it adds to.</param>
    /// <returns>The stock ML.NET transformer, and the summary.</returns>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public (TTransformer Transformer, FitSummary Summary) FitWithSummary(IDataView input, CancellationToken cancellationToken = default)
    {
        MLNetAccess.CheckInput((IEstimator<ITransformer>)_stock, input);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_settings.CancellationToken, cancellationToken);
        using IChannel channel = _host.Start("Training");
        SlotNames slots = SlotNames.Read(input.Schema[_settings.FeatureColumn]);
        Penalty penalty = _settings.PenaltyFor(slots);
        TrainingProblem problem = Read(input, slots, channel, stop.Token);

        FitSummary summary = new LinearModelFitter(Loss, penalty)
        {
            Options = _settings.Fit,
            Grid = _settings.Grid,
            Lambda = _settings.Lambda,
            Seed = _settings.Seed,
        }.Fit(problem, new ChannelProgress(channel, _settings.Progress), stop.Token);
        Tell(channel, summary);

        VBuffer<float> weights = ModelWeights.From(summary.Selected.Coefficients, slots.Unique);
        TTransformer transformer = MakeTransformer(_host, in weights, (float)summary.Selected.Intercept, input.Schema, _settings.FeatureColumn);
        _settings.OnFitted?.Invoke(summary);
        return (transformer, summary);
    }

    /// <summary>Makes the stock transformer.</summary>
    private protected abstract TTransformer MakeTransformer(
        IHostEnvironment env, in VBuffer<float> weights, float bias, DataViewSchema trainSchema, string featureColumn);

    /// <summary>Refuses labels that cannot be trained on.</summary>
    /// <param name="labels">The labels of the rows that were not skipped, at least one.</param>
    /// <param name="column">The label column.</param>
    private protected virtual void CheckLabels(ReadOnlySpan<double> labels, string column)
    {
    }

    private TrainingProblem Read(IDataView input, SlotNames slots, IChannel channel, CancellationToken cancellationToken)
    {
        TrainingRows rows = DataViewReader.Read(input, _settings.LabelColumn, _settings.FeatureColumn, _settings.WeightColumn, cancellationToken);
        rows.Check(channel);
        if (rows.Skipped > 0 && _settings.Lambda.HasGivenFolds)
        {
            throw new InvalidOperationException($"{rows.SkippedMessage}, so that the given folds no longer say which row is in which. Filter these rows out before training, or leave foldOfRow out.");
        }

        CheckLabels(rows.Labels, _settings.LabelColumn);
        DesignMatrix x = rows.Features!;
        string form = x.IsSparse ? Invariant($"sparse ({(double)x.EntryCount / x.Rows / x.Columns:0.00%} of the values)") : "dense";
        channel.Info(MessageSensitivity.None, Invariant($"Training on {x.Rows} rows of {x.Columns} features, {form}, with {Kernels.Describe()}"));
        return new TrainingProblem(x, rows.Labels) { Weights = rows.Weights, FeatureNames = slots.Unique, RowsSkipped = rows.Skipped };
    }

    private static void Tell(IChannel channel, FitSummary summary)
    {
        foreach (string warning in summary.Warnings)
        {
            channel.Warning(MessageSensitivity.None, warning);
        }

        Solution selected = summary.Selected;
        channel.Info(
            MessageSensitivity.None,
            Invariant($"Lambda {selected.Lambda:g6} ({summary.SelectedBy}): {selected.NonzeroCount} of {summary.Features} weights are not 0, ")
            + Invariant($"deviance explained {selected.DevianceExplained:0.0%}, duality gap {selected.DualityGap:0.0e0}, {summary.Seconds:0.00} s"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
