using System.Diagnostics;

namespace Regularization;

/// <summary>
/// Regularisation paths of multinomial (softmax) regression: minimises (1/Σw) Σ_i w_i [log Σ_k exp(η_ik) − η_{i,y_i}] plus
/// λ Σ_j v_j Σ_k [r |b_jk| + (1 − r)/2 b_jk²], or with <see cref="Grouped"/> λ Σ_j v_j [r ‖b_j‖₂ + (1 − r)/2 ‖b_j‖₂²] over the K coefficients of a feature.
/// </summary>
/// <remarks>
/// With standardisation b_jk belongs to the feature divided by its standard deviation; solutions are on the original scale. All classes have coefficients
/// of their own, none is a reference. Source: Friedman, Hastie, Tibshirani (2010), equation (19); the grouped one Simon, Friedman, Hastie (2013).
/// <example>
/// <code>
/// MultinomialPath path = new MultinomialPathSolver(Penalties.ElasticNet(0.9)) { Grouped = true }.Fit(classes);   // features in all classes or in none
/// MultinomialSolution solution = path[path.Count / 2];
/// int[] predicted = solution.Classes(classes.X);
/// </code>
/// </example>
/// </remarks>
public sealed class MultinomialPathSolver
{
    private const double WarmStep = 0.35;
    private const double LeastWarmRatio = 1e-4;
    private const double WarmTolerance = 1e-3;

    private readonly ElasticNetPenalty _penalty;

    /// <summary>A solver of paths with this penalty.</summary>
    /// <param name="penalty">Lasso, ridge or elastic net, with factors and bounds where wanted.</param>
    /// <exception cref="ArgumentException">Another penalty.</exception>
    public MultinomialPathSolver(Penalty penalty)
    {
        ArgumentNullException.ThrowIfNull(penalty);
        _penalty = penalty as ElasticNetPenalty
            ?? throw new ArgumentException($"The penalty is {penalty.Name}; multinomial paths are for the lasso, ridge and the elastic net. Use Penalties.ElasticNet.", nameof(penalty));
    }

    /// <summary>The penalty.</summary>
    public Penalty Penalty => _penalty;

    /// <summary>Whether the coefficients of a feature enter and leave together in all classes. Takes no bounds.</summary>
    /// <exception cref="ArgumentException">The penalty has bounds.</exception>
    public bool Grouped { get; init => field = RequireNoBounds(value, _penalty); }

    /// <summary>Newton systems above this size are solved without a matrix; for tests.</summary>
    internal int LargestMatrix { get; init; } = MultinomialContext.DefaultLargestMatrix;

    /// <summary>Standardisation, intercept, accuracy, threads. MaxEpochs counts steps; <see cref="FitOptions.Solver"/> is not used.</summary>
    public FitOptions Options { get; init => field = value ?? throw new ArgumentNullException(nameof(Options)); } = FitOptions.Default;

    /// <summary>The lambdas.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(Grid)); } = LambdaGrid.Default;

    /// <summary>Whether the path ends before a solution, which is not its first; null for no such end.</summary>
    internal Func<MultinomialSolution, bool>? EndsBefore { get; init; }

    /// <summary>Fits the path.</summary>
    /// <param name="problem">The response of a row is the number of its class, 0 .. K − 1, and every class occurs.</param>
    /// <param name="progress">Told after every λ; may be null.</param>
    /// <param name="cancellationToken">Stops within a step; the path so far is returned.</param>
    /// <exception cref="ArgumentException">Responses that are not class numbers, a class without rows, one class only, offsets, bounds with a grouped penalty, or factors or bounds that do not fit.</exception>
    public MultinomialPath Fit(TrainingProblem problem, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        long started = Stopwatch.GetTimestamp();
        var context = new MultinomialContext(problem, _penalty, Grouped, Options) { LargestMatrix = LargestMatrix };
        var fitter = new MultinomialFitter(context, cancellationToken);
        double[] lambdas = Grid.For(fitter.LambdaMax, problem.X.Rows, problem.X.Columns);
        var solutions = new List<MultinomialSolution>();
        foreach (double lambda in lambdas)
        {
            MultinomialSolution solution = fitter.Fit(lambda, Options.Tolerance, cancellationToken);
            if (solutions.Count > 0 && EndsBefore?.Invoke(solution) == true)
            {
                return Result(context, fitter, [.. solutions], started, isCanceled: false);
            }

            solutions.Add(solution);
            progress?.Report(new FitProgress("path", solutions.Count, lambdas.Length, lambda, solution.NonzeroCount, solution.DevianceExplained));
            if (cancellationToken.IsCancellationRequested || Grid.MayStop(solutions, Options.Tolerance))
            {
                break;
            }
        }

        bool isCanceled = cancellationToken.IsCancellationRequested && solutions.Count < lambdas.Length;
        return Result(context, fitter, [.. solutions], started, isCanceled);
    }

    /// <summary>Fits the model at one λ, by way of a few larger ones.</summary>
    /// <param name="problem">As in <see cref="Fit"/>.</param>
    /// <param name="lambda">Finite, not negative.</param>
    /// <param name="cancellationToken">Stops within a step; the model so far is returned.</param>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative or not finite.</exception>
    /// <exception cref="ArgumentException">As in <see cref="Fit"/>.</exception>
    public MultinomialSolution FitAt(TrainingProblem problem, double lambda, CancellationToken cancellationToken = default) =>
        PathTo(problem, lambda, cancellationToken)[0];

    /// <summary>λmax, where a computed path begins.</summary>
    internal double LargestLambda(TrainingProblem problem, CancellationToken cancellationToken) =>
        new MultinomialFitter(new MultinomialContext(problem, _penalty, Grouped, Options) { LargestMatrix = LargestMatrix }, cancellationToken).LambdaMax;

    internal MultinomialPath PathTo(TrainingProblem problem, double lambda, CancellationToken cancellationToken, MultinomialStart? start = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        LambdaGrid.CheckLambda(lambda, nameof(lambda));
        long started = Stopwatch.GetTimestamp();
        var context = new MultinomialContext(problem, _penalty, Grouped, Options) { LargestMatrix = LargestMatrix };
        var fitter = new MultinomialFitter(context, cancellationToken);
        double share = Math.Max(lambda / Math.Max(fitter.LambdaMax, double.Epsilon), LeastWarmRatio);
        bool isStarted = start is not null && fitter.TryStart(start, lambda);
        int steps = share < 1 && !isStarted ? (int)Math.Ceiling(Math.Log(share) / Math.Log(WarmStep)) : 0;
        for (int k = 1; k < steps && !cancellationToken.IsCancellationRequested; k++)
        {
            fitter.Fit(fitter.LambdaMax * Math.Pow(share, (double)k / steps), Math.Max(WarmTolerance, Options.Tolerance), cancellationToken);
        }

        MultinomialSolution solution = fitter.Fit(lambda, Options.Tolerance, cancellationToken);
        return Result(context, fitter, [solution], started, isCanceled: false);
    }

    /// <summary>Refuses a grouped penalty with bounds, but for those that leave a feature out.</summary>
    internal static bool RequireNoBounds(bool grouped, Penalty penalty) => !grouped || Enumerable.Range(0, Math.Max(penalty.LowerBounds?.Count ?? 0, penalty.UpperBounds?.Count ?? 0)).All(j => penalty.Bounds(j) is (0, 0) or (double.NegativeInfinity, double.PositiveInfinity))
        ? grouped
        : throw new ArgumentException("Grouped is true and the penalty has bounds; a grouped penalty shrinks the coefficients of a feature together and takes none. Leave out one or the other.", nameof(Grouped));

    private MultinomialPath Result(MultinomialContext context, MultinomialFitter fitter, MultinomialSolution[] solutions, long started, bool isCanceled) =>
        new(solutions, fitter.LambdaMax, 2 * context.NullLoss, Stopwatch.GetElapsedTime(started).TotalSeconds, isCanceled)
        {
            Scale = [.. context.Design.InverseScale.Select(inverse => inverse > 0 ? 1 / inverse : 0)],
            Farthest = context.Design.Farthest,
            Origin = FitOrigin.Of(context.Problem, "multinomial", (Grouped ? "grouped " : string.Empty) + Penalty, Options),
        };
}
