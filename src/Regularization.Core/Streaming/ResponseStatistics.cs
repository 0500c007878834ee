namespace Regularization;

/// <summary>
/// Weighted mean and deviation of the responses of a stream, in one pass (West's update), and the model without features that follows from them. With the
/// squared loss an offset is taken off the response; with others the offsets are kept in an <see cref="OffsetSketch"/>.
/// </summary>
/// <remarks>Source: West, Updating Mean and Variance Estimates: An Improved Method, Communications of the ACM 22 (1979).</remarks>
internal sealed class ResponseStatistics(Loss loss)
{
    private double _squares;
    private OffsetSketch? _offsets;

    /// <summary>Rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Σ w.</summary>
    public double Weight { get; private set; }

    /// <summary>Σ w y / Σ w; with the squared loss of y less the offset.</summary>
    public double Mean { get; private set; }

    public double Least { get; private set; } = double.PositiveInfinity;

    public double Largest { get; private set; } = double.NegativeInfinity;

    /// <summary>Whether a row had an offset other than 0.</summary>
    public bool HasOffsets => LargestOffset > 0;

    /// <summary>The largest size of an offset.</summary>
    public double LargestOffset { get; private set; }

    /// <summary>Whether all rows have the same response.</summary>
    public bool IsConstant => Rows > 0 && Least == Largest;

    /// <summary>Whether there is anything to explain by features: the responses differ, or have offsets, or are not what a model without an intercept says of all.</summary>
    /// <param name="hasIntercept">Whether the model has one.</param>
    public bool VariesFrom(bool hasIntercept) => !IsConstant || HasOffsets || (!hasIntercept && NullLoss(0) > 0);

    /// <summary>The weighted 1/n standard deviation of what <see cref="Mean"/> is the mean of.</summary>
    public double Deviation => Weight > 0 ? Math.Sqrt(_squares / Weight) : 0;

    public double MeanWeight => Rows > 0 ? Weight / Rows : 1;

    public void Add(double y, double offset, double weight)
    {
        LargestOffset = Math.Max(LargestOffset, Math.Abs(offset));
        if (!loss.IsSquared && (offset != 0 || _offsets is not null))
        {
            AddOffset(y, offset, weight);
        }

        double response = loss.IsSquared ? y - offset : y;
        Rows++;
        Weight += weight;
        double difference = response - Mean;
        Mean += difference * (weight / Weight);
        _squares += weight * difference * (response - Mean);
        Least = Math.Min(Least, y);
        Largest = Math.Max(Largest, y);
    }

    /// <summary>The intercept of the model without features.</summary>
    public double NullIntercept() => NullIntercept(Mean);

    /// <summary>The same if the mean response were another.</summary>
    public double NullIntercept(double mean) => _offsets?.Intercept(loss, mean) ?? loss.Link(mean);

    /// <summary>The mean loss of a model of an intercept alone, above the saturated one.</summary>
    public double NullLoss(double intercept)
    {
        if (loss.IsSquared)
        {
            return ((Deviation * Deviation) + ((Mean - intercept) * (Mean - intercept))) / 2;
        }

        intercept = double.IsFinite(intercept) ? intercept : 0;
        return _offsets?.Mean((offset, response) => Between(intercept + offset, response)) ?? Between(intercept, Mean);

        // The loss is linear in the response for the logistic one.
        double Between(double eta, double mean)
        {
            double range = Largest - Least, share = range > 0 ? (mean - Least) / range : 0;
            return ((1 - share) * At(eta, Least)) + (share * At(eta, Largest));
        }

        double At(double eta, double y) => loss.Value([eta], [y], [1]) - loss.SaturatedValue([y], [1]);
    }

    /// <summary>The rows before the first offset have offset 0.</summary>
    private void AddOffset(double y, double offset, double weight)
    {
        if (_offsets is null)
        {
            _offsets = new OffsetSketch();
            if (Weight > 0)
            {
                _offsets.Add(0, Mean, Weight);
            }
        }

        _offsets.Add(offset, y, weight);
    }
}
