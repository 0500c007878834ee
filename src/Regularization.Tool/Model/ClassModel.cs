namespace Regularization.Tool;

/// <summary>The linear predictor of one class.</summary>
/// <param name="Intercept">The intercept.</param>
/// <param name="Coefficients">The coefficients that are not 0, ascending by feature.</param>
internal sealed record ClassModel(double Intercept, IReadOnlyList<Coefficient> Coefficients);
