namespace Regularization.Tool;

/// <summary>Finds the names that the command line gives among those of the file.</summary>
internal static class ColumnNames
{
    /// <summary>The position of a column.</summary>
    /// <exception cref="UsageException">There is none of that name; the message offers the nearest.</exception>
    public static int Find(IReadOnlyList<string> header, string name, string option, string file)
    {
        for (int j = 0; j < header.Count; j++)
        {
            if (header[j] == name)
            {
                return j;
            }
        }

        string hint = header.Count == 1
            ? $"The header is one column, '{Shorten(header[0])}': is the delimiter right (--delimiter)?"
            : header.All(Cells.IsNumber) ? $"The first line is numbers alone ({Shorten(List(header, most: 3))}): are the names of the columns missing?"
            : Nearest(header, name) is string near ? $"Is '{near}' meant?" : $"There are: {List(header)}.";
        throw new UsageException($"{option}: {file} has no column '{name}'. {hint}");
    }

    /// <summary>The columns of a list option: each value is a name, or names between commas.</summary>
    public static IEnumerable<string> Split(IReadOnlyList<string> header, IEnumerable<string> values) =>
        values.SelectMany(value => header.Contains(value) ? [value] : value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    public static string List(IReadOnlyCollection<string> names, int most = 12) =>
        string.Join(", ", names.Take(most)) + (names.Count > most ? $", ... ({names.Count:N0} in all)" : string.Empty);

    /// <summary>The name that differs least, if that is little.</summary>
    public static string? Nearest(IEnumerable<string> names, string name)
    {
        string? near = names.Where(other => Math.Abs(other.Length - name.Length) <= 2).MinBy(other => Distance(other, name));
        int distance = near is null ? 0 : Distance(near, name);
        return distance <= Math.Max(1, name.Length / 3) && distance < name.Length ? near : null;
    }

    private static string Shorten(string text) => text.Length > 60 ? text[..60] + "..." : text;

    /// <summary>Levenshtein's distance, upper and lower case being the same.</summary>
    private static int Distance(string a, string b)
    {
        int[] previous = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] current = new int[b.Length + 1];
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(previous[j - 1] + change, 1 + Math.Min(previous[j], current[j - 1]));
            }

            previous = current;
        }

        return previous[b.Length];
    }
}
