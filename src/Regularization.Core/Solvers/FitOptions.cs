namespace Regularization;

/// <summary>How problems are solved; the same for one lambda, a path or cross-validation.</summary>
/// <remarks>
/// <example>
/// <code>
/// var solver = new PathSolver(Losses.Squared, Penalties.Lasso) { Options = FitOptions.Default with { Tolerance = 1e-8, Standardize = false } };
/// RegularizationPath path = solver.Fit(problem);
/// </code>
/// </example>
/// </remarks>
public sealed record FitOptions
{
    private readonly double _tolerance = 1e-6;
    private readonly int _maxEpochs = 100_000;
    private readonly int _threads;

    /// <summary>The defaults: standardised features, an intercept, coordinate descent to a relative gap of 1e-6, all processors.</summary>
    public static FitOptions Default { get; } = new();

    /// <summary>Whether each feature is divided by its weighted 1/n standard deviation, so that the penalty treats all alike. Coefficients are reported on the original scale.</summary>
    public bool Standardize { get; init; } = true;

    /// <summary>Whether there is an intercept; it is never penalised.</summary>
    public bool Intercept { get; init; } = true;

    /// <summary>A fit stops when the duality gap is at most this share of the null model's loss, or, for a penalty without a gap, the KKT residual is at most this. Above 0 and below 1; 1e-10 is reached on any data that float64 can tell apart, else the status says that it was not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0 and below 1.</exception>
    public double Tolerance
    {
        get => _tolerance;
        init => _tolerance = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Tolerance), $"Tolerance is {value}; it must be above 0 and below 1, such as 1e-6.");
    }

    /// <summary>The most epochs (passes over the working set) for one lambda and working set; at the limit the best so far is returned with <see cref="FitStatus.EpochLimit"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MaxEpochs
    {
        get => _maxEpochs;
        init => _maxEpochs = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MaxEpochs), $"MaxEpochs is {value}; it must be at least 1.");
    }

    /// <summary>
    /// Threads to use; 0 for all processors. The same number gives the same bits. With another number each solution is as good, certified to the same <see cref="Tolerance"/>, and mostly the
    /// same but for its last digits; where a path goes another way, as on sparse features and in cross-validation, it may be anything within the tolerance. That shows most at the smallest lambdas of
    /// overfitted models, whose coefficients the data hardly determine: their held-out curves have been seen to differ by up to 1e-2 there.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Threads
    {
        get => _threads;
        init => _threads = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Threads), $"Threads is {value}; it must be 0 (all processors) or a positive count.");
    }

    /// <summary>The algorithm.</summary>
    public Solver Solver { get; init => field = value ?? throw new ArgumentNullException(nameof(Solver)); } = Solvers.CoordinateDescent;
}
