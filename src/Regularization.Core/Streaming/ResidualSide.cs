namespace Regularization;

/// <summary>The rows whose residual has one sign: sums of their loss, and of the loss part of the gap at some multiples of the residual.</summary>
internal sealed class ResidualSide(Loss loss)
{
    private const int Block = 256;

    private readonly double[] _eta = new double[Block];
    private readonly double[] _y = new double[Block];
    private readonly double[] _residual = new double[Block];
    private readonly double[] _weights = new double[Block];
    private readonly double[] _theta = new double[Block];
    private readonly double[] _gaps = new double[Shrinkages.Length];
    private int _count;

    /// <summary>1 − c, ascending. φ is about quadratic in it, and 0 at 0.</summary>
    public static double[] Shrinkages { get; } = [0, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1];

    public double LossSum { get; private set; }

    public double SaturatedSum { get; private set; }

    /// <summary>Σ w r.</summary>
    public double SlopeSum { get; private set; }

    public void Add(double eta, double y, double residual, double weight)
    {
        (_eta[_count], _y[_count], _residual[_count], _weights[_count]) = (eta, y, residual, weight);
        SlopeSum += weight * residual;
        if (++_count == Block)
        {
            Flush();
        }
    }

    public void Flush()
    {
        ReadOnlySpan<double> eta = _eta.AsSpan(0, _count), y = _y.AsSpan(0, _count), weights = _weights.AsSpan(0, _count), residual = _residual.AsSpan(0, _count);
        Span<double> theta = _theta.AsSpan(0, _count);
        LossSum += loss.Value(eta, y, weights);
        SaturatedSum += loss.SaturatedValue(y, weights);
        for (int s = 1; s < Shrinkages.Length; s++)
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(residual, 1 - Shrinkages[s], theta);
            _gaps[s] += loss.DualityGap(eta, y, weights, theta);
        }

        _count = 0;
    }

    /// <summary>An upper bound of Σ w φ at a multiple of the residual.</summary>
    public double Gap(double multiple)
    {
        double shrinkage = 1 - multiple;
        int upper = 1;
        while (upper < Shrinkages.Length - 1 && Shrinkages[upper] < shrinkage)
        {
            upper++;
        }

        double share = (shrinkage - Shrinkages[upper - 1]) / (Shrinkages[upper] - Shrinkages[upper - 1]);
        return ((1 - share) * _gaps[upper - 1]) + (share * _gaps[upper]);
    }
}
