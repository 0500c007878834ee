using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using CalibratedModel = Microsoft.ML.Calibrators.CalibratedModelParametersBase<Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>;

namespace Regularization;

/// <summary>
/// Logistic regression with an elastic net (or another) penalty: with η_i = b0 + x_i.b and y_i in {0, 1}, minimises
/// (1/Σw) Σ_i w_i [log(1 + exp(η_i)) − y_i η_i] + λ Σ_j v_j [r |b_j| + (1 − r)/2 b_j²].
/// </summary>
/// <remarks>
/// The label is <see cref="bool"/>, the features are a known-size vector of <see cref="float"/>. The score is η, the log-odds of true, and the
/// probability 1 / (1 + exp(−η)): the model needs no calibration. See <see cref="RegularizedTrainerOptions"/> for the symbols, and
/// <c>docs/objectives.md</c> for the same in other libraries' terms. Source: Friedman, Hastie, Tibshirani (2010), equation (13).
/// <example>
/// <code>
/// var trainer = ml.BinaryClassification.Trainers.ElasticNetLogisticRegression(new ElasticNetLogisticRegressionTrainer.Options
/// {
///     L1Ratio = 0.9,
///     Lambda = LambdaSelection.CrossValidated(rule: SelectionRule.OneStandardError),
/// });
/// (var model, FitSummary summary) = trainer.FitWithSummary(data);
/// Console.WriteLine(summary);
/// </code>
/// </example>
/// </remarks>
public sealed class ElasticNetLogisticRegressionTrainer : RegularizedTrainer<BinaryPredictionTransformer<CalibratedModel>, CalibratedModel>
{
    internal ElasticNetLogisticRegressionTrainer(BinaryClassificationCatalog.BinaryClassificationTrainers trainers, Options options)
        : base(
            MLNetAccess.Environment(trainers),
            MLNetAccess.StockLogistic(trainers, options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName),
            options,
            PenaltyKind.ElasticNet)
    {
    }

    private protected override Loss LossFor(ReadOnlySpan<double> labels) => Losses.Logistic;

    // ML.NET writes the probability as 1 / (1 + exp(slope · score + offset)), so that these are the log-odds whoever calibrated the model.
    private protected override (LinearModelParameters Linear, double Scale, double Offset) LinearPart(CalibratedModel model) =>
        (model.SubModel, -model.Calibrator.Slope, -model.Calibrator.Offset);

    private protected override BinaryPredictionTransformer<CalibratedModel> MakeTransformer(
        IHostEnvironment env, in VBuffer<float> weights, float bias, DataViewSchema trainSchema, string featureColumn) =>
        MLNetAccess.BinaryTransformer(env, MLNetAccess.LogisticRegression(env, in weights, bias), trainSchema, featureColumn);

    private protected override void CheckLabels(ReadOnlySpan<double> labels, string column)
    {
        if (!labels.ContainsAnyExcept(labels[0]))
        {
            throw new InvalidOperationException(
                $"The label '{column}' is {(labels[0] == 1 ? "true" : "false")} in {Counted.Each(labels.Length, "row")} that can be trained on; "
                + "logistic regression needs both classes. Check how the label is made, or whether the data are filtered or sorted by it.");
        }
    }

    /// <summary>Options of <see cref="ElasticNetLogisticRegressionTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="ElasticNetLogisticRegressionTrainer"/>.</example>
    /// </remarks>
    public sealed class Options : LinearTrainerOptions
    {
    }
}
