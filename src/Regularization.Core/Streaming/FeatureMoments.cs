namespace Regularization;

/// <summary>
/// Weighted moments of the features of a stream: of the values that are not 0, so that a sparse row costs its entries only, about their mean so far, so
/// that nothing is lost to cancellation however far the mean is from 0.
/// </summary>
/// <remarks>Source: West, Updating Mean and Variance Estimates: An Improved Method, Communications of the ACM 22 (1979).</remarks>
internal sealed class FeatureMoments(int features)
{
    private readonly Sums[] _sums = new Sums[features];

    public int Features => features;

    /// <summary>Σ w over the rows.</summary>
    public double Weight { get; private set; }

    public long Rows { get; private set; }

    public void Add(RowReader row)
    {
        double weight = row.Weight;
        ReadOnlySpan<float> values = row.Values;
        Rows++;
        Weight += weight;
        if (row.IsSparse)
        {
            ReadOnlySpan<int> indices = row.Indices[..values.Length];
            for (int k = 0; k < indices.Length; k++)
            {
                _sums[indices[k]].Add(values[k], weight);
            }

            return;
        }

        for (int j = 0; j < values.Length; j++)
        {
            _sums[j].Add(values[j], weight);
        }
    }

    /// <summary>The moments of a feature over all rows, zeros included.</summary>
    public Moments Of(int feature)
    {
        ref Sums sums = ref _sums[feature];
        if (sums.Weight == 0)
        {
            return default;
        }

        double share = sums.Weight / Weight, mean = sums.Mean, variance = sums.Squares / sums.Weight;
        return new Moments(share, share * mean, Math.Sqrt((share * variance) + (share * Math.Max(1 - share, 0) * mean * mean)), Math.Sqrt(variance + (mean * mean)));
    }

    private struct Sums
    {
        public double Weight;
        public double Mean;
        public double Squares;

        public void Add(float value, double weight)
        {
            if (value == 0)
            {
                return;
            }

            // w / W first: the mean of equal values is then exactly that value.
            double difference = value - Mean;
            Weight += weight;
            Mean += difference * (weight / Weight);
            Squares += weight * difference * (value - Mean);
        }
    }
}

/// <summary>Weighted moments of a feature.</summary>
/// <param name="Share">The share of rows where it is not 0.</param>
/// <param name="Mean">The mean over all rows.</param>
/// <param name="Deviation">The 1/n standard deviation over all rows.</param>
/// <param name="NonzeroSize">The root mean square of the values that are not 0.</param>
internal readonly record struct Moments(double Share, double Mean, double Deviation, double NonzeroSize);
