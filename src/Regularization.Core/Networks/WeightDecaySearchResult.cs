using System.Text;

namespace Regularization;

/// <summary>What a <see cref="WeightDecaySearch"/> found.</summary>
/// <remarks>
/// <example>See <see cref="WeightDecaySearch"/>.</example>
/// </remarks>
public sealed class WeightDecaySearchResult
{
    internal WeightDecaySearchResult(IReadOnlyList<WeightDecaySearchPoint> points, WeightDecaySearchPoint best, NetworkFit fit, IReadOnlyList<string> warnings) =>
        (Points, Best, Fit, Warnings) = (points, best, fit, warnings);

    /// <summary>All choices, by weight decay, then L1, then group strength, each in the order given.</summary>
    public IReadOnlyList<WeightDecaySearchPoint> Points { get; }

    /// <summary>The choice made, as <see cref="WeightDecaySearch.Rule"/> and <see cref="WeightDecaySearch.ByMetric"/> say.</summary>
    public WeightDecaySearchPoint Best { get; }

    /// <summary>The best strengths trained on all rows.</summary>
    public NetworkFit Fit { get; }

    /// <summary>What the user should know: of the search, such as a best strength at the edge of the grid, then of the <see cref="Fit"/>.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The losses and metrics against weight decay, ascending, at the other strengths of the <see cref="Best"/>.</summary>
    public IReadOnlyList<WeightDecaySearchPoint> WeightDecayCurve => Curve(p => p with { WeightDecay = 0 }, p => p.WeightDecay);

    /// <summary>The same against the L1 strength.</summary>
    public IReadOnlyList<WeightDecaySearchPoint> L1Curve => Curve(p => p with { L1 = 0 }, p => p.L1);

    /// <summary>The same against the group strength.</summary>
    public IReadOnlyList<WeightDecaySearchPoint> GroupCurve => Curve(p => p with { Group = 0 }, p => p.Group);

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (WeightDecaySearchPoint point in Points)
        {
            text.Append(ReferenceEquals(point, Best) ? "* " : "  ").Append(point).AppendLine();
        }

        foreach (string warning in Warnings)
        {
            text.AppendLine("warning: " + warning);
        }

        return text.ToString().TrimEnd();
    }

    private WeightDecaySearchPoint[] Curve(Func<WeightDecaySearchPoint, WeightDecaySearchPoint> without, Func<WeightDecaySearchPoint, double> strength) =>
        [.. Points.Where(p => Others(without(p)) == Others(without(Best))).OrderBy(strength)];

    private static (double Decay, double L1, double Group) Others(WeightDecaySearchPoint point) => (point.WeightDecay, point.L1, point.Group);
}
