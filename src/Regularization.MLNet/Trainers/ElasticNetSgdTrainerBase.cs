using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>
/// A trainer of an elastic net by stochastic steps: it reads its data row by row, pass by pass, never holds them, and returns a stock ML.NET transformer.
/// </summary>
/// <remarks>
/// The weights of the model are the coefficients on the original scale of the features, rounded to float32; the features need not be normalised first.
/// Memory is 50 to 170 bytes a feature and the rows that are shuffled (<see cref="ElasticNetSgdOptions.ShuffleRows"/>, at most 64 MB), whatever the number of rows; the
/// data are read once to measure, once for each pass that trains, and at least once to evaluate. Rows with a NaN or infinite feature or label, or with a
/// weight that is not positive and finite, are skipped, counted and warned of once, as ML.NET's trainers do. See <c>docs/streaming.md</c>.
/// <example>See <see cref="ElasticNetSgdTrainer"/>.</example>
/// </remarks>
/// <typeparam name="TTransformer">The transformer.</typeparam>
/// <typeparam name="TModel">Its model parameters.</typeparam>
public abstract class ElasticNetSgdTrainerBase<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private readonly IHost _host;
    private readonly ITrainerEstimator<TTransformer, TModel> _stock;
    private readonly StreamingTrainer _trainer;
    private readonly double _lambda;
    private readonly StreamingStart? _start;
    private readonly double _previousModelRows;
    private readonly string _labelColumn;
    private readonly string _featureColumn;
    private readonly string? _weightColumn;
    private readonly IProgress<StreamingReport>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly Action<StreamingFit>? _onFitted;

    /// <summary>Checks the options.</summary>
    /// <param name="env">The environment of the trainer's catalog.</param>
    /// <param name="stock">A stock trainer with the same columns in and out.</param>
    /// <param name="options">The options.</param>
    /// <param name="loss">The loss.</param>
    private protected ElasticNetSgdTrainerBase(IHostEnvironment env, ITrainerEstimator<TTransformer, TModel> stock, ElasticNetSgdOptions options, Loss loss)
    {
        if (!(options.Lambda >= 0) || double.IsInfinity(options.Lambda))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options.Lambda),
                $"Lambda is {options.Lambda}; it must be finite and not negative. A stream is not cross-validated: try some shares of the LambdaMax of a fit's summary, such as a hundredth, "
                + "and evaluate them on rows held out, or have ElasticNet choose one on a sample.");
        }

        (_lambda, _start) = (options.Lambda, options.Start);
        _previousModelRows = options.PreviousModelRows > 0 && double.IsFinite(options.PreviousModelRows)
            ? options.PreviousModelRows
            : throw new ArgumentOutOfRangeException(nameof(options), $"PreviousModelRows is {options.PreviousModelRows}; it must be positive and finite. Leave it out for {StreamingStart.DefaultRows}.");
        _trainer = new StreamingTrainer(loss, Penalties.ElasticNet(options.L1Ratio))
        {
            Method = options.Method ?? throw new ArgumentNullException(nameof(options.Method), "Method is null; leave it out for the default."),
            Options = new StreamingOptions
            {
                Passes = options.Passes,
                Tolerance = options.Tolerance,
                Standardize = options.Standardize,
                Intercept = options.Intercept,
                ShuffleRows = options.ShuffleRows,
                Evaluate = options.Evaluate,
                Seed = options.Seed ?? MLNetAccess.Seed(env) ?? 1,
                SkipInvalidRows = true,
            },
        };
        (_labelColumn, _featureColumn, _weightColumn) = (options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName);
        (_progress, _cancellationToken, _onFitted) = (options.Progress, options.CancellationToken, options.OnFitted);
        _stock = stock;
        _host = env.Register(GetType().Name);

        // More than one pass, but a cache would hold the data.
        Info = MLNetAccess.Info(needNormalization: !options.Standardize, wantCaching: false, incremental: true);
    }

    /// <summary>What the trainer says of itself: it does not want its data cached, and standardises the features itself unless told not to.</summary>
    public TrainerInfo Info { get; }

    /// <summary>The columns after the trainer, from those before it.</summary>
    /// <param name="inputSchema">The columns before.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _stock.GetOutputSchema(inputSchema);

    /// <summary>Trains a model.</summary>
    /// <param name="input">The training data.</param>
    /// <returns>A stock ML.NET transformer, which saves, loads and scores without this library.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type (the message is ML.NET's).</exception>
    /// <exception cref="InvalidOperationException">No row can be trained on, or all have the same class.</exception>
    /// <exception cref="TrainingDivergedException">The steps led away; the message says where, and what to do.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was signalled before there was a model.</exception>
    public TTransformer Fit(IDataView input) => FitWithSummary(input).Transformer;

    /// <summary>Trains a model, starting from another one: on newer data, or with another lambda.</summary>
    /// <param name="input">The training data.</param>
    /// <param name="previousModel">A stock linear model of as many features, of this trainer or another.</param>
    /// <exception cref="ArgumentException">The previous model has another number of weights than the data have features, or weights that are not finite.</exception>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public TTransformer Fit(IDataView input, TModel previousModel)
    {
        ArgumentNullException.ThrowIfNull(previousModel);
        return FitWithSummary(input, previousModel).Transformer;
    }

    /// <summary>Trains a model and tells what the fit found: the objective, its duality gap, losses along the way.</summary>
    /// <param name="input">The training data.</param>
    /// <param name="previousModel">A stock linear model to start from; null for <see cref="ElasticNetSgdOptions.Start"/>, or none.</param>
    /// <param name="cancellationToken">As <see cref="ElasticNetSgdOptions.CancellationToken"/>, which it adds to.</param>
    /// <returns>The stock ML.NET transformer, and the fit.</returns>
    /// <exception cref="ArgumentException">The previous model, or the start, has another number of weights than the data have features, or weights that are not finite.</exception>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public (TTransformer Transformer, StreamingFit Fit) FitWithSummary(IDataView input, TModel? previousModel = null, CancellationToken cancellationToken = default)
    {
        MLNetAccess.CheckInput((IEstimator<ITransformer>)_stock, input);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken, cancellationToken);
        using IChannel channel = _host.Start("Training");
        SlotNames slots = SlotNames.Read(input.Schema[_featureColumn]);
        var source = new DataViewRowSource(input, _labelColumn, _featureColumn, _weightColumn, (least, largest, rows) => CheckLabels(least, largest, rows, _labelColumn)) { Names = slots.Unique };
        StreamingStart? start = previousModel is null ? _start : StartOf(previousModel, source.Features);
        stop.Token.ThrowIfCancellationRequested();
        StreamingFit fit = DataErrors.Named(hasValidation: false, () => _trainer.Fit(source, _lambda, start, new StreamingLines(channel, _progress), stop.Token));
        if (fit.RowsSeen == 0)
        {
            stop.Token.ThrowIfCancellationRequested();
        }

        source.Rows?.Check(channel);
        Tell(channel, fit, source);
        VBuffer<float> weights = ModelWeights.From(fit.Solution.Coefficients, slots.Unique);
        TTransformer transformer = MakeTransformer(_host, in weights, (float)fit.Solution.Intercept, input.Schema, _featureColumn);
        _onFitted?.Invoke(fit);
        return (transformer, fit);
    }

    /// <summary>Makes the stock transformer.</summary>
    private protected abstract TTransformer MakeTransformer(
        IHostEnvironment env, in VBuffer<float> weights, float bias, DataViewSchema trainSchema, string featureColumn);

    /// <summary>The linear predictor of a stock model: weights, bias, and what they are multiplied by and what is added then.</summary>
    private protected abstract (LinearModelParameters Linear, double Scale, double Offset) LinearPart(TModel model);

    /// <summary>Refuses labels that cannot be trained on.</summary>
    private protected virtual void CheckLabels(float least, float largest, long rows, string column)
    {
    }

    private StreamingStart StartOf(TModel model, int features)
    {
        (LinearModelParameters linear, double scale, double offset) = LinearPart(model);
        if (linear.Weights.Count != features)
        {
            throw new ArgumentException(
                $"The previous model has {linear.Weights.Count} weights, but column '{_featureColumn}' has {features} slots; they must be the same. "
                + "Make the features as they were made for that model, or start without it.",
                "previousModel");
        }

        double[] coefficients = [.. linear.Weights.Select(w => scale * w)];
        return new StreamingStart(SparseCoefficients.FromDense(coefficients), (scale * linear.Bias) + offset) { Rows = _previousModelRows };
    }

    private static void Tell(IChannel channel, StreamingFit fit, RowSource source)
    {
        // The channel has had the word on skipped rows.
        foreach (string warning in fit.Warnings.Where(w => fit.RowsSkipped == 0 || w != source.DescribeSkipped(fit.RowsSkipped)))
        {
            channel.Warning(MessageSensitivity.None, warning);
        }

        Solution solution = fit.Solution;
        channel.Info(MessageSensitivity.None, string.Create(
            CultureInfo.InvariantCulture,
            $"Lambda {solution.Lambda:g6}, {Counted.Of(fit.Passes, "pass")} of {fit.Method.Name} over {Counted.Of(fit.Rows, "row")}: {solution.NonzeroCount} of {Counted.Of(solution.Coefficients.Count, "weight")} {(solution.NonzeroCount == 1 ? "is" : "are")} not 0, deviance explained {(fit.IsEvaluated ? string.Empty : "about ")}{Percent.Of(solution.DevianceExplained)}, {(fit.IsEvaluated ? string.Create(CultureInfo.InvariantCulture, $"duality gap {solution.DualityGap:0.0e0}") : "not evaluated")}, {solution.Seconds:0.00} s"));
    }
}
