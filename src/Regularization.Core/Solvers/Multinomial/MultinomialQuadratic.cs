namespace Regularization;

/// <summary>Minimises the quadratic model of the loss with <see cref="SoftmaxHessian"/> plus the penalty: coordinate descent, and Newton steps on the support.</summary>
internal sealed partial class MultinomialQuadratic(MultinomialContext context, MultinomialTerms terms)
{
    private const int MostRounds = 12;
    private const int EpochsPerRound = 4;

    /// <summary>Newton steps one after the other, each on what the one before has left of the support.</summary>
    private const int MostNewtonSteps = 20;
    private const double Ridge = 1e-9;

    /// <summary>Coefficients that are 0 take part when their gradient is above this share of the threshold.</summary>
    private const double NearThreshold = 0.9;

    private double[] _beta = [], _gradient = [], _curvature = [], _l1 = [], _l2 = [], _lower = [], _upper = [];
    private readonly SupportFactor _factor = new(Ridge);

    /// <summary>To be called when the matrix has changed.</summary>
    public void Forget() => _factor.Forget();

    /// <summary>The minimum, of which the intercepts are steps.</summary>
    /// <param name="hessian">The matrix.</param>
    /// <param name="beta">The coefficients where it was made, K · m.</param>
    /// <param name="gradient">−∇ of the loss there, K · m.</param>
    /// <param name="tolerance">The largest curvature · change² of an epoch to stop at.</param>
    /// <param name="isThorough">Whether Newton steps follow even then: along what is almost flat epochs change little, but a gradient that is left counts in the gap by its share of λ.</param>
    public ReadOnlySpan<double> Solve(SoftmaxHessian hessian, ReadOnlySpan<double> beta, ReadOnlySpan<double> gradient, double tolerance, bool isThorough)
    {
        int[] visit = Prepare(hessian, beta, gradient);
        for (int round = 0; round < MostRounds; round++)
        {
            double change = context.IsGrouped ? DescendGroups(hessian, visit, tolerance) : Descend(hessian, visit, tolerance);
            bool isSettled = change <= tolerance;
            if (!isSettled || isThorough)
            {
                for (int step = 0; step < MostNewtonSteps && NewtonStep(hessian, visit); step++)
                {
                }
            }

            if (isSettled)
            {
                break;
            }
        }

        return _beta.AsSpan(0, hessian.Size);
    }

    private int[] Prepare(SoftmaxHessian hessian, ReadOnlySpan<double> beta, ReadOnlySpan<double> gradient)
    {
        int size = hessian.Size, m = hessian.Columns.Length, count = m * context.Classes;
        if (_beta.Length < size)
        {
            (_beta, _gradient, _curvature, _l1, _l2, _lower, _upper) = (new double[size], new double[size], new double[size], new double[size], new double[size], new double[size], new double[size]);
        }

        Array.Clear(_beta);
        Array.Clear(_gradient);
        beta.CopyTo(_beta);
        gradient.CopyTo(_gradient);
        var visit = new List<int>(size);
        for (int k = 0; k < size; k++)
        {
            bool isIntercept = k >= count;
            _curvature[k] = hessian.Matrix[(k * hessian.Stride) + k];
            int column = isIntercept ? 0 : hessian.Columns[k % m];
            (_l1[k], _l2[k]) = isIntercept ? (0, 0) : (terms.L1(column), terms.L2(column));
            (_lower[k], _upper[k]) = isIntercept ? (double.NegativeInfinity, double.PositiveInfinity) : context.Bounds(column);
            if (isIntercept || context.IsGrouped || _beta[k] != 0 || Math.Abs(_gradient[k]) >= NearThreshold * _l1[k])
            {
                visit.Add(k);
            }
        }

        return [.. visit];
    }

    private double Descend(SoftmaxHessian hessian, int[] visit, double tolerance)
    {
        int size = hessian.Size;
        var view = new CoordinateView
        {
            Visit = visit,
            Columns = [],
            Center = [],
            InverseScale = [],
            Curvature = _curvature.AsSpan(0, size),
            L1 = _l1.AsSpan(0, size),
            L2 = _l2.AsSpan(0, size),
            Lower = _lower.AsSpan(0, size),
            Upper = _upper.AsSpan(0, size),
            Beta = _beta.AsSpan(0, size),
        };
        var progress = new EpochProgress { MaxEpochs = EpochsPerRound, Tolerance = tolerance };
        Kernels.Current.CoordinateDescent(hessian.Matrix, hessian.Stride, _gradient.AsSpan(0, size), view, ref progress);
        return progress.MaxChange;
    }

    /// <summary>Minimises over the support. Returns whether the support has shrunk, so that another step would go on.</summary>
    private bool NewtonStep(SoftmaxHessian hessian, int[] visit)
    {
        int m = hessian.Columns.Length, count = m * context.Classes;
        int[] support = [.. visit.Where(k => _curvature[k] > 0 && (k >= count || _beta[k] != 0 || _l1[k] == 0) && !IsHeld(k))];
        double[] step = new double[support.Length];
        if (context.IsGrouped)
        {
            return SolveGroups(hessian, support, step) && TryMoveGroups(hessian, support, step);
        }

        return SolveSupport(hessian, support, step) && FollowPath(hessian, support, step) > 0;
    }

    /// <summary>Whether a coefficient presses against its bound: no step leads there.</summary>
    private bool IsHeld(int k)
    {
        double b = _beta[k], slope = _gradient[k] - (_l2[k] * b) - (_l1[k] * Math.Sign(b));
        return slope > 0 ? b >= _upper[k] : slope < 0 && b <= _lower[k];
    }

    /// <summary>
    /// Goes along a step; a coefficient that reaches 0 or a bound stays there while the others go on, until the model no longer falls. Returns how many have stopped.
    /// </summary>
    private int FollowPath(SoftmaxHessian hessian, int[] support, double[] step)
    {
        int size = hessian.Size, stopped = 0;
        double[] image = new double[size], stop = new double[support.Length];
        double slope = 0, curvature = 0, at = 0;
        for (int i = 0; i < support.Length; i++)
        {
            int k = support[i];
            double b = _beta[k];
            slope -= step[i] * (_gradient[k] - (_l2[k] * b) - (_l1[k] * Math.Sign(b)));
            curvature += _l2[k] * step[i] * step[i];
            VectorMath.MultiplyAdd(hessian.Row(k), step[i], image, image);
            double end = step[i] > 0 ? _upper[k] : _lower[k];
            end = _l1[k] > 0 && b * step[i] < 0 && b * end <= 0 ? 0 : end;
            stop[i] = step[i] == 0 ? double.PositiveInfinity : Math.Max(0, (end - b) / step[i]);
        }

        for (int i = 0; i < support.Length; i++)
        {
            curvature += step[i] * image[support[i]];
        }

        int[] order = [.. Enumerable.Range(0, support.Length)];
        Array.Sort([.. stop], order);
        Span<double> gradient = _gradient.AsSpan(0, size), change = image.AsSpan(0, size);
        double[] start = [.. support.Select(k => _beta[k])];
        for (int next = 0; slope < 0 && curvature > 0; next++)
        {
            int i = next < order.Length ? order[next] : -1;
            double length = -slope / curvature, until = i < 0 ? double.PositiveInfinity : stop[i] - at;
            length = Math.Min(length, until);
            VectorMath.MultiplyAdd(change, -length, gradient, gradient);
            (at, slope) = (at + length, slope + (length * curvature));
            foreach (int j in order.AsSpan(next))
            {
                _beta[support[j]] += length * step[j];
            }

            if (length < until)
            {
                break;
            }

            // The coefficient stops: its part of the slope and of the curvature goes.
            int k = support[i];
            _beta[k] = start[i] + (stop[i] * step[i]) is var end && Math.Abs(end) < 1e-12 * Math.Abs(start[i]) ? 0 : end;
            slope += step[i] * (_gradient[k] - (_l2[k] * _beta[k]) - (_l1[k] * Math.Sign(start[i])));
            curvature -= step[i] * ((2 * image[k]) - (hessian.Row(k)[k] * step[i]) + (_l2[k] * step[i]));
            VectorMath.MultiplyAdd(hessian.Row(k), -step[i], change, change);
            stopped++;
        }

        return stopped;
    }

    private bool SolveSupport(SoftmaxHessian hessian, int[] support, double[] step)
    {
        if (!_factor.Update(support, hessian.Matrix, hessian.Stride, _l2.AsSpan(0, hessian.Size)))
        {
            return false;
        }

        for (int i = 0; i < support.Length; i++)
        {
            int k = support[i];
            step[i] = _gradient[k] - (_l2[k] * _beta[k]) - (_l1[k] * Math.Sign(_beta[k]));
        }

        _factor.Solve(support, step);
        return true;
    }
}
