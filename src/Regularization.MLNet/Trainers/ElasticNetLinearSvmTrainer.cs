using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>
/// A linear support vector machine with squared hinge loss and an elastic net (or another) penalty: with η_i = b0 + x_i.b + o_i and s_i = 1 for true and −1 for false, minimises
/// (1/Σw) Σ_i w_i max(0, 1 − s_i η_i)²/2 + λ Σ_j v_j [r |b_j| + (1 − r)/2 b_j²].
/// </summary>
/// <remarks>
/// The label is <see cref="bool"/>, the features are a known-size vector of <see cref="float"/>. The score is η; there is no probability: calibrate the model for one
/// (<c>mlContext.BinaryClassification.Calibrators.Platt()</c>). See <see cref="RegularizedTrainerOptions"/> for the symbols.
/// Source: Fan, Chang, Hsieh, Wang, Lin, LIBLINEAR: A Library for Large Linear Classification (2008), section 2.
/// <example>
/// <code>
/// var trainer = ml.BinaryClassification.Trainers.ElasticNetLinearSvm(new ElasticNetLinearSvmTrainer.Options { L1Ratio = 0.9 });
/// (var model, FitSummary summary) = trainer.FitWithSummary(data);
/// </code>
/// </example>
/// </remarks>
public sealed class ElasticNetLinearSvmTrainer : RegularizedTrainer<BinaryPredictionTransformer<LinearBinaryModelParameters>, LinearBinaryModelParameters>
{
    internal ElasticNetLinearSvmTrainer(BinaryClassificationCatalog.BinaryClassificationTrainers trainers, Options options)
        : base(
            MLNetAccess.Environment(trainers),
            MLNetAccess.StockLinearSvm(trainers, options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName),
            options,
            PenaltyKind.ElasticNet)
    {
    }

    private protected override Loss LossFor(ReadOnlySpan<double> labels) => Losses.SquaredHinge;

    private protected override (LinearModelParameters Linear, double Scale, double Offset) LinearPart(LinearBinaryModelParameters model) => (model, 1, 0);

    private protected override BinaryPredictionTransformer<LinearBinaryModelParameters> MakeTransformer(
        IHostEnvironment env, in VBuffer<float> weights, float bias, DataViewSchema trainSchema, string featureColumn) =>
        MLNetAccess.BinaryTransformer(env, MLNetAccess.LinearBinary(env, in weights, bias), trainSchema, featureColumn);

    private protected override void CheckLabels(ReadOnlySpan<double> labels, string column)
    {
        if (!labels.ContainsAnyExcept(labels[0]))
        {
            throw new InvalidOperationException(
                $"The label '{column}' is {(labels[0] == 1 ? "true" : "false")} in {Counted.Each(labels.Length, "row")} that can be trained on; "
                + "a support vector machine needs both classes. Check how the label is made, or whether the data are filtered or sorted by it.");
        }
    }

    /// <summary>Options of <see cref="ElasticNetLinearSvmTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="ElasticNetLinearSvmTrainer"/>.</example>
    /// </remarks>
    public sealed class Options : LinearTrainerOptions
    {
    }
}
