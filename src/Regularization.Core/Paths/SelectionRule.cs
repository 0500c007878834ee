namespace Regularization;

/// <summary>How lambda is chosen from the curve of cross-validation or of rows held out.</summary>
/// <remarks>
/// <example>See <see cref="CrossValidator"/>.</example>
/// </remarks>
public enum SelectionRule
{
    /// <summary>The lambda of the smallest mean deviance (the largest one, if several tie).</summary>
    LambdaMin,

    /// <summary>The largest lambda whose mean deviance is within one standard error of the smallest: a sparser model that is about as good.</summary>
    OneStandardError,
}

internal static class SelectionRules
{
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule.</exception>
    public static SelectionRule Check(this SelectionRule rule) => Enum.IsDefined(rule)
        ? rule
        : throw new ArgumentOutOfRangeException(nameof(rule), $"Rule is {rule}; it must be {nameof(SelectionRule.LambdaMin)} or {nameof(SelectionRule.OneStandardError)}.");
}
