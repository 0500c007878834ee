namespace Regularization;

/// <summary>
/// A path on a sparse design in batches of lambdas (<see cref="LambdaBatch"/>). Lambdas that a batch could not bring to their gap are fitted by themselves.
/// </summary>
internal static class BatchedPath
{
    /// <summary>Fewer entries than these are not worth it.</summary>
    private const long LeastEntries = 100_000;

    /// <summary>Memory that a batch takes, in bytes a row, and how much is always allowed.</summary>
    private const long BytesPerRow = 8 * 100;
    private const long AlwaysAllowed = 64 << 20;

    /// <summary>Whether the path can be had in batches, and should be.</summary>
    public static bool Suits(FitContext context, double[] lambdas, long leastEntries = LeastEntries)
    {
        if (context.Design.X is not SparseDesignMatrix || !context.Options.Solver.UsesCovariances || context.Design.X.EntryCount < leastEntries)
        {
            return false;
        }

        bool suits = context.HasVariation && lambdas.Length >= LambdaBatch.Size && lambdas[^1] > 0 && context.Penalty is ElasticNetPenalty { L1Ratio: > 0 };
        long memory = BytesPerRow * context.Design.Rows;
        return suits && memory <= Math.Max(AlwaysAllowed, 8 * context.Design.X.EntryCount)
            && context.Design.AllColumns.All(j => context.Penalty.Factor(j) is > 0 and < double.PositiveInfinity);
    }

    /// <summary>The fits at these lambdas, in their order; fewer if it is cancelled. The caller may end early.</summary>
    public static IEnumerable<Solution> Fit(FitContext context, double lambdaMax, double[] lambdas, Func<LambdaFitter> oneByOne, CancellationToken cancellationToken)
    {
        var batch = new LambdaBatch(context);
        PathPoint? before = null;
        PathPoint start = PathPoint.Null(context, lambdaMax);
        double[] gradient = context.NullGradient;
        LambdaFitter? fitter = null;
        foreach (double[] chunk in lambdas.Chunk(LambdaBatch.Size))
        {
            Solution[] solutions = batch.Fit(chunk, before, start, gradient, context.Options.Tolerance, cancellationToken);
            before = chunk.Length > 1 ? batch.PointOf(chunk.Length - 2) : start;
            start = batch.PointOf(chunk.Length - 1);
            gradient = batch.LastGradient;
            foreach (Solution solution in solutions)
            {
                if (solution.Status == FitStatus.PrecisionLimit)
                {
                    fitter ??= oneByOne();
                    yield return fitter.Fit(solution.Lambda, context.Options.Tolerance, cancellationToken);
                }
                else
                {
                    yield return solution;
                }
            }

            if (cancellationToken.IsCancellationRequested)
            {
                yield break;
            }
        }
    }
}
