namespace Regularization;

/// <summary>Refuses labels that a loss is not defined for.</summary>
internal static class LabelRule
{
    /// <summary>Checks all labels.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="labels">The labels of the rows that were not skipped.</param>
    /// <param name="column">The label column.</param>
    /// <param name="purpose">What the rows are for, as messages name it.</param>
    /// <exception cref="InvalidOperationException">A label is not allowed.</exception>
    public static void Check(Loss loss, ReadOnlySpan<double> labels, string column, string purpose)
    {
        foreach (double y in labels)
        {
            if (loss.ResponseRule(y) is { } rule)
            {
                throw new InvalidOperationException(FormattableString.Invariant($"The label '{column}' is {y} in a row of the {purpose} data; the {loss.Name} loss needs {rule}"));
            }
        }
    }
}
