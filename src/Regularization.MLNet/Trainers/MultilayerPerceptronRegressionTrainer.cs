using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>
/// A neural network for numbers: (f(x) − y)² / 2, Huber's loss or the Poisson loss of dense layers with an activation between them.
/// </summary>
/// <remarks>
/// The label is <see cref="float"/>, the features are a known-size vector of <see cref="float"/>. The output layer of the model is a linear regression, or
/// a Poisson regression whose score is the exponential of its sum. See <see cref="MultilayerPerceptronOptions"/> for the objective.
/// <example>
/// <code>
/// var trainer = ml.Regression.Trainers.MultilayerPerceptron(new MultilayerPerceptronRegressionTrainer.Options { HiddenLayers = [64, 32] });
/// (var chain, MultilayerPerceptronSummary summary) = trainer.FitWithSummary(data);
/// </code>
/// </example>
/// </remarks>
public sealed class MultilayerPerceptronRegressionTrainer : MultilayerPerceptronTrainer<RegressionPredictionTransformer<RegressionModelParameters>>
{
    private readonly bool _isPoisson;
    private readonly bool _normalizeLabel;

    internal MultilayerPerceptronRegressionTrainer(RegressionCatalog.RegressionTrainers trainers, Options options)
        : base(
            MLNetAccess.Environment(trainers),
            MLNetAccess.StockRegression(trainers, options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName),
            options,
            Checked(options.Loss))
    {
        _isPoisson = options.Loss == NetworkLosses.Poisson;
        _normalizeLabel = options.NormalizeLabel && !_isPoisson;
    }

    private protected override NetworkTargets TargetsFor(TrainingRows rows, DataViewSchema.Column label, List<string> warnings)
    {
        if (_isPoisson && rows.Labels.Min() is < 0 and var least)
        {
            throw new InvalidOperationException(
                FormattableString.Invariant($"The label '{label.Name}' has the value {least}; the Poisson loss needs counts, which are not negative. Use the squared loss, or check the label."));
        }

        return new NumberTargets(rows.Labels, rows.Weights, _normalizeLabel);
    }

    private protected override RegressionPredictionTransformer<RegressionModelParameters> MakeTop(IHostEnvironment env, NetworkChain chain, NetworkTargets targets)
    {
        (VBuffer<float>[] weights, float[] biases) = chain.Top;
        var scale = (NumberTargets)targets;
        VBuffer<float> own = ModelWeights.From([.. weights[0].DenseValues().Select(w => (float)(scale.Scale * w))]);
        float bias = (float)((scale.Scale * biases[0]) + scale.Mean);
        RegressionModelParameters model = _isPoisson ? MLNetAccess.PoissonRegression(env, in own, bias) : MLNetAccess.LinearRegression(env, in own, bias);
        return MLNetAccess.RegressionTransformer(env, model, chain.TopSchema, NetworkChain.TopFeatures);
    }

    private static NetworkLoss Checked(NetworkLoss? loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return loss == NetworkLosses.Logistic || loss == NetworkLosses.CrossEntropy
            ? throw new ArgumentException($"Loss is {loss}, which is for classes; regression has squared, huber and poisson.", nameof(loss))
            : loss;
    }

    /// <summary>Options of <see cref="MultilayerPerceptronRegressionTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="MultilayerPerceptronRegressionTrainer"/>.</example>
    /// </remarks>
    public sealed class Options : MultilayerPerceptronOptions
    {
        /// <summary>The loss: <c>NetworkLosses.Squared</c>, <c>NetworkLosses.Huber(delta)</c> or <c>NetworkLosses.Poisson</c>.</summary>
        public NetworkLoss Loss { get; set; } = NetworkLosses.Squared;

        /// <summary>
        /// Whether the label is brought to mean 0 and standard deviation 1 for training, the output layer then undoing it; never with the Poisson loss.
        /// Losses, metrics and Huber's δ are in these units, and the strengths of penalties do not depend on the unit of the label.
        /// </summary>
        public bool NormalizeLabel { get; set; } = true;
    }
}
