namespace Regularization.Tool;

/// <summary>Makes the file of a network from what was read and trained.</summary>
internal static class NetworkModelBuilder
{
    public static NetworkModel Build(TrainingData data, DataSettings settings, NetworkSettings network, NetworkResult result)
    {
        EpochReport best = result.Best;
        return new NetworkModel
        {
            Format = NetworkModel.FormatName,
            Version = NetworkModel.CurrentVersion,
            Family = settings.Family,
            Label = result.Rows.Label,
            Missing = settings.Missing,
            Inputs = data.Inputs,
            Activation = network.Activation,
            Layers = [.. result.Fit.Network.Pruned().Layers.Select(LayerOf)],
            Fit = new NetworkModelFit
            {
                Tool = ModelBuilder.ToolVersion,
                Model = network.Describe(result.Trainer, result.Rows),
                LearningRate = network.Optimizer.LearningRate,
                WeightDecay = result.WeightDecay,
                L1 = result.L1,
                L2 = network.Penalty.L2,
                Group = network.Penalty.Group,
                Seed = network.Options.Seed,
                Rows = result.Rows.Data.X.Rows,
                RowsSkipped = data.RowsSkipped,
                Features = data.Features.Count,
                Epochs = result.History.Count,
                BestEpoch = best.Epoch,
                Status = result.Fit.Status.ToString(),
                Metric = result.Metric,
                TrainLoss = ModelBuilder.FiniteOrNull(best.TrainLoss),
                TrainMetric = ModelBuilder.FiniteOrNull(best.TrainMetric),
                ValidationLoss = ModelBuilder.FiniteOrNull(best.ValidationLoss),
                ValidationMetric = ModelBuilder.FiniteOrNull(best.ValidationMetric),
            },
        };
    }

    private static ModelLayer LayerOf(NetworkLayer layer)
    {
        var weights = new float[layer.Inputs][];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = layer.Weights.Slice(i * layer.Outputs, layer.Outputs).ToArray();
        }

        return new ModelLayer { Biases = layer.Biases.ToArray(), Weights = weights };
    }
}
