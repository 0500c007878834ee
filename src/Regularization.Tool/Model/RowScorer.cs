namespace Regularization.Tool;

/// <summary>The linear predictor of a table's row under a model, column by column.</summary>
internal sealed class RowScorer
{
    private readonly double _intercept;
    private readonly MissingPolicy _missing;
    private readonly List<(int Column, InputScorer Scorer)> _scorers = [];

    /// <summary>Finds the model's columns in a header. A column whose coefficients are all 0 is not needed.</summary>
    /// <exception cref="ToolException">A column is not there.</exception>
    public RowScorer(ModelFile model, MissingPolicy missing, IReadOnlyList<string> header, string file)
    {
        (_intercept, _missing) = (model.Intercept, missing);
        Dictionary<string, int> columns = header.Select((name, j) => (name, j)).ToDictionary(pair => pair.name, pair => pair.j, StringComparer.Ordinal);
        int first = 0, next = 0;
        foreach (ColumnInput input in model.Inputs.Cast<ColumnInput>())
        {
            double[] coefficients = new double[input.FeatureCount];
            int before = next;
            for (; next < model.Coefficients.Count && model.Coefficients[next].Feature < first + coefficients.Length; next++)
            {
                coefficients[model.Coefficients[next].Feature - first] = model.Coefficients[next].Value;
            }

            first += coefficients.Length;
            if (next == before)
            {
                continue;
            }

            if (!columns.TryGetValue(input.Column, out int column))
            {
                throw new ToolException(
                    $"{file} has no column '{input.Column}', which the model needs. It has: {ColumnNames.List([.. header])}. "
                    + "Add the column, or check that the delimiter (--delimiter) is right.");
            }

            _scorers.Add((column, InputScorer.For(input, coefficients)));
        }
    }

    /// <summary>Levels met that the model does not know, by column.</summary>
    public IEnumerable<UnknownLevels> UnknownLevels => _scorers.Select(s => s.Scorer.Unknown).OfType<UnknownLevels>();

    /// <summary>The linear predictor of the current row; NaN if the row is to be skipped for a missing value.</summary>
    /// <exception cref="ToolException">A value is missing or is not a number.</exception>
    public double Score(TableReader row)
    {
        double eta = _intercept;
        foreach ((int column, InputScorer scorer) in _scorers)
        {
            string cell = row.Cells[column];
            if (!scorer.MayBeMissing || !Cells.IsMissing(cell))
            {
                scorer.Add(cell, row.PlaceOf(column), ref eta);
            }
            else if (_missing == MissingPolicy.Mean)
            {
                eta += scorer.Mean;
            }
            else if (_missing == MissingPolicy.Skip)
            {
                return double.NaN;
            }
            else
            {
                throw new ToolException(
                    $"{row.PlaceOf(column)}: the value is missing ({(cell.Length == 0 ? "the cell is empty" : $"'{cell}'")}). "
                    + "Give --missing skip for an empty prediction, or --missing mean to put the mean of the training rows there.");
            }
        }

        return eta;
    }
}
