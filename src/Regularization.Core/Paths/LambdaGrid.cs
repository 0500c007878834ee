namespace Regularization;

/// <summary>
/// Which lambdas a path has: given ones, or <see cref="Count"/> values evenly spaced in log λ from λmax, where the first feature enters, down to <see cref="Ratio"/> · λmax.
/// </summary>
/// <remarks>
/// <example>
/// <code>
/// var grid = new LambdaGrid { Count = 30, Ratio = 1e-2 };          // from the largest lambda that matters down to a hundredth of it
/// RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Lasso) { Grid = grid }.Fit(problem);
/// </code>
/// </example>
/// </remarks>
public sealed record LambdaGrid
{
    /// <summary>No path ends before these many solutions.</summary>
    private const int FewestSolutions = 5;

    /// <summary>A solution that explains this many tolerances is not good enough for the next lambda of a grid: it misses (1 − ratio)²/2 of that.</summary>
    private const double Hidden = 1000;

    /// <summary>A computed grid ends where more than this share of the deviance is explained.</summary>
    internal const double Enough = 0.999;

    private readonly int _count = 100;
    private readonly double? _ratio;
    private readonly double[]? _values;

    /// <summary>glmnet's grid: 100 values down to 1e-4 λmax, or 1e-2 λmax if n &lt; p, ending early when the deviance no longer improves.</summary>
    public static LambdaGrid Default { get; } = new();

    /// <summary>How many, at least 1; not used if <see cref="Values"/> are given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Count
    {
        get => _count;
        init => _count = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Count), $"Count is {value}; a path needs at least 1 lambda.");
    }

    /// <summary>Smallest over largest lambda, in (0, 1); null for 1e-4, or 1e-2 if n &lt; p.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside (0, 1).</exception>
    public double? Ratio
    {
        get => _ratio;
        init => _ratio = value is null or (> 0 and < 1) ? value : throw new ArgumentOutOfRangeException(nameof(Ratio), $"Ratio is {value}; the smallest over the largest lambda must be in (0, 1).");
    }

    /// <summary>The lambdas to use, in any order; they are fitted from the largest to the smallest. Null: computed from the data.</summary>
    /// <exception cref="ArgumentException">Empty, or a value is negative, NaN or infinite.</exception>
    public IReadOnlyList<double>? Values
    {
        get => _values;
        init
        {
            if (value is { Count: 0 })
            {
                throw new ArgumentException("Values is empty; give at least one lambda, or null for a grid computed from the data.", nameof(Values));
            }

            foreach (double lambda in value ?? [])
            {
                CheckLambda(lambda, nameof(Values));
            }

            _values = value is null ? null : [.. value.OrderDescending()];
        }
    }

    /// <summary>
    /// Whether a computed grid ends where it stops paying, as glmnet's does: after 5 lambdas, when the deviance explained exceeds 0.999 or grows by less than 1e-5 (of itself, for the squared loss).
    /// Given <see cref="Values"/> are always all fitted.
    /// </summary>
    public bool EarlyStop { get; init; } = true;

    /// <summary>
    /// What warnings advise where a smaller lambda than the last may be better, as a sentence in the words of whoever offers the grid, such as the options of a program; empty for no advice.
    /// Null: the properties of this class.
    /// </summary>
    public string? Advice { get; init; }

    /// <summary>Where a computed grid begins at least, though λmax be smaller; 0 for λmax.</summary>
    internal double LeastTop { get; init; }

    internal static void CheckLambda(double lambda, string parameter, string wayOut = "To have it chosen, use cross-validation.")
    {
        if (!(lambda >= 0) || double.IsInfinity(lambda))
        {
            throw new ArgumentOutOfRangeException(parameter, $"Lambda is {lambda}; it must be finite and not negative. {wayOut}");
        }
    }

    /// <summary>
    /// The lambdas for a problem, descending. The ridge part of the squared loss knows no unit of the response, while λmax has it: so a default grid goes down to λmin / max(1, sd(y)) where there is a ridge part, and
    /// that of pure ridge, which no λ brings to 0, is divided by sd(y) as a whole, as glmnet's is.
    /// </summary>
    internal double[] For(double lambdaMax, TrainingProblem problem, Loss loss, Penalty penalty)
    {
        double[] lambdas = For(lambdaMax, problem.X.Rows, problem.X.Columns);
        if (_values is not null || Ratio is not null || !loss.IsSquared || penalty is not ElasticNetPenalty { L1Ratio: < 1 } elasticNet || Deviation(problem) is not (> 0 and < double.PositiveInfinity and var deviation))
        {
            return lambdas;
        }

        bool isRidge = elasticNet.L1Ratio == 0;
        double first = isRidge ? deviation : 1, last = isRidge ? deviation : Math.Max(1, deviation);
        return [.. lambdas.Select((lambda, k) => lambda / (first * Math.Pow(last / first, lambdas.Length == 1 ? 0 : k / (lambdas.Length - 1.0))))];
    }

    /// <summary>The weighted standard deviation of the response less its offsets.</summary>
    private static double Deviation(TrainingProblem problem)
    {
        double sum = 0, weight = 0, squares = 0;
        for (int pass = 0; pass < 2; pass++)
        {
            double mean = pass == 0 ? 0 : sum / weight;
            for (int i = 0; i < problem.Y.Length; i++)
            {
                double w = problem.Weights?[i] ?? 1, rest = problem.Y[i] - (problem.Offsets?[i] ?? 0) - mean;
                (sum, weight, squares) = pass == 0 ? (sum + (w * rest), weight + w, 0) : (sum, weight, squares + (w * rest * rest));
            }
        }

        return Math.Sqrt(squares / weight);
    }

    /// <summary>The lambdas between λmax and its share, descending.</summary>
    internal double[] For(double lambdaMax, int rows, int columns)
    {
        if (_values is not null)
        {
            return _values;
        }

        lambdaMax = Math.Max(lambdaMax, LeastTop);
        if (!(lambdaMax > 0))
        {
            return [0];
        }

        double ratio = Ratio ?? (rows < columns ? 1e-2 : 1e-4);
        var lambdas = new double[Count];
        for (int k = 0; k < Count; k++)
        {
            lambdas[k] = Count == 1 ? lambdaMax : lambdaMax * Math.Pow(ratio, k / (Count - 1.0));
        }

        return lambdas;
    }

    /// <summary>Whether the path may end after these solutions: where the penalty is not convex, or the curvature of the loss jumps, the fit may rest for long and then leap, and only a good one ends it.</summary>
    internal bool MayStop(List<Solution> solutions, Loss loss, Penalty penalty, double tolerance)
    {
        if (solutions.Count < FewestSolutions)
        {
            return false;
        }

        (Solution last, Solution before) = (solutions[^1], solutions[^2]);
        bool rests = penalty.IsConvex && loss.HasSmoothCurvature && IsRest(last.DevianceExplained, before.DevianceExplained, loss.IsSquared) && !IsHeld(last, penalty);
        return MayStop(last.DevianceExplained, rests, last.Epochs, last.Status, tolerance);
    }

    /// <summary>Whether a bound holds a coefficient: then the fit may rest until another feature comes in.</summary>
    private static bool IsHeld(Solution solution, Penalty penalty)
    {
        foreach (int j in solution.Coefficients.Indices)
        {
            (double lower, double upper) = penalty.Bounds(j);
            double b = solution.Coefficients[j];
            if (b > 0 ? b >= upper * (1 - 1e-12) : b <= lower * (1 - 1e-12))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The same for several classes.</summary>
    internal bool MayStop(List<MultinomialSolution> solutions, double tolerance)
    {
        if (solutions.Count < FewestSolutions)
        {
            return false;
        }

        (MultinomialSolution last, MultinomialSolution before) = (solutions[^1], solutions[^2]);
        return MayStop(last.DevianceExplained, IsRest(last.DevianceExplained, before.DevianceExplained, isRelative: false), last.Epochs, last.Status, tolerance);
    }

    private static bool IsRest(double last, double before, bool isRelative) => last > 0 && last - before < 1e-5 * (isRelative ? last : 1);

    /// <summary>
    /// A rest ends the path if a solution has converged and was worked on, or explains so much that the tolerance could not hide a gain. Under a strong ridge penalty
    /// one solution may do for many lambdas.
    /// </summary>
    private bool MayStop(double explained, bool rests, int epochs, FitStatus status, double tolerance) => EarlyStop && _values is null
        && (explained > Enough || (rests && status == FitStatus.Converged && (epochs > 0 || explained > Hidden * tolerance)));
}
