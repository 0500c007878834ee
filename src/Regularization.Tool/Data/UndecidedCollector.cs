namespace Regularization.Tool;

/// <summary>A column whose first value decides what it is: numbers if that is one, else categories.</summary>
/// <param name="column">The name of the column.</param>
/// <param name="normalize">Whether numbers are standardised.</param>
internal sealed class UndecidedCollector(string column, bool normalize) : ColumnCollector
{
    private ColumnCollector? _decided;
    private int _missingBefore;

    public override void Add(string cell, Place place)
    {
        if (_decided is null)
        {
            Decide(Cells.IsNumber(cell));
        }

        _decided!.Add(cell, place);
    }

    public override void AddMissing()
    {
        if (_decided is null)
        {
            _missingBefore++;
        }
        else
        {
            _decided.AddMissing();
        }
    }

    public override FeatureBlock Finish()
    {
        if (_decided is null)
        {
            throw new ToolException($"Column '{column}' has no value in any row. Give --ignore {column} to leave it out.");
        }

        return _decided.Finish();
    }

    private void Decide(bool numbers)
    {
        _decided = numbers ? new NumberCollector(column, normalize) : new CategoryCollector(column, insisted: false);
        for (; _missingBefore > 0; _missingBefore--)
        {
            _decided.AddMissing();
        }
    }
}
