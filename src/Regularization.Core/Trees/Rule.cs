namespace Regularization;

/// <summary>A rule of a <see cref="RuleSet"/>: conditions that all must hold for it to fire, and what it then adds to the score.</summary>
/// <remarks>
/// <example>See <see cref="RuleSet"/>.</example>
/// </remarks>
public sealed record Rule
{
    /// <summary>The conditions, at most one for a number, in the order in which the tree asks.</summary>
    public required IReadOnlyList<RuleCondition> Conditions { get; init; }

    /// <summary>What a row gets for it.</summary>
    public double Coefficient { get; init; }

    /// <summary>s, the share of the training rows, by weight, that it fires for.</summary>
    public required double Support { get; init; }

    /// <summary>|coefficient| · √(s (1 − s)): the standard deviation of what it adds to the scores of the training rows (Friedman and Popescu 2008, section 6).</summary>
    public double Importance => Math.Abs(Coefficient) * Math.Sqrt(Support * (1 - Support));

    /// <summary>The position of its tree in the ensemble.</summary>
    public required int Tree { get; init; }

    /// <summary>The node of the tree that it is the way to; ~l for leaf l.</summary>
    public required int Node { get; init; }

    /// <summary>Whether it fires for a row.</summary>
    /// <param name="row">All features of the row; NaN is a missing value.</param>
    /// <exception cref="ArgumentException">The row is too short to have a feature that is asked for.</exception>
    public bool Fires(ReadOnlySpan<float> row)
    {
        foreach (RuleCondition condition in Conditions)
        {
            if (!condition.Holds(row))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Its conditions: "income > 52,300 and age &lt;= 41".</summary>
    public override string ToString() => string.Join(" and ", Conditions);
}
