namespace Regularization;

/// <summary>Newton steps on a support, on which the signs of the coefficients are held: an l1 penalty is linear there, and no farther.</summary>
internal static class SignedStep
{
    /// <summary>The full step, with coefficients that would cross 0 or a bound stopped there.</summary>
    /// <param name="support">Positions.</param>
    /// <param name="step">By place in the support.</param>
    /// <param name="at">Coefficients, penalties and bounds by position.</param>
    /// <returns>The change of each coefficient, by place in the support.</returns>
    public static double[] Kept(int[] support, double[] step, in SignedPoint at)
    {
        var change = new double[step.Length];
        for (int k = 0; k < step.Length; k++)
        {
            int position = support[k];
            double b = at.Beta[position], target = b + step[k];
            if (at.L1[position] > 0 && target * b < 0)
            {
                target = 0;
            }

            change[k] = Math.Min(Math.Max(target, at.Lower[position]), at.Upper[position]) - b;
        }

        return change;
    }

    /// <summary>The step cut where the first coefficient reaches 0 or a bound.</summary>
    /// <inheritdoc cref="Kept"/>
    public static double[] Shortened(int[] support, double[] step, in SignedPoint at)
    {
        double length = 1;
        int first = -1;
        for (int k = 0; k < step.Length; k++)
        {
            int position = support[k];
            double b = at.Beta[position], d = step[k];
            double limit = at.L1[position] > 0 && d * b < 0 ? Math.Abs(b / d) : double.PositiveInfinity;
            limit = Math.Min(limit, d > 0 ? (at.Upper[position] - b) / d : d < 0 ? (at.Lower[position] - b) / d : double.PositiveInfinity);
            if (limit < length)
            {
                (length, first) = (limit, k);
            }
        }

        var change = new double[step.Length];
        VectorMath.Multiply(step, length, change);
        if (first >= 0 && at.L1[support[first]] > 0 && step[first] * at.Beta[support[first]] < 0)
        {
            change[first] = -at.Beta[support[first]];
        }

        return change;
    }

    /// <summary>Makes a step in a quadratic model with an elastic net if that falls, and says whether it does.</summary>
    /// <param name="support">Positions.</param>
    /// <param name="change">By place in the support; no coefficient changes its sign.</param>
    /// <param name="gradient">Of the whole, downwards, by place in the support.</param>
    /// <param name="gram">The Gram matrix.</param>
    /// <param name="stride">From row to row.</param>
    /// <param name="q">The gradient of the smooth part, which follows the coefficients.</param>
    /// <param name="view">Coefficients and penalties.</param>
    public static bool TryMake(int[] support, double[] change, double[] gradient, ReadOnlySpan<double> gram, int stride, Span<double> q, in CoordinateView view)
    {
        var image = new double[q.Length];
        VectorMath.AddRows(gram, stride, support, change, image);
        double fall = 0;
        for (int k = 0; k < support.Length; k++)
        {
            int at = support[k];
            fall += change[k] * (gradient[k] - ((image[at] + (view.L2[at] * change[k])) / 2));
        }

        if (!(fall > 0))
        {
            return false;
        }

        for (int k = 0; k < support.Length; k++)
        {
            view.Beta[support[k]] += change[k];
        }

        VectorMath.Subtract(q, image, q);
        return true;
    }
}

/// <summary>Coefficients with their penalties l1 |b| + l2/2 b² and bounds, by position.</summary>
internal readonly ref struct SignedPoint(ReadOnlySpan<double> beta, ReadOnlySpan<double> l1, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
{
    public readonly ReadOnlySpan<double> Beta = beta;
    public readonly ReadOnlySpan<double> L1 = l1;
    public readonly ReadOnlySpan<double> Lower = lower;
    public readonly ReadOnlySpan<double> Upper = upper;
}
