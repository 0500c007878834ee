using System.Diagnostics;

namespace Regularization;

/// <summary>
/// Fits descending lambdas on a sparse design, some at a time in lanes that share the passes over it (<see cref="LambdaLanes"/>): when one has come to its
/// gap its lane takes the next lambda, which begins where the line through the two furthest points of the path leads.
/// </summary>
internal sealed class LambdaPipeline
{
    private readonly FitContext _context;
    private readonly double[] _lambdas;
    private readonly LambdaLanes _lanes;
    private readonly Solution?[] _solutions;

    private readonly PathPoint _null;

    /// <summary>Where the lambdas began that were last given to lanes.</summary>
    private PathPoint _start;
    private int _next;
    private int _open;

    /// <summary>Time since a lambda was last done.</summary>
    private double _seconds;

    /// <param name="context">The problem.</param>
    /// <param name="design">Its design.</param>
    /// <param name="lambdaMax">The smallest lambda at which all is 0.</param>
    /// <param name="lambdas">Descending and positive.</param>
    /// <param name="threads">What may be used.</param>
    public LambdaPipeline(FitContext context, DesignByRows design, double lambdaMax, double[] lambdas, int threads)
    {
        _context = context;
        _lambdas = lambdas;
        _solutions = new Solution?[lambdas.Length];
        _null = _start = PathPoint.Null(context, lambdaMax);
        _lanes = new LambdaLanes(context, design, threads);
    }

    /// <summary>Whether there is nothing left to do.</summary>
    public bool IsDone => _open == 0 && _next == _lambdas.Length;

    /// <summary>The fit at a lambda, if it is there: that of one that did not come to its gap has the status <see cref="FitStatus.PrecisionLimit"/>. It may be asked for from any thread.</summary>
    public Solution? SolutionAt(int index) => Volatile.Read(ref _solutions[index]);

    /// <summary>Brings all lambdas that are at work a step further. If it is cancelled, they end where they are, even the first, and nothing is left to do.</summary>
    public void Step(CancellationToken cancellationToken)
    {
        if (_next == 0 || !cancellationToken.IsCancellationRequested)
        {
            Admit();
        }

        long started = Stopwatch.GetTimestamp();
        _lanes.Step(cancellationToken);
        _lanes.Measure(cancellationToken);
        _seconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
        Collect(cancellationToken.IsCancellationRequested);
        if (cancellationToken.IsCancellationRequested)
        {
            _next = _lambdas.Length;
        }
    }

    /// <summary>Takes the solutions of lanes that are done.</summary>
    private void Collect(bool isCanceled)
    {
        LambdaLane[] done = [.. _lanes.Lanes.Where(lane => !lane.IsFree && !lane.IsActive)];
        foreach (LambdaLane lane in done)
        {
            FitStatus status = lane.Certificate.Measure <= _context.Options.Tolerance ? FitStatus.Converged : isCanceled ? FitStatus.Canceled : FitStatus.PrecisionLimit;
            Volatile.Write(ref _solutions[lane.Index], lane.Model.ToSolution(lane.Certificate, lane.Epochs, _seconds / done.Length, status));
            lane.IsFree = true;
        }

        _open -= done.Length;
        _seconds = done.Length > 0 ? 0 : _seconds;
    }

    /// <summary>Gives the next lambdas to free lanes. They begin from the last two that were given to lanes: those have made a step at the least.</summary>
    private void Admit()
    {
        int count = Math.Min(_lambdas.Length - _next, _lanes.FreeCount);
        if (count == 0)
        {
            return;
        }

        // If the lane of the last but one has another lambda already, it was done when the last began there.
        PathPoint? before = _next == 0 ? null : _next == 1 ? _null : Find(_next - 2)?.Point() ?? _start;
        double[] gradient = _context.NullGradient;
        if (Find(_next - 1) is LambdaLane lane)
        {
            (_start, gradient) = (lane.Point(), _lanes.GradientOf(lane));
        }

        for (int last = _next + count; _next < last; _next++)
        {
            _lanes.Take(_next, _lambdas[_next], before, _start);
        }

        _open += count;
        _lanes.VisitFor(_start, gradient);
    }

    private LambdaLane? Find(int index) => Array.Find(_lanes.Lanes, lane => lane.Index == index);
}
