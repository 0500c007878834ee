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

    public int[] Finish()
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

        return [.. _codeOfRow.Select(code => rank[code])];
    }
}
