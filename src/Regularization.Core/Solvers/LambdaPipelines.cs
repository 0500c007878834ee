namespace Regularization;

/// <summary>
/// Fits descending lambdas on a sparse design by one <see cref="LambdaPipeline"/>, or, with two threads or more, by two that take them in turn, each on its own
/// threads: neither waits for the other, and what each finds does not depend on how fast the other is.
/// </summary>
/// <param name="context">The problem.</param>
/// <param name="lambdaMax">The smallest lambda at which all is 0.</param>
/// <param name="lambdas">Descending and positive.</param>
internal sealed class LambdaPipelines(FitContext context, double lambdaMax, double[] lambdas)
{
    /// <summary>There are no more pipelines than these.</summary>
    public const int Most = 2;

    private readonly LambdaPipeline[] _pipelines = Of(context, lambdaMax, lambdas);

    /// <summary>Held to look for what another thread has found, and pulsed by that thread when there may be something.</summary>
    private readonly object _gate = new();
    private int _running;
    private bool _hasFailed;

    /// <summary>The fits, in the order of their lambdas, once; fewer if it is cancelled. The status of one that did not come to its gap is <see cref="FitStatus.PrecisionLimit"/>.</summary>
    public IEnumerable<Solution> Fit(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // Threads of their own: those of the pool may all be busy with what waits for this. The first works on the caller's.
        _running = _pipelines.Length - 1;
        Task[] others = [.. _pipelines[1..].Select(pipeline => Task.Factory.StartNew(() => Run(pipeline, end.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        try
        {
            for (int k = 0; k < lambdas.Length && Await(k, cancellationToken) is Solution solution; k++)
            {
                yield return solution with { Seconds = solution.Seconds / _pipelines.Length };
            }
        }
        finally
        {
            end.Cancel();
            Task.WhenAll(others).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }

        Array.ForEach(others, task => task.GetAwaiter().GetResult());
    }

    /// <summary>The fit at a lambda; null if its pipeline has ended without it: cancelled, or by an exception.</summary>
    private Solution? Await(int index, CancellationToken cancellationToken)
    {
        LambdaPipeline first = _pipelines[0];
        while (true)
        {
            lock (_gate)
            {
                Solution? solution = _pipelines[index % _pipelines.Length].SolutionAt(index / _pipelines.Length);
                if (solution is not null || _hasFailed || (first.IsDone && _running == 0))
                {
                    return solution;
                }

                if (first.IsDone)
                {
                    Monitor.Wait(_gate);
                    continue;
                }
            }

            first.Step(cancellationToken);
        }
    }

    private void Run(LambdaPipeline pipeline, CancellationToken cancellationToken)
    {
        try
        {
            while (!pipeline.IsDone)
            {
                pipeline.Step(cancellationToken);
                Pulse();
            }
        }
        finally
        {
            Pulse(ended: 1, hasFailed: !pipeline.IsDone);
        }
    }

    private void Pulse(int ended = 0, bool hasFailed = false)
    {
        lock (_gate)
        {
            _running -= ended;
            _hasFailed |= hasFailed;
            Monitor.PulseAll(_gate);
        }
    }

    private static LambdaPipeline[] Of(FitContext context, double lambdaMax, double[] lambdas)
    {
        int threads = context.Design.Threads, count = lambdas.Length > LambdaLanes.Size ? Math.Min(threads, Most) : 1;
        DesignByRows design = ((SparseDesignMatrix)context.Design.X).ByRows();
        return [.. Enumerable.Range(0, count).Select(part => new LambdaPipeline(context, design, lambdaMax, [.. lambdas.Where((_, k) => k % count == part)], threads / count))];
    }
}
