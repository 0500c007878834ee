using System.Collections;
using System.Globalization;

namespace Regularization;

/// <summary>
/// Names of features that have none of their own, <c>Features[0]</c>, <c>Features[1]</c> and so on, each made when it is asked for: a million of them take no memory, and all are different.
/// </summary>
/// <remarks>
/// <example>
/// <code>
/// var names = new NumberedNames("Hash", 1 &lt;&lt; 20);
/// Console.WriteLine(names[3]);   // Hash[3]
/// </code>
/// </example>
/// </remarks>
public sealed class NumberedNames : IReadOnlyList<string>
{
    private readonly string _what;

    /// <param name="what">What is numbered, such as the name of a column.</param>
    /// <param name="count">How many, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public NumberedNames(string what, int count)
    {
        ArgumentNullException.ThrowIfNull(what);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        (_what, Count) = (what, count);
    }

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <summary>The name of a number.</summary>
    /// <param name="index">0 .. Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside.</exception>
    public string this[int index] => index >= 0 && index < Count
        ? string.Create(CultureInfo.InvariantCulture, $"{_what}[{index}]")
        : throw new ArgumentOutOfRangeException(nameof(index), $"There is no name {index}; the {Count} names are numbered from 0.");

    /// <summary>The names, in order.</summary>
    public IEnumerator<string> GetEnumerator()
    {
        for (int j = 0; j < Count; j++)
        {
            yield return this[j];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
