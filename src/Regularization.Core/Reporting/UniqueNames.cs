using System.Collections;
using System.Globalization;

namespace Regularization;

/// <summary>Names made different, so that who reads one knows which is meant.</summary>
internal sealed class UniqueNames : IReadOnlyList<string>
{
    private readonly string[] _names;

    private UniqueNames(string[] names) => _names = names;

    public int Count => _names.Length;

    public string this[int index] => _names[index];

    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_names).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>One name each, all different: that given; that of its number where there is none; and <c>name [3]</c> where one before is the same. Names that are known to be different are taken as they are.</summary>
    /// <param name="given">The names, empty for none.</param>
    /// <param name="ofNumber">The name of what has none, by its number.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> given, Func<int, string> ofNumber)
    {
        if (given is UniqueNames or NumberedNames)
        {
            return given;
        }

        var seen = new HashSet<string>(given.Count(name => !string.IsNullOrEmpty(name)), StringComparer.Ordinal);
        var unique = new string[given.Count];
        for (int j = 0; j < unique.Length; j++)
        {
            if (!string.IsNullOrEmpty(given[j]) && seen.Add(given[j]))
            {
                unique[j] = given[j];
            }
        }

        // The names that are made up come after all that are given, so that they give way; where none is given they differ from one another.
        bool isGiven = seen.Count > 0;
        for (int j = 0; j < unique.Length; j++)
        {
            if (unique[j] is null)
            {
                string name = string.IsNullOrEmpty(given[j]) ? ofNumber(j) : string.Create(CultureInfo.InvariantCulture, $"{given[j]} [{j}]");
                while (isGiven && !seen.Add(name))
                {
                    name += "'";
                }

                unique[j] = name;
            }
        }

        return new UniqueNames(unique);
    }
}
