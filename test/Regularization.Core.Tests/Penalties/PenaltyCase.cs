namespace Regularization.Tests;

/// <summary>The penalties under test. A new penalty is one line in <see cref="All"/>: the tests of penalties and of solvers then cover it.</summary>
internal sealed record PenaltyCase(string Name, Penalty Penalty)
{
    public static readonly PenaltyCase[] All =
    [
        new("lasso", Penalties.Lasso),
        new("ridge", Penalties.Ridge),
        new("elastic net 0.01", Penalties.ElasticNet(0.01)),
        new("elastic net 0.5", Penalties.ElasticNet(0.5)),
        new("elastic net 0.99", Penalties.ElasticNet(0.99)),
        new("reverse Huber", new ReverseHuberPenalty(0.3)),
        new("MCP", Penalties.Mcp()),
        new("SCAD", Penalties.Scad()),
        new("MCP 1.4 with ridge", Penalties.Mcp(1.4, 0.7)),
        new("lasso by its prox alone", new ProxOnlyPenalty(Penalties.Lasso)),
        new("elastic net 0.3 by its prox alone", new ProxOnlyPenalty(Penalties.ElasticNet(0.3))),
    ];

    /// <summary>Those of which a solution is the best of all; the others have <see cref="LocalOptimumTests"/>.</summary>
    public static IEnumerable<PenaltyCase> Convex => All.Where(c => c.Penalty.IsConvex);

    /// <summary>For <see cref="DynamicDataAttribute"/>.</summary>
    public static IEnumerable<object[]> Names => All.Select(c => new object[] { c.Name });

    public static Penalty Of(string name) => All.Single(c => c.Name == name).Penalty;
}
