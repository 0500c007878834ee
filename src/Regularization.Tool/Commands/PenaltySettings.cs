namespace Regularization.Tool;

/// <summary>The penalty as the command line says it; features still by name.</summary>
/// <param name="Kind">Which one.</param>
internal sealed record PenaltySettings(PenaltyKind Kind)
{
    /// <summary>What <c>--groups</c> has in place of a file.</summary>
    public const string Prefix = "prefix";

    /// <summary>The mixing; null where the penalty has none.</summary>
    public double? L1Ratio { get; init; } = 1;

    /// <summary>Where groups come from: a file, or <see cref="Prefix"/>.</summary>
    public string? Groups { get; init; }

    /// <summary>What ends a prefix; null for the end of the column's name.</summary>
    public char? Separator { get; init; }

    /// <summary>Of MCP and SCAD: from which multiple of the threshold coefficients are not shrunk; null for the usual one.</summary>
    public double? Gamma { get; init; }

    /// <summary>Of SLOPE.</summary>
    public double DiscoveryRate { get; init; } = 0.1;

    public IReadOnlyList<string> Factors { get; init; } = [];

    public IReadOnlyList<string> Lower { get; init; } = [];

    public IReadOnlyList<string> Upper { get; init; } = [];

    /// <summary>For people.</summary>
    public string Description => Kind switch
    {
        PenaltyKind.GroupLasso => "group lasso",
        PenaltyKind.SparseGroupLasso => FormattableString.Invariant($"sparse group lasso, L1 ratio {L1Ratio}"),
        PenaltyKind.Mcp => FormattableString.Invariant($"MCP, gamma {Gamma ?? 3}{Mixing}"),
        PenaltyKind.Scad => FormattableString.Invariant($"SCAD, gamma {Gamma ?? 3.7}{Mixing}"),
        PenaltyKind.Slope => FormattableString.Invariant($"SLOPE, false discovery rate {DiscoveryRate}"),
        _ => L1Ratio switch { 1 => "lasso", 0 => "ridge", _ => FormattableString.Invariant($"elastic net, L1 ratio {L1Ratio}") },
    };

    /// <summary>Whether it is the lasso, ridge or the elastic net.</summary>
    public bool IsElasticNet => Kind is PenaltyKind.ByL1Ratio or PenaltyKind.Lasso or PenaltyKind.Ridge or PenaltyKind.ElasticNet;

    public bool HasBounds => Lower.Count + Upper.Count > 0;

    private string Mixing => L1Ratio is 1 or null ? string.Empty : FormattableString.Invariant($", L1 ratio {L1Ratio}");

    /// <summary>The penalty for these features. A new kind is made here, and its options are bound in <see cref="PenaltyOptions"/>.</summary>
    /// <exception cref="UsageException">A name is not that of a feature, or a value is not allowed.</exception>
    /// <exception cref="ToolException">The file of groups is at fault.</exception>
    public Penalty For(IReadOnlyList<Feature> features) => Kind switch
    {
        PenaltyKind.GroupLasso or PenaltyKind.SparseGroupLasso => Grouped(features),
        PenaltyKind.Slope => Penalties.Slope(SlopeSequences.BenjaminiHochberg(features.Count, DiscoveryRate)),
        PenaltyKind.Mcp => WithFeatures(Penalties.Mcp(Gamma ?? 3, L1Ratio!.Value), features),
        PenaltyKind.Scad => WithFeatures(Penalties.Scad(Gamma ?? 3.7, L1Ratio!.Value), features),
        _ => WithFeatures(Penalties.ElasticNet(L1Ratio!.Value), features),
    };

    private Penalty WithFeatures(Penalty penalty, IReadOnlyList<Feature> features) => penalty with
    {
        Factors = FactorsFor(features),
        LowerBounds = FeatureValues.Resolve("--lower", Lower, features, double.NegativeInfinity, v => v <= 0, "a number, at most 0, so that the coefficient can be 0"),
        UpperBounds = FeatureValues.Resolve("--upper", Upper, features, double.PositiveInfinity, v => v >= 0, "a number, at least 0, so that the coefficient can be 0"),
    };

    private double[]? FactorsFor(IReadOnlyList<Feature> features) =>
        FeatureValues.Resolve("--factors", Factors, features, otherwise: 1, v => v >= 0 && double.IsFinite(v), "a finite number, not negative");

    /// <summary>A group's weight is its size's root times the factor of its features.</summary>
    private GroupPenalty Grouped(IReadOnlyList<Feature> features)
    {
        int[] groups = Groups != Prefix ? GroupFile.Read(Groups!, features)
            : Separator is { } separator ? FeatureGroups.FromPrefixes([.. features.Select(feature => feature.Name)], separator)
            : NumberOf([.. features.Select(feature => feature.Column)]);
        double[]? factors = FactorsFor(features), weights = null;
        if (factors is not null)
        {
            weights = new double[groups.Max() + 1];
            int[] first = [.. Enumerable.Range(0, weights.Length).Select(group => Array.IndexOf(groups, group))];
            for (int j = 0; j < groups.Length; j++)
            {
                int other = first[groups[j]];
                if (factors[j] != factors[other])
                {
                    throw new UsageException(FormattableString.Invariant(
                        $"--factors: '{features[other].Name}' has {factors[other]} and '{features[j].Name}' {factors[j]}, but they are in one group; a group has one factor. Give it to all its features."));
                }
            }

            for (int group = 0; group < weights.Length; group++)
            {
                weights[group] = factors[first[group]] * Math.Sqrt(groups.Count(g => g == group));
            }
        }

        return Kind == PenaltyKind.GroupLasso ? Penalties.GroupLasso(groups, weights) : Penalties.SparseGroupLasso(groups, L1Ratio!.Value, weights);
    }

    private static int[] NumberOf(string[] names)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            numbers.TryAdd(name, numbers.Count);
        }

        return [.. names.Select(name => numbers[name])];
    }
}
