namespace Regularization;

/// <summary>Why a fit stopped.</summary>
/// <remarks>
/// <example>
/// <code>
/// Solution solution = new PathSolver(Losses.Squared, Penalties.Lasso).FitAt(problem, lambda: 0.1);
/// if (solution.Status != FitStatus.Converged)
/// {
///     Console.WriteLine($"{solution.Status} at a gap of {solution.DualityGap:0.0e0}");   // the solution is there all the same
/// }
/// </code>
/// </example>
/// </remarks>
public enum FitStatus
{
    /// <summary>The duality gap (or, without one, the KKT residual) met the tolerance.</summary>
    Converged,

    /// <summary>The epoch limit came first; the answer is the best so far, and its gap says how good it is.</summary>
    EpochLimit,

    /// <summary>Steps brought no more before the tolerance was met, by rounding or, with Huber and quantile losses, as the window of the loss is very narrow; the gap says how good the answer is.</summary>
    PrecisionLimit,

    /// <summary>A cancellation token was signalled; the answer is the best so far.</summary>
    Canceled,
}
