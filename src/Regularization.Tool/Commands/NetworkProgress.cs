namespace Regularization.Tool;

/// <summary>Shows the epochs as steps, each with its loss and metric: of the validation rows, where there are any.</summary>
internal sealed class NetworkProgress(IProgress<ProgressDisplay.Step> steps, NetworkTrainer trainer, NetworkRows rows) : IProgress<EpochReport>
{
    public void Report(EpochReport value)
    {
        EpochReport epoch = rows.InUnits(value);
        bool judged = double.IsFinite(epoch.ValidationLoss);
        double loss = judged ? epoch.ValidationLoss : epoch.TrainLoss, metric = judged ? epoch.ValidationMetric : epoch.TrainMetric;
        steps.Report(new ProgressDisplay.Step(
            (double)epoch.Epoch / epoch.Epochs,
            $"Epoch {epoch.Epoch}{(judged ? ", held out" : string.Empty)}: {Text.Number(loss, digits: 4)}, {Text.Metric(trainer.Loss.Metric, metric)}"));
    }
}
