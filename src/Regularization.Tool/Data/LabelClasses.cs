namespace Regularization.Tool;

/// <summary>Classes numbered as they come, the same number written in two ways (1, 1.0) being one class.</summary>
internal sealed class LabelClasses
{
    private readonly Dictionary<string, int> _classOf = new(StringComparer.Ordinal);
    private readonly Dictionary<double, int> _classOfNumber = [];
    private readonly List<string> _names = [];
    private readonly List<int> _classOfRow = [];

    /// <summary>The classes as they were first written, in the order in which they came.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The number of each row's class.</summary>
    public IReadOnlyList<int> ClassOfRow => _classOfRow;

    public void Add(string cell)
    {
        if (!_classOf.TryGetValue(cell, out int number))
        {
            bool isNumber = Cells.TryParse(cell, out double value) && !double.IsNaN(value);
            if (!isNumber || !_classOfNumber.TryGetValue(value, out number))
            {
                number = _names.Count;
                _names.Add(cell);
            }

            if (isNumber)
            {
                _classOfNumber.TryAdd(value, number);
            }

            _classOf.Add(cell, number);
        }

        _classOfRow.Add(number);
    }

    /// <summary>Refuses rows that are all of one class, those of weight 0 not counted.</summary>
    /// <param name="label">How messages call the label.</param>
    /// <param name="weights">The weights of the rows, one of them positive; null for equal ones.</param>
    /// <param name="need">What is needed instead, as a sentence.</param>
    public void RequireTwo(string label, IReadOnlyList<double>? weights, string need)
    {
        int[] counted = [.. _classOfRow.Where((_, i) => weights is null || weights[i] > 0)];
        if (counted.Distinct().Count() < 2)
        {
            string rows = counted.Length == 1 ? "the only row" : $"all {counted.Length:N0} rows";
            throw new ToolException($"{label} is '{Cells.Show(_names[counted[0]])}' in {rows}{(counted.Length < _classOfRow.Count ? " of positive weight" : string.Empty)}; {need}");
        }
    }
}
