namespace Regularization.Tool;

/// <summary>A coefficient that is not 0.</summary>
/// <param name="Feature">The number of the feature, counted from 0 through the inputs.</param>
/// <param name="Name">Its name, which says the same for people.</param>
/// <param name="Value">The coefficient, on the scale of the feature as it is read.</param>
internal sealed record Coefficient(int Feature, string Name, double Value);
