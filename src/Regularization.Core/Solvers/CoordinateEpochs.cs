namespace Regularization;

/// <summary>
/// Epochs of coordinate descent on a weighted least squares problem in residual form: once over all given positions, then over the nonzero ones until
/// they settle, and again, until a full epoch changes nothing that matters. The elastic net runs in the kernels; other penalties call their <see cref="Penalty.Prox"/>.
/// </summary>
internal static class CoordinateEpochs
{
    public static bool Run(FitContext context, WorkingSet set, int[] visit, in RowWeights h, double[] u, ref double shift, double[] center, double[] curvature, double tolerance, int maxEpochs, ref int epochs, CancellationToken cancellationToken)
    {
        int left = maxEpochs;
        bool settled = false;
        while (left > 0 && !cancellationToken.IsCancellationRequested)
        {
            double change = Pass(context, set, visit, h, u, ref shift, center, curvature, tolerance, 1, ref left);
            if (change <= tolerance)
            {
                settled = true;
                break;
            }

            int[] active = [.. visit.Where(k => set.Beta[k] != 0 || set.L1[k] == 0)];
            if (active.Length == visit.Length)
            {
                continue;
            }

            int chunk = Chunk(Work(context, set, active));
            for (double most = double.PositiveInfinity; left > 0 && !(most <= tolerance) && !cancellationToken.IsCancellationRequested;)
            {
                most = Pass(context, set, active, h, u, ref shift, center, curvature, tolerance, Math.Min(left, chunk), ref left);
            }
        }

        epochs += maxEpochs - left;
        return settled;
    }

    /// <summary>Epochs of so much work that fit between two looks at a cancellation token: some tens of milliseconds.</summary>
    public static int Chunk(double workPerEpoch) => (int)Math.Clamp(3e7 / Math.Max(workPerEpoch, 1), 1, 1000);

    private static double Work(FitContext context, WorkingSet set, int[] positions)
    {
        double entries = 0;
        foreach (int k in positions)
        {
            entries += 2.0 * context.Design.X.EntriesOf(set.Columns[k]);
        }

        return entries;
    }

    private static double Pass(FitContext context, WorkingSet set, ReadOnlySpan<int> visit, in RowWeights h, double[] u, ref double shift, double[] center, double[] curvature, double tolerance, int epochs, ref int left)
    {
        var progress = new EpochProgress { MaxEpochs = epochs, Tolerance = tolerance };
        if (set.IsElasticNet)
        {
            CoordinateView view = set.View(visit, center.AsSpan(0, set.Count), curvature.AsSpan(0, set.Count), set.Beta.AsSpan(0, set.Count));
            context.Design.X.CoordinateDescent(h, u, ref shift, view, ref progress);
        }
        else
        {
            WithProx(context, set, visit, h, u, ref shift, center, curvature, ref progress);
        }

        left -= progress.Epochs;
        return progress.MaxChange;
    }

    /// <summary>The same for any separable penalty, one coordinate at a time through its proximal operator with step 1 / curvature.</summary>
    private static void WithProx(FitContext context, WorkingSet set, ReadOnlySpan<int> visit, in RowWeights h, double[] u, ref double shift, double[] center, double[] curvature, ref EpochProgress progress)
    {
        DesignMatrix x = context.Design.X;
        double[] scaled = new double[u.Length];
        Span<double> product = stackalloc double[1];
        for (; progress.Epochs < progress.MaxEpochs; progress.Epochs++)
        {
            double most = 0, sum = VectorMath.Sum(u);
            foreach (int k in visit)
            {
                double a = curvature[k], inverse = set.InverseScale[k];
                if (!(a > 0))
                {
                    continue;
                }

                int column = set.Columns[k];
                x.Dot([column], u, product);
                double g = inverse * (product[0] - (center[k] * sum));
                double change = set.Prox(k, set.Beta[k] + (g / a), 1 / a) - set.Beta[k];
                if (change == 0)
                {
                    continue;
                }

                set.Beta[k] += change;
                Array.Fill(scaled, -change * inverse * center[k]);
                x.Add([column], [change * inverse], scaled);
                for (int i = 0; i < u.Length; i++)
                {
                    u[i] -= scaled[i] * (h.Values.IsEmpty ? h.Uniform : h.Values[i]);
                }

                most = Math.Max(most, a * change * change);
            }

            progress.MaxChange = most;
            if (most <= progress.Tolerance)
            {
                progress.Epochs++;
                return;
            }
        }
    }
}
