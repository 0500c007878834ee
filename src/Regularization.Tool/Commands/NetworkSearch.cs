namespace Regularization.Tool;

/// <summary>A search as the command line asks for it.</summary>
/// <param name="WeightDecays">The weight decays to try; none for that of the optimiser alone.</param>
/// <param name="L1Strengths">The L1 strengths to try; none for that of the penalty alone.</param>
/// <param name="Folds">Folds, or 0 for one held-out part.</param>
internal sealed record NetworkSearch(double[] WeightDecays, double[] L1Strengths, int Folds);
