using Spectre.Console;

namespace Regularization.Tool;

/// <summary>The last lines of a training run: how it ended, how good the network is, what is left of it, how long it took.</summary>
internal static class NetworkReport
{
    public static void Write(IAnsiConsole console, NetworkResult result, double secondsReading, double secondsTraining)
    {
        EpochReport best = result.Best;
        var facts = new FactList()
            .Add("ended", Ended(result))
            .Add("training", Judgement(result.Metric, best.TrainLoss, best.TrainMetric) + $" in the course of epoch {Text.Count(best.Epoch)}");
        if (result.IsJudged)
        {
            facts.Add("validation", Judgement(result.Metric, best.ValidationLoss, best.ValidationMetric) + " after it");
        }

        IReadOnlyList<int> hidden = result.Trainer.Architecture.Hidden;
        facts.Add("weights", $"norm {Text.Number(best.WeightNorm, digits: 4)}, {Percent.Of(best.ZeroShare)} are 0"
                + (hidden.Count > 0 ? $"; {Text.Count(best.LiveNeurons)} of {Text.Count(hidden.Sum(), "hidden neuron")} left" : string.Empty))
            .Add("kernels", Kernels.Describe())
            .Add("time", $"{Text.Seconds(secondsReading)} to read, {Text.Seconds(secondsTraining)} to train")
            .WriteTo(console);
    }

    private static string Ended(NetworkResult result)
    {
        int epochs = result.History[0].Epochs, done = result.History.Count;
        string kept = $"epoch {Text.Count(result.Best.Epoch)} is kept";
        return result.Fit.Status switch
        {
            TrainingStatus.EarlyStopped => $"after {Text.Count(done)} of {Text.Count(epochs, "epoch")}, {Text.Count(result.Trainer.Options.Patience)} of them without a better validation loss; {kept}",
            TrainingStatus.Diverged => $"in epoch {Text.Count(done + 1)} of {Text.Count(epochs)}, where the loss ceased to be a number; {kept}",
            _ => $"after {Text.Count(done, "epoch")}; {kept}",
        };
    }

    private static string Judgement(string metric, double loss, double value) => $"loss {Text.Number(loss, digits: 4)}, {metric} {Text.Metric(metric, value)}";
}
