using Microsoft.ML;
using Regularization;

namespace SpamFilter;

/// <summary>The pipeline of the sample: messages to words and groups of letters to a sparse logistic regression.</summary>
public static class SpamTrainer
{
    public static (ITransformer Model, FitSummary Summary) Train(MLContext ml, IDataView messages)
    {
        FitSummary? summary = null;
        var isSpam = new Dictionary<string, bool> { ["spam"] = true, ["ham"] = false };
        var pipeline = ml.Transforms.Conversion.MapValue("Label", isSpam, nameof(Message.Category))
            .Append(ml.Transforms.Text.FeaturizeText("Features", nameof(Message.Text)))
            .Append(ml.BinaryClassification.Trainers.ElasticNetLogisticRegression(new ElasticNetLogisticRegressionTrainer.Options
            {
                L1Ratio = 0.9,                          // lambda is chosen by 10-fold cross-validation, as none is given
                OnFitted = fitted => summary = fitted,  // what the fit found, out of the pipeline
            }));
        return (pipeline.Fit(messages), summary!);
    }
}
