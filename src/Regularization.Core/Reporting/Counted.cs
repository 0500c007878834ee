using System.Globalization;

namespace Regularization;

/// <summary>Numbers of things, in the singular or the plural, for messages.</summary>
internal static class Counted
{
    /// <summary>"1 row", "2,000 rows".</summary>
    public static string Of(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:n0} {noun}{(count == 1 ? string.Empty : noun.EndsWith('s') ? "es" : "s")}");

    /// <summary>"the only row", "each of the 2,000 rows".</summary>
    public static string Each(long count, string noun) => count == 1 ? $"the only {noun}" : $"each of the {Of(count, noun)}";
}
