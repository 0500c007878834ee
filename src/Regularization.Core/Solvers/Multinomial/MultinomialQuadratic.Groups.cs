namespace Regularization;

/// <content>The quadratic model with grouped coefficients: all classes of a feature together, under the norm of them.</content>
internal sealed partial class MultinomialQuadratic
{
    /// <summary>Near 0 the norm of a group is not as its second derivative says: a Newton step may be far too long.</summary>
    private const double ShortestGroupStep = 1.0 / 64;

    /// <summary>So little further, and rounding has a group turned.</summary>
    private const double PastZero = 1e-9;

    /// <summary>Blocks of the K coefficients of a feature, whose curvature is at most twice the largest one on its diagonal; intercepts one by one.</summary>
    private double DescendGroups(SoftmaxHessian hessian, int[] visit, double tolerance)
    {
        int m = hessian.Columns.Length, classes = context.Classes, count = m * classes;
        Span<double> target = stackalloc double[classes];
        double most = 0;
        for (int epoch = 0; epoch < EpochsPerRound; epoch++)
        {
            most = 0;
            for (int a = 0; a < m; a++)
            {
                double bound = 0;
                for (int k = 0; k < classes; k++)
                {
                    bound = Math.Max(bound, 2 * _curvature[(k * m) + a]);
                }

                if (!(bound > 0))
                {
                    continue;
                }

                for (int k = 0; k < classes; k++)
                {
                    target[k] = _beta[(k * m) + a] + (_gradient[(k * m) + a] / bound);
                }

                double norm = MultinomialTerms.Norm(target), shrink = norm > 0 ? Math.Max(0, 1 - (_l1[a] / bound / norm)) / (1 + (_l2[a] / bound)) : 0;
                for (int k = 0; k < classes; k++)
                {
                    most = Math.Max(most, Move(hessian, (k * m) + a, (shrink * target[k]) - _beta[(k * m) + a]));
                }
            }

            for (int k = count; k < hessian.Size; k++)
            {
                most = Math.Max(most, _curvature[k] > 0 ? Move(hessian, k, _gradient[k] / _curvature[k]) : 0);
            }

            if (most <= tolerance)
            {
                break;
            }
        }

        return most;
    }

    private double Move(SoftmaxHessian hessian, int position, double change)
    {
        if (change == 0)
        {
            return 0;
        }

        _beta[position] += change;
        Span<double> gradient = _gradient.AsSpan(0, hessian.Size);
        VectorMath.MultiplyAdd(hessian.Row(position), -change, gradient, gradient);
        return _curvature[position] * change * change;
    }

    /// <summary>What <see cref="SolveSupport"/> does, with the curvature of the norm, l1/‖b‖ (I − bb'/‖b‖²), which is smooth where b is not 0.</summary>
    private bool SolveGroups(SoftmaxHessian hessian, int[] support, double[] step)
    {
        int m = hessian.Columns.Length, classes = context.Classes, count = m * classes, size = support.Length;
        double[] norms = new double[m], matrix = new double[size * size];
        Span<double> group = stackalloc double[classes];
        for (int a = 0; a < m; a++)
        {
            for (int k = 0; k < classes; k++)
            {
                group[k] = _beta[(k * m) + a];
            }

            norms[a] = MultinomialTerms.Norm(group);
        }

        for (int i = 0; i < size; i++)
        {
            int k = support[i], a = k % m;
            ReadOnlySpan<double> row = hessian.Row(k);
            double norm = k < count ? norms[a] : 0, pull = norm > 0 ? _l1[k] / norm : 0;
            for (int j = 0; j <= i; j++)
            {
                int l = support[j];
                matrix[(i * size) + j] = row[l] - (pull > 0 && l < count && l % m == a ? pull * _beta[k] * _beta[l] / (norm * norm) : 0);
            }

            matrix[(i * size) + i] += pull + _l2[k];
            step[i] = _gradient[k] - ((_l2[k] + pull) * _beta[k]);
        }

        Cholesky? factor = Cholesky.Factor(matrix, size, Ridge);
        factor?.Solve(step);
        return factor is not null;
    }

    /// <summary>
    /// Takes a step of groups, those that would pass zero to zero, if the model falls; else goes to where the first of them is zero, or half of that and so on. Returns whether it ended at such a zero, so that
    /// another step would go on.
    /// </summary>
    private bool TryMoveGroups(SoftmaxHessian hessian, int[] support, double[] step)
    {
        double penalty = PenaltyValue(hessian);
        double[] start = _beta[..hessian.Size];
        if (TryMoveGroups(hessian, support, step, 1, start, penalty))
        {
            return false;
        }

        double first = FirstZero(hessian, support, step);
        for (double length = first < 1 ? first : 0.5; length >= first * ShortestGroupStep; length /= 2)
        {
            if (TryMoveGroups(hessian, support, step, length, start, penalty))
            {
                return length == first;
            }
        }

        return false;
    }

    /// <summary>How much of a step leads to where the first group turns, which is next to where it is zero; 1 if none does.</summary>
    private double FirstZero(SoftmaxHessian hessian, int[] support, double[] step)
    {
        int m = hessian.Columns.Length, count = m * context.Classes;
        double[] along = new double[m], squares = new double[m];
        for (int i = 0; i < support.Length; i++)
        {
            int k = support[i];
            if (k < count)
            {
                along[k % m] += step[i] * _beta[k];
                squares[k % m] += _beta[k] * _beta[k];
            }
        }

        double first = 1;
        for (int a = 0; a < m; a++)
        {
            first = _l1[a] > 0 && along[a] < 0 ? Math.Min(first, (1 + PastZero) * squares[a] / -along[a]) : first;
        }

        return first;
    }

    private bool TryMoveGroups(SoftmaxHessian hessian, int[] support, double[] step, double length, double[] start, double penalty)
    {
        int m = hessian.Columns.Length, count = m * context.Classes;
        for (int i = 0; i < support.Length; i++)
        {
            _beta[support[i]] = start[support[i]] + (length * step[i]);
        }

        for (int a = 0; a < m; a++)
        {
            MultinomialDescent.StopAtZero(_beta.AsSpan(0, count), start, a, m, _l1[a]);
        }

        double[] image = new double[hessian.Size];
        double decrease = penalty - PenaltyValue(hessian);
        foreach (int k in support)
        {
            double change = _beta[k] - start[k];
            if (change != 0)
            {
                VectorMath.MultiplyAdd(hessian.Row(k), change, image, image);
                decrease += change * _gradient[k];
            }
        }

        foreach (int k in support)
        {
            decrease -= (_beta[k] - start[k]) * image[k] / 2;
        }

        if (!(decrease > 0))
        {
            start.CopyTo(_beta, 0);
            return false;
        }

        Span<double> gradient = _gradient.AsSpan(0, hessian.Size);
        VectorMath.Subtract(gradient, image, gradient);
        return true;
    }

    private double PenaltyValue(SoftmaxHessian hessian)
    {
        int m = hessian.Columns.Length;
        Span<double> group = stackalloc double[context.Classes];
        double sum = 0;
        for (int a = 0; a < m; a++)
        {
            for (int k = 0; k < group.Length; k++)
            {
                group[k] = _beta[(k * m) + a];
            }

            sum += terms.Value(hessian.Columns[a], group);
        }

        return sum;
    }
}
