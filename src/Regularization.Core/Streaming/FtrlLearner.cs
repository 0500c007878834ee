using System.Runtime.CompilerServices;

namespace Regularization;

/// <summary>The state of <see cref="FtrlProximal"/>.</summary>
internal sealed class FtrlLearner : StreamingLearner
{
    /// <summary>The k-th value of a mean has a weight of about k to this power.</summary>
    private const double Recency = 4;

    private readonly LearnerSetup _setup;
    private readonly Coordinate[] _state;
    private readonly (double Lower, double Upper)[]? _bounds;
    private readonly double _rate;
    private readonly double _beta;
    private readonly bool _averaging;
    private double[] _weights = [];
    private Coordinate _intercept;
    private double _interceptValue;
    private double _time;

    public FtrlLearner(LearnerSetup setup, FtrlProximal method)
    {
        _setup = setup;
        _bounds = setup.Bounds();
        _rate = method.LearningRate * setup.CoefficientUnit;
        _beta = Math.Max(method.Beta * setup.GradientUnit, 1e-12 * setup.GradientUnit);
        _averaging = method.Averaging;
        _state = new Coordinate[setup.Features];
        double startRoot = setup.GradientUnit * Math.Sqrt(setup.StartRows);
        for (int j = 0; j < _state.Length; j++)
        {
            ref Coordinate c = ref _state[j];
            c.L1 = setup.L1Factor(j);
            if (setup.StartRows > 0)
            {
                // Steps as small as if so many rows had been seen, about the start, with the penalty yet to come.
                c.Root = startRoot * Math.Sqrt(setup.Scaling.MeanSquare[j]);
                c.Z = -setup.StartBeta[j] * (_beta + c.Root) / _rate;
            }
        }

        _interceptValue = setup.StartIntercept;
        _intercept.Root = startRoot;
    }

    public override double Predict(in PreparedRow row)
    {
        ReadOnlySpan<int> indices = row.Indices;
        ReadOnlySpan<double> z = row.Z;
        if (indices.Length > _weights.Length)
        {
            _weights = new double[Math.Max(indices.Length, 2 * _weights.Length)];
        }

        Span<double> weights = _weights.AsSpan(0, indices.Length);
        double l1 = _setup.L1 * _time, l2 = _setup.L2 * _time * _rate, eta = 0;
        Coordinate[] state = _state;
        for (int k = 0; k < indices.Length; k++)
        {
            int j = indices[k];
            double weight = Value(in state[j], j, l1, l2);
            weights[k] = weight;
            eta += weight * z[k];
        }

        if (_setup.HasIntercept)
        {
            _interceptValue = _setup.StartIntercept - (_intercept.Z * _rate / (_beta + _intercept.Root));
        }

        return eta + _interceptValue;
    }

    public override void Update(in PreparedRow row, double residual, double weight)
    {
        ReadOnlySpan<int> indices = row.Indices;
        ReadOnlySpan<double> z = row.Z;
        ReadOnlySpan<double> weights = _weights.AsSpan(0, indices.Length);
        double slope = -residual * weight, inverseRate = 1 / _rate;
        Coordinate[] state = _state;
        for (int k = 0; k < indices.Length; k++)
        {
            state[indices[k]].Learn(slope * z[k], weights[k], inverseRate, _averaging);
        }

        if (_setup.HasIntercept)
        {
            _intercept.Learn(slope, _interceptValue - _setup.StartIntercept, inverseRate, _averaging);
        }

        _time += weight;
    }

    public override double Model(Span<double> beta)
    {
        double l1 = _setup.L1 * _time, l2 = _setup.L2 * _time * _rate;
        for (int j = 0; j < _state.Length; j++)
        {
            ref Coordinate c = ref _state[j];
            double value = Value(in c, j, l1, l2);
            beta[j] = value != 0 && _averaging && c.Touches > 0 ? c.Mean : value;
        }

        double last = _intercept.Z * _rate / (_beta + _intercept.Root);
        return !_setup.HasIntercept ? 0 : _setup.StartIntercept + (_averaging && _intercept.Touches > 0 ? _intercept.Mean : -last);
    }

    public override (int Nonzeros, double Penalty) Now()
    {
        double l1 = _setup.L1 * _time, l2 = _setup.L2 * _time * _rate, penalty = 0;
        int nonzeros = 0;
        for (int j = 0; j < _state.Length; j++)
        {
            double value = Value(in _state[j], j, l1, l2);
            if (value != 0)
            {
                nonzeros++;
                penalty += _setup.PenaltyOf(j, value);
            }
        }

        return (nonzeros, penalty);
    }

    /// <summary>The argmin for one coordinate. l1 = W λ1 and l2 = W λ2 α, of a coefficient with factor 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Value(in Coordinate c, int feature, double l1, double l2)
    {
        double over = Math.Abs(c.Z) - (l1 * c.L1);
        if (!(over > 0))
        {
            return 0;
        }

        double strength = _beta + c.Root;
        if (l2 != 0)
        {
            strength += l2 * _setup.L2Factor(feature);
        }

        double value = -Math.CopySign(over * _rate / strength, c.Z);
        return _bounds is null ? value : Math.Clamp(value, _bounds[feature].Lower, _bounds[feature].Upper);
    }

    /// <summary>The state of a coefficient: z, the root of the sum of squared gradients, the mean of the values and their number, and the factor of the L1 penalty.</summary>
    private struct Coordinate
    {
        public double Z;
        public double Root;
        public double Mean;
        public int Touches;
        public float L1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Learn(double gradient, double value, double inverseRate, bool averaging)
        {
            double root = Math.Sqrt((Root * Root) + (gradient * gradient));
            Z += gradient - ((root - Root) * inverseRate * value);
            Root = root;
            if (averaging)
            {
                Touches += Touches < int.MaxValue ? 1 : 0;
                Mean += (Recency + 1) / (Recency + Touches) * (value - Mean);
            }
        }
    }
}
