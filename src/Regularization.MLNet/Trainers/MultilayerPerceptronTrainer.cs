using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>A trainer of neural networks that reads its data once and returns a chain of stock ML.NET transformers.</summary>
/// <remarks>
/// <para>
/// The chain has, for each hidden layer, a linear multiclass model whose scores are W x + b and an <c>Expression</c> transform, the activation; then a
/// transform that drops what they write beside; and last the linear, logistic or maximum entropy model of the output layer, which is
/// <c>chain.LastTransformer</c>. It saves, loads and scores without this library, and adds the columns that a stock trainer of the task adds.
/// </para>
/// <para>
/// A chain is not a prediction transformer of one feature column, so that this is an <see cref="IEstimator{TTransformer}"/> and not an
/// <see cref="ITrainerEstimator{TTransformer, TModel}"/>: it goes into <c>Append</c>, <c>AppendCacheCheckpoint</c> and <c>CrossValidate</c> like any other
/// trainer, but not into <c>OneVersusAll</c>. ML.NET cannot export the <c>Expression</c> transform to ONNX, and so none of these models.
/// </para>
/// <para>
/// Rows with a NaN or infinite feature or label (or a missing key), or with a weight that is not positive and finite, are skipped, counted and warned of
/// once, as ML.NET's trainers do. Messages, one line an epoch among them, go to <see cref="MLContext.Log"/>.
/// </para>
/// <example>See <see cref="MultilayerPerceptronMulticlassTrainer"/>.</example>
/// </remarks>
/// <typeparam name="TTransformer">The transformer of the output layer.</typeparam>
public abstract class MultilayerPerceptronTrainer<TTransformer> : IEstimator<TransformerChain<TTransformer>>
    where TTransformer : class, ITransformer
{
    /// <summary>With a mean of so many standard deviations float32 weights for the feature as it is lose about four of their seven digits.</summary>
    private const double FarMean = 1e4;

    private readonly IHost _host;
    private readonly IEstimator<ITransformer> _stock;
    private readonly NetworkSettings _settings;

    private protected MultilayerPerceptronTrainer(IHostEnvironment env, IEstimator<ITransformer> stock, MultilayerPerceptronOptions options, NetworkLoss loss)
    {
        _settings = new NetworkSettings(options, loss, env);
        _stock = stock;
        _host = env.Register(GetType().Name);
        Info = MLNetAccess.Info(needNormalization: !options.Normalize, wantCaching: false);
    }

    /// <summary>What the trainer says of itself: it reads the data once, and scales the features itself unless told not to.</summary>
    public TrainerInfo Info { get; }

    /// <summary>The columns after the trainer, from those before it.</summary>
    /// <param name="inputSchema">The columns before.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _stock.GetOutputSchema(inputSchema);

    /// <summary>Trains a network.</summary>
    /// <param name="input">The training data.</param>
    /// <returns>Stock ML.NET transformers, which save, load and score without this library.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type (the message is ML.NET's), or a class weight names no class.</exception>
    /// <exception cref="InvalidOperationException">No row can be trained on, or judged by, or all have the same class.</exception>
    /// <exception cref="ArgumentException">The validation part is empty, or lacks or holds all rows of a class.</exception>
    /// <exception cref="TrainingDivergedException">The loss or the weights became NaN or infinite before an epoch was better than the start. Later on the best weights so far are returned, with a warning.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was signalled before training, or while data were read.</exception>
    public TransformerChain<TTransformer> Fit(IDataView input) => FitWithSummary(input).Transformer;

    /// <summary>Trains a network, and keeps the weights of the epoch with the smallest loss on validation data.</summary>
    /// <param name="trainData">The training data.</param>
    /// <param name="validationData">The validation data, with the same columns.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public TransformerChain<TTransformer> Fit(IDataView trainData, IDataView validationData)
    {
        ArgumentNullException.ThrowIfNull(validationData);
        return FitWithSummary(trainData, validationData).Transformer;
    }

    /// <summary>Trains a network and tells what training found: the curves of loss and metric, warnings, what is left of the network.</summary>
    /// <param name="input">The training data.</param>
    /// <param name="validationData">The validation data; null to hold out <see cref="MultilayerPerceptronOptions.ValidationFraction"/> of the rows, or none.</param>
    /// <param name="cancellationToken">As <see cref="MultilayerPerceptronOptions.CancellationToken"/>, which it adds to.</param>
    /// <returns>The stock ML.NET transformers, and the summary.</returns>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public (TransformerChain<TTransformer> Transformer, MultilayerPerceptronSummary Summary) FitWithSummary(
        IDataView input, IDataView? validationData = null, CancellationToken cancellationToken = default)
    {
        long started = Stopwatch.GetTimestamp();
        MLNetAccess.CheckInput(_stock, input);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_settings.CancellationToken, cancellationToken);
        using IChannel channel = _host.Start("Training");
        SlotNames slots = SlotNames.Read(input.Schema[_settings.FeatureColumn]);
        List<string> skipped = [], warnings = [];
        TrainingRows rows = Read(input, channel, "training", skipped, stop.Token);
        FeatureTable table = rows.Table!;
        FeatureScaling scaling = _settings.Normalize ? FeatureScaling.Of(table, rows.Weights) : FeatureScaling.None(table.Columns);
        WarnOfMeans(scaling, slots.Unique, warnings);
        NetworkTargets targets = TargetsFor(rows, input.Schema[_settings.LabelColumn], warnings);
        NetworkData data = DataOf(rows, table, scaling, targets, slots.Unique);
        NetworkData? validation = validationData is null ? null : ValidationOf(validationData, input.Schema, table.IsSparse, scaling, targets, slots.Unique, channel, skipped, stop.Token);
        Say(channel, $"Training on {Counted.Of(data.X.Rows, "row")} of {Counted.Of(data.X.Columns, "feature")}, {(data.X.IsSparse ? "sparse" : "dense")}, with {Kernels.Describe()}");

        NetworkFit fit = DataErrors.Named(validation is not null, () => _settings.Trainer.Fit(data, validation, new EpochLines(channel, _settings.Progress), stop.Token));
        Network network = fit.Network.Pruned();
        var chain = new NetworkChain(_host, network, scaling, input, _settings.FeatureColumn, _settings.LabelColumn, slots.Unique);
        TransformerChain<TTransformer> transformer = chain.With(MakeTop(_host, chain, targets));

        warnings.AddRange(fit.Warnings);

        var summary = new MultilayerPerceptronSummary
        {
            Fit = fit,
            Rows = data.X.Rows,
            RowsSkipped = rows.Skipped,
            FeatureNames = slots.Unique,
            HiddenLayers = _settings.Trainer.Architecture.Hidden,
            NeuronsLeft = [.. network.Layers.SkipLast(1).Select(layer => layer.Weights.ContainsAnyExcept(0) ? layer.Outputs : 0)],
            Kernels = Kernels.Describe(),
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            Warnings = [.. skipped, .. warnings],
        };
        Tell(channel, summary, warnings);
        _settings.OnFitted?.Invoke(summary);
        return (transformer, summary);
    }

    /// <summary>What the network is to give for the labels.</summary>
    private protected abstract NetworkTargets TargetsFor(TrainingRows rows, DataViewSchema.Column label, List<string> warnings);

    /// <summary>Makes the output layer.</summary>
    private protected abstract TTransformer MakeTop(IHostEnvironment env, NetworkChain chain, NetworkTargets targets);

    /// <summary>Reads rows; what is said of those skipped goes to the log at once, and is kept.</summary>
    private TrainingRows Read(IDataView data, IChannel channel, string purpose, List<string> skipped, CancellationToken cancellationToken)
    {
        TrainingRows rows = DataViewReader.Read(
            data, _settings.LabelColumn, _settings.FeatureColumn, _settings.WeightColumn, cancellationToken, byRows: true);
        rows.Check(channel, purpose);
        if (rows.Skipped > 0)
        {
            skipped.Add(rows.SkippedMessage);
        }

        return rows;
    }

    private NetworkData ValidationOf(
        IDataView data, DataViewSchema trained, bool isSparse, FeatureScaling scaling, NetworkTargets targets, IReadOnlyList<string> names, IChannel channel, List<string> skipped, CancellationToken cancellationToken)
    {
        MLNetAccess.CheckInput(_stock, data);
        foreach (string name in (ReadOnlySpan<string>)[_settings.FeatureColumn, _settings.LabelColumn])
        {
            if (!data.Schema[name].Type.Equals(trained[name].Type))
            {
                throw new ArgumentException(
                    $"Column '{name}' of the validation data is {data.Schema[name].Type}, of the training data {trained[name].Type}; they must be the same. "
                    + "Transform both by the same fitted transforms.",
                    nameof(data));
            }
        }

        TrainingRows rows = Read(data, channel, "validation", skipped, cancellationToken);
        return DataOf(rows, isSparse ? rows.Table! : rows.Table!.ToDense(), scaling, targets, names);
    }

    private NetworkData DataOf(TrainingRows rows, FeatureTable table, FeatureScaling scaling, NetworkTargets targets, IReadOnlyList<string> names)
    {
        table.Apply(scaling);
        return new NetworkData(table.ToRowMatrix(), targets.Of(rows.Labels))
        {
            Weights = targets.Weights(rows.Labels, rows.Weights) ?? [.. Enumerable.Repeat(1f, rows.Labels.Length)],
            FeatureNames = names,
            ClassNames = targets.ClassNames,
            IsNormalized = _settings.Normalize,
        };
    }

    private void WarnOfMeans(FeatureScaling scaling, IReadOnlyList<string> names, List<string> warnings)
    {
        (int farthest, double ratio) = scaling.Farthest();
        if (_settings.Normalize && ratio > FarMean)
        {
            warnings.Add(Invariant($"The mean of feature '{names[farthest]}' is {ratio:g3} of its standard deviations from 0: float32 weights for it are inexact. Subtract a constant from it first."));
        }
    }

    private static void Tell(IChannel channel, MultilayerPerceptronSummary summary, List<string> warnings)
    {
        foreach (string warning in warnings)
        {
            channel.Warning(MessageSensitivity.None, warning);
        }

        Say(
            channel,
            $"{summary.Fit.Status}: the weights of epoch {summary.Fit.BestEpoch} of {summary.History.Count}, hidden neurons left {string.Join("-", summary.NeuronsLeft)} of {string.Join("-", summary.HiddenLayers)}, {summary.Seconds:0.00} s");
    }

    private static void Say(IChannel channel, FormattableString text) => channel.Info(MessageSensitivity.None, Invariant(text));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
