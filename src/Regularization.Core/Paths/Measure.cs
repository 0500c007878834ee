namespace Regularization;

/// <summary>A measure of held-out rows, by name.</summary>
internal record Measure(string Name, bool HigherIsBetter);
