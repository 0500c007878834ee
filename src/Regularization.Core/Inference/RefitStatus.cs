namespace Regularization;

/// <summary>Whether there is an unpenalised fit on some features, and why not.</summary>
/// <remarks>
/// <example>See <see cref="RelaxedPathSolver"/>.</example>
/// </remarks>
public enum RefitStatus
{
    /// <summary>There is one, and it was found.</summary>
    Converged,

    /// <summary>There are no more rows of positive weight than coefficients, the intercept included, features that are linear combinations of others left out.</summary>
    TooManyFeatures,

    /// <summary>A feature is constant but for rounding. One that is a linear combination of others is left out of the refit instead.</summary>
    Collinear,

    /// <summary>The loss has no finite minimum: the features separate the classes.</summary>
    Separated,

    /// <summary>The refit would leave the bounds of the penalty.</summary>
    OutOfBounds,

    /// <summary>The iteration limit came before the minimum.</summary>
    IterationLimit,

    /// <summary>A cancellation token was signalled.</summary>
    Canceled,
}
