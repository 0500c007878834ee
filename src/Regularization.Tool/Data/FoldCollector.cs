namespace Regularization.Tool;

/// <summary>Takes the folds of the rows as they are read; any values but negative numbers will do, equal ones are one fold.</summary>
internal sealed class FoldCollector(string column)
{
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly List<int> _codeOfRow = [];

    /// <exception cref="ToolException">The fold is a negative number, which elsewhere stands for a row that is in none.</exception>
    public void Add(string cell, Place place)
    {
        if (Cells.TryParse(cell, out double number) && number < 0)
        {
            throw new ToolException($"{place}: the fold '{Cells.Show(cell)}' is negative; the number of a fold must be at least 0. Every row is in a fold: leave rows that are to be in none out of the file.");
        }

        _codes.TryAdd(cell, _codes.Count);
        _codeOfRow.Add(_codes[cell]);
    }

    /// <summary>The fold of each row, from 0.</summary>
    /// <param name="y">The labels; of classes their numbers.</param>
    /// <param name="weights">The weights of the rows, or null for equal ones.</param>
    /// <param name="label">What the label is.</param>
    /// <exception cref="ToolException">There is one fold only, or too many, or one that nothing can be trained without, or judged by.</exception>
    public int[] Finish(double[] y, double[]? weights, ModelLabel label)
    {
        if (_codes.Count < 2)
        {
            throw new ToolException($"Fold column '{column}' has the same value in every row; cross-validation needs at least 2 folds.");
        }

        if (_codes.Count > _codeOfRow.Count / 2 && _codes.Count > 100)
        {
            throw new ToolException($"Fold column '{column}' has {_codes.Count:N0} different values in {Text.Count(_codeOfRow.Count, "row")}: that many folds are hardly meant. Is it the right column?");
        }

        string[] names = Labels.Sorted(_codes.Keys);
        int[] rank = new int[names.Length];
        for (int fold = 0; fold < names.Length; fold++)
        {
            rank[_codes[names[fold]]] = fold;
        }

        int[] folds = [.. _codeOfRow.Select(code => rank[code])];
        RequireRows(folds, names, y, weights, label);
        return folds;
    }

    /// <summary>Refuses a fold by its name, where the fit would do so by its number; in one pass over the rows, as there may be many folds.</summary>
    private void RequireRows(int[] folds, string[] names, double[] y, double[]? weights, ModelLabel label)
    {
        const int None = -1, Several = -2;
        IReadOnlyList<string> classes = label.Classes ?? (label.Positive is null ? [] : [label.Negative!, label.Positive]);
        var rows = new int[names.Length];
        int[] foldOfClass = [.. Enumerable.Repeat(None, classes.Count)];
        int counted = 0;
        for (int i = 0; i < folds.Length; i++)
        {
            if (weights is null || weights[i] > 0)
            {
                (counted, rows[folds[i]]) = (counted + 1, rows[folds[i]] + 1);
                if (classes.Count > 0)
                {
                    ref int of = ref foldOfClass[(int)y[i]];
                    of = of == None || of == folds[i] ? folds[i] : Several;
                }
            }
        }

        for (int fold = 0; fold < names.Length; fold++)
        {
            if (rows[fold] == 0 || rows[fold] == counted)
            {
                throw new ToolException($"{(rows[fold] == 0 ? "No" : "All")} rows of positive weight are in {Name(fold)}; each fold needs some to be judged by, and some outside it to train on.");
            }
        }

        for (int k = 0; k < classes.Count; k++)
        {
            if (foldOfClass[k] != Several)
            {
                throw new ToolException($"Outside {Name(Math.Max(foldOfClass[k], 0))} no row of positive weight has the class '{Cells.Show(classes[k])}'; every class needs rows to train on. Use folds that spread the classes, or leave the class out.");
            }
        }

        string Name(int fold) => $"fold '{Cells.Show(names[fold])}' of column '{column}'";
    }
}
