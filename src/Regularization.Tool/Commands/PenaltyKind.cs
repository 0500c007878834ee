namespace Regularization.Tool;

/// <summary>The penalties by name.</summary>
internal enum PenaltyKind
{
    /// <summary>The elastic net of <c>--l1-ratio</c>, which without one is the lasso.</summary>
    ByL1Ratio,
    Lasso,
    Ridge,
    ElasticNet,
    GroupLasso,
    SparseGroupLasso,
    Slope,
    Mcp,
    Scad,
}
