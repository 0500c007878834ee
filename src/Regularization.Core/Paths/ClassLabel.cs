namespace Regularization;

/// <summary>What messages call a class.</summary>
internal static class ClassLabel
{
    /// <summary>Its name in quotes, or its number where there are no names.</summary>
    public static string Of(IReadOnlyList<string>? names, int number) =>
        names is not null && number < names.Count ? $"'{names[number]}'" : FormattableString.Invariant($"{number}");

    /// <summary>Refuses a class without rows of positive weight, and one class alone.</summary>
    /// <param name="hasRows">By class.</param>
    /// <param name="names">Of the classes, if they have names.</param>
    /// <param name="parameter">For the exception.</param>
    /// <exception cref="ArgumentException">Not all classes have rows, or there are fewer than 2.</exception>
    public static void CheckAll(bool[] hasRows, IReadOnlyList<string>? names, string? parameter = null)
    {
        if (hasRows.Count(has => has) == 1)
        {
            throw new ArgumentException($"All rows of positive weight have class {Of(names, Array.IndexOf(hasRows, true))}: there is one class only. A multinomial model needs at least 2: give rows of others.", parameter);
        }

        int empty = Array.IndexOf(hasRows, false);
        if (empty >= 0)
        {
            throw new ArgumentException($"No row of positive weight has class {Of(names, empty)}, of the classes 0 to {hasRows.Length - 1}. Number the classes that occur without gaps.", parameter);
        }
    }
}
