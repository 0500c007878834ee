namespace Regularization.Tool;

/// <summary>The order of values that are names: as numbers if all are numbers, else by character code.</summary>
internal static class Labels
{
    public static string[] Sorted(IEnumerable<string> values)
    {
        string[] sorted = [.. values];
        double[] numbers = new double[sorted.Length];
        bool allNumbers = true;
        for (int i = 0; i < sorted.Length && allNumbers; i++)
        {
            allNumbers = Cells.TryParse(sorted[i], out numbers[i]);
        }

        if (allNumbers)
        {
            Array.Sort(numbers, sorted);
        }
        else
        {
            Array.Sort(sorted, StringComparer.Ordinal);
        }

        return sorted;
    }

    /// <summary>Whether two values name the same thing: the same text, or the same number (1, 1.0, +1).</summary>
    public static bool Same(string a, string b) =>
        a == b || (Cells.TryParse(a, out double x) && Cells.TryParse(b, out double y) && x == y);
}
