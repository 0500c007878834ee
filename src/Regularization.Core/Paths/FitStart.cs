namespace Regularization;

/// <summary>
/// Where a fit begins: an intercept b0 and coefficients b of length p, on the original scale, of whatever model. A convex problem has the same answer from everywhere; a good
/// start only saves the way to it.
/// </summary>
/// <remarks>
/// <example>
/// <code>
/// Solution before = new PathSolver(Losses.Squared, Penalties.Lasso).FitAt(problem, lambda: 0.1);
/// FitStart start = FitStart.From(before);
/// Solution after = new PathSolver(Losses.Squared, Penalties.Lasso).FitAt(problem, 0.09, start);   // from there, not from 0
/// </code>
/// </example>
/// </remarks>
public sealed record FitStart
{
    /// <summary>Starts from a model.</summary>
    /// <param name="intercept">b0, finite.</param>
    /// <param name="coefficients">Length p, finite.</param>
    /// <exception cref="ArgumentException">A number is NaN or infinite.</exception>
    public FitStart(double intercept, SparseCoefficients coefficients)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        if (!double.IsFinite(intercept))
        {
            throw new ArgumentException(FormattableString.Invariant($"The intercept is {intercept}; a model to start from must be finite. Fit without a start."), nameof(intercept));
        }

        for (int k = 0; k < coefficients.NonzeroCount; k++)
        {
            if (!double.IsFinite(coefficients.Values[k]))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"The coefficient of feature {coefficients.Indices[k]} is {coefficients.Values[k]}; a model to start from must be finite. Fit without a start."),
                    nameof(coefficients));
            }
        }

        (Intercept, Coefficients) = (intercept, coefficients);
    }

    /// <summary>The intercept b0; not used where none is fitted.</summary>
    public double Intercept { get; }

    /// <summary>The coefficients b, length p.</summary>
    public SparseCoefficients Coefficients { get; }

    /// <summary>Starts from a solution, of this problem or another with the same features.</summary>
    /// <param name="solution">The solution.</param>
    public static FitStart From(Solution solution)
    {
        ArgumentNullException.ThrowIfNull(solution);
        return new FitStart(solution.Intercept, solution.Coefficients);
    }
}
