namespace Regularization.Tool;

/// <summary>A column of numbers.</summary>
/// <param name="column">The name of the column.</param>
/// <param name="normalize">Whether the feature is the number standardised.</param>
internal sealed class NumberCollector(string column, bool normalize) : ColumnCollector
{
    private readonly List<float> _values = [];
    private double _sum;
    private int _known;
    private Float32Spread _spread = new();

    public override void Add(string cell, Place place)
    {
        double value = Parse(cell, place);
        _spread.Add(value);
        _values.Add((float)value);
        _sum += _values[^1];
        _known++;
    }

    public override void AddMissing() => _values.Add(float.NaN);

    public override FeatureBlock Finish()
    {
        _spread.Require($"Column '{column}'", $", or leave it out (--ignore {column})");
        double mean = _known > 0 ? _sum / _known : 0;
        return new Block(new NumberInput { Column = column, Mean = mean, Deviation = normalize ? Deviation(mean) : null }, _values);
    }

    /// <summary>The standard deviation; 1 for a column that is constant but for rounding.</summary>
    private double Deviation(double mean)
    {
        double squares = 0;
        foreach (float value in _values)
        {
            squares += float.IsNaN(value) ? 0 : (value - mean) * (value - mean);
        }

        double deviation = Math.Sqrt(squares / Math.Max(1, _known));
        return deviation > 1e-11 * Math.Abs(mean) ? deviation : 1;
    }

    /// <summary>The number in a cell, or an error that says what to do with a column that has something else in it as well.</summary>
    public static double Parse(string cell, Place place)
    {
        if (Cells.TryParseFeature(cell, out double value, out string? reason))
        {
            return value;
        }

        string way = Cells.IsNumber(cell)
            ? "Correct it or leave the row out."
            : Cells.CommaAdvice(cell) is { Length: > 0 } advice ? advice[1..]
            : $"The values before it are numbers: correct it, write it as missing ({Cells.MissingForms}), or give --categorical {place.Column} for a 0/1 feature of each value.";
        throw new ToolException($"{place}: '{Cells.Show(cell)}' {reason}. {way}");
    }

    private sealed class Block(NumberInput input, List<float> values) : FeatureBlock(input)
    {
        public override long Nonzeros { get; } = values.Count - (input.Deviation is null ? values.Count(value => value == 0) : 0);

        public override void WriteTo(DesignWriter writer)
        {
            var number = (NumberInput)Input;
            float mean = (float)number.Mean;
            writer.NextColumn();
            for (int i = 0; i < values.Count; i++)
            {
                writer.Add(i, number.Scaled(float.IsNaN(values[i]) ? mean : values[i]));
            }
        }
    }
}
