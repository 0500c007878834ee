namespace Regularization;

/// <summary>Names that someone who wrote an unknown one may have meant.</summary>
internal static class NearMatches
{
    private const int Most = 3;

    /// <summary>At most three names that differ by case, hold or are held by the name, or are few edits away; the nearest first.</summary>
    /// <param name="name">The unknown name.</param>
    /// <param name="known">The known ones.</param>
    public static IReadOnlyList<string> Of(string name, IReadOnlyList<string> known)
    {
        string lower = name.ToLowerInvariant();
        int limit = Math.Max(1, lower.Length / 3);
        return [.. known
            .Select(candidate => (candidate, distance: Distance(lower, candidate.ToLowerInvariant(), limit)))
            .Where(pair => pair.distance <= limit)
            .OrderBy(pair => pair.distance)
            .Take(Most)
            .Select(pair => pair.candidate)];
    }

    private static int Distance(string a, string b, int limit)
    {
        bool holds = a.Length >= 3 && b.Length >= 3 && (a.Contains(b, StringComparison.Ordinal) || b.Contains(a, StringComparison.Ordinal));
        return holds ? Math.Min(limit, Math.Abs(a.Length - b.Length)) : Edits(a, b, limit);
    }

    /// <summary>The Levenshtein distance, or more than <paramref name="limit"/> if it is more.</summary>
    private static int Edits(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit)
        {
            return limit + 1;
        }

        int[] above = [.. Enumerable.Range(0, b.Length + 1)], row = new int[b.Length + 1];
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(substituted, Math.Min(above[j], row[j - 1]) + 1);
            }

            (above, row) = (row, above);
        }

        return above[b.Length];
    }
}
