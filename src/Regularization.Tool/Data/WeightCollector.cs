namespace Regularization.Tool;

/// <summary>Takes the weights of the rows as they are read.</summary>
internal sealed class WeightCollector(string column)
{
    private readonly List<double> _weights = [];

    public void Add(string cell, Place place)
    {
        if (!Cells.TryParse(cell, out double weight) || !double.IsFinite(weight) || weight < 0)
        {
            throw new ToolException($"{place}: the weight '{Cells.Show(cell)}' must be a finite number, not negative. A weight of 0 leaves the row out.{Cells.CommaAdvice(cell)}");
        }

        _weights.Add(weight);
    }

    public double[] Finish() => _weights.Exists(weight => weight > 0)
        ? [.. _weights]
        : throw new ToolException($"Column '{column}' gives weight 0 to every row; at least one must be positive.");
}
