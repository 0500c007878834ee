using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using CalibratedModel = Microsoft.ML.Calibrators.CalibratedModelParametersBase<Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>;

namespace Regularization;

/// <summary>A neural network for two classes: the logistic loss log(1 + exp(f(x))) − y f(x), y in {0, 1}, of dense layers with an activation between them.</summary>
/// <remarks>
/// The label is <see cref="bool"/>, the features are a known-size vector of <see cref="float"/>. The score is f(x), the log-odds of true, and the
/// probability 1 / (1 + exp(−f(x))). See <see cref="MultilayerPerceptronOptions"/> for the objective.
/// <example>
/// <code>
/// var trainer = ml.BinaryClassification.Trainers.MultilayerPerceptron(new MultilayerPerceptronBinaryTrainer.Options { BalanceClasses = true });
/// (var chain, MultilayerPerceptronSummary summary) = trainer.FitWithSummary(data);
/// </code>
/// </example>
/// </remarks>
public sealed class MultilayerPerceptronBinaryTrainer : MultilayerPerceptronTrainer<BinaryPredictionTransformer<CalibratedModel>>
{
    private readonly ClassWeighting _weighting;

    internal MultilayerPerceptronBinaryTrainer(BinaryClassificationCatalog.BinaryClassificationTrainers trainers, Options options)
        : base(
            MLNetAccess.Environment(trainers),
            MLNetAccess.StockLogistic(trainers, options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName),
            options,
            NetworkLosses.Logistic) => _weighting = new ClassWeighting(options);

    private protected override NetworkTargets TargetsFor(TrainingRows rows, DataViewSchema.Column label, List<string> warnings) =>
        new ClassTargets(rows.Labels, ClassNames.Read(label), _weighting, warnings);

    private protected override BinaryPredictionTransformer<CalibratedModel> MakeTop(IHostEnvironment env, NetworkChain chain, NetworkTargets targets)
    {
        (VBuffer<float>[] weights, float[] biases) = chain.Top;
        return MLNetAccess.BinaryTransformer(env, MLNetAccess.LogisticRegression(env, in weights[0], biases[0]), chain.TopSchema, NetworkChain.TopFeatures);
    }

    /// <summary>Options of <see cref="MultilayerPerceptronBinaryTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="MultilayerPerceptronBinaryTrainer"/>.</example>
    /// </remarks>
    public sealed class Options : MultilayerPerceptronClassOptions
    {
    }
}
