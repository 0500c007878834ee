using System.Runtime.CompilerServices;

namespace Regularization;

/// <summary>The state of <see cref="AveragedSgd"/>.</summary>
internal sealed class SgdLearner : StreamingLearner
{
    /// <summary>Steps are about constant for so many times (|z|² · features)^½ rows, and then fall as the root of the rows: |z|² is enough for features that all rows have, rare ones take longer to be met.</summary>
    private const double ConstantRows = 10;

    /// <summary>κ: which share of the curvature the optimality condition of zeros takes. Small values find more zeros, large ones keep more coefficients.</summary>
    private const double CurvatureShare = 0.5;

    private readonly LearnerSetup _setup;
    private readonly Coordinate[] _state;
    private readonly (double Lower, double Upper)[]? _bounds;
    private readonly double _firstStep;
    private readonly double _turn;
    private readonly double _timeUnit;
    private readonly double _startWeight;
    private double _intercept;
    private double _interceptMean;
    private double _rows;
    private double _time;
    private double _norm;

    public SgdLearner(LearnerSetup setup, AveragedSgd method)
    {
        _setup = setup;
        _bounds = setup.Bounds();
        double norm = 1 + setup.Scaling.MeanNorm;
        _turn = ConstantRows * Math.Sqrt(norm * (1 + setup.Scaling.ActiveFeatures));
        _firstStep = method.LearningRate / (setup.Curvature * norm);
        _timeUnit = 1 / (10 * _turn * _firstStep);
        _rows = setup.StartRows;
        _time = 2 * _turn * _firstStep * (Math.Sqrt(1 + (_rows / _turn)) - 1);
        _startWeight = Power(_time);
        _intercept = setup.StartIntercept;
        _state = new Coordinate[setup.Features];
        for (int j = 0; j < _state.Length; j++)
        {
            ref Coordinate c = ref _state[j];
            (c.L1, c.Time) = (setup.L1Factor(j), _time);
            if (setup.StartRows > 0)
            {
                c.Beta = setup.StartBeta[j];
            }
        }
    }

    public override double Predict(in PreparedRow row)
    {
        ReadOnlySpan<int> indices = row.Indices;
        ReadOnlySpan<double> z = row.Z[..indices.Length];
        double eta = 0, norm = _setup.HasIntercept ? 1 : 0, weightNow = Power(_time);
        Coordinate[] state = _state;
        for (int k = 0; k < indices.Length; k++)
        {
            int j = indices[k];
            ref Coordinate c = ref state[j];
            if (c.Beta != 0)
            {
                CatchUp(ref c, j, weightNow);
                eta += c.Beta * z[k];
            }

            c.Time = _time;
            norm += z[k] * z[k];
        }

        _norm = norm;
        return eta + _intercept;
    }

    public override void Update(in PreparedRow row, double residual, double weight)
    {
        ReadOnlySpan<int> indices = row.Indices;
        ReadOnlySpan<double> z = row.Z[..indices.Length];
        double full = _firstStep / Math.Sqrt(1 + (_rows / _turn)) * weight, next = _time + full, meanWeight = Power(next) - Power(_time);
        double step = Math.Min(full, 1 / (_setup.Curvature * Math.Max(_norm, double.Epsilon))) * residual, slope = -residual * meanWeight;
        Coordinate[] state = _state;
        for (int k = 0; k < indices.Length; k++)
        {
            ref Coordinate c = ref state[indices[k]];
            c.Beta += step * z[k];
            c.Gradient += slope * z[k];
            c.Square += meanWeight * z[k] * z[k];
        }

        if (_bounds is not null)
        {
            foreach (int j in indices)
            {
                state[j].Beta = Math.Clamp(state[j].Beta, _bounds[j].Lower, _bounds[j].Upper);
            }
        }

        if (_setup.HasIntercept)
        {
            _intercept += step;
            _interceptMean += meanWeight * _intercept;
        }

        _rows += weight;
        _time = next;
    }

    public override double Model(Span<double> beta)
    {
        double weightNow = Power(_time), total = weightNow - _startWeight;
        if (!(total > 0))
        {
            _setup.StartBeta.CopyTo(beta);
            return _intercept;
        }

        for (int j = 0; j < _state.Length; j++)
        {
            ref Coordinate c = ref _state[j];
            CatchUp(ref c, j, weightNow);
            double mean = c.Sum / total, curvature = CurvatureShare * _setup.Curvature * (c.Square / total);
            beta[j] = Math.Abs((curvature * mean) - (c.Gradient / total)) <= _setup.L1 * c.L1 ? 0 : mean;
        }

        return _setup.HasIntercept ? _interceptMean / total : 0;
    }

    /// <summary>The weighted mean of z_j² over the rows learnt from.</summary>
    public double MeanSquare(int feature) => _state[feature].Square / (Power(_time) - _startWeight);

    public override (int Nonzeros, double Penalty) Now()
    {
        double weightNow = Power(_time), penalty = 0;
        int nonzeros = 0;
        for (int j = 0; j < _state.Length; j++)
        {
            ref Coordinate c = ref _state[j];
            CatchUp(ref c, j, weightNow);
            if (c.Beta != 0)
            {
                nonzeros++;
                penalty += _setup.PenaltyOf(j, c.Beta);
            }
        }

        return (nonzeros, penalty);
    }

    /// <summary>The weight of the mean up to a time: S⁸, whose growth is S⁷, in a unit that keeps it within the range of numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Power(double time)
    {
        double scaled = time * _timeUnit, square = scaled * scaled, fourth = square * square;
        return fourth * fourth;
    }

    /// <summary>All proximal steps since the coefficient was last touched, at once, and what they add to its mean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CatchUp(ref Coordinate c, int feature, double weightNow)
    {
        double before = Math.Abs(c.Beta), elapsed = _time - c.Time;
        if (!(elapsed > 0) || before == 0)
        {
            c.Time = _time;
            return;
        }

        double l1 = _setup.L1 * c.L1, after, untilZero;
        if (_setup.L2 == 0)
        {
            after = before - (l1 * elapsed);
            untilZero = before / l1;
        }
        else
        {
            double l2 = _setup.L2 * _setup.L2Factor(feature), shrink = l2 > 0 ? -Expm1(-l2 * elapsed) : 0, ratio = l2 > 0 ? l1 / l2 : 0;
            after = l2 > 0 ? before - ((before + ratio) * shrink) : before - (l1 * elapsed);
            untilZero = after > 0 ? double.PositiveInfinity : l2 > 0 ? Math.Log(1 + (before / ratio)) / l2 : before / l1;
        }

        double weightThen = Power(c.Time);
        if (after > 0)
        {
            c.Sum += Math.CopySign((weightNow - weightThen) * (before + after) / 2, c.Beta);
            c.Beta = Math.CopySign(after, c.Beta);
        }
        else
        {
            c.Sum += Math.CopySign((Power(Math.Min(c.Time + untilZero, _time)) - weightThen) * before / 2, c.Beta);
            c.Beta = 0;
        }

        c.Time = _time;
    }

    /// <summary>exp(x) − 1 for x ≤ 0, without cancellation near 0.</summary>
    private static double Expm1(double x) =>
        x < -1e-2 ? Math.Exp(x) - 1 : x * (1 + (x / 2 * (1 + (x / 3 * (1 + (x / 4 * (1 + (x / 5 * (1 + (x / 6))))))))));

    /// <summary>The state of a coefficient: its value at a time S, the weighted sums of its values, gradients and squares of z, and the factor of the L1 penalty.</summary>
    private struct Coordinate
    {
        public double Beta;
        public double Time;
        public double Sum;
        public double Gradient;
        public double Square;
        public float L1;
    }
}
