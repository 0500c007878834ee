namespace Regularization.Tests;

/// <summary>The solvers under test. A new solver is one line in <see cref="All"/>.</summary>
internal static class SolverCase
{
    public static readonly Solver[] All =
    [
        Solvers.CoordinateDescent,
        Solvers.ProximalGradient,
    ];

    /// <summary>For <see cref="DynamicDataAttribute"/>.</summary>
    public static IEnumerable<object[]> Names => All.Select(s => new object[] { s.Name });

    /// <summary>Each solver, with dense and with sparse features.</summary>
    public static IEnumerable<object[]> NamesAndSparsity => from s in All from sparse in new[] { false, true } select new object[] { s.Name, sparse };

    /// <summary>Each solver, with dense and with sparse features, and each loss.</summary>
    public static IEnumerable<object[]> NamesSparsityAndLosses => from c in NamesAndSparsity from loss in LossCase.Usual select new object[] { c[0], c[1], loss.Loss.Name };

    public static Solver Of(string name) => All.Single(s => s.Name == name);
}
