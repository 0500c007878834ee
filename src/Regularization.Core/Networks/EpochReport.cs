namespace Regularization;

/// <summary>One epoch of training.</summary>
/// <remarks>
/// <example>See <see cref="NetworkFit"/>.</example>
/// </remarks>
/// <param name="Epoch">1, 2, …</param>
/// <param name="Epochs">How many there are at most.</param>
/// <param name="LearningRate">The rate at the end of the epoch.</param>
/// <param name="TrainLoss">The mean loss over the batches of the epoch as they were met, without penalties.</param>
/// <param name="TrainMetric">The accuracy or RMSE over the same.</param>
/// <param name="ValidationLoss">The mean loss of the validation rows after the epoch; NaN if there are none.</param>
/// <param name="ValidationMetric">The same for the metric.</param>
/// <param name="Penalty">The penalty of the weights after the epoch.</param>
/// <param name="WeightNorm">(Σ w²)^½ over all weights, biases apart.</param>
/// <param name="ZeroShare">The share of weights that are exactly 0.</param>
/// <param name="LiveNeurons">Hidden neurons with a nonzero incoming weight.</param>
/// <param name="Seconds">Seconds since training began.</param>
public sealed record EpochReport(
    int Epoch,
    int Epochs,
    double LearningRate,
    double TrainLoss,
    double TrainMetric,
    double ValidationLoss,
    double ValidationMetric,
    double Penalty,
    double WeightNorm,
    double ZeroShare,
    int LiveNeurons,
    double Seconds)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"epoch {Epoch}/{Epochs}: loss {TrainLoss:0.0000}, metric {TrainMetric:0.0000}{(double.IsNaN(ValidationLoss) ? string.Empty : FormattableString.Invariant($", validation loss {ValidationLoss:0.0000}, metric {ValidationMetric:0.0000}"))}, weight norm {WeightNorm:0.000}, zeros {Percent.Of(ZeroShare)}, neurons {LiveNeurons}, learning rate {LearningRate:g3}");
}
