namespace Regularization.Tool;

/// <summary>Takes offsets, or exposures whose logarithm is the offset.</summary>
internal sealed class OffsetCollector(bool isExposure)
{
    private readonly List<double> _offsets = [];

    public void Add(string cell, Place place) => _offsets.Add(Parse(cell, place, isExposure));

    public double[] Finish() => [.. _offsets];

    /// <summary>The offset that a cell stands for.</summary>
    /// <exception cref="ToolException">It is no finite number, or an exposure that is not positive.</exception>
    public static double Parse(string cell, Place place, bool isExposure)
    {
        if (!Cells.TryParse(cell, out double value) || !double.IsFinite(value) || (isExposure && value <= 0))
        {
            throw new ToolException(isExposure
                ? $"{place}: the exposure '{Cells.Show(cell)}' must be a finite number above 0, as its logarithm is taken. Leave the row out, or correct it.{Cells.CommaAdvice(cell)}"
                : $"{place}: the offset '{Cells.Show(cell)}' must be a finite number. Leave the row out, or correct it.{Cells.CommaAdvice(cell)}");
        }

        return isExposure ? Math.Log(value) : value;
    }
}
