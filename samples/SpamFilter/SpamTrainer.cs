using Microsoft.ML;
using Regularization;

namespace SpamFilter;

/// <summary>The pipeline of the sample: messages to words and groups of three letters to a sparse logistic regression.</summary>
public static class SpamTrainer
{
    public static IDataView Load(MLContext ml, string path) =>
        ml.Data.LoadFromTextFile<Message>(path, separatorChar: '\t', hasHeader: true);

    public static (ITransformer Model, FitSummary Summary) Train(MLContext ml, IDataView messages)
    {
        FitSummary? summary = null;
        var pipeline = ml.Transforms.Conversion.MapValue("Label", new Dictionary<string, bool> { ["ham"] = false, ["spam"] = true }, "Category")
            .Append(ml.Transforms.Text.FeaturizeText("Features", new Microsoft.ML.Transforms.Text.TextFeaturizingEstimator.Options {
                WordFeatureExtractor = new Microsoft.ML.Transforms.Text.WordBagEstimator.Options { NgramLength = 2, UseAllLengths = true }, CharFeatureExtractor = System.Environment.GetEnvironmentVariable("CH") == "1" ? new Microsoft.ML.Transforms.Text.WordBagEstimator.Options { NgramLength = 3, UseAllLengths = false }: null, KeepPunctuations = System.Environment.GetEnvironmentVariable("PU") == "1", Norm = (Microsoft.ML.Transforms.Text.TextFeaturizingEstimator.NormFunction)int.Parse(System.Environment.GetEnvironmentVariable("NO")??"2") }, "Text"))
            .Append(ml.BinaryClassification.Trainers.ElasticNetLogisticRegression(new ElasticNetLogisticRegressionTrainer.Options
            {
                L1Ratio = double.Parse(System.Environment.GetEnvironmentVariable("L1")!),
                Lambda = LambdaSelection.CrossValidated(folds: 10),      // the default
                OnFitted = s => summary = s,                             // what the fit found, out of the pipeline
            }));
        return (pipeline.Fit(messages), summary!);
    }
}
