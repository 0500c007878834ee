namespace Regularization.Tool;

/// <summary>A trained network with its curves in the units of the label.</summary>
internal sealed class NetworkResult(NetworkTrainer trainer, NetworkRows rows, NetworkFit fit, WeightDecaySearchResult? search)
{
    public NetworkTrainer Trainer { get; } = trainer;

    public NetworkRows Rows { get; } = rows;

    public NetworkFit Fit { get; } = fit;

    /// <summary>The search, or null if there was none.</summary>
    public WeightDecaySearchResult? Search { get; } = search;

    public IReadOnlyList<EpochReport> History { get; } = [.. fit.History.Select(rows.InUnits)];

    /// <summary>The points of a search, in its order; null if there was none.</summary>
    public IReadOnlyList<WeightDecaySearchPoint>? Points { get; } = search?.Points.Select(rows.InUnits).ToArray();

    /// <summary>Which of the points was chosen.</summary>
    public int ChosenPoint { get; } = search is null ? -1 : search.Points.ToList().IndexOf(search.Best);

    /// <summary>The epoch whose weights the network has.</summary>
    public EpochReport Best => History[Fit.BestEpoch - 1];

    /// <summary><c>accuracy</c> or <c>rmse</c>.</summary>
    public string Metric => Trainer.Loss.Metric;

    public bool IsJudged => double.IsFinite(Best.ValidationLoss);

    /// <summary>The weight decay that it was trained with: that chosen, after a search.</summary>
    public double WeightDecay => Points is null ? Trainer.Optimizer.WeightDecay : Points[ChosenPoint].WeightDecay;

    /// <summary>The L1 strength that it was trained with.</summary>
    public double L1 => Points is null ? Trainer.Penalty.L1 : Points[ChosenPoint].L1;
}
