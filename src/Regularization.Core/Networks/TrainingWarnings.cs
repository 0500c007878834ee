namespace Regularization;

/// <summary>What a user should know of a training: settings that contradict each other, data that nothing can be learned from, results that are of no use.</summary>
internal static class TrainingWarnings
{
    /// <summary>A loss this many times that of the start is not a matter of rounding or of a lucky start.</summary>
    private const double Worse = 1.01;

    /// <summary>The square of a gradient with such a strength in it is about as large as float32 goes, 3e38.</summary>
    private const double BeyondSquares = 1e18;

    /// <summary>A loss that has changed by no more than this share has not changed but for rounding.</summary>
    private const double Unchanged = 1e-9;

    /// <summary>Of the result.</summary>
    /// <param name="network">The network to give back.</param>
    /// <param name="trainer">What it was trained with.</param>
    /// <param name="start">The loss before the first step.</param>
    /// <param name="end">The loss of the network, of the same rows.</param>
    /// <param name="isValidated">Whether the rows are validation rows.</param>
    /// <param name="warnings">Added to.</param>
    public static void AddResult(Network network, NetworkTrainer trainer, double start, double end, bool isValidated, List<string> warnings)
    {
        if (!(end <= Worse * start))
        {
            warnings.Add(Invariant($"The {(isValidated ? "validation" : "training")} loss is {end:g4} with the weights of the trained network; it was {start:g4} before the first step. {Remedy(trainer)} If that does not help, the penalties or the weight decay are too strong, or the features tell nothing of the response."));
        }

        for (int l = 0; l + 1 < network.LayerArray.Length; l++)
        {
            NetworkLayer layer = network.LayerArray[l];
            if (layer.W.AsSpan().IndexOfAnyExcept(0) < 0)
            {
                warnings.Add($"No neuron is left of the {layer.Outputs} of hidden layer {l}: the network gives the same score for all rows. Weaken the penalties (L1, L2, Group) or the weight decay.");
                return;
            }
        }
    }

    /// <summary>Of a training that has changed nothing.</summary>
    /// <param name="trainer">What it was trained with.</param>
    /// <param name="start">The loss before the first step.</param>
    /// <param name="losses">The losses of the same rows after epochs.</param>
    /// <param name="warnings">Added to.</param>
    public static void AddStandstill(NetworkTrainer trainer, double start, IEnumerable<double> losses, List<string> warnings)
    {
        if (start != 0 && losses.All(loss => Math.Abs(loss - start) <= Unchanged * Math.Abs(start)))
        {
            warnings.Add(Invariant($"The loss is {start:g4} after training as before the first step: the steps were too small to change the weights, or the gradient is 0. Raise the learning rate, now {trainer.Optimizer.LearningRate:g3}."));
        }
    }

    /// <summary>How far scores should be apart, about: as far as the responses that they predict, or 1 where they are logarithms.</summary>
    public static double ScoreScale(NetworkTrainer trainer, NetworkData data, int[] rows)
    {
        if (trainer.Loss.Metric == "accuracy" || trainer.Loss == NetworkLosses.Poisson)
        {
            return 1;
        }

        float least = float.PositiveInfinity, most = float.NegativeInfinity;
        foreach (int i in rows)
        {
            (least, most) = data.RowWeights[i] > 0 ? (Math.Min(least, data.Responses[i]), Math.Max(most, data.Responses[i])) : (least, most);
        }

        return (double)most - least;
    }

    /// <summary>Whether a hidden layer has no weight left, which has its own warning.</summary>
    public static bool HasDeadLayer(Network network) => network.LayerArray.SkipLast(1).Any(l => l.W.AsSpan().IndexOfAnyExcept(0) < 0);

    /// <summary>Of a network that training has made a constant.</summary>
    /// <param name="trainer">What it was trained with.</param>
    /// <param name="hasShrunk">Whether the weights of a layer have all but vanished.</param>
    public static string OfConstant(NetworkTrainer trainer, bool hasShrunk)
    {
        const string What = "The network gives about the same score for all training rows";
        (string name, double value, double pull) = Strongest(trainer);
        return pull > 0 && hasShrunk
            ? Invariant($"{What}: its weights have all but vanished. The likely cause is {name}, {value:g3}; lower it.")
            : $"{What}, whatever their features: it may be that all neurons of a layer have died. Lower the learning rate, now {FormattableString.Invariant($"{trainer.Optimizer.LearningRate:g3}")}, or use another activation or Seed.";
    }

    /// <summary>The penalty or decay that pulls hardest at a weight of size 1.</summary>
    private static (string Name, double Value, double Pull) Strongest(NetworkTrainer trainer)
    {
        WeightPenalty penalty = trainer.Penalty;
        (string Name, double Value, double Pull)[] all =
        [
            (nameof(Optimizer.WeightDecay), trainer.Optimizer.WeightDecay, trainer.Optimizer.WeightDecay),
            (nameof(WeightPenalty.L2), penalty.L2, 2 * penalty.L2),
            (nameof(WeightPenalty.L1), penalty.L1, penalty.L1),
            (nameof(WeightPenalty.Group), penalty.Group, penalty.Group),
        ];
        return all.MaxBy(c => c.Pull);
    }

    /// <summary>Of settings, before training.</summary>
    public static void AddSettings(NetworkTrainer trainer, bool hasClasses, bool isValidated, List<string> warnings)
    {
        TrainingOptions options = trainer.Options;
        if (DecayShare(trainer) >= 1)
        {
            warnings.Add(Invariant($"LearningRate · WeightDecay is {DecayShare(trainer):g3}: the decay takes more than the whole of a weight in a step, and turns its sign each time. Lower WeightDecay, now {trainer.Optimizer.WeightDecay:g3}, or the learning rate, now {trainer.Optimizer.LearningRate:g3}, until the product is below 1."));
        }

        if (options.Schedule.WarmupEpochs > options.Epochs)
        {
            warnings.Add($"WarmupEpochs is {options.Schedule.WarmupEpochs}, and Epochs {options.Epochs}: training ends before the learning rate has risen to {FormattableString.Invariant($"{trainer.Optimizer.LearningRate:g3}")}. Use fewer warm-up epochs, or more epochs.");
        }

        if (options.LabelSmoothing > 0 && !hasClasses)
        {
            warnings.Add(Invariant($"LabelSmoothing is {options.LabelSmoothing}, and the {trainer.Loss.Name} loss has no classes: it does nothing. Leave it at 0."));
        }

        if (options.Patience is not (0 or TrainingOptions.UsualPatience) && !isValidated)
        {
            warnings.Add($"Patience is {options.Patience}, and there are no validation rows to judge the epochs by: all {options.Epochs} epochs are trained. Set ValidationFraction, or give validation rows.");
        }
    }

    /// <summary>Of responses that leave nothing to learn.</summary>
    public static void AddResponses(NetworkTrainer trainer, NetworkData data, int[] rows, List<string> warnings)
    {
        float one = data.Responses[rows[0]];
        if (trainer.Loss.Metric != "accuracy" && Array.TrueForAll(rows, i => data.Responses[i] == one))
        {
            warnings.Add($"The response is the same in each of the {rows.Length} training rows: there is nothing to learn but this number. Check how it is made, or whether the rows are filtered or sorted by it.");
        }
    }

    /// <summary>Of features that leave nothing to learn from.</summary>
    public static void AddFeatures(NetworkData data, int[] rows, List<string> warnings)
    {
        int first = Array.FindIndex(rows, i => data.RowWeights[i] > 0), last = Array.FindLastIndex(rows, i => data.RowWeights[i] > 0);
        if (first < last && Array.TrueForAll(rows, i => data.RowWeights[i] == 0 || data.X.RowsAreSame(rows[first], i)))
        {
            warnings.Add("No feature varies over the training rows, so that the network gives the same score for all of them. Check how the features are made; subtract the mean or the minimum of large ones before they are made float32.");
        }
    }

    /// <summary>What to do against a loss that grows.</summary>
    public static string Remedy(NetworkTrainer trainer)
    {
        (Optimizer optimizer, WeightPenalty penalty) = (trainer.Optimizer, trainer.Penalty);
        bool isPlain = penalty.Mode == PenaltyMode.LossTerm && optimizer is SgdOptimizer; // elsewhere the step bounds what a penalty does
        double largest = Math.Max(Math.Max(2 * penalty.L2, penalty.L1), Math.Max(penalty.Group, optimizer.WeightDecay)) * LargestFactor(trainer);
        double l1 = optimizer.LearningRate * penalty.L1 * LargestFactor(trainer), l2 = 2 * optimizer.LearningRate * penalty.L2 * LargestFactor(trainer);
        return DecayShare(trainer) >= 1 ? Invariant($"WeightDecay is {optimizer.WeightDecay:g3}; times the learning rate it is {DecayShare(trainer):g3} and must stay below 1, or each step turns the signs of the weights. Lower WeightDecay.")
            : isPlain && l2 >= 1 ? Invariant($"L2 is {penalty.L2:g3}; twice that times the learning rate is {l2:g3} and must stay below 1, or each step turns the signs of the weights. Lower L2, or set Mode to Proximal.")
            : isPlain && l1 >= 1 ? Invariant($"L1 is {penalty.L1:g3}; each step moves each weight by that times the learning rate, {l1:g3}. Lower L1, or set Mode to Proximal.")
            : largest > BeyondSquares ? Invariant($"{Strongest(trainer).Name} is {Strongest(trainer).Value:g3}, more than float32 steps can hold. Lower it.")
            : "Lower the learning rate, normalise the features, or clip the norm of the gradient.";
    }

    /// <summary>The largest share of a weight that decay takes in a step, over the layers.</summary>
    private static double DecayShare(NetworkTrainer trainer) => trainer.Optimizer.DecayShare * LargestFactor(trainer);

    private static double LargestFactor(NetworkTrainer trainer) => trainer.Penalty.LayerFactors?.DefaultIfEmpty(1).Max() ?? 1;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
