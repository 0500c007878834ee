using System.Diagnostics;

namespace Regularization;

/// <summary>
/// K-fold cross-validation of a multinomial path: the path on all rows, and for each fold the path at the same lambdas on the other rows, with features
/// standardised on those rows only, judged on the held-out ones.
/// </summary>
/// <remarks>
/// Held-out rows get weight 0, so that no fold copies the rows it is trained on. Folds run in parallel; the result depends on the number of threads as
/// little as <see cref="FitOptions.Threads"/> says. The curves are computed as cv.glmnet computes them. Source: Friedman, Hastie, Tibshirani (2010), section 6.
/// <example>
/// <code>
/// MultinomialCrossValidationResult cv = new MultinomialCrossValidator(Penalties.Lasso) { Folds = 5 }.Fit(classes);   // labels 0, 1, 2, ...
/// MultinomialSolution chosen = cv.Select(SelectionRule.OneStandardError);
/// Console.WriteLine($"{cv.Misclassification.Mean[cv.IndexMin]:p1} misclassified");
/// </code>
/// </example>
/// </remarks>
/// <param name="penalty">Lasso, ridge or elastic net, with factors and bounds where wanted.</param>
/// <exception cref="ArgumentException">Another penalty.</exception>
public sealed class MultinomialCrossValidator(Penalty penalty)
{
    private readonly ElasticNetPenalty _penalty = (ElasticNetPenalty)new MultinomialPathSolver(penalty).Penalty;
    private readonly int _folds = 10;

    /// <summary>The penalty.</summary>
    public Penalty Penalty => _penalty;

    /// <summary>Whether the coefficients of a feature enter and leave together in all classes (<see cref="MultinomialPathSolver.Grouped"/>).</summary>
    /// <exception cref="ArgumentException">The penalty has bounds.</exception>
    public bool Grouped { get; init => field = MultinomialPathSolver.RequireNoBounds(value, _penalty); }

    /// <summary>How each fit is made.</summary>
    public FitOptions Options { get; init => field = value ?? throw new ArgumentNullException(nameof(Options)); } = FitOptions.Default;

    /// <summary>Which lambdas; a grid that is not given is computed on all rows.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(Grid)); } = LambdaGrid.Default;

    /// <summary>The number of folds, at least 2; not used if <see cref="FoldOfRow"/> is given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 2.</exception>
    public int Folds
    {
        get => _folds;
        init => _folds = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(Folds), $"Folds is {value}; cross-validation needs at least 2.");
    }

    /// <summary>Seed of the random folds.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The fold of each row, any numbers of at least 0; null for random folds over which each class is spread evenly.</summary>
    public IReadOnlyList<int>? FoldOfRow { get; init; }

    /// <summary>Names of the classes for messages, or null for their numbers.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>The penalty of a fold, given its training rows and how it is fitted, with its share of the threads, where it depends on them; null where it does not.</summary>
    internal Func<TrainingProblem, FitOptions, Penalty>? PenaltyOfRows { get; init; }

    /// <summary>Fits the path and cross-validates it.</summary>
    /// <param name="problem">The response of a row is the number of its class, 0 .. K − 1, and every class occurs.</param>
    /// <param name="progress">Told after every lambda of the path and of each fold, from the threads that fit them, one at a time; null for none.</param>
    /// <param name="cancellationToken">Stops within a step.</param>
    /// <exception cref="ArgumentException">There are fewer rows than folds, the given folds do not fit the rows, a class has no row outside a fold, or the problem is none that <see cref="MultinomialPathSolver.Fit"/> takes.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled: half a cross-validation chooses nothing.</exception>
    public MultinomialCrossValidationResult Fit(TrainingProblem problem, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        long started = Stopwatch.GetTimestamp();
        int[] labels = MultinomialContext.ReadLabels(problem.Y, classes: 0, out int classes);
        CheckClasses(labels, classes, problem);
        (int[] foldOfRow, int[] names) = AssignFolds(problem);
        int folds = names.Length;
        double[] weights = problem.NormalizedWeights(), foldWeights = new double[folds];
        TrainingProblem[] training = [.. Enumerable.Range(0, folds).Select(f => Training(problem, labels, classes, weights, foldOfRow, f, names[f]))];
        for (int i = 0; i < foldOfRow.Length; i++)
        {
            foldWeights[foldOfRow[i]] += weights[i];
        }

        MultinomialPath path = new MultinomialPathSolver(_penalty) { Grouped = Grouped, Options = Options, Grid = Grid }.Fit(problem, progress, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        double[] lambdas = [.. path.Select(s => s.Lambda)];
        var scores = new FoldScores(MultinomialHeldOutRows.Measures, names, lambdas, progress);
        var noted = new HeldOutPredictions(problem.Y, weights, lambdas.Length, classes);
        int threads = ColumnBlocks.Resolve(Options.Threads);
        FitOptions options = Options with { Threads = Math.Max(1, threads / folds) };
        ParallelWork.For(threads, folds, FitFold);
        cancellationToken.ThrowIfCancellationRequested();
        return new MultinomialCrossValidationResult(path, scores.Curves(foldWeights, path.Count), foldOfRow, folds, scores.Unconverged, Stopwatch.GetElapsedTime(started).TotalSeconds) { Predictions = noted };

        void FitFold(int f)
        {
            var context = new MultinomialContext(training[f], (ElasticNetPenalty?)PenaltyOfRows?.Invoke(training[f], options) ?? _penalty, Grouped, options, classes);
            var fitter = new MultinomialFitter(context, cancellationToken);
            int[] rows = [.. Enumerable.Range(0, foldOfRow.Length).Where(i => foldOfRow[i] == f)];
            var heldOut = new MultinomialHeldOutRows(problem.X.SelectRows(rows), [.. rows.Select(i => labels[i])], [.. rows.Select(i => weights[i])], problem.ClassOffsetsOf(rows));
            for (int k = 0; k < lambdas.Length && !cancellationToken.IsCancellationRequested; k++)
            {
                MultinomialSolution solution = fitter.Fit(lambdas[k], options.Tolerance, cancellationToken);
                scores.Record(f, k, solution, heldOut.Judge(solution, noted, k, rows));
            }
        }
    }

    /// <summary>The fold of each row, 0 .. K − 1, and the numbers that users know the folds by.</summary>
    internal (int[] FoldOfRow, int[] Names) AssignFolds(TrainingProblem problem) => Regularization.Folds.Assign(problem, FoldOfRow, stratify: true, Folds, Seed);

    /// <summary>Refuses a class without rows.</summary>
    internal void CheckClasses(int[] labels, int classes, TrainingProblem problem)
    {
        var present = new HashSet<int>(labels.Where((_, i) => problem.Weights is null || problem.Weights[i] > 0));
        ClassLabel.CheckAll([.. Enumerable.Range(0, classes).Select(present.Contains)], ClassNames, nameof(problem));
    }

    /// <summary>The problem with the rows of one fold at weight 0. Checked here, before anything is fitted.</summary>
    internal TrainingProblem Training(TrainingProblem problem, int[] labels, int classes, double[] weights, int[] foldOfRow, int fold, int name)
    {
        double[] kept = [.. weights.Select((w, i) => foldOfRow[i] == fold ? 0 : w)], ofClass = new double[classes];
        for (int i = 0; i < kept.Length; i++)
        {
            ofClass[labels[i]] += kept[i];
        }

        int missing = Array.FindIndex(ofClass, sum => !(sum > 0));
        bool hasAll = !ofClass.Any(sum => sum > 0);
        if (hasAll || !weights.Where((w, i) => foldOfRow[i] == fold).Any(w => w > 0))
        {
            throw new ArgumentException(
                $"Fold {name} has {(hasAll ? "all the weight, and no row is left to train on" : "no row of positive weight to judge by")}. Use {Regularization.Folds.RemedyOfWeight(weights.Count(w => w > 0), foldOfRow.Max() + 1, FoldOfRow is not null)}.",
                nameof(problem));
        }

        if (missing >= 0)
        {
            string remedy = labels.Where((label, i) => label == missing && weights[i] > 0).Count() > 1 ? "Use folds that spread the class" : "Give more of its rows";
            throw new ArgumentException(
                $"Class {ClassLabel.Of(ClassNames, missing)} has no row of positive weight outside fold {name}; every class needs rows to train on. {remedy}, leave the class out, or fix lambda.",
                nameof(problem));
        }

        return problem.WithWeights(kept);
    }
}
