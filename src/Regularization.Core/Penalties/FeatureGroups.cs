namespace Regularization;

/// <summary>Makes the group of each feature for <see cref="Penalties.GroupLasso"/> and <see cref="Penalties.SparseGroupLasso"/>.</summary>
/// <remarks>
/// <example>
/// <code>
/// int[] groups = FeatureGroups.FromPrefixes(["colour.red", "colour.blue", "age"], separator: '.');   // the colours, and the age alone
/// Penalty penalty = Penalties.GroupLasso(groups);
/// </code>
/// </example>
/// </remarks>
public static class FeatureGroups
{
    /// <summary>Groups by what stands before the first dot of each name, numbered as they come; a name without a dot is a group of its own name.</summary>
    /// <remarks>
    /// This is how ML.NET names the slots of concatenated columns: <c>City.Paris</c> and <c>City.Rome</c> are one group, <c>Age</c> another. The first dot counts,
    /// as categories and words can have dots themselves (<c>Size.3.5</c>, <c>Text.Word.e.g.</c>).
    /// </remarks>
    /// <param name="names">The names of all p features.</param>
    /// <returns>The group of each feature, length p.</returns>
    /// <exception cref="ArgumentException">A name is null or empty.</exception>
    public static int[] FromSlotNames(IReadOnlyList<string> names) => FromPrefixes(names, '.');

    /// <summary>Groups by what stands before the first separator of each name, numbered as they come; a name without one is a group of its own name.</summary>
    /// <param name="names">The names of all p features.</param>
    /// <param name="separator">What ends a prefix.</param>
    /// <returns>The group of each feature, length p.</returns>
    /// <exception cref="ArgumentException">A name is null or empty.</exception>
    public static int[] FromPrefixes(IReadOnlyList<string> names, char separator)
    {
        ArgumentNullException.ThrowIfNull(names);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] groups = new int[names.Count];
        for (int j = 0; j < groups.Length; j++)
        {
            if (string.IsNullOrEmpty(names[j]))
            {
                throw new ArgumentException($"Feature {j} has no name; groups by prefix need a name for each feature. Give the groups by number.", nameof(names));
            }

            string prefix = names[j].Split(separator, 2)[0];
            numbers.TryAdd(prefix, numbers.Count);
            groups[j] = numbers[prefix];
        }

        return groups;
    }

    /// <summary>Groups given as lists of features: each feature must be in exactly one.</summary>
    /// <param name="lists">The features of each group, from 0.</param>
    /// <param name="features">p.</param>
    /// <returns>The group of each feature, length p.</returns>
    /// <exception cref="ArgumentException">A feature is outside 0 .. p − 1, in two groups, or in none.</exception>
    public static int[] FromLists(IReadOnlyList<IReadOnlyList<int>> lists, int features)
    {
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentOutOfRangeException.ThrowIfNegative(features);
        int[] groups = new int[features];
        Array.Fill(groups, -1);
        for (int g = 0; g < lists.Count; g++)
        {
            foreach (int j in lists[g] ?? throw new ArgumentException($"Group {g} is null; a group is a list of features.", nameof(lists)))
            {
                if (j < 0 || j >= features)
                {
                    throw new ArgumentException($"Group {g} has feature {j}; features are numbered 0 to {features - 1}.", nameof(lists));
                }

                if (groups[j] >= 0)
                {
                    throw new ArgumentException($"Feature {j} is in group {groups[j]} and again in group {g}; a feature must be in one group, once.", nameof(lists));
                }

                groups[j] = g;
            }
        }

        int missing = Array.IndexOf(groups, -1);
        return missing < 0 ? groups : throw new ArgumentException($"Feature {missing} is in no group; give it a group of its own.", nameof(lists));
    }
}
