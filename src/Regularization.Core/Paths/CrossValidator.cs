using System.Diagnostics;

namespace Regularization;

/// <summary>
/// K-fold cross-validation of a path: the path on all rows, and for each fold the path at the same lambdas on the other rows, with features standardised
/// on those rows only, judged on the held-out ones.
/// </summary>
/// <remarks>
/// Held-out rows get weight 0, so that no fold copies the rows it is trained on; those it is judged on are copied while it runs. Folds run in parallel, with
/// smooth losses and dense features at one lambda after the other, so that they share passes over the features; the result depends on the number of threads as little as <see cref="FitOptions.Threads"/> says.
/// The curves are computed as cv.glmnet computes them. Source: Friedman, Hastie, Tibshirani (2010), section 6.
/// <example>
/// <code>
/// CrossValidationResult cv = new CrossValidator(Losses.Logistic, Penalties.Lasso) { Folds = 10, Seed = 1 }.Fit(problem);
/// Solution chosen = cv.Select(SelectionRule.OneStandardError);
/// Console.WriteLine($"{cv.LambdaOneStandardError:g3}: {chosen.NonzeroCount} features");
/// </code>
/// </example>
/// </remarks>
/// <param name="loss">The loss.</param>
/// <param name="penalty">The penalty.</param>
public sealed class CrossValidator(Loss loss, Penalty penalty)
{
    private readonly int _folds = 10;

    /// <summary>The loss.</summary>
    public Loss Loss { get; } = loss ?? throw new ArgumentNullException(nameof(loss));

    /// <summary>The penalty.</summary>
    public Penalty Penalty { get; } = penalty ?? throw new ArgumentNullException(nameof(penalty));

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

    /// <summary>The fold of each row, any numbers of at least 0; null for random folds, in which each class of a classification is spread evenly.</summary>
    public IReadOnlyList<int>? FoldOfRow { get; init; }

    /// <summary>The penalty of a fold, given its training rows and how it is fitted, with its share of the threads, where it depends on them; null where it does not.</summary>
    internal Func<TrainingProblem, FitOptions, Penalty>? PenaltyOfRows { get; init; }

    /// <summary>Whether folds are fitted each by itself even where they could share work: to compare the two.</summary>
    internal bool FoldsApart { get; init; }

    /// <summary>Fits the path and cross-validates it.</summary>
    /// <param name="problem">The data.</param>
    /// <param name="progress">Told after every lambda of the path and of each fold, from the threads that fit them, one at a time; null for none.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    /// <exception cref="ArgumentException">There are fewer rows than folds, the given folds do not fit the rows, a fold leaves one class only to train on, or the problem does not fit the loss or the penalty.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled: half a cross-validation chooses nothing.</exception>
    public CrossValidationResult Fit(TrainingProblem problem, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        long started = Stopwatch.GetTimestamp();
        Loss.CheckResponse(problem.Y, problem.NormalizedWeights());
        (int[] foldOfRow, int[] names) = AssignFolds(problem);
        int folds = names.Length;
        double[] weights = problem.NormalizedWeights();
        TrainingProblem[] training = [.. Enumerable.Range(0, folds).Select(f => Training(problem, weights, foldOfRow, f, names[f]))];
        FoldMeasure[] measures = FoldMeasure.For(Loss);
        bool together = FoldsInStep.Suits(problem, Loss, Options, folds) && Penalty is not BlockPenalty && PenaltyOfRows is null && !FoldsApart;
        (RegularizationPath path, FoldScores scores, HeldOutPredictions noted) = ParallelWork.Run(() => together ? FitInStep() : FitApart());
        cancellationToken.ThrowIfCancellationRequested();
        double[] foldWeights = new double[folds];
        for (int i = 0; i < foldOfRow.Length; i++)
        {
            foldWeights[foldOfRow[i]] += weights[i];
        }

        return new CrossValidationResult(path, scores.Curves(foldWeights, path.Count), foldOfRow, folds, scores.Unconverged, Stopwatch.GetElapsedTime(started).TotalSeconds) { Predictions = noted, Loss = Loss };

        (RegularizationPath Path, FoldScores Scores, HeldOutPredictions Predictions) FitApart()
        {
            RegularizationPath onAll = new PathSolver(Loss, Penalty) { Options = Options, Grid = Grid }.Fit(problem, progress, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            double[] lambdas = [.. onAll.Select(s => s.Lambda)];
            var ofFolds = new FoldScores(measures, names, lambdas, progress);
            var ofRows = new HeldOutPredictions(problem.Y, weights, lambdas.Length);
            int threads = ColumnBlocks.Resolve(Options.Threads);
            FitOptions options = Options with { Threads = Math.Max(1, threads / folds) };
            ParallelWork.Each(threads, folds, f =>
            {
                var context = new FitContext(training[f], Loss, PenaltyOfRows?.Invoke(training[f], options) ?? Penalty, options);
                var heldOut = new HeldOutRows(problem, weights, [.. Enumerable.Range(0, foldOfRow.Length).Where(i => foldOfRow[i] == f)]);
                int k = 0;
                foreach (Solution solution in PathSolver.Solutions(context, BlockFitter.For(context, cancellationToken), lambdas, cancellationToken, Math.Min(threads, folds)))
                {
                    ofFolds.Record(f, k, solution, heldOut.Judge(solution, measures, ofRows, k));
                    k++;
                    if (cancellationToken.IsCancellationRequested)
                    {
                        break;
                    }
                }
            });
            return (onAll, ofFolds, ofRows);
        }

        (RegularizationPath Path, FoldScores Scores, HeldOutPredictions Predictions) FitInStep()
        {
            var inStep = new FoldsInStep(problem, training, foldOfRow, Loss, Penalty, Options, cancellationToken);
            double[] lambdas = Grid.For(inStep.LambdaMax, problem, Loss, Penalty);
            var ofFolds = new FoldScores(measures, names, lambdas, progress);
            var ofRows = new HeldOutPredictions(problem.Y, weights, lambdas.Length);
            var solutions = new List<Solution>();
            while (solutions.Count < lambdas.Length && !cancellationToken.IsCancellationRequested && !Grid.MayStop(solutions, Loss, Penalty, Options.Tolerance))
            {
                int k = solutions.Count;
                Solution solution = inStep.Fit(lambdas[k], (f, own) => ofFolds.Record(f, k, own, inStep.HeldOut[f].Judge(own, measures, ofRows, k)), cancellationToken);
                solutions.Add(solution);
                progress?.Report(new FitProgress("path", solutions.Count, lambdas.Length, solution.Lambda, solution.NonzeroCount, solution.DevianceExplained));
            }

            return (inStep.PathOf(solutions, Stopwatch.GetElapsedTime(started).TotalSeconds), ofFolds, ofRows);
        }
    }

    /// <summary>The property that the folds come from.</summary>
    private string GivenBy => FoldOfRow is null ? nameof(Folds) : nameof(FoldOfRow);

    /// <summary>The fold of each row, 0 .. K − 1, and the numbers that users know the folds by.</summary>
    internal (int[] FoldOfRow, int[] Names) AssignFolds(TrainingProblem problem) => Regularization.Folds.Assign(problem, FoldOfRow, Loss.IsClassification, Folds, Seed);

    /// <summary>The problem with the rows of one fold at weight 0. Checked here, before anything is fitted.</summary>
    internal TrainingProblem Training(TrainingProblem problem, double[] weights, int[] foldOfRow, int fold, int name)
    {
        double[] kept = [.. weights.Select((w, i) => foldOfRow[i] == fold ? 0 : w)];
        double sum = kept.Sum();
        if (!(sum > 0) || !(weights.Sum() - sum > 0))
        {
            throw new ArgumentException($"All the weight of the examples is {(sum > 0 ? "outside" : "inside")} fold {name}; every fold needs examples of positive weight to train on and to judge by. Use {Regularization.Folds.RemedyOfWeight(weights.Count(w => w > 0), foldOfRow.Max() + 1, FoldOfRow is not null)}.", GivenBy);
        }

        try
        {
            Loss.CheckResponse(problem.Y, kept);
        }
        catch (ArgumentException e)
        {
            int rarest = Loss.IsClassification ? Enumerable.Range(0, weights.Length).Where(i => weights[i] > 0).CountBy(i => problem.Y[i]).Min(c => c.Value) : weights.Count(w => w > 0);
            string others = Loss.IsClassification ? rarest > 1 ? ", or folds with both classes in each" : " of each class" : string.Empty;
            throw new ArgumentException($"The rows outside fold {name} cannot be trained on: {e.Message.Split(" (Parameter")[0]} Use {Remedy(rarest)}{others}.", GivenBy, e);
        }

        return problem.WithWeights(kept);

        string Remedy(int rows) => Regularization.Folds.Remedy(rows, foldOfRow.Max() + 1);
    }
}
