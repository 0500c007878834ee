using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>A neural network for classes: the cross-entropy log Σ_k exp(f_k(x)) − f_y(x) of dense layers with an activation between them.</summary>
/// <remarks>
/// The label is a key, the features are a known-size vector of <see cref="float"/>. The scores are the probabilities, in the order of the keys, and the
/// predicted label has the label's key values. A class of the key without rows to train on gets the probability 0, and a warning.
/// See <see cref="MultilayerPerceptronOptions"/> for the objective.
/// <example>
/// <code>
/// var trainer = ml.MulticlassClassification.Trainers.MultilayerPerceptron(new MultilayerPerceptronMulticlassTrainer.Options
/// {
///     HiddenLayers = [128],
///     GroupRegularization = 1e-4,   // cuts neurons
///     ValidationFraction = 0.1,
/// });
/// (var chain, MultilayerPerceptronSummary summary) = trainer.FitWithSummary(data);
/// summary.ToHtml("network.html");
/// </code>
/// </example>
/// </remarks>
public sealed class MultilayerPerceptronMulticlassTrainer : MultilayerPerceptronTrainer<MulticlassPredictionTransformer<MaximumEntropyModelParameters>>
{
    private readonly ClassWeighting _weighting;
    private readonly string _labelColumn;

    internal MultilayerPerceptronMulticlassTrainer(MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers, Options options)
        : base(
            MLNetAccess.Environment(trainers),
            MLNetAccess.StockMaximumEntropy(trainers, options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName),
            options,
            NetworkLosses.CrossEntropy) => (_weighting, _labelColumn) = (new ClassWeighting(options), options.LabelColumnName);

    private protected override NetworkTargets TargetsFor(TrainingRows rows, DataViewSchema.Column label, List<string> warnings) =>
        new ClassTargets(rows.Labels, ClassNames.Read(label), _weighting, warnings);

    private protected override MulticlassPredictionTransformer<MaximumEntropyModelParameters> MakeTop(IHostEnvironment env, NetworkChain chain, NetworkTargets targets)
    {
        (VBuffer<float>[] weights, float[] biases) = ((ClassTargets)targets).Classes.Expand(chain.Top.Weights, chain.Top.Biases);
        return MLNetAccess.MulticlassTransformer(env, MLNetAccess.MaximumEntropy(env, weights, biases), chain.TopSchema, NetworkChain.TopFeatures, _labelColumn);
    }

    /// <summary>Options of <see cref="MultilayerPerceptronMulticlassTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="MultilayerPerceptronMulticlassTrainer"/>.</example>
    /// </remarks>
    public sealed class Options : MultilayerPerceptronClassOptions
    {
    }
}
