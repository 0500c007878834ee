namespace Regularization;

/// <summary>
/// Stability selection: how often a feature is selected on random halves of the rows. Halves come in complementary pairs, so that each row is used once a pair.
/// </summary>
/// <remarks>
/// On each half the path goes down until <see cref="MostSelected"/> features have entered, or along given lambdas to their end; a feature that was not 0 at one of them is selected.
/// Each class is spread evenly over both halves. Unpenalised features are in every fit, and are neither counted nor judged.
/// Sources: Meinshausen and Bühlmann, J. R. Statist. Soc. B 72 (2010), theorem 1; Shah and Samworth, J. R. Statist. Soc. B 75 (2013), section 2.
/// <example>
/// <code>
/// StabilitySelection stable = new StabilitySelector(Losses.Squared, Penalties.Lasso) { Pairs = 50, Threshold = 0.75 }.Fit(problem);
/// Console.WriteLine($"{string.Join(", ", stable.Selected.Select(problem.NameOf))}; at most {stable.ExpectedFalseSelections():g2} by chance");
/// </code>
/// </example>
/// </remarks>
/// <param name="loss">The loss.</param>
/// <param name="penalty">A penalty that selects features.</param>
public sealed class StabilitySelector(Loss loss, Penalty penalty)
{
    private readonly int _pairs = 50;
    private readonly int? _mostSelected;
    private readonly double _threshold = 0.75;

    /// <summary>The loss.</summary>
    public Loss Loss { get; } = loss ?? throw new ArgumentNullException(nameof(loss));

    /// <summary>The penalty.</summary>
    public Penalty Penalty { get; } = Selecting(penalty);

    /// <summary>How each fit is made; halves are fitted in parallel, each on one thread.</summary>
    public FitOptions Options { get; init => field = value ?? throw new ArgumentNullException(nameof(Options)); } = FitOptions.Default;

    /// <summary>Which lambdas. Computed ones start where the first feature of each half enters.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(Grid)); } = LambdaGrid.Default;

    /// <summary>B, the number of pairs of halves, at least 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 2.</exception>
    public int Pairs
    {
        get => _pairs;
        init => _pairs = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(Pairs), $"Pairs is {value}; it must be at least 2, and 50 is usual.");
    }

    /// <summary>q, how many features a half may select, those that enter first (of several that enter at one lambda, the largest); null for √((2π − 1) p), with which the bound of Meinshausen and Bühlmann is at most 1, or for no limit if lambdas are given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? MostSelected
    {
        get => _mostSelected;
        init => _mostSelected = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MostSelected), $"MostSelected is {value}; it must be at least 1.");
    }

    /// <summary>π, the share of the halves that must select a feature, in (0.5, 1]; 0.6 to 0.9 is usual.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside (0.5, 1], or NaN.</exception>
    public double Threshold
    {
        get => _threshold;
        init => _threshold = StabilitySelection.CheckThreshold(value, nameof(Threshold));
    }

    /// <summary>Seed of the random halves.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Fits all halves.</summary>
    /// <param name="problem">The data.</param>
    /// <param name="progress">Told after every half, from the threads that fit them, one at a time; null for none.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    /// <exception cref="ArgumentException">There are fewer than 4 rows of positive weight, a class has one row only, no feature is penalised, or the problem does not fit the loss or the penalty.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled.</exception>
    public StabilitySelection Fit(TrainingProblem problem, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Penalty.Check(problem.X.Columns);
        double[] weights = problem.NormalizedWeights();
        Loss.CheckResponse(problem.Y, weights);
        int[] rows = [.. Enumerable.Range(0, weights.Length).Where(i => weights[i] > 0)];
        double[] response = problem.Y.ToArray(), y = [.. rows.Select(i => response[i])];
        RequireHalves(y);
        int features = problem.X.Columns, penalized = Enumerable.Range(0, features).Count(j => Penalty.Factor(j) > 0);
        if (penalized == 0)
        {
            throw new ArgumentException("Every penalty factor is 0, so there is nothing to select. Penalise at least one feature.", nameof(problem));
        }

        int most = MostSelected ?? (Grid.Values is null ? Math.Max(1, (int)Math.Sqrt(((2 * Threshold) - 1) * penalized)) : int.MaxValue);
        var random = new Random(Seed);
        int[] seeds = [.. Enumerable.Range(0, Pairs).Select(_ => random.Next())];
        var selected = new bool[2 * Pairs][];
        var gate = new Lock();
        var shared = new SharedProgress<FitProgress>(progress);
        int done = 0;
        ParallelWork.For(ColumnBlocks.Resolve(Options.Threads), 2 * Pairs, half =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] side = Folds.Random(y, Loss.IsClassification, 2, seeds[half / 2]);
            TrainingProblem own = problem.SelectRows([.. rows.Where((_, k) => side[k] == half % 2)]);
            selected[half] = SelectedOn(own, most, out Solution last, cancellationToken);
            lock (gate)
            {
                shared.Report(new FitProgress("half", ++done, 2 * Pairs, last.Lambda, last.NonzeroCount, last.DevianceExplained));
            }
        });

        return new StabilitySelection(problem, Penalty, selected, Threshold);
    }

    /// <summary>Which features a half selects.</summary>
    private bool[] SelectedOn(TrainingProblem half, int most, out Solution last, CancellationToken cancellationToken)
    {
        var context = new FitContext(half, Loss, Penalty, Options with { Threads = 1 });
        var fitter = new LambdaFitter(context, cancellationToken);
        double[] lambdas = Grid.For(fitter.LambdaMax, half, Loss, Penalty);
        var selected = new bool[half.X.Columns];
        var solutions = new List<Solution>();
        int count = 0;
        foreach (Solution solution in PathSolver.Solutions(context, fitter, lambdas, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            solutions.Add(solution);
            SparseCoefficients b = solution.Coefficients;
            foreach (int j in b.Indices.ToArray().Where(j => !selected[j] && Penalty.Factor(j) > 0).OrderByDescending(j => Math.Abs(b[j] / context.Design.InverseScale[j])).Take(most - count))
            {
                selected[j] = true;
                count++;
            }

            if (count >= most || Grid.MayStop(solutions, Loss, Penalty, Options.Tolerance))
            {
                break;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        last = solutions[^1];
        return selected;
    }

    private void RequireHalves(double[] y)
    {
        if (y.Length < 4)
        {
            throw new ArgumentException($"There are {y.Length} rows of positive weight; halves need at least 4.", "problem");
        }

        if (Loss.IsClassification && y.GroupBy(v => v).FirstOrDefault(g => g.Count() < 2) is { } rare)
        {
            throw new ArgumentException($"Class {rare.Key} has one row only; both halves of the rows need one of each class.", "problem");
        }
    }

    private static Penalty Selecting(Penalty penalty) => RelaxedPathSolver.OfCoefficients(penalty) is ElasticNetPenalty { L1Ratio: 0 }
        ? throw new ArgumentException("The penalty is ridge, which leaves no feature out, so that there is nothing to select. Use Penalties.Lasso or Penalties.ElasticNet.", nameof(penalty))
        : penalty;
}
