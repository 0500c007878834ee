namespace Regularization.Tool;

/// <summary>Labels of a file that a model is applied to, and those among them that the model does not know.</summary>
internal sealed class UnknownLabels(ModelLabel label)
{
    private const int MostExamples = 3;

    private readonly bool _isClass = label.Classes is not null || label.Positive is not null;
    private readonly List<string> _examples = [];
    private readonly Dictionary<string, double> _known = new(StringComparer.Ordinal);
    private int _rows;

    /// <summary>The label of a cell as a number: <see cref="Predictions.NoClass"/> for a class that the model does not have, NaN for a missing one or what is no number.</summary>
    public double LabelOf(string cell, bool isSkipped)
    {
        if (_known.TryGetValue(cell, out double y))
        {
            return y;
        }

        if (label.TryParse(cell, out y))
        {
            if (_isClass)
            {
                _known.Add(cell, y);        // as many as there are ways to write the classes
            }

            return y;
        }

        if (Cells.IsMissing(cell))
        {
            return double.NaN;
        }

        if (!isSkipped)
        {
            _rows++;
            if (_examples.Count < MostExamples && !_examples.Contains(cell))
            {
                _examples.Add(cell);
            }
        }

        return _isClass ? Predictions.NoClass : double.NaN;
    }

    /// <summary>What the user should know, once all rows are read.</summary>
    public IEnumerable<string> Warnings(int rows) => _rows == 0
        ? []
        : [$"The label of {_rows:N0} of {Text.Count(rows, "row")} is {(_isClass ? "a class that the model does not know" : "not a number")} ({string.Join(", ", _examples.Select(cell => $"'{Cells.Show(cell)}'"))}): "
            + (_isClass ? "misclassification counts these rows as wrong, the other measures leave them out." : "they are left out of the measures.")];
}
