using System.Numerics.Tensors;

namespace Regularization;

/// <summary>Block coordinate descent: a proximal step for each group in turn, with a bound of the curvature of its block.</summary>
/// <remarks>Source: Breheny and Huang, Group descent algorithms (2015), section 2; Simon et al. (2013), section 3.</remarks>
internal sealed class GroupQuadratic(GroupPenalty penalty, int size) : BlockQuadratic
{
    /// <summary>Epochs over the groups that are not 0 between two epochs over all.</summary>
    private const int MostActiveEpochs = 50;

    private readonly double[] _curvature = new double[penalty.Members.Length];
    private readonly double[] _target = new double[size];

    public override int Minimize(double[] gram, double[] gradient, double[] b, double lambda, double tolerance, int mostEpochs, CancellationToken cancellationToken)
    {
        for (int g = 0; g < _curvature.Length; g++)
        {
            _curvature[g] = CurvatureBound(gram, penalty.Members[g]);
        }

        int epochs = 0;
        while (epochs < mostEpochs && !cancellationToken.IsCancellationRequested)
        {
            epochs++;
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
            }
        }

        return epochs;
    }

    private double Epoch(double[] gram, double[] gradient, double[] b, double lambda, bool activeOnly)
    {
        double moved = 0;
        for (int g = 0; g < _curvature.Length; g++)
        {
            int[] members = penalty.Members[g];
            double curvature = _curvature[g];
            if (curvature == 0 || (activeOnly && IsZero(members, b)))
            {
                continue;
            }

            foreach (int j in members)
            {
                _target[j] = b[j] + (gradient[j] / curvature);
            }

            penalty.ProxOf(g, lambda / curvature, _target);
            foreach (int j in members)
            {
                double change = _target[j] - b[j];
                if (change != 0)
                {
                    b[j] = _target[j];
                    moved += curvature * change * change;
                    TensorPrimitives.MultiplyAdd(gram.AsSpan(j * size, size), -change, gradient, gradient);
                }
            }
        }

        return moved;
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
    private double CurvatureBound(double[] gram, int[] members)
    {
        double rows = 0, squares = 0;
        foreach (int j in members)
        {
            double row = 0;
            foreach (int k in members)
            {
                double value = gram[(j * size) + k];
                (row, squares) = (row + Math.Abs(value), squares + (value * value));
            }

            rows = Math.Max(rows, row);
        }

        return Math.Min(rows, Math.Sqrt(squares));
    }
}
