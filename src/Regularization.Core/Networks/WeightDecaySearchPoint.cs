namespace Regularization;

/// <summary>One choice of strengths in a <see cref="WeightDecaySearch"/>: means over the splits of its rows.</summary>
/// <remarks>
/// A choice is judged as the final network is trained. Where that stops early, by validation rows or <see cref="TrainingOptions.ValidationFraction"/>, at the
/// epoch that the held-out rows chose; else after the last epoch. If a training diverged, all numbers but the strengths are NaN.
/// <example>See <see cref="WeightDecaySearch"/>.</example>
/// </remarks>
/// <param name="WeightDecay">The weight decay.</param>
/// <param name="L1">The factor of Σ|w|.</param>
/// <param name="Group">The factor of the group penalty.</param>
/// <param name="TrainLoss">The loss of the training rows after training, without penalties, dropout and label smoothing.</param>
/// <param name="TrainMetric">The accuracy or RMSE of the training rows.</param>
/// <param name="ValidationLoss">The loss of the held-out rows.</param>
/// <param name="StandardError">The standard error of the validation loss over the folds: their 1/(n − 1) standard deviation over the root of their number. NaN with one split.</param>
/// <param name="ValidationMetric">The accuracy or RMSE of the held-out rows.</param>
/// <param name="MetricStandardError">The standard error of the validation metric, likewise.</param>
/// <param name="BestEpoch">The epoch of the smallest validation loss.</param>
/// <param name="WeightNorm">(Σ w²)^½.</param>
/// <param name="ZeroShare">The share of weights that are exactly 0.</param>
/// <param name="LiveNeurons">Hidden neurons with a nonzero incoming weight.</param>
public sealed record WeightDecaySearchPoint(
    double WeightDecay,
    double L1,
    double Group,
    double TrainLoss,
    double TrainMetric,
    double ValidationLoss,
    double StandardError,
    double ValidationMetric,
    double MetricStandardError,
    double BestEpoch,
    double WeightNorm,
    double ZeroShare,
    double LiveNeurons)
{
    /// <summary>Whether a training with these strengths diverged.</summary>
    public bool IsDiverged => double.IsNaN(ValidationLoss);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"decay {WeightDecay:g3}, L1 {L1:g3}, group {Group:g3}: {(IsDiverged ? "diverged" : FormattableString.Invariant($"loss {TrainLoss:0.0000}, validation loss {ValidationLoss:0.0000}{Error(StandardError)}, metric {ValidationMetric:0.0000}{Error(MetricStandardError)}, best epoch {BestEpoch:0.#}, weight norm {WeightNorm:0.000}, zeros {ZeroShare:0.0%}, neurons {LiveNeurons:0.#}"))}");

    private static string Error(double value) => double.IsFinite(value) ? FormattableString.Invariant($" ± {value:0.0000}") : string.Empty;
}
