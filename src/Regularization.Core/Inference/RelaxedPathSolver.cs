namespace Regularization;

/// <summary>A path, and at each lambda the fit without penalty on the features that are not 0: glmnet's <c>relax = TRUE</c>.</summary>
/// <remarks>
/// A refit that does not exist is not an error: its <see cref="Refit.Status"/> says why (too many features, separated classes, bounds), and the penalised solution stands in for it.
/// A feature that is a linear combination of others before it, as one of one-hot columns, has no coefficient in the refit: what is predicted is the same without it, wherever the same combination holds.
/// <example>
/// <code>
/// RelaxedPath path = new RelaxedPathSolver(Losses.Squared, Penalties.Lasso).Fit(problem);
/// Refit refit = path.Refits[10];
/// if (refit.Status == RefitStatus.Converged)
/// {
///     Solution half = path.At(index: 10, gamma: 0.5);   // half-way between the lasso and least squares on its features
/// }
/// </code>
/// </example>
/// </remarks>
/// <param name="loss">The loss.</param>
/// <param name="penalty">The penalty.</param>
public sealed class RelaxedPathSolver(Loss loss, Penalty penalty)
{
    private readonly int _maxFeatures = 500;

    /// <summary>The loss.</summary>
    public Loss Loss { get; } = loss ?? throw new ArgumentNullException(nameof(loss));

    /// <summary>The penalty.</summary>
    public Penalty Penalty { get; } = OfCoefficients(penalty);

    /// <summary>How each fit is made.</summary>
    public FitOptions Options { get; init => field = value ?? throw new ArgumentNullException(nameof(Options)); } = FitOptions.Default;

    /// <summary>Which lambdas.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(Grid)); } = LambdaGrid.Default;

    /// <summary>More nonzero features than these are not refitted (<see cref="RefitStatus.TooManyFeatures"/>): a refit takes n k² operations a step and holds n k numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MaxFeatures
    {
        get => _maxFeatures;
        init => _maxFeatures = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MaxFeatures), $"MaxFeatures is {value}; it must be at least 1.");
    }

    /// <summary>The path and its refits.</summary>
    /// <param name="problem">The data.</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within an epoch; what has not been refitted by then is <see cref="RefitStatus.Canceled"/>.</param>
    /// <exception cref="ArgumentException">The response does not fit the loss, or factors or bounds do not fit the features.</exception>
    public RelaxedPath Fit(TrainingProblem problem, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        RegularizationPath path = new PathSolver(Loss, Penalty) { Options = Options, Grid = Grid }.Fit(problem, progress, cancellationToken);
        return new RelaxedPath(problem, Loss, path, [.. Refits(problem, path, cancellationToken)]);
    }

    /// <summary>The refits of some solutions, each made when it is asked for; one that has the features of the one before is that again.</summary>
    internal IEnumerable<Refit> Refits(TrainingProblem problem, IEnumerable<Solution> solutions, CancellationToken cancellationToken)
    {
        (int[] Support, Refit Refit)? last = null;
        foreach (Solution solution in solutions)
        {
            int[] support = solution.Coefficients.Indices.ToArray();
            if (last is null || last.Value.Refit.Status != RefitStatus.Converged || !last.Value.Support.AsSpan().SequenceEqual(support))
            {
                last = (support, RefitOf(problem, solution, support, cancellationToken));
            }

            yield return last.Value.Refit;
        }
    }

    private Refit RefitOf(TrainingProblem problem, Solution solution, int[] support, CancellationToken cancellationToken)
    {
        if (support.Length > MaxFeatures)
        {
            return Instead(RefitStatus.TooManyFeatures);
        }

        UnpenalizedFit fit = UnpenalizedFit.OfSpan(problem, Loss, support, Options.Intercept, cancellationToken);
        if (fit.Status != RefitStatus.Converged)
        {
            return Instead(fit.Status);
        }

        double[] values = fit.Coefficients;
        for (int k = 0; k < values.Length; k++)
        {
            (double lower, double upper) = Penalty.Bounds(fit.Features[k]);
            if (values[k] < lower || values[k] > upper)
            {
                return Instead(RefitStatus.OutOfBounds);
            }
        }

        return new Refit(RefitStatus.Converged, fit.Intercept, new SparseCoefficients(problem.X.Columns, fit.Features, values));

        Refit Instead(RefitStatus status) => new(status, solution.Intercept, solution.Coefficients);
    }

    /// <summary>Refuses penalties of groups and ranks.</summary>
    internal static Penalty OfCoefficients(Penalty penalty)
    {
        ArgumentNullException.ThrowIfNull(penalty);
        return penalty is not BlockPenalty
            ? penalty
            : throw new ArgumentException($"The penalty is {penalty.Name}; relaxed fits and stability selection are for penalties of single coefficients. Use Penalties.Lasso or Penalties.ElasticNet.", nameof(penalty));
    }
}
