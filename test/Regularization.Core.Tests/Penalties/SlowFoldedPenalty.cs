namespace Regularization.Tests;

/// <summary>The slopes of MCP and SCAD as their papers define them, with a ridge share; of the library's records only the parameters are read.</summary>
internal static class SlowFoldedPenalty
{
    /// <summary>The derivative of ω at x ≥ 0, from the right.</summary>
    public static double Slope(Penalty penalty, double x, double strength) => penalty switch
    {
        McpPenalty mcp => (x < mcp.Gamma * strength * mcp.L1Ratio ? (strength * mcp.L1Ratio) - (x / mcp.Gamma) : 0) + (strength * (1 - mcp.L1Ratio) * x),
        ScadPenalty scad => Scad(x, strength * scad.L1Ratio, scad.A) + (strength * (1 - scad.L1Ratio) * x),
        _ => throw new ArgumentException(penalty.Name),
    };

    private static double Scad(double x, double m, double a) => x <= m ? m : x < a * m ? ((a * m) - x) / (a - 1) : 0;
}
