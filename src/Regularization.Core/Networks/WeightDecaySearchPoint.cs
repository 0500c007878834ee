namespace Regularization;

/// <summary>One pair of strengths in a <see cref="WeightDecaySearch"/>: means over the splits, at the epoch that validation chose.</summary>
/// <param name="WeightDecay">The weight decay.</param>
/// <param name="L1">The factor of Σ|w|.</param>
/// <param name="TrainLoss">The loss of the training rows, without penalties.</param>
/// <param name="ValidationLoss">The loss of the held-out rows.</param>
/// <param name="StandardError">The standard error of the validation loss over the folds; NaN with one split.</param>
/// <param name="ValidationMetric">The accuracy or RMSE of the held-out rows.</param>
/// <param name="WeightNorm">(Σ w²)^½.</param>
/// <param name="ZeroShare">The share of weights that are exactly 0.</param>
public sealed record WeightDecaySearchPoint(
    double WeightDecay,
    double L1,
    double TrainLoss,
    double ValidationLoss,
    double StandardError,
    double ValidationMetric,
    double WeightNorm,
    double ZeroShare);
