using System.Globalization;

namespace Regularization;

/// <summary>
/// One condition of a rule: a feature is above a number, at most a number, or both; or, of some features that are categories, one (or none) is above 0.
/// </summary>
/// <remarks>
/// <example>See <see cref="RuleSet"/>.</example>
/// </remarks>
public sealed class RuleCondition
{
    private readonly bool _isSaidOfMissing;
    private readonly int _last;

    private RuleCondition(int[] features, string[] names, bool isCategorical, bool includesMissing, bool isSaidOfMissing) =>
        (Features, Names, IsCategorical, IncludesMissing, _isSaidOfMissing, _last) = (features, names, isCategorical, includesMissing, isSaidOfMissing, features.Max());

    /// <summary>The feature, or the features that are categories.</summary>
    public IReadOnlyList<int> Features { get; }

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether it asks for categories.</summary>
    public bool IsCategorical { get; }

    /// <summary>The feature is above this; −∞ for no such condition.</summary>
    public float Above { get; private init; } = float.NegativeInfinity;

    /// <summary>The feature is at most this; ∞ for no such condition.</summary>
    public float AtMost { get; private init; } = float.PositiveInfinity;

    /// <summary>Of categories: whether none of them may be above 0, rather than one.</summary>
    public bool IsNone { get; private init; }

    /// <summary>Whether a missing value (NaN) of the feature meets the condition; of categories, whether it counts as above 0.</summary>
    public bool IncludesMissing { get; }

    /// <summary>A condition on a number.</summary>
    internal static RuleCondition Number(int feature, string name, float above, float atMost, bool includesMissing, bool isSaidOfMissing) =>
        new([feature], [name], isCategorical: false, includesMissing, isSaidOfMissing) { Above = above, AtMost = atMost };

    /// <summary>A condition on categories.</summary>
    internal static RuleCondition Category(IReadOnlyList<int> features, IReadOnlyList<string> names, bool isNone, bool missingCounts) =>
        new([.. features], [.. features.Select(j => names[j])], isCategorical: true, missingCounts, isSaidOfMissing: false) { IsNone = isNone };

    /// <summary>Whether a row meets the condition.</summary>
    /// <param name="row">All features of the row; NaN is a missing value.</param>
    /// <exception cref="ArgumentException">The row is too short to have the feature.</exception>
    public bool Holds(ReadOnlySpan<float> row)
    {
        if (_last >= row.Length)
        {
            throw new ArgumentException($"The row has {Counted.Of(row.Length, "feature")}, and the condition \"{this}\" asks for feature {_last}, counted from 0; give all features of the row.", nameof(row));
        }

        if (!IsCategorical)
        {
            float value = row[Features[0]];
            return float.IsNaN(value) ? IncludesMissing : value > Above && value <= AtMost;
        }

        bool any = false;
        foreach (int feature in Features)
        {
            any |= IsAbove(row[feature]);
        }

        return any != IsNone;
    }

    /// <summary>Of categories: whether a value counts as above 0.</summary>
    internal bool IsAbove(float value) => float.IsNaN(value) ? IncludesMissing : value > 0;

    /// <summary>Such as "income > 52,300", "40 &lt; age &lt;= 60" or "one of (colour.red, colour.blue)"; with "or missing" where training rows had missing values and these meet the condition.</summary>
    public override string ToString()
    {
        if (IsCategorical)
        {
            return Names.Count == 1 ? $"{(IsNone ? "not " : string.Empty)}{Names[0]}" : $"{(IsNone ? "none" : "one")} of ({string.Join(", ", Names)})";
        }

        string text = float.IsNegativeInfinity(Above) ? $"{Names[0]} <= {Text(AtMost)}" : float.IsPositiveInfinity(AtMost) ? $"{Names[0]} > {Text(Above)}" : $"{Text(Above)} < {Names[0]} <= {Text(AtMost)}";
        return _isSaidOfMissing && IncludesMissing ? text + " or missing" : text;
    }

    /// <summary>All digits that float32 needs to come back, with thousands apart.</summary>
    internal static string Text(float value)
    {
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        return decimal.TryParse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact) && !shortest.Contains('E', StringComparison.Ordinal)
            ? exact.ToString("#,0.############################", CultureInfo.InvariantCulture)
            : shortest;
    }
}
