namespace Regularization;

/// <summary>Why a fit stopped.</summary>
public enum FitStatus
{
    /// <summary>The duality gap (or, without one, the KKT residual) met the tolerance.</summary>
    Converged,

    /// <summary>The epoch limit came first; the answer is the best so far, and its gap says how good it is.</summary>
    EpochLimit,

    /// <summary>Rounding left nothing to gain before the tolerance was met; the gap says how good the answer is.</summary>
    PrecisionLimit,

    /// <summary>A cancellation token was signalled; the answer is the best so far.</summary>
    Canceled,
}
