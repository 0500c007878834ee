namespace Regularization.Tool;

/// <summary>Numbers that the command line gives to features by name: <c>age=0,sex=2</c>.</summary>
internal static class FeatureValues
{
    /// <summary>The number of each feature, or null if none is given.</summary>
    /// <exception cref="UsageException">A name is unknown, or a number is not allowed.</exception>
    public static double[]? Resolve(string option, IReadOnlyList<string> given, IReadOnlyList<Feature> features, double otherwise, Func<double, bool> allowed, string rule)
    {
        if (given.Count == 0)
        {
            return null;
        }

        ILookup<string, int> byName = Enumerable.Range(0, features.Count).ToLookup(j => features[j].Name);
        ILookup<string, int> byColumn = Enumerable.Range(0, features.Count).ToLookup(j => features[j].Column);
        double[] values = new double[features.Count];
        Array.Fill(values, otherwise);
        foreach (string item in given.SelectMany(Split))
        {
            int equals = item.LastIndexOf('=');
            if (!Cells.TryParse(item.AsSpan(equals + 1), out double value) || !allowed(value))
            {
                throw new UsageException($"{option}: the value of '{item}' must be {rule}, as in {option} NAME=VALUE.");
            }

            if (equals < 0)
            {
                Array.Fill(values, value);
                continue;
            }

            string name = item[..equals].Trim();
            bool found = false;
            foreach (int j in byName.Contains(name) ? byName[name] : byColumn[name])
            {
                values[j] = value;
                found = true;
            }

            if (!found)
            {
                string[] columns = [.. byColumn.Select(column => column.Key)];
                string? near = ColumnNames.Nearest(columns, name) ?? ColumnNames.Nearest(features.Select(feature => feature.Name), name);
                throw new UsageException($"{option}: there is no feature '{name}'. {(near is null ? $"There are: {ColumnNames.List(columns)}." : $"Is '{near}' meant?")}");
            }
        }

        return values;

        IEnumerable<string> Split(string text)
        {
            // A name may have a comma in it, if it is given alone.
            int equals = text.LastIndexOf('=');
            return equals > 0 && (byName.Contains(text[..equals]) || byColumn.Contains(text[..equals]))
                ? [text]
                : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
