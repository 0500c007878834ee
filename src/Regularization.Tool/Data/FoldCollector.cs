namespace Regularization.Tool;

/// <summary>Takes the folds of the rows as they are read; any values will do, equal ones are one fold.</summary>
internal sealed class FoldCollector(string column)
{
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly List<int> _codeOfRow = [];

    public void Add(string cell)
    {
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
        for (int fold = 0; fold < names.Length; fold++)
        {
            RequireRows(fold, $"fold '{Cells.Show(names[fold])}' of column '{column}'", folds, y, weights, label);
        }

        return folds;
    }

    /// <summary>Refuses a fold by its name, where the fit would do so by its number.</summary>
    private static void RequireRows(int fold, string name, int[] folds, double[] y, double[]? weights, ModelLabel label)
    {
        int[] counted = [.. Enumerable.Range(0, folds.Length).Where(i => weights is null || weights[i] > 0)], outside = [.. counted.Where(i => folds[i] != fold)];
        if (outside.Length == 0 || outside.Length == counted.Length)
        {
            throw new ToolException($"{(outside.Length == 0 ? "All" : "No")} rows of positive weight are in {name}; each fold needs some to be judged by, and some outside it to train on.");
        }

        IReadOnlyList<string> classes = label.Classes ?? (label.Positive is null ? [] : [label.Negative!, label.Positive]);
        var trained = outside.Select(i => (int)y[i]).ToHashSet();
        for (int k = 0; k < classes.Count; k++)
        {
            if (!trained.Contains(k))
            {
                throw new ToolException($"Outside {name} no row of positive weight has the class '{Cells.Show(classes[k])}'; every class needs rows to train on. Use folds that spread the classes, or leave the class out.");
            }
        }
    }
}
