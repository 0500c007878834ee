namespace Regularization;

/// <summary>
/// A path on a sparse design in batches of lambdas (<see cref="LambdaBatch"/>). Lambdas that a batch could not bring to their gap are fitted by themselves.
/// </summary>
internal static class BatchedPath
{
    /// <summary>Fewer entries than these are not worth it.</summary>
    private const long LeastEntries = 100_000;

    /// <summary>After so many lambdas that batches have left to be fitted by themselves all others are too.</summary>
    private const int MostLeft = 4;

    /// <summary>Rows of which float32 can still add up weights.</summary>
    private const int MostRows = 1 << 22;

    /// <summary>What a batch holds, in bytes: for each row, for each column, and for each entry that is visited.</summary>
    private const long BytesPerRow = 800;
    private const long BytesPerColumn = 250;
    private const long BytesPerEntry = 20;

    /// <summary>What all that are at work may hold: so many bytes, or so many for each entry of the design, itself 8.</summary>
    private const long AlwaysAllowed = 256 << 20;
    private const long AllowedPerEntry = 24;

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
        long memory = (BytesPerRow * x.Rows) + (BytesPerColumn * x.Columns) + (BytesPerEntry * x.EntryCount);
        bool isAffordable = x.Rows <= MostRows && memory * atOnce <= Math.Max(AlwaysAllowed, AllowedPerEntry * x.EntryCount);
        bool canSolve = context.Loss.HasSmoothCurvature && context.Options.Solver.UsesCovariances && context.Options.MaxEpochs >= LambdaBatch.MostEpochs && context.Penalty is ElasticNetPenalty { L1Ratio: > 0 };
        bool isWorthIt = x.EntryCount >= leastEntries && lambdas.Length >= LambdaBatch.Size && lambdas[^1] > 0;
        return x is SparseDesignMatrix && isAffordable && canSolve && isWorthIt && context.HasVariation
            && context.Design.AllColumns.All(j => context.Penalty.Factor(j) > 0 && (!context.IsEligible(j) || context.Design.InverseScale[j] is > 1 / LargestScale and < LargestScale));
    }

    /// <summary>The fits at these lambdas, in their order; fewer if it is cancelled. The caller may end early.</summary>
    public static IEnumerable<Solution> Fit(FitContext context, double lambdaMax, double[] lambdas, Func<LambdaFitter> oneByOne, CancellationToken cancellationToken)
    {
        var batch = new LambdaBatch(context);
        PathPoint? before = null;
        PathPoint start = PathPoint.Null(context, lambdaMax);
        double[] gradient = context.NullGradient;
        LambdaFitter? fitter = null;
        int left = 0;
        foreach (double[] chunk in lambdas.Chunk(LambdaBatch.Size))
        {
            // What batches cannot do here is not tried again and again.
            Solution[] together = left <= MostLeft ? batch.Fit(chunk, before, start, gradient, context.Options.Tolerance, cancellationToken) : [];
            for (int k = 0; k < chunk.Length; k++)
            {
                if (together.Length > 0 && together[k].Status != FitStatus.PrecisionLimit)
                {
                    yield return together[k];
                    continue;
                }

                left++;
                fitter ??= oneByOne();
                Solution alone = fitter.Fit(chunk[k], context.Options.Tolerance, cancellationToken);
                yield return together.Length > 0 && alone.Status != FitStatus.Converged && together[k].DualityGap < alone.DualityGap ? together[k] : alone;
            }

            if (cancellationToken.IsCancellationRequested)
            {
                yield break;
            }

            before = chunk.Length > 1 ? batch.PointOf(chunk.Length - 2) : start;
            start = batch.PointOf(chunk.Length - 1);
            gradient = batch.LastGradient;
        }
    }
}
