namespace Regularization;

/// <summary>
/// The rows of a source that are fit to train on: checks every row, refuses or skips the bad ones, leaves out those of weight 0, and keeps the
/// statistics of the response.
/// </summary>
/// <param name="rows">Disposed of by this one.</param>
/// <param name="features">p.</param>
/// <param name="loss">Says which responses are allowed.</param>
/// <param name="skip">Whether rows with a NaN or infinite number are skipped rather than refused.</param>
internal sealed class CheckedReader(RowReader rows, int features, Loss loss, bool skip) : RowReader
{
    private const string WayOut = "Remove the row, impute the value, or set SkipInvalidRows.";

    private double _label;
    private double _weight;

    /// <summary>Rows met, good and bad; the number of the row it stands on is one less.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Rows skipped because of a NaN or infinite number.</summary>
    public long RowsSkipped { get; private set; }

    /// <summary>The rows handed out so far.</summary>
    public ResponseStatistics Responses { get; } = new(loss);

    public override bool IsSparse => rows.IsSparse;

    public override ReadOnlySpan<int> Indices => rows.Indices;

    public override ReadOnlySpan<float> Values => rows.Values;

    public override double Label => _label;

    public override double Weight => _weight;

    public override double Offset => rows.Offset;

    public override bool Read()
    {
        while (rows.Read())
        {
            RowsRead++;
            (_label, _weight) = (rows.Label, rows.Weight);
            if (!IsGood())
            {
                RowsSkipped++;
            }
            else if (_weight > 0)
            {
                Responses.Add(_label, rows.Offset, _weight);
                return true;
            }
        }

        return false;
    }

    protected override void Close() => rows.Dispose();

    /// <summary>False for a row to skip.</summary>
    private bool IsGood()
    {
        ReadOnlySpan<float> values = rows.Values;
        CheckIndices(rows.Indices, values.Length);
        if (!double.IsFinite(_label) || !double.IsFinite(_weight) || !double.IsFinite(rows.Offset))
        {
            (string what, double value) = !double.IsFinite(_label) ? ("response", _label) : !double.IsFinite(_weight) ? ("weight", _weight) : ("offset", rows.Offset);
            return skip ? false : throw Bad($"The {what} of row {RowsRead - 1} is {value}; every {what} must be a finite number. {WayOut}");
        }

        if (_weight < 0)
        {
            throw Bad($"The weight of row {RowsRead - 1} is {_weight}; weights must not be negative.");
        }

        if (loss.ResponseRule(_label) is { } rule)
        {
            throw Bad($"The response of row {RowsRead - 1} is {_label}; the {loss.Name} loss needs {rule}");
        }

        long bad = FiniteCheck.IndexOfNonFinite(values);
        if (bad >= 0 && !skip)
        {
            long feature = rows.IsSparse ? rows.Indices[(int)bad] : bad;
            throw Bad($"Feature {feature} of row {RowsRead - 1} is {values[(int)bad]}; features must be finite. {WayOut}");
        }

        return bad < 0;
    }

    private void CheckIndices(ReadOnlySpan<int> indices, int values)
    {
        if (!rows.IsSparse)
        {
            if (values != features)
            {
                throw Bad($"Row {RowsRead - 1} is dense and has {values} values; the source says that there are {features} features.");
            }

            return;
        }

        if (indices.Length != values)
        {
            throw Bad($"Row {RowsRead - 1} has {indices.Length} indices and {values} values; a sparse row needs one value for each index.");
        }

        int previous = -1;
        foreach (int index in indices)
        {
            if (index <= previous || index >= features)
            {
                throw Bad($"Row {RowsRead - 1} has index {index} after {previous}; within a row indices must ascend without repeats and be in 0 .. {features - 1}.");
            }

            previous = index;
        }
    }

    private static ArgumentException Bad(string message) => new(message, "rows");
}
