using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using CalibratedModel = Microsoft.ML.Calibrators.CalibratedModelParametersBase<Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>;

namespace Regularization;

/// <summary>
/// Logistic regression with an elastic net penalty by stochastic steps, over data that are never held in memory: the objective of
/// <see cref="ElasticNetLogisticRegressionTrainer"/>.
/// </summary>
/// <remarks>
/// The label is <see cref="bool"/>, the features are a known-size vector of <see cref="float"/>. The score is the log-odds of true: the model needs no
/// calibration. Sources: see <see cref="FtrlProximal"/> and <see cref="AveragedSgd"/>.
/// <example>
/// <code>
/// var trainer = ml.BinaryClassification.Trainers.ElasticNetSgd(new ElasticNetSgdLogisticRegressionTrainer.Options { Lambda = 1e-4, Passes = 3 });
/// (var model, StreamingFit summary) = trainer.FitWithSummary(data);
/// </code>
/// </example>
/// </remarks>
public sealed class ElasticNetSgdLogisticRegressionTrainer : ElasticNetSgdTrainerBase<BinaryPredictionTransformer<CalibratedModel>, CalibratedModel>
{
    internal ElasticNetSgdLogisticRegressionTrainer(BinaryClassificationCatalog.BinaryClassificationTrainers trainers, Options options)
        : base(
            MLNetAccess.Environment(trainers),
            MLNetAccess.StockLogistic(trainers, options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName),
            options,
            Losses.Logistic)
    {
    }

    private protected override BinaryPredictionTransformer<CalibratedModel> MakeTransformer(
        IHostEnvironment env, in VBuffer<float> weights, float bias, DataViewSchema trainSchema, string featureColumn) =>
        MLNetAccess.BinaryTransformer(env, MLNetAccess.LogisticRegression(env, in weights, bias), trainSchema, featureColumn);

    // ML.NET writes the probability as 1 / (1 + exp(slope · score + offset)), so that these are the log-odds whoever calibrated the model.
    private protected override (LinearModelParameters Linear, double Scale, double Offset) LinearPart(CalibratedModel model) =>
        (model.SubModel, -model.Calibrator.Slope, -model.Calibrator.Offset);

    private protected override void CheckLabels(float least, float largest, long rows, string column)
    {
        if (least == largest)
        {
            throw new InvalidOperationException(
                $"The label '{column}' is {(least == 1 ? "true" : "false")} in {Counted.Each(rows, "row")} that can be trained on; "
                + "logistic regression needs both classes. Check how the label is made, or whether the data are filtered or sorted by it.");
        }
    }

    /// <summary>Options of <see cref="ElasticNetSgdLogisticRegressionTrainer"/>.</summary>
    /// <remarks>
    /// <example>See <see cref="ElasticNetSgdLogisticRegressionTrainer"/>.</example>
    /// </remarks>
    public sealed class Options : ElasticNetSgdOptions
    {
    }
}
