namespace Regularization;

/// <summary>Weighted sums of a loss over rows that come one by one, evaluated in blocks.</summary>
internal sealed class ProgressiveLoss(Loss loss)
{
    private const int Block = 256;

    private readonly double[] _eta = new double[Block];
    private readonly double[] _y = new double[Block];
    private readonly double[] _weights = new double[Block];
    private int _count;
    private double _sum;
    private double _weight;

    /// <summary>Rows added since <see cref="Take"/>.</summary>
    public long Rows { get; private set; }

    public void Add(double eta, double y, double weight)
    {
        (_eta[_count], _y[_count], _weights[_count]) = (eta, y, weight);
        Rows++;
        if (++_count == Block)
        {
            Flush();
        }
    }

    /// <summary>The sums so far, which are then 0 again.</summary>
    public (double Sum, double Weight, long Rows) Take()
    {
        Flush();
        (double, double, long) result = (_sum, _weight, Rows);
        (_sum, _weight, Rows) = (0, 0, 0);
        return result;
    }

    private void Flush()
    {
        if (_count > 0)
        {
            ReadOnlySpan<double> weights = _weights.AsSpan(0, _count);
            _sum += loss.Value(_eta.AsSpan(0, _count), _y.AsSpan(0, _count), weights);
            _weight += System.Numerics.Tensors.TensorPrimitives.Sum(weights);
            _count = 0;
        }
    }
}
