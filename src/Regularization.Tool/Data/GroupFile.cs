namespace Regularization.Tool;

/// <summary>Reads the groups of features from a CSV file with the columns <c>feature</c> and <c>group</c>.</summary>
internal static class GroupFile
{
    /// <summary>The group of each feature, numbered as they come.</summary>
    /// <param name="path">The file.</param>
    /// <param name="features">The features; a row of the file names one of them, or a column that is several.</param>
    /// <exception cref="UsageException">The file has no such columns.</exception>
    /// <exception cref="ToolException">A name is unknown, in two groups or in none, or the file cannot be read.</exception>
    public static int[] Read(string path, IReadOnlyList<Feature> features)
    {
        using InputFile file = InputFile.OpenData(path);
        using var table = new TableReader(file, TableFormat.Csv);
        int feature = ColumnNames.Find(table.Header, "feature", "--groups", path), group = ColumnNames.Find(table.Header, "group", "--groups", path);
        ILookup<string, int> byName = Enumerable.Range(0, features.Count).ToLookup(j => features[j].Name);
        ILookup<string, int> byColumn = Enumerable.Range(0, features.Count).ToLookup(j => features[j].Column);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        string?[] groupOf = new string?[features.Count];
        while (table.Read())
        {
            string name = table.Cells[feature], its = table.Cells[group];
            if (its.Length == 0)
            {
                throw new ToolException($"{table.PlaceOf(group)}: feature '{name}' has no group. Name one; a feature of its own is a group of one.");
            }

            numbers.TryAdd(its, numbers.Count);
            bool found = false;
            foreach (int j in byName.Contains(name) ? byName[name] : byColumn[name])
            {
                found = true;
                if (groupOf[j] is { } other && other != its)
                {
                    throw new ToolException($"{table.PlaceOf(group)}: feature '{features[j].Name}' is in group '{its}' and, further up, in '{other}'; a feature must be in one group. Leave out one of the rows.");
                }

                groupOf[j] = its;
            }

            if (!found)
            {
                string[] columns = [.. byColumn.Select(column => column.Key)];
                string? near = ColumnNames.Nearest(columns, name) ?? ColumnNames.Nearest(features.Select(f => f.Name), name);
                throw new ToolException($"{table.PlaceOf(feature)}: there is no feature '{name}'. {(near is null ? $"There are: {ColumnNames.List(columns)}." : $"Is '{near}' meant?")}");
            }
        }

        int[] missing = [.. Enumerable.Range(0, features.Count).Where(j => groupOf[j] is null)];
        if (missing.Length > 0)
        {
            string names = ColumnNames.List([.. missing.Select(j => $"'{features[j].Name}'")], most: 5);
            throw new ToolException($"{path}: {names} {(missing.Length == 1 ? "is" : "are")} in no group; every feature must be in one. Add {(missing.Length == 1 ? "it" : "them")}, each in a group of its own if it stands alone, or leave the columns out with --ignore.");
        }

        return [.. groupOf.Select(its => numbers[its!])];
    }
}
