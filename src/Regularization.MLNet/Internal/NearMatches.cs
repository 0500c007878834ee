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

    /// <summary>The fewest insertions, deletions, substitutions and swaps of neighbours, if it is not above <paramref name="limit"/>.</summary>
    private static int Edits(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit)
        {
            return limit + 1;
        }

        var edits = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                edits[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
                }
            }
        }

        return edits[a.Length, b.Length];
    }
}
