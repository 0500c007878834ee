namespace Regularization.Tool;

/// <summary>A trained model of rules.</summary>
/// <param name="Rules">The rules and linear terms.</param>
/// <param name="Fit">How they were chosen.</param>
/// <param name="Save">Writes the model as a zip file of ML.NET.</param>
internal sealed record TrainedRules(RuleSet Rules, FitSummary Fit, Action<Stream> Save);
