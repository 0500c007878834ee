namespace Regularization.Benchmarks;

/// <summary>How one model did on one split.</summary>
/// <param name="Data">The data set.</param>
/// <param name="Model">The model.</param>
/// <param name="Split">The split.</param>
/// <param name="Loss">On the rows held out: the root of the mean squared error; of classes −log of the probability of the true one, or with scores alone the mean squared distance of the mean tree to ±1, over 4.</param>
/// <param name="Error">Mean absolute error, or the share of wrong classes.</param>
/// <param name="Size">Rules and linear terms, or trees, or coefficients.</param>
/// <param name="Of">How many there were to choose from.</param>
/// <param name="Seconds">Time to train.</param>
/// <param name="Rules">How many of the size are rules, the others being linear terms; null where it is of something else.</param>
internal sealed record RulesResult(string Data, string Model, int Split, double Loss, double Error, int Size, int Of, double Seconds, int? Rules = null);
