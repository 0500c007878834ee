namespace Regularization;

/// <summary>The fit without penalty on the features that are not 0 at one lambda.</summary>
/// <remarks>
/// <example>See <see cref="RelaxedPathSolver"/>.</example>
/// </remarks>
/// <param name="Status">Whether there is one. If not, intercept and coefficients are those of the penalised solution.</param>
/// <param name="Intercept">b0, on the original scale.</param>
/// <param name="Coefficients">b, on the original scale, length p.</param>
public sealed record Refit(RefitStatus Status, double Intercept, SparseCoefficients Coefficients);
