namespace Regularization;

/// <summary>Numbers e = s θ + p − m with θ within (low, high) and p, m above 0, of an interior point method: their products p (high − θ) and m (θ − low) are driven to 0. At an end that is infinite there is none; nor are there any where the box is empty, and θ is 0.</summary>
internal sealed class InteriorBox
{
    /// <summary>How far inside its box a point begins, as a share of it.</summary>
    private const double Inside = 0.05;

    private readonly double[] _e;
    private readonly double[] _weights;
    private readonly double _smoothing;
    private readonly double[] _low;
    private readonly double[] _high;
    private readonly double[] _above;
    private readonly double[] _below;
    private readonly double[] _aimAbove;
    private readonly double[] _aimBelow;
    private readonly double[] _change;
    private readonly double[] _changeE;
    private readonly double[] _changeAbove;
    private readonly double[] _changeBelow;

    /// <param name="e">e, which is moved.</param>
    /// <param name="weights">By which the products count; a product is aimed at by that over its weight.</param>
    /// <param name="smoothing">s.</param>
    /// <param name="low">The lower ends.</param>
    /// <param name="high">The upper ends.</param>
    /// <param name="margin">What p and m are above 0 at first.</param>
    /// <param name="start">θ, moved inside.</param>
    public InteriorBox(double[] e, double[] weights, double smoothing, double[] low, double[] high, double[] margin, double[] start)
    {
        int n = e.Length;
        (_e, _weights, _smoothing, _low, _high, Point) = (e, weights, smoothing, low, high, start);
        (_above, _below, _aimAbove, _aimBelow) = (new double[n], new double[n], new double[n], new double[n]);
        (_change, _changeE, _changeAbove, _changeBelow) = (new double[n], new double[n], new double[n], new double[n]);
        double largest = VectorMath.MaxMagnitude(start);
        for (int i = 0; i < n; i++)
        {
            if (!IsIn(i))
            {
                Point[i] = 0;
                continue;
            }

            double width = double.IsFinite(high[i] - low[i]) ? high[i] - low[i] : largest;
            Point[i] = Math.Clamp(start[i], low[i] + (Inside * width), high[i] - (Inside * width));
            double rest = e[i] - (smoothing * Point[i]);
            _above[i] = double.IsFinite(high[i]) ? Math.Max(rest, 0) + margin[i] : 0;
            _below[i] = double.IsFinite(low[i]) ? Math.Max(-rest, 0) + margin[i] : 0;
            Count += double.IsFinite(high[i] - low[i]) ? 2 : 1;
        }
    }

    /// <summary>θ.</summary>
    public double[] Point { get; }

    /// <summary>How many products there are.</summary>
    public int Count { get; }

    /// <summary>How far θ is from the nearer end; 0 where the box is empty.</summary>
    public double Room(int i) => IsIn(i) ? Math.Min(_high[i] - Point[i], Point[i] - _low[i]) : 0;

    /// <summary>Σ w (p (high − θ) + m (θ − low)).</summary>
    public double Products => ProductsAfter(0);

    /// <summary>w dθ/de by number.</summary>
    public void Curvatures(double[] result)
    {
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = IsIn(i) ? _weights[i] / Slope(i) : 0;
        }
    }

    /// <summary>Aims at products of a size each, and at what the change that is there will add to them in second order.</summary>
    public void Aim(double size, bool corrects)
    {
        for (int i = 0; i < _e.Length; i++)
        {
            double aim = _weights[i] > 0 ? size / _weights[i] : 0;
            (_aimAbove[i], _aimBelow[i]) = corrects ? (aim + (_change[i] * _changeAbove[i]), aim - (_change[i] * _changeBelow[i])) : (aim, aim);
        }
    }

    /// <summary>w θ where the products are those aimed at and e stays.</summary>
    public void Target(double[] result)
    {
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = IsIn(i) ? _weights[i] * (Point[i] + ((_e[i] - Aimed(i)) / Slope(i))) : 0;
        }
    }

    /// <summary>The changes of the others with this change of e.</summary>
    public void Follow(double[] change)
    {
        change.CopyTo(_changeE, 0);
        for (int i = 0; i < change.Length; i++)
        {
            if (IsIn(i))
            {
                double by = (_e[i] + change[i] - Aimed(i)) / Slope(i);
                _change[i] = by;
                _changeAbove[i] = ((_aimAbove[i] + (_above[i] * by)) / (_high[i] - Point[i])) - _above[i];
                _changeBelow[i] = ((_aimBelow[i] - (_below[i] * by)) / (Point[i] - _low[i])) - _below[i];
            }
        }
    }

    /// <summary>How much of the change can be made.</summary>
    public double Length()
    {
        double length = 1;
        for (int i = 0; i < _e.Length; i++)
        {
            if (IsIn(i))
            {
                double room = _change[i] > 0 ? _high[i] - Point[i] : Point[i] - _low[i];
                length = Math.Min(length, room / Math.Abs(_change[i]));
                length = _changeAbove[i] < 0 ? Math.Min(length, _above[i] / -_changeAbove[i]) : length;
                length = _changeBelow[i] < 0 ? Math.Min(length, _below[i] / -_changeBelow[i]) : length;
            }
        }

        return length;
    }

    public double ProductsAfter(double length)
    {
        double sum = 0;
        for (int i = 0; i < _e.Length; i++)
        {
            if (IsIn(i))
            {
                double point = Point[i] + (length * _change[i]);
                sum += _weights[i] * (Product(_above[i] + (length * _changeAbove[i]), _high[i] - point) + Product(_below[i] + (length * _changeBelow[i]), point - _low[i]));
            }
        }

        return sum;

        static double Product(double p, double room) => double.IsInfinity(room) ? 0 : p * room;
    }

    public void Move(double length)
    {
        VectorMath.MultiplyAdd(_change, length, Point, Point);
        VectorMath.MultiplyAdd(_changeE, length, _e, _e);
        VectorMath.MultiplyAdd(_changeAbove, length, _above, _above);
        VectorMath.MultiplyAdd(_changeBelow, length, _below, _below);
    }

    private bool IsIn(int i) => _high[i] > _low[i] && _weights[i] > 0;

    /// <summary>de/dθ.</summary>
    private double Slope(int i) => _smoothing + (_above[i] / (_high[i] - Point[i])) + (_below[i] / (Point[i] - _low[i]));

    /// <summary>e at this θ where the products are those aimed at.</summary>
    private double Aimed(int i) => (_smoothing * Point[i]) + (_aimAbove[i] / (_high[i] - Point[i])) - (_aimBelow[i] / (Point[i] - _low[i]));
}
