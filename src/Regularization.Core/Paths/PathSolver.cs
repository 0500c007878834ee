using System.Diagnostics;

namespace Regularization;

/// <summary>
/// Minimises F(b0, b) = (1/Σw) Σ_i w_i loss(y_i, b0 + x_i.b + o_i) + λ Σ_j v_j ω(b_j) along a descending sequence of lambdas, each solution starting from
/// the one before and carrying its duality gap.
/// </summary>
/// <remarks>
/// <example>
/// <code>
/// RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Lasso).Fit(problem);
/// foreach (Solution solution in path)
/// {
///     Console.WriteLine($"{solution.Lambda:g3}: {solution.NonzeroCount} features, gap {solution.DualityGap:0.0e0}");
/// }
/// </code>
/// </example>
/// </remarks>
/// <param name="loss">The loss.</param>
/// <param name="penalty">The penalty.</param>
public sealed class PathSolver(Loss loss, Penalty penalty)
{
    /// <summary>Steps towards a single lambda are no longer than this factor: cheap rough fits on the way keep the working sets small.</summary>
    private const double WarmStep = 0.35;

    /// <summary>Below this share of the largest lambda the way is too long to be gone in one step.</summary>
    private const double ShortestWay = 0.01;

    /// <summary>Steps where the problem is not convex: the solutions of a path are followed, each to the end.</summary>
    private const double FollowedStep = 0.9;

    private const double WarmTolerance = 1e-2;

    /// <summary>The way ends no further down than this share of the largest lambda.</summary>
    private const double LeastWarmRatio = 1e-4;

    /// <summary>The loss.</summary>
    public Loss Loss { get; } = loss ?? throw new ArgumentNullException(nameof(loss));

    /// <summary>The penalty.</summary>
    public Penalty Penalty { get; } = penalty ?? throw new ArgumentNullException(nameof(penalty));

    /// <summary>How each fit is made.</summary>
    public FitOptions Options { get; init => field = value ?? throw new ArgumentNullException(nameof(Options)); } = FitOptions.Default;

    /// <summary>Which lambdas.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(Grid)); } = LambdaGrid.Default;

    /// <summary>Whether the path ends before a solution, which is not its first; null for no such end.</summary>
    internal Func<Solution, bool>? EndsBefore { get; init; }

    /// <summary>The path.</summary>
    /// <param name="problem">The data.</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within an epoch; the path then ends with the best so far.</param>
    /// <exception cref="ArgumentException">The response does not fit the loss, or factors or bounds do not fit the features.</exception>
    public RegularizationPath Fit(TrainingProblem problem, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        long started = Stopwatch.GetTimestamp();
        var context = new FitContext(problem, Loss, Penalty, Options);
        IPathFitter fitter = BlockFitter.For(context, cancellationToken);
        double[] lambdas = Grid.For(fitter.LambdaMax, problem, Loss, Penalty);
        var solutions = new List<Solution>();
        bool endsEarly = false;
        foreach (Solution solution in Solutions(context, fitter, lambdas, cancellationToken))
        {
            if (solutions.Count > 0 && EndsBefore?.Invoke(solution) == true)
            {
                endsEarly = true;
                break;
            }

            solutions.Add(solution);
            progress?.Report(new FitProgress("path", solutions.Count, lambdas.Length, solution.Lambda, solution.NonzeroCount, solution.DevianceExplained));
            if (cancellationToken.IsCancellationRequested)
            {
                return Result(context, fitter, [.. solutions], started, isCanceled: solutions.Count < lambdas.Length);
            }

            if (Grid.MayStop(solutions, Loss, Penalty, Options.Tolerance))
            {
                endsEarly = true;
                break;
            }
        }

        return Result(context, fitter, [.. solutions], started, isCanceled: !endsEarly && solutions.Count < lambdas.Length);
    }

    /// <summary>Whether there is anything to explain: the features are not looked at.</summary>
    internal bool Varies(TrainingProblem problem) => new NullFit(problem, Loss, Options.Intercept).HasVariation;

    /// <summary>λmax, where a computed path begins.</summary>
    internal double LargestLambda(TrainingProblem problem, CancellationToken cancellationToken) => BlockFitter.For(new FitContext(problem, Loss, Penalty, Options), cancellationToken).LambdaMax;

    /// <summary>The fits at some descending lambdas, each made when it is asked for, or some together.</summary>
    internal static IEnumerable<Solution> Solutions(FitContext context, IPathFitter fitter, double[] lambdas, CancellationToken cancellationToken, int atOnce = 1) =>
        BatchedPath.Suits(context, lambdas, atOnce)
            ? BatchedPath.Fit(context, fitter.LambdaMax, lambdas, () => (LambdaFitter)fitter, cancellationToken)
            : lambdas.Select(lambda => fitter.Fit(lambda, context.Options.Tolerance, cancellationToken));

    /// <summary>The fit at one lambda.</summary>
    /// <param name="problem">The data.</param>
    /// <param name="lambda">λ, not negative; 0 is the unpenalised fit.</param>
    /// <param name="cancellationToken">Stops within an epoch and returns the best so far.</param>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative, NaN or infinite.</exception>
    /// <exception cref="ArgumentException">The response does not fit the loss, or factors or bounds do not fit the features.</exception>
    public Solution FitAt(TrainingProblem problem, double lambda, CancellationToken cancellationToken = default) =>
        PathTo(problem, lambda, cancellationToken)[0];

    /// <summary>The fit at one lambda, from a start: of a convex problem the same answer as without one to within the tolerance, in fewer epochs if the start is near it.</summary>
    /// <param name="problem">The data.</param>
    /// <param name="lambda">λ, not negative; 0 is the unpenalised fit.</param>
    /// <param name="start">Where to begin. One whose objective is above that of the null model is not used.</param>
    /// <param name="cancellationToken">Stops within an epoch and returns the best so far.</param>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative, NaN or infinite.</exception>
    /// <exception cref="ArgumentException">The response does not fit the loss, or factors, bounds or the start do not fit the features.</exception>
    public Solution FitAt(TrainingProblem problem, double lambda, FitStart start, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        return PathTo(problem, lambda, cancellationToken, start)[0];
    }

    /// <summary>The fit at one lambda, as a path of that one solution.</summary>
    internal RegularizationPath PathTo(TrainingProblem problem, double lambda, CancellationToken cancellationToken, FitStart? start = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        LambdaGrid.CheckLambda(lambda, nameof(lambda));
        if (start is not null && start.Coefficients.Count != problem.X.Columns)
        {
            throw new ArgumentException($"The start has {start.Coefficients.Count} coefficients for {problem.X.Columns} features; they must be the same. Fit without a start.", nameof(start));
        }

        long started = Stopwatch.GetTimestamp();
        var context = new FitContext(problem, Loss, Penalty, Options);
        IPathFitter fitter = BlockFitter.For(context, cancellationToken);
        if (start is not null && fitter is LambdaFitter separable && separable.StartFrom(start, lambda))
        {
            return Result(context, fitter, [fitter.Fit(lambda, Options.Tolerance, cancellationToken)], started);
        }

        // Newton steps of a curved loss cost about the same on the way as at its end, and passes over sparse columns that stay 0 are cheap: no way is the shortest one.
        bool direct = problem.X.IsSparse && !Loss.IsSquared && Options.Solver.UsesCovariances && Penalty is ElasticNetPenalty { L1Ratio: > 0 } && lambda >= ShortestWay * fitter.LambdaMax;
        int steps = direct ? 0 : WarmSteps(lambda / fitter.LambdaMax, Penalty.IsConvex ? WarmStep : FollowedStep);
        double tolerance = Penalty.IsConvex ? Math.Max(WarmTolerance, Options.Tolerance) : Options.Tolerance;
        double ratio = Math.Pow(Math.Max(lambda / fitter.LambdaMax, LeastWarmRatio), 1.0 / (steps + 1));
        for (int k = 1; k <= steps && !cancellationToken.IsCancellationRequested; k++)
        {
            fitter.Fit(fitter.LambdaMax * Math.Pow(ratio, k), tolerance, cancellationToken);
        }

        return Result(context, fitter, [fitter.Fit(lambda, Options.Tolerance, cancellationToken, visitAll: direct)], started);
    }

    /// <summary>Fits before one at so much of the largest lambda.</summary>
    private static int WarmSteps(double share, double step) => share < 1 ? (int)Math.Ceiling(Math.Log(Math.Max(share, LeastWarmRatio)) / Math.Log(step)) - 1 : 0;

    private static RegularizationPath Result(FitContext context, IPathFitter fitter, Solution[] solutions, long started, bool isCanceled = false) =>
        Result(context, fitter, solutions, Stopwatch.GetElapsedTime(started).TotalSeconds, isCanceled);

    /// <summary>The path of solutions that a fitter has made.</summary>
    internal static RegularizationPath Result(FitContext context, IPathFitter fitter, Solution[] solutions, double seconds, bool isCanceled = false)
    {
        double[] scale = [.. context.Design.InverseScale.Select(inverse => inverse > 0 ? 1 / inverse : 0)];
        double nullDeviance = context.HasVariation ? 2 * context.NullLoss : 0;
        return new RegularizationPath(solutions, fitter.LambdaMax, nullDeviance, scale, seconds, isCanceled)
        {
            Farthest = context.Design.Farthest,
            HasIntercept = context.Options.Intercept,
            Moments = context.Design.Moments,
            Origin = FitOrigin.Of(context.Problem, context.Loss.ToString(), context.Penalty.ToString(), context.Options),
        };
    }
}
