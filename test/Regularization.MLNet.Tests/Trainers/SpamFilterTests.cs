using Microsoft.ML;
using SpamFilter;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>The sample SpamFilter, its own pipeline on the same split.</summary>
[TestClass]
public sealed class SpamFilterTests
{
    [TestMethod]
    public void Train_OnMessages_KeepsFewFeaturesAndTellsSpam()
    {
        var ml = new MLContext(seed: 1);
        IDataView messages = ml.Data.LoadFromTextFile<Message>(TestData.File("sms_spam.tsv"), hasHeader: true);
        var split = ml.Data.TrainTestSplit(messages, testFraction: 0.2);
        (ITransformer model, FitSummary fit) = SpamTrainer.Train(ml, split.TrainSet);

        var metrics = ml.BinaryClassification.Evaluate(model.Transform(split.TestSet));
        Assert.IsTrue(metrics.AreaUnderRocCurve >= 0.98, $"AUC {metrics.AreaUnderRocCurve}");
        Assert.IsTrue(metrics.F1Score > 0.9, $"F1 {metrics.F1Score}");
        Assert.IsTrue(fit.Features > 10_000);
        Assert.IsTrue(fit.Selected.NonzeroCount <= 0.05 * fit.Features, $"{fit.Selected.NonzeroCount} of {fit.Features}");
        Assert.IsTrue(fit.Path.LargestGap <= 1e-6);

        using var engine = ml.Model.CreatePredictionEngine<Message, Prediction>(model);
        Assert.IsTrue(engine.Predict(new Message { Text = "WINNER! Text WIN to 80086 now to claim your free prize" }).IsSpam);
        Assert.IsFalse(engine.Predict(new Message { Text = "are you home yet? i'll call you later" }).IsSpam);
    }
}
