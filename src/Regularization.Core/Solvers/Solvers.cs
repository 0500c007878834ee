namespace Regularization;

/// <summary>The algorithms of the library. Both reach the same answer, with the same proof; coordinate descent is nearly always the faster.</summary>
/// <remarks>
/// <example>See <see cref="Solver"/>.</example>
/// </remarks>
public static class Solvers
{
    /// <summary>Coordinate descent, inside a proximal Newton loop for losses other than the squared one, with Newton steps on the support.</summary>
    public static Solver CoordinateDescent { get; } = new CoordinateDescentSolver();

    /// <summary>Accelerated proximal gradient: FISTA with backtracking and adaptive restart.</summary>
    public static Solver ProximalGradient { get; } = new ProximalGradientSolver();
}
