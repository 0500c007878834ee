namespace Regularization;

/// <summary>
/// Offsets of a stream with the responses that go with them, in bounded memory: weighted means by bins, whose width doubles when there are too many.
/// With offsets of usual size a bin is 1/64 wide, which a loss of curvature 1/4 can hardly tell from no width at all.
/// </summary>
internal sealed class OffsetSketch
{
    private const int MostBins = 4096;

    private Dictionary<double, (double Weight, double Offset, double Response)> _bins = [];
    private double _width = 1.0 / 64;
    private double _total;
    private double _least = double.PositiveInfinity;
    private double _largest = double.NegativeInfinity;

    public void Add(double offset, double response, double weight)
    {
        _total += weight;
        (_least, _largest) = (Math.Min(_least, offset), Math.Max(_largest, offset));
        AddSums(weight, weight * offset, weight * response);
        while (_bins.Count > MostBins)
        {
            _width *= 2;
            (var before, _bins) = (_bins, []);
            foreach ((double binWeight, double binOffset, double binResponse) in before.Values)
            {
                AddSums(binWeight, binOffset, binResponse);
            }
        }
    }

    /// <summary>The weighted mean over the bins of a function of the mean offset and the mean response in each.</summary>
    public double Mean(Func<double, double, double> value)
    {
        double sum = 0;
        foreach ((double weight, double offset, double response) in _bins.Values)
        {
            sum += weight * value(offset / weight, response / weight);
        }

        return sum / _total;
    }

    /// <summary>The intercept b with which the mean of loss.Mean(b + offset) is <paramref name="mean"/>, by bisection.</summary>
    public double Intercept(Loss loss, double mean)
    {
        double link = loss.Link(mean), low = link - _largest, high = link - _least;
        if (!double.IsFinite(link))
        {
            return link;
        }

        while (true)
        {
            double middle = low + ((high - low) / 2);
            if (!(middle > low && middle < high))
            {
                return middle;
            }

            (low, high) = Mean((offset, _) => loss.Mean(middle + offset)) < mean ? (middle, high) : (low, middle);
        }
    }

    private void AddSums(double weight, double offset, double response)
    {
        double bin = Math.Floor(offset / weight / _width);
        (double sum, double offsets, double responses) = _bins.GetValueOrDefault(bin);
        _bins[bin] = (sum + weight, offsets + offset, responses + response);
    }
}
