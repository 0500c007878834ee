using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Regularization;

/// <summary>
/// Fits descending lambdas on a sparse design, some at a time in lanes that share the passes over it (<see cref="LambdaLanes"/>): when one has come to its
/// gap its lane takes the next lambda, which begins where the line through the two furthest points of the path leads. With two threads or more there are
/// two sets of lanes, each on its own threads.
/// </summary>
internal sealed class LambdaPipeline
{
    private readonly FitContext _context;
    private readonly double[] _lambdas;
    private readonly LambdaLanes[] _sets;
    private readonly Solution?[] _solutions;

    private readonly PathPoint _null;

    /// <summary>Where the lambdas began that were last given to lanes.</summary>
    private PathPoint _start;
    private int _next;

    /// <summary>Time since a lambda was last done.</summary>
    private double _seconds;

    /// <param name="context">The problem.</param>
    /// <param name="lambdaMax">The smallest lambda at which all is 0.</param>
    /// <param name="lambdas">Descending and positive.</param>
    /// <param name="leastOfTwo">With fewer entries there is one set of lanes whatever the threads.</param>
    public LambdaPipeline(FitContext context, double lambdaMax, double[] lambdas, long leastOfTwo)
    {
        _context = context;
        _lambdas = lambdas;
        _solutions = new Solution?[lambdas.Length];
        _null = _start = PathPoint.Null(context, lambdaMax);
        int threads = context.Design.Threads, sets = threads > 1 && lambdas.Length > LambdaLanes.Size && context.Design.X.EntryCount >= leastOfTwo ? 2 : 1;
        DesignByRows design = ((SparseDesignMatrix)context.Design.X).ByRows();
        _sets = [.. Enumerable.Range(0, sets).Select(_ => new LambdaLanes(context, design, threads / sets))];
    }

    /// <summary>The fits, in the order of their lambdas; fewer if it is cancelled. The status of one that did not come to its gap is <see cref="FitStatus.PrecisionLimit"/>.</summary>
    public IEnumerable<Solution> Fit(CancellationToken cancellationToken)
    {
        Admit();
        for (int given = 0; given < _next;)
        {
            long started = Stopwatch.GetTimestamp();
            ForEachSet(set =>
            {
                set.Step(cancellationToken);
                set.Measure(cancellationToken);
            });
            _seconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
            Collect(cancellationToken.IsCancellationRequested);
            if (!cancellationToken.IsCancellationRequested)
            {
                Admit();
            }

            for (; given < _next && _solutions[given] is Solution solution; given++)
            {
                _solutions[given] = null;
                yield return solution;
            }
        }
    }

    private void ForEachSet(Action<LambdaLanes> action)
    {
        if (_sets.Length == 1)
        {
            action(_sets[0]);
        }
        else
        {
            try
            {
                Parallel.ForEach(_sets, action);
            }
            catch (AggregateException e)
            {
                // As with one set, what went wrong is what the caller should see.
                ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
            }
        }
    }

    /// <summary>Takes the solutions of lanes that are done.</summary>
    private void Collect(bool isCanceled)
    {
        LambdaLane[] done = [.. _sets.SelectMany(set => set.Lanes).Where(lane => !lane.IsFree && !lane.IsActive)];
        foreach (LambdaLane lane in done)
        {
            FitStatus status = lane.Certificate.Measure <= _context.Options.Tolerance ? FitStatus.Converged : isCanceled ? FitStatus.Canceled : FitStatus.PrecisionLimit;
            _solutions[lane.Index] = lane.Model.ToSolution(lane.Certificate, lane.Epochs, _seconds / done.Length, status);
            lane.IsFree = true;
        }

        _seconds = done.Length > 0 ? 0 : _seconds;
    }

    /// <summary>Gives the next lambdas to free lanes. They begin from the last two that were given to lanes: those have made a step at the least.</summary>
    private void Admit()
    {
        int count = Math.Min(_lambdas.Length - _next, _sets.Sum(set => set.FreeCount));
        if (count == 0)
        {
            return;
        }

        // If the lane of the last but one has another lambda already, it was done when the last began there.
        PathPoint? before = _next == 0 ? null : _next == 1 ? _null : Find(_next - 2)?.Lane.Point() ?? _start;
        double[] gradient = _context.NullGradient;
        if (Find(_next - 1) is var (set, lane))
        {
            (_start, gradient) = (lane.Point(), set.GradientOf(lane));
        }

        for (; count > 0; count--, _next++)
        {
            _sets.MaxBy(set => set.FreeCount)!.Take(_next, _lambdas[_next], before, _start);
        }

        foreach (LambdaLanes lanes in _sets)
        {
            lanes.VisitFor(_start, gradient);
        }
    }

    private (LambdaLanes Set, LambdaLane Lane)? Find(int index)
    {
        foreach (LambdaLanes set in _sets)
        {
            if (Array.Find(set.Lanes, lane => lane.Index == index) is LambdaLane lane)
            {
                return (set, lane);
            }
        }

        return null;
    }
}
