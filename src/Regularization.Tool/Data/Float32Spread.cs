namespace Regularization.Tool;

/// <summary>What the numbers of a column vary by, and how much of it rounding to float32 takes: the rule of the library for numbers in float64.</summary>
internal struct Float32Spread
{
    private double _least = double.PositiveInfinity;
    private double _most = double.NegativeInfinity;
    private double _error;
    private long _count;

    public Float32Spread()
    {
    }

    /// <summary>How many numbers were added.</summary>
    public readonly long Count => _count;

    public void Add(double exact)
    {
        _least = Math.Min(_least, exact);
        _most = Math.Max(_most, exact);
        _error = Math.Max(_error, Math.Abs(exact - (float)exact));
        _count++;
    }

    /// <summary>Refuses a column that float32 would flatten.</summary>
    /// <param name="what">The column, as the sentence begins: "Column 't'".</param>
    /// <param name="otherwise">What else than subtracting can be done, as the end of the sentence.</param>
    /// <param name="use">What float32 is to the column, to follow it in the sentence.</param>
    /// <exception cref="ToolException">Rounding takes more than 1% of what the column varies by.</exception>
    public readonly void Require(string what, string otherwise, string use = "which holds features")
    {
        if (_most > _least && _error > 0.01 * (_most - _least))
        {
            throw new ToolException(FormattableString.Invariant($"{what} varies by {_most - _least:g3} around {_most:g6}, and float32, {use}, keeps it only to {_error:g2}. Subtract its mean or its minimum first{otherwise}."));
        }
    }
}
