namespace Regularization;

/// <summary>
/// A path on a sparse design in batches of lambdas (<see cref="LambdaBatch"/>), as many batches at a time as there are threads. Lambdas that a batch
/// could not bring to their gap are fitted by themselves.
/// </summary>
internal sealed class BatchedPath
{
    /// <summary>Fewer entries than these are not worth it.</summary>
    private const long LeastEntries = 100_000;

    /// <summary>More batches at a time would begin too far from where the path is.</summary>
    private const int MostBatches = 4;

    /// <summary>Memory that batches may take, in bytes a row, and how much is always allowed.</summary>
    private const long BytesPerRow = 8 * 100;
    private const long AlwaysAllowed = 64 << 20;

    private readonly FitContext _context;
    private readonly LambdaBatch[] _batches;
    private readonly double _lambdaMax;

    private BatchedPath(FitContext context, double lambdaMax)
    {
        (_context, _lambdaMax) = (context, lambdaMax);
        _batches = new LambdaBatch[Math.Min(context.Design.Threads, MostBatches)];
        ForEach(_batches.Length, t => _batches[t] = new LambdaBatch(context));
    }

    /// <summary>Whether the path can be had in batches, and should be.</summary>
    public static bool Suits(FitContext context, double[] lambdas, long leastEntries = LeastEntries)
    {
        if (context.Design.X is not SparseDesignMatrix || !context.Options.Solver.UsesCovariances || context.Design.X.EntryCount < leastEntries)
        {
            return false;
        }

        bool suits = context.HasVariation && lambdas.Length >= LambdaBatch.Size && lambdas[^1] > 0 && context.Penalty is ElasticNetPenalty { L1Ratio: > 0 };
        long memory = BytesPerRow * context.Design.Rows * Math.Min(context.Design.Threads, MostBatches);
        return suits && memory <= Math.Max(AlwaysAllowed, 8 * context.Design.X.EntryCount)
            && context.Design.AllColumns.All(j => context.Penalty.Factor(j) is > 0 and < double.PositiveInfinity);
    }

    /// <summary>The fits at these lambdas, in their order; fewer if it is cancelled. The caller may end early.</summary>
    public static IEnumerable<Solution> Fit(FitContext context, double lambdaMax, double[] lambdas, Func<LambdaFitter> oneByOne, CancellationToken cancellationToken)
    {
        var path = new BatchedPath(context, lambdaMax);
        PathPoint? before = null;
        PathPoint start = PathPoint.Null(context, lambdaMax);
        double[] gradient = context.NullGradient;
        LambdaFitter? fitter = null;
        for (int from = 0; from < lambdas.Length; from += LambdaBatch.Size * path._batches.Length)
        {
            double[] chunk = lambdas[from..Math.Min(lambdas.Length, from + (LambdaBatch.Size * path._batches.Length))];
            int threads = Math.Min(path._batches.Length, chunk.Length);
            var solutions = new Solution[chunk.Length];
            ForEach(threads, t =>
            {
                double[] own = [.. Enumerable.Range(0, chunk.Length).Where(i => i % threads == t).Select(i => chunk[i])];
                Solution[] fits = path._batches[t].Fit(own, before, start, gradient, context.Options.Tolerance, cancellationToken);
                for (int i = 0; i < fits.Length; i++)
                {
                    solutions[(i * threads) + t] = fits[i];
                }
            });
            before = chunk.Length > 1 ? path.PointOf(chunk.Length - 2, threads) : start;
            start = path.PointOf(chunk.Length - 1, threads);
            gradient = path._batches[(chunk.Length - 1) % threads].LastGradient;
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

    private PathPoint PointOf(int index, int threads) => _batches[index % threads].PointOf(index / threads);

    private static void ForEach(int count, Action<int> action)
    {
        if (count == 1)
        {
            action(0);
        }
        else
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = count }, action);
        }
    }
}
