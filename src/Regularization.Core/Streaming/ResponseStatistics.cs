namespace Regularization;

/// <summary>Weighted mean and deviation of the responses of a stream, in one pass (West's update).</summary>
/// <remarks>Source: West, Updating Mean and Variance Estimates: An Improved Method, Communications of the ACM 22 (1979).</remarks>
internal sealed class ResponseStatistics
{
    private double _squares;

    /// <summary>Rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Σ w.</summary>
    public double Weight { get; private set; }

    /// <summary>Σ w y / Σ w.</summary>
    public double Mean { get; private set; }

    public double Least { get; private set; } = double.PositiveInfinity;

    public double Largest { get; private set; } = double.NegativeInfinity;

    /// <summary>Whether a row had an offset other than 0.</summary>
    public bool HasOffsets { get; private set; }

    /// <summary>Whether all rows have the same response.</summary>
    public bool IsConstant => Rows > 0 && Least == Largest;

    /// <summary>The weighted 1/n standard deviation.</summary>
    public double Deviation => Weight > 0 ? Math.Sqrt(_squares / Weight) : 0;

    public double MeanWeight => Rows > 0 ? Weight / Rows : 1;

    public void Add(double y, double weight, double offset)
    {
        HasOffsets |= offset != 0;
        Rows++;
        Weight += weight;
        double difference = y - Mean;
        Mean += difference * (weight / Weight);
        _squares += weight * difference * (y - Mean);
        Least = Math.Min(Least, y);
        Largest = Math.Max(Largest, y);
    }
}
