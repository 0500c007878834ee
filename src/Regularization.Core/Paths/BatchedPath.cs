namespace Regularization;

/// <summary>
/// A path on a sparse design, several lambdas side by side (<see cref="LambdaPipelines"/>). Lambdas that cannot be brought to their gap there are fitted by themselves.
/// </summary>
internal static class BatchedPath
{
    /// <summary>Fewer entries than these are not worth it.</summary>
    private const long LeastEntries = 30_000;

    /// <summary>After so many lambdas that batches have left to be fitted by themselves all others are too.</summary>
    private const int MostLeft = 4;

    /// <summary>Rows of which float32 can still add up weights.</summary>
    private const int MostRows = 1 << 22;

    /// <summary>What a set of lanes holds, in bytes, for each row and column; and what all hold for each entry.</summary>
    private const long BytesPerRow = 1000;
    private const long BytesPerColumn = 250;
    private const long BytesPerEntry = 24;

    /// <summary>What all that are at work may hold: so many bytes, or so many for each entry of the design, itself 8.</summary>
    private const long AlwaysAllowed = 256 << 20;
    private const long AllowedPerEntry = 48;

    /// <summary>The size of numbers whose squares float32 can hold.</summary>
    private const double LargestScale = 1e18;

    /// <summary>Whether the path can be had in batches, and should be.</summary>
    /// <param name="context">The problem.</param>
    /// <param name="lambdas">Descending.</param>
    /// <param name="atOnce">How many such paths are fitted at the same time.</param>
    /// <param name="leastEntries">Fewer entries are not worth it.</param>
    public static bool Suits(FitContext context, double[] lambdas, int atOnce = 1, long leastEntries = LeastEntries)
    {
        DesignMatrix x = context.Design.X;
        long memory = (Math.Min(context.Design.Threads, LambdaPipelines.Most) * ((BytesPerRow * x.Rows) + (BytesPerColumn * x.Columns))) + (BytesPerEntry * x.EntryCount);
        bool isAffordable = x.Rows <= MostRows && memory * atOnce <= Math.Max(AlwaysAllowed, AllowedPerEntry * x.EntryCount);
        bool canSolve = context.Loss.HasSmoothCurvature && context.Options.Solver.UsesCovariances && context.Options.MaxEpochs >= LambdaLanes.MostEpochs && context.Penalty is ElasticNetPenalty { L1Ratio: > 0 };
        bool isWorthIt = x.EntryCount >= leastEntries && lambdas.Length >= LambdaLanes.Size && lambdas[^1] > 0;
        return x is SparseDesignMatrix && isAffordable && canSolve && isWorthIt && context.HasVariation
            && context.Design.AllColumns.All(j => context.Penalty.Factor(j) > 0 && (!context.IsEligible(j) || context.Design.InverseScale[j] is > 1 / LargestScale and < LargestScale));
    }

    /// <summary>The fits at these lambdas, in their order; fewer if it is cancelled. The caller may end early.</summary>
    public static IEnumerable<Solution> Fit(FitContext context, double lambdaMax, double[] lambdas, Func<LambdaFitter> oneByOne, CancellationToken cancellationToken)
    {
        LambdaFitter? fitter = null;
        int left = 0, k = 0;
        foreach (Solution together in new LambdaPipelines(context, lambdaMax, lambdas).Fit(cancellationToken))
        {
            k++;
            if (together.Status != FitStatus.PrecisionLimit)
            {
                yield return together;
                continue;
            }

            fitter ??= oneByOne();
            Solution alone = fitter.Fit(together.Lambda, context.Options.Tolerance, cancellationToken);
            yield return alone.Status != FitStatus.Converged && together.DualityGap < alone.DualityGap ? together : alone;
            if (++left > MostLeft)
            {
                break;
            }
        }

        // What batches cannot do here is not tried again and again.
        for (; k < lambdas.Length && !cancellationToken.IsCancellationRequested; k++)
        {
            fitter ??= oneByOne();
            yield return fitter.Fit(lambdas[k], context.Options.Tolerance, cancellationToken);
        }
    }
}
