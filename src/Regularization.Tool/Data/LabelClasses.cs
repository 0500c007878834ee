namespace Regularization.Tool;

/// <summary>Classes numbered as they come, the same number written in two ways (1, 1.0) being one class.</summary>
internal sealed class LabelClasses
{
    private readonly Dictionary<string, int> _classOf = new(StringComparer.Ordinal);
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
            number = _names.FindIndex(known => Labels.Same(known, cell));
            if (number < 0)
            {
                number = _names.Count;
                _names.Add(cell);
            }

            _classOf.Add(cell, number);
        }

        _classOfRow.Add(number);
    }
}
