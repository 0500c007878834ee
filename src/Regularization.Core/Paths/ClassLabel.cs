namespace Regularization;

/// <summary>What messages call a class.</summary>
internal static class ClassLabel
{
    /// <summary>Its name in quotes, or its number where there are no names.</summary>
    public static string Of(IReadOnlyList<string>? names, int number) =>
        names is not null && number < names.Count ? $"'{names[number]}'" : FormattableString.Invariant($"{number}");
}
