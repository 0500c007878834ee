namespace Regularization;

/// <summary>
/// Minimises a quadratic model with an elastic net penalty one column at a time: Newton steps on the columns that move, each as far as the first coefficient that reaches 0 or a bound, which then stays
/// there; and where these have come to their minimum, the column that would move most comes in. Among near copies, where epochs of coordinate descent follow a narrow valley, it ends after about as many steps
/// as columns come and go.
/// </summary>
/// <remarks>Source: Lee, Battle, Raina, Ng, Efficient sparse coding algorithms (2007), algorithm 1 (feature-sign search).</remarks>
internal readonly ref struct ActiveSet
{
    /// <summary>So many rounds of epochs and a Newton step come first, of those that bring little where that is known: few fits have as many.</summary>
    public const int RoundsBefore = 10;

    private const int StepsPerColumn = 3;

    /// <summary>A full step that leaves more than this share of the gradient is as good as rounding allows.</summary>
    private const double LeastFall = 0.25;

    private readonly ReadOnlySpan<double> _gram;
    private readonly int _stride;
    private readonly Span<double> _q;
    private readonly CoordinateView _view;
    private readonly SupportFactor _factor;
    private readonly double[] _sign;
    private readonly bool[] _moves;

    /// <param name="gram">The Gram matrix.</param>
    /// <param name="stride">From row to row.</param>
    /// <param name="q">The gradient, which follows the coefficients.</param>
    /// <param name="view">Coefficients, penalties and bounds.</param>
    /// <param name="factor">That of the matrix.</param>
    public ActiveSet(ReadOnlySpan<double> gram, int stride, Span<double> q, in CoordinateView view, SupportFactor factor)
    {
        _gram = gram;
        _q = q;
        _view = view;
        (_stride, _factor) = (stride, factor);
        (_sign, _moves) = (new double[q.Length], new bool[q.Length]);
        foreach (int k in view.Visit)
        {
            double b = view.Beta[k];
            _sign[k] = Math.Sign(b);
            _moves[k] = (b != 0 || view.L1[k] == 0) && b > view.Lower[k] && b < view.Upper[k];
        }
    }

    /// <summary>Steps after which it is given up, where rounding leads in circles.</summary>
    public static int MostSteps(int columns) => 100 + (StepsPerColumn * columns);

    /// <summary>Descends, by a step at the least, until no column alone would change by more than curvature·change² = <paramref name="tolerance"/>.</summary>
    /// <returns>Whether it came to that; not if steps do not lead downwards any more.</returns>
    public bool Descend(double tolerance, int maxSteps, ref int steps, CancellationToken cancellationToken)
    {
        double last = double.PositiveInfinity;
        for (int left = maxSteps; left > 0 && !cancellationToken.IsCancellationRequested; left--)
        {
            steps++;
            int[] support = Moving();
            double[] gradient = Gradient(support, out double most);
            if ((most <= tolerance && left < maxSteps) || most == 0 || most > LeastFall * last)
            {
                if (!TakeIn(tolerance))
                {
                    return most <= tolerance;
                }

                last = double.PositiveInfinity;
                continue;
            }

            double[] step = [.. gradient];
            if (!_factor.Update(support, _gram, _stride, _view.L2[.._q.Length]))
            {
                return false;
            }

            _factor.Solve(support, step);
            (double length, int first) = Length(support, step);
            if (length > 0)
            {
                VectorMath.Multiply(step, length, step);
                if (!SignedStep.TryMake(support, step, gradient, _gram, _stride, _q, _view))
                {
                    return false;
                }
            }

            last = most;
            if (first >= 0)
            {
                int at = support[first];
                _moves[at] = false;
                last = double.PositiveInfinity;
                double to = End(at, step[first]), rest = to - _view.Beta[at];
                if (rest != 0)
                {
                    VectorMath.MultiplyAdd(_gram.Slice(at * _stride, _q.Length), -rest, _q, _q);
                    _view.Beta[at] = to;
                }
            }
        }

        return false;
    }

    private int[] Moving()
    {
        var support = new List<int>(_view.Visit.Length);
        foreach (int k in _view.Visit)
        {
            if (_moves[k])
            {
                support.Add(k);
            }
        }

        return [.. support];
    }

    private double[] Gradient(int[] support, out double most)
    {
        var gradient = new double[support.Length];
        most = 0;
        for (int k = 0; k < support.Length; k++)
        {
            int at = support[k];
            gradient[k] = _q[at] - (_view.L1[at] * _sign[at]) - (_view.L2[at] * _view.Beta[at]);
            most = Math.Max(most, gradient[k] * gradient[k] / (_view.Curvature[at] + _view.L2[at]));
        }

        return gradient;
    }

    /// <summary>Lets the column move that would change most alone, and says whether there is one.</summary>
    private bool TakeIn(double tolerance)
    {
        int best = -1;
        double most = tolerance, sign = 0;
        foreach (int k in _view.Visit)
        {
            double a = _view.Curvature[k], b = _view.Beta[k];
            if (_moves[k] || !(a > 0))
            {
                continue;
            }

            double z = (a * b) + _q[k], to = Math.CopySign(Math.Max(Math.Abs(z) - _view.L1[k], 0), z) / (a + _view.L2[k]);
            double change = Math.Min(Math.Max(to, _view.Lower[k]), _view.Upper[k]) - b;
            if (a * change * change > most)
            {
                (best, most, sign) = (k, a * change * change, Math.Sign(b == 0 ? change : b));
            }
        }

        if (best >= 0)
        {
            (_moves[best], _sign[best]) = (true, sign);
        }

        return best >= 0;
    }

    /// <summary>Where a coefficient that goes this way must stop: at 0 if that is where its penalty bends, or at a bound.</summary>
    private double End(int at, double step)
    {
        double bound = step > 0 ? _view.Upper[at] : _view.Lower[at];
        return _view.L1[at] > 0 && step * _sign[at] < 0 ? (step > 0 ? Math.Min(0, bound) : Math.Max(0, bound)) : bound;
    }

    /// <summary>The part of a step that can be made, and the first that must stop, −1 if none.</summary>
    private (double Length, int First) Length(int[] support, double[] step)
    {
        double length = 1;
        int first = -1;
        for (int k = 0; k < step.Length; k++)
        {
            double room = step[k] == 0 ? 1 : (End(support[k], step[k]) - _view.Beta[support[k]]) / step[k];
            if (room < length)
            {
                (length, first) = (room, k);
            }
        }

        return (length, first);
    }
}
