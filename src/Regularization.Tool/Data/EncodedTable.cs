namespace Regularization.Tool;

/// <summary>The rows of a table as the features of a model, column by column.</summary>
internal sealed class EncodedTable : EncodedRows
{
    private readonly TableReader _reader;
    private readonly MissingPolicy _missing;
    private readonly int _label;
    private readonly int _offset = -1;
    private readonly bool _isExposure;
    private readonly List<(int Column, InputEncoder Encoder)> _encoders = [];

    /// <summary>Finds the model's columns in the header.</summary>
    /// <exception cref="ToolException">A column is not there.</exception>
    public EncodedTable(ModelEncoding encoding, TableReader reader, MissingPolicy missing, UnknownLevelPolicy unknown)
    {
        (_reader, _missing, _label) = (reader, missing, Array.IndexOf(reader.Header, encoding.Label.Column));
        if (encoding.Offset is { } offset)
        {
            (_offset, _isExposure) = (Find(offset.Column), offset.IsExposure);
        }

        int first = 0;
        foreach (ColumnInput input in encoding.Inputs.Cast<ColumnInput>())
        {
            if (Enumerable.Range(first, input.FeatureCount).Any(encoding.IsNeeded))
            {
                _encoders.Add((Find(input.Column), InputEncoder.For(input, first, unknown)));
            }

            first += input.FeatureCount;
        }
    }

    public override bool HasLabels => _label >= 0;

    public override string Label => _reader.Cells[_label];

    public override Place LabelPlace => _reader.PlaceOf(_label);

    public override Place Place => _reader.Place;

    public override double Fraction => _reader.Fraction;

    public override IEnumerable<string> Warnings(int rows) => _encoders.Select(e => e.Encoder.Unknown).OfType<UnknownLevels>().Select(unknown =>
        $"Column '{unknown.Column}' has values that were not there in training ({string.Join(", ", unknown.Examples.Select(value => $"'{Cells.Show(value)}'"))}"
        + $"{(unknown.Examples.Count < unknown.Rows ? " ..." : string.Empty)}) in {unknown.Rows:N0} of {Text.Count(rows, "row")}; all its features are 0 there.");

    /// <summary>The column of a name that the model needs.</summary>
    /// <exception cref="ToolException">It is not there.</exception>
    public int Find(string column)
    {
        int found = Array.IndexOf(_reader.Header, column);
        return found >= 0 ? found : throw new ToolException(
            $"{_reader.FilePath} has no column '{column}', which the model needs. It has: {ColumnNames.List(_reader.Header)}. "
            + "Add the column, or check that the delimiter (--delimiter) is right.");
    }

    /// <summary>A cell of the current row, with its place.</summary>
    public (string Cell, Place Place) CellOf(int column) => (_reader.Cells[column], _reader.PlaceOf(column));

    public override bool Read()
    {
        if (!_reader.Read())
        {
            return false;
        }

        Row.Clear();
        IsSkipped = false;
        if (_offset >= 0)
        {
            IsSkipped = _missing == MissingPolicy.Skip && Cells.IsMissing(_reader.Cells[_offset]);
            Offset = IsSkipped ? 0 : OffsetCollector.Parse(_reader.Cells[_offset], _reader.PlaceOf(_offset), _isExposure);
        }

        foreach ((int column, InputEncoder encoder) in _encoders)
        {
            string cell = _reader.Cells[column];
            if (!encoder.MayBeMissing || !Cells.IsMissing(cell))
            {
                encoder.Add(cell, _reader.PlaceOf(column), Row);
            }
            else if (_missing == MissingPolicy.Mean)
            {
                encoder.AddMean(Row);
            }
            else if (_missing == MissingPolicy.Skip)
            {
                IsSkipped = true;
                return true;
            }
            else
            {
                throw new ToolException(
                    $"{_reader.PlaceOf(column)}: the value is missing ({(cell.Length == 0 ? "the cell is empty" : $"'{cell}'")}). "
                    + "Give --missing skip to pass over such rows, or --missing mean to put the mean of the training rows there.");
            }
        }

        return true;
    }

    public override void Dispose()
    {
        _reader.Dispose();
        base.Dispose();
    }
}
