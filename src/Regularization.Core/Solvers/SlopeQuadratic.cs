using System.Runtime.CompilerServices;

namespace Regularization;

/// <summary>
/// Accelerated proximal gradient steps with restarts, and a step size that is found on the way; now and then a Newton step in the sizes of the clusters,
/// within whose order the penalty is linear.
/// </summary>
/// <remarks>Source: Beck and Teboulle (2009), section 4; restarts: O'Donoghue and Candès, Adaptive restart (2015), equation (12).</remarks>
internal sealed class SlopeQuadratic(SlopePenalty penalty, int size) : BlockQuadratic(penalty, size)
{
    /// <summary>At least so many proximal steps between two Newton steps: the clusters must have had time to change.</summary>
    private const int ShortestInterval = 5;

    /// <summary>Squares of steps this small beside those of the coefficients are rounding, and say nothing of the curvature.</summary>
    private const double LeastStep = 1e-30;

    private readonly double[] _before = new double[size];
    private readonly double[] _gradientBefore = new double[size];
    private readonly double[] _ahead = new double[size];
    private readonly double[] _gradientAhead = new double[size];
    private readonly double[] _next = new double[size];
    private readonly double[] _change = new double[size];
    private readonly double[] _image = new double[size];

    public override int Minimize(double[] gram, double[] gradient, double[] b, double lambda, double tolerance, int mostEpochs, CancellationToken cancellationToken)
    {
        double curvature = 0, momentum = 1;
        for (int k = 0; k < Size; k++)
        {
            curvature = Math.Max(curvature, gram[(k * Size) + k]);
        }

        if (curvature == 0)
        {
            return 1;
        }

        b.CopyTo(_before, 0);
        gradient.CopyTo(_gradientBefore, 0);
        int epochs = 0, interval = ShortestInterval, since = interval;
        for (double ratio = 0; epochs < mostEpochs && !cancellationToken.IsCancellationRequested;)
        {
            if (since++ == interval)
            {
                since = 0;
                if (TryNewton(gram, gradient, b, lambda, out int unknowns))
                {
                    b.CopyTo(_before, 0);
                    gradient.CopyTo(_gradientBefore, 0);
                    (ratio, momentum) = (0, 1);
                    interval = Math.Max(ShortestInterval, EpochsOfNewton(unknowns));
                }
                else
                {
                    interval *= 2;
                }
            }

            Ahead(b, _before, ratio, _ahead);
            Ahead(gradient, _gradientBefore, ratio, _gradientAhead);
            double squares;
            while (true)
            {
                epochs++;
                VectorMath.MultiplyAdd(_gradientAhead, 1 / curvature, _ahead, _next);
                Penalty.Prox(_next, lambda / curvature, _next);
                VectorMath.Subtract(_next, _ahead, _change);
                Image(gram, _change, _image);
                squares = VectorMath.Dot(_change, _change);
                double actual = VectorMath.Dot(_change, _image);
                if (!(actual > curvature * squares * (1 + 1e-12)) || !(squares > LeastStep * VectorMath.Dot(_next, _next)) || cancellationToken.IsCancellationRequested)
                {
                    break;
                }

                curvature = Math.Max(1.05 * actual / squares, curvature * 1.2);
            }

            b.CopyTo(_before, 0);
            gradient.CopyTo(_gradientBefore, 0);
            _next.CopyTo(b, 0);
            VectorMath.Subtract(_gradientAhead, _image, gradient);
            if (!(curvature * squares > tolerance))
            {
                break;
            }

            // Where the step and the way since the last point part, momentum has gone too far.
            double along = 0;
            for (int k = 0; k < Size; k++)
            {
                along += _change[k] * (b[k] - _before[k]);
            }

            double next = along < 0 ? 1 : (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
            ratio = along < 0 ? 0 : (momentum - 1) / next;
            momentum = next;
        }

        return epochs;
    }

    /// <summary>A Newton step in the sizes of the clusters of coefficients of equal size, which have the weights of their ranks together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryNewton(double[] gram, double[] gradient, double[] b, double lambda, out int unknowns)
    {
        int[] members = [.. Enumerable.Range(0, Size).Where(k => b[k] != 0).OrderByDescending(k => Math.Abs(b[k]))];
        int[] unknown = new int[members.Length];
        unknowns = 0;
        for (int k = 0; k < members.Length; k++)
        {
            unknowns += k == 0 || Math.Abs(b[members[k]]) != Math.Abs(b[members[k - 1]]) ? 1 : 0;
            unknown[k] = b[members[k]] > 0 ? unknowns - 1 : ~(unknowns - 1);
        }

        if (unknowns is 0 or > LargestSystem)
        {
            return false;
        }

        double[] system = SystemOf(unknowns), right = new double[unknowns];
        Array.Clear(system);
        for (int k = 0; k < members.Length; k++)
        {
            int own = unknown[k] < 0 ? ~unknown[k] : unknown[k], sign = unknown[k] < 0 ? -1 : 1;
            right[own] += (sign * gradient[members[k]]) - (lambda * penalty.Sequence[k]);
            ReadOnlySpan<double> row = gram.AsSpan(members[k] * Size, Size);
            for (int l = 0; l < members.Length; l++)
            {
                system[(own * unknowns) + (unknown[l] < 0 ? ~unknown[l] : unknown[l])] += (unknown[l] < 0 ? -sign : sign) * row[members[l]];
            }
        }

        return TryNewton(gram, gradient, b, lambda, system, right, members, unknown);
    }

    private static void Ahead(double[] now, double[] before, double ratio, double[] result)
    {
        VectorMath.Subtract(now, before, result);
        VectorMath.MultiplyAdd(result, ratio, now, result);
    }

    private void Image(double[] gram, double[] change, double[] image)
    {
        Array.Clear(image);
        for (int k = 0; k < Size; k++)
        {
            if (change[k] != 0)
            {
                VectorMath.MultiplyAdd(gram.AsSpan(k * Size, Size), change[k], image, image);
            }
        }
    }
}
