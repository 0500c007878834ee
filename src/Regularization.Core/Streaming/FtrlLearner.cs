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
    private readonly FtrlProximal _method;
    private readonly bool _averaging;
    private double _rate;
    private double _beta;
    private double _startRoot;
    private double[] _weights = [];
    private Coordinate _intercept;
    private double _interceptValue;
    private double _time;

    public FtrlLearner(LearnerSetup setup, FtrlProximal method)
    {
        _setup = setup;
        _bounds = setup.Bounds();
        (_method, _averaging) = (method, method.Averaging);
        SetUnits();
        _state = new Coordinate[setup.Features];
        for (int j = 0; j < _state.Length; j++)
        {
            ref Coordinate c = ref _state[j];
            c.L1 = setup.L1Factor(j);
            if (setup.StartRows > 0)
            {
                // Steps as small as if so many rows had been seen, about the start, with the penalty yet to come.
                c.Root = _startRoot * Math.Sqrt(setup.Scaling.MeanSquare[j]);
                c.Z = -setup.StartBeta[j] * (_beta + c.Root) / _rate;
            }
        }

        _interceptValue = setup.StartIntercept;
        _intercept.Root = _startRoot;
    }

    /// <inheritdoc/>
    public override void UnitsChanged()
    {
        double l1 = _setup.L1 * _time, oldL2 = _setup.L2 * _time * _rate, oldRate = _rate, oldBeta = _beta, oldStartRoot = _startRoot;
        SetUnits();
        double l2 = _setup.L2 * _time * _rate, more = _startRoot - oldStartRoot, oldRoot = _intercept.Root;
        _intercept.Root += more;
        _intercept.Z *= oldRate / (oldBeta + oldRoot) * ((_beta + _intercept.Root) / _rate);
        for (int j = 0; j < _state.Length; j++)
        {
            // The z that gives the same coefficient as before, of the same side of the penalty.
            ref Coordinate c = ref _state[j];
            double value = Value(in c, j, l1, oldL2, oldRate, oldBeta);
            c.Root += more * Math.Sqrt(_setup.Scaling.MeanSquare[j]);
            if (value != 0)
            {
                c.Z = -Math.CopySign((l1 * c.L1) + (Math.Abs(value) * (_beta + c.Root + (l2 * _setup.L2Factor(j))) / _rate), value);
            }
        }
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

    private void SetUnits()
    {
        _rate = _method.LearningRate * _setup.CoefficientUnit;
        _beta = Math.Max(_method.Beta, 1e-12) * _setup.GradientUnit;
        _startRoot = _setup.GradientUnit * Math.Sqrt(_setup.StartRows);
    }

    /// <summary>The argmin for one coordinate. l1 = W λ1 and l2 = W λ2 α, of a coefficient with factor 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Value(in Coordinate c, int feature, double l1, double l2) => Value(in c, feature, l1, l2, _rate, _beta);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Value(in Coordinate c, int feature, double l1, double l2, double rate, double beta)
    {
        double over = Math.Abs(c.Z) - (l1 * c.L1);
        if (!(over > 0))
        {
            return 0;
        }

        double strength = beta + c.Root;
        if (l2 != 0)
        {
            strength += l2 * _setup.L2Factor(feature);
        }

        double value = -Math.CopySign(over * rate / strength, c.Z);
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
