using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization;

/// <summary>The names of the slots of a feature column, and what users say of slots by name.</summary>
internal sealed class SlotNames
{
    private readonly string _column;
    private readonly string[] _given;
    private readonly IReadOnlyList<string> _unique;

    private SlotNames(string column, string[] given)
    {
        _column = column;
        _given = given;
        var numbered = new NumberedNames(column, given.Length);
        _unique = Array.TrueForAll(given, string.IsNullOrEmpty) ? numbered : UniqueNames.Of(given, j => numbered[j]);
    }

    /// <summary>
    /// One name a slot, all different: the slot's own; <c>Features[3]</c> for a slot without one; and <c>name [3]</c> where a slot before has the same.
    /// </summary>
    public IReadOnlyList<string> Unique => _unique;

    /// <summary>Reads the names from the annotations of a column.</summary>
    /// <param name="features">A known-size vector.</param>
    public static SlotNames Read(DataViewSchema.Column features)
    {
        var given = new string[((VectorDataViewType)features.Type).Size];
        Array.Fill(given, string.Empty);
        if (features.HasSlotNames())
        {
            VBuffer<ReadOnlyMemory<char>> names = default;
            features.GetSlotNames(ref names);
            foreach (KeyValuePair<int, ReadOnlyMemory<char>> name in names.Items())
            {
                given[name.Key] = name.Value.ToString();
            }
        }

        return new SlotNames(features.Name, given);
    }

    /// <summary>The name of the column.</summary>
    public string Column => _column;

    /// <summary>Refuses slots of another number or other names; where one of the two has no names at all, only the number counts.</summary>
    /// <param name="other">The other slots.</param>
    /// <param name="owner">Whose they are, as messages name it.</param>
    /// <param name="parameter">The parameter that they came in.</param>
    /// <exception cref="ArgumentException">They are not the same.</exception>
    public void RequireSame(SlotNames other, string owner, string parameter)
    {
        if (other._given.Length != _given.Length)
        {
            throw new ArgumentException($"The {owner} has {other._given.Length} slots, but column '{_column}' has {_given.Length}; they must be the same. Make the features alike.", parameter);
        }

        bool named = _given.Any(n => n.Length > 0) && other._given.Any(n => n.Length > 0);
        int at = named ? Enumerable.Range(0, _given.Length).FirstOrDefault(j => _given[j] != other._given[j], -1) : -1;
        if (at >= 0)
        {
            throw new ArgumentException(
                $"Slot {at} of the {owner} is '{other._given[at]}', but that of column '{_column}' is '{_given[at]}'; they must be the same. Make the features alike.", parameter);
        }
    }

    /// <summary>One value a slot: those given by slot name, over those given by index, over the default.</summary>
    /// <param name="byName">Values by slot name; a name that several slots have is for all of them.</param>
    /// <param name="byIndex">Values by index, one for all, or null.</param>
    /// <param name="otherwise">The value of slots not spoken of.</param>
    /// <param name="option">The option that holds <paramref name="byName"/>, for messages.</param>
    /// <returns>Length p; <paramref name="byIndex"/> as it is if nothing is given by name or it is of a wrong length, which the penalty then refuses.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A name is not the name of a slot.</exception>
    public IReadOnlyList<double>? Merge(IReadOnlyDictionary<string, double> byName, IReadOnlyList<double>? byIndex, double otherwise, string option)
    {
        if (byName.Count == 0 || (byIndex is not null && byIndex.Count != 1 && byIndex.Count != _given.Length))
        {
            return byIndex;
        }

        var values = new double[_given.Length];
        for (int j = 0; j < values.Length; j++)
        {
            values[j] = byIndex is null ? otherwise : byIndex[byIndex.Count == 1 ? 0 : j];
        }

        var unknown = new HashSet<string>(byName.Keys, StringComparer.Ordinal);
        for (int j = 0; j < values.Length; j++)
        {
            // The unique name comes second: it is the more specific of the two.
            foreach (string name in (ReadOnlySpan<string>)[_given[j], _unique[j]])
            {
                if (byName.TryGetValue(name, out double value))
                {
                    values[j] = value;
                    unknown.Remove(name);
                }
            }
        }

        if (unknown.Count > 0)
        {
            throw new ArgumentOutOfRangeException(option, UnknownMessage(unknown.First(), option));
        }

        return values;
    }

    private string UnknownMessage(string name, string option)
    {
        IReadOnlyList<string> near = NearMatches.Of(name, _unique);
        string help = near.Count > 0
            ? $"Did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?"
            : $"Its {_unique.Count:n0} slots are {string.Join(", ", _unique.Take(5).Select(n => $"'{n}'"))}{(_unique.Count > 5 ? ", ..." : string.Empty)}.";
        return $"{option} names '{name}', which is not a slot of column '{_column}'. {help}";
    }
}
