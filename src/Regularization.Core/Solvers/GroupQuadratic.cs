using System.Runtime.CompilerServices;

namespace Regularization;

/// <summary>
/// Block coordinate descent, some proximal steps for each group in turn with a bound of the curvature of its block, and Newton steps on the coefficients that
/// are not 0 as soon as those stay the same.
/// </summary>
/// <remarks>The loops are compiled in full at their first call, as a short path is over before the tiers of the compiler get to them. Source of the descent: Breheny and Huang, Group descent algorithms (2015), section 2; Simon et al. (2013), section 3.</remarks>
internal sealed class GroupQuadratic(GroupPenalty penalty, int size) : BlockQuadratic(penalty, size)
{
    /// <summary>Epochs over the groups that are not 0 between two epochs over all.</summary>
    private const int MostActiveEpochs = 50;

    /// <summary>Proximal steps on a group in an epoch: they cost little beside what the rest must be told of them.</summary>
    private const int MostSteps = 10;

    /// <summary>Steps on a group end when one is this much smaller than the first, in units of curvature · change².</summary>
    private const double StepShare = 1e-2;

    private readonly double[] _curvature = new double[penalty.Members.Length];
    private readonly double[] _next = new double[size];
    private readonly double[] _local = new double[size];
    private readonly double[] _before = new double[size];
    private int[] _support = [];

    public override int Minimize(double[] gram, double[] gradient, double[] b, double lambda, double tolerance, int mostEpochs, CancellationToken cancellationToken)
    {
        for (int g = 0; g < _curvature.Length; g++)
        {
            _curvature[g] = CurvatureBound(gram, penalty.Members[g]);
        }

        // From a start of the right signs a Newton step is nearly all there is to do, also where the curvature is so uneven that epochs stand still.
        int epochs = 0, interval = 3, since = 0;
        if (SupportStays(b) || _support.Length is > 0 and <= LargestSystem)
        {
            TryNewton(gram, gradient, b, lambda);
            epochs++;
        }

        while (epochs < mostEpochs && !cancellationToken.IsCancellationRequested)
        {
            epochs++;
            since++;
            if (Epoch(gram, gradient, b, lambda, activeOnly: false) <= tolerance)
            {
                break;
            }

            for (int k = 0; k < MostActiveEpochs && epochs < mostEpochs && !cancellationToken.IsCancellationRequested; k++)
            {
                epochs++;
                if (Epoch(gram, gradient, b, lambda, activeOnly: true) <= tolerance)
                {
                    break;
                }

                if (++since >= interval && SupportStays(b))
                {
                    interval = TryNewton(gram, gradient, b, lambda) ? EpochsOfNewton(_support.Length) : 2 * Math.Max(interval, EpochsOfNewton(_support.Length));
                    since = 0;
                }
            }
        }

        return epochs;
    }

    private double Epoch(double[] gram, double[] gradient, double[] b, double lambda, bool activeOnly)
    {
        double moved = 0;
        for (int g = 0; g < _curvature.Length; g++)
        {
            if (_curvature[g] > 0 && !(activeOnly && IsZero(penalty.Members[g], b)))
            {
                moved += Visit(g, gram, gradient, b, lambda);
            }
        }

        return moved;
    }

    /// <summary>Steps on one group, and then what they change in the gradients of all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Visit(int group, double[] gram, double[] gradient, double[] b, double lambda)
    {
        int[] members = penalty.Members[group];
        double curvature = _curvature[group], moved = 0, first = 0;
        foreach (int j in members)
        {
            (_before[j], _local[j]) = (b[j], gradient[j]);
        }

        for (int step = 0; step < MostSteps; step++)
        {
            double squares = 0;
            foreach (int j in members)
            {
                _next[j] = b[j] + (_local[j] / curvature);
            }

            penalty.ProxOf(group, lambda / curvature, _next);
            foreach (int j in members)
            {
                double change = _next[j] - b[j];
                (_next[j], b[j], squares) = (change, _next[j], squares + (change * change));
            }

            moved += curvature * squares;
            first = step == 0 ? squares : first;
            if (squares <= StepShare * first || members.Length == 1)
            {
                break;
            }

            foreach (int j in members)
            {
                double image = 0;
                foreach (int k in members)
                {
                    image += gram[(j * Size) + k] * _next[k];
                }

                _local[j] -= image;
            }
        }

        foreach (int j in members)
        {
            if (b[j] != _before[j])
            {
                VectorMath.MultiplyAdd(gram.AsSpan(j * Size, Size), _before[j] - b[j], gradient, gradient);
            }
        }

        return moved;
    }

    /// <summary>Whether the same coefficients are other than 0 as at the last call.</summary>
    private bool SupportStays(double[] b)
    {
        int count = 0;
        bool stays = true;
        for (int k = 0; k < Size; k++)
        {
            if (b[k] != 0)
            {
                stays &= count < _support.Length && _support[count] == k;
                count++;
            }
        }

        if (stays && count == _support.Length)
        {
            return count is > 0 and <= LargestSystem;
        }

        _support = [.. Enumerable.Range(0, Size).Where(k => b[k] != 0)];
        return false;
    }

    /// <summary>A Newton step on the support, where ‖b_g‖ has the Hessian (I − b b'/‖b‖²) / ‖b‖.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryNewton(double[] gram, double[] gradient, double[] b, double lambda)
    {
        int count = _support.Length;
        double[] system = SystemOf(count), right = new double[count], norm = new double[_curvature.Length];
        foreach (int j in _support)
        {
            norm[penalty.Groups[j]] += b[j] * b[j];
        }

        for (int k = 0; k < count; k++)
        {
            int j = _support[k], group = penalty.Groups[j];
            double weight = penalty.GroupWeights[group], size2 = Math.Sqrt(norm[group]), bend = lambda * (1 - penalty.L1Share) * weight / size2;
            right[k] = gradient[j] - (bend * b[j]) - (weight > 0 ? Math.CopySign(lambda * penalty.L1Share, b[j]) : 0);
            for (int l = 0; l <= k; l++)
            {
                int i = _support[l];
                double value = gram[(j * Size) + i];
                if (penalty.Groups[i] == group)
                {
                    value += bend * ((i == j ? 1 : 0) - (b[i] * b[j] / norm[group]));
                }

                system[(k * count) + l] = value;
            }
        }

        return TryNewton(gram, gradient, b, lambda, system, right, _support, Enumerable.Range(0, count).ToArray());
    }

    private static bool IsZero(int[] members, double[] b)
    {
        foreach (int j in members)
        {
            if (b[j] != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>At least the largest eigenvalue of a block: the smaller of its largest absolute row sum and its Frobenius norm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double CurvatureBound(double[] gram, int[] members)
    {
        double rows = 0, squares = 0;
        foreach (int j in members)
        {
            double row = 0;
            foreach (int k in members)
            {
                double value = gram[(j * Size) + k];
                (row, squares) = (row + Math.Abs(value), squares + (value * value));
            }

            rows = Math.Max(rows, row);
        }

        return Math.Min(rows, Math.Sqrt(squares));
    }
}
