using System.Diagnostics;

namespace Regularization;

/// <summary>Chooses lambda and the blend γ of penalised and unpenalised coefficients by K-fold cross-validation, as <c>cv.glmnet(relax = TRUE)</c> does.</summary>
/// <remarks>
/// For each fold the path at the lambdas of all rows, its refits, and for each γ the deviance of the held-out rows. Where a fold has no refit the penalised solution is judged.
/// Source: Hastie, Tibshirani, Tibshirani, arXiv:1707.08692 (2017), equation (4).
/// <example>
/// <code>
/// RelaxedCrossValidationResult relaxed = new RelaxedCrossValidator(Losses.Squared, Penalties.Lasso) { Gammas = [0, 0.5, 1] }.Fit(problem);
/// Solution chosen = relaxed.Select(SelectionRule.OneStandardError);
/// Console.WriteLine($"lambda {relaxed.LambdaOneStandardError:g3}, gamma {relaxed.GammaOneStandardError:g2}");
/// </code>
/// </example>
/// </remarks>
/// <param name="loss">The loss.</param>
/// <param name="penalty">The penalty.</param>
public sealed class RelaxedCrossValidator(Loss loss, Penalty penalty)
{
    private readonly double[] _gammas = [0, 0.25, 0.5, 0.75, 1];
    private readonly RelaxedPathSolver _solver = new(loss, penalty);

    /// <summary>The loss.</summary>
    public Loss Loss => _solver.Loss;

    /// <summary>The penalty.</summary>
    public Penalty Penalty => _solver.Penalty;

    /// <summary>How each fit is made.</summary>
    public FitOptions Options { get; init => field = value ?? throw new ArgumentNullException(nameof(Options)); } = FitOptions.Default;

    /// <summary>Which lambdas; a grid that is not given is computed on all rows.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(Grid)); } = LambdaGrid.Default;

    /// <summary>The number of folds, at least 2; not used if <see cref="FoldOfRow"/> is given.</summary>
    public int Folds { get; init; } = 10;

    /// <summary>Seed of the random folds.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The fold of each row, any numbers of at least 0; null for random folds, in which each class of a classification is spread evenly.</summary>
    public IReadOnlyList<int>? FoldOfRow { get; init; }

    /// <summary>More nonzero features than these are not refitted; see <see cref="RelaxedPathSolver.MaxFeatures"/>.</summary>
    public int MaxFeatures { get; init; } = 500;

    /// <summary>The blends to choose from, each in [0, 1]: 1 is the penalised solution, 0 the refit.</summary>
    /// <exception cref="ArgumentException">Empty, or a value is outside [0, 1].</exception>
    public IReadOnlyList<double> Gammas
    {
        get => _gammas;
        init => _gammas = Checked(value, nameof(Gammas));
    }

    /// <summary>Fits the path and its refits, and cross-validates them.</summary>
    /// <param name="problem">The data.</param>
    /// <param name="progress">Told after every lambda of the path and of each fold, from the threads that fit them, one at a time; null for none.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    /// <exception cref="ArgumentException">As for <see cref="CrossValidator.Fit"/>, or MaxFeatures or Folds is too small.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled.</exception>
    public RelaxedCrossValidationResult Fit(TrainingProblem problem, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        long started = Stopwatch.GetTimestamp();
        var folder = new CrossValidator(Loss, Penalty) { Folds = Folds, Seed = Seed, FoldOfRow = FoldOfRow };
        (int[] foldOfRow, int[] names) = folder.AssignFolds(problem);
        int folds = names.Length;
        double[] weights = problem.NormalizedWeights();
        TrainingProblem[] training = [.. Enumerable.Range(0, folds).Select(f => folder.Training(problem, weights, foldOfRow, f, names[f]))];
        RelaxedPath path = SolverWith(Options).Fit(problem, progress, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();

        double[] lambdas = [.. path.Path.Select(s => s.Lambda)];
        FoldMeasure[] measures = [FoldMeasure.For(Loss)[0]];
        FoldScores[] scores = [.. _gammas.Select((_, g) => new FoldScores(measures, names, lambdas, g == 0 ? progress : null))];
        int penalizedOnly = 0, threads = ColumnBlocks.Resolve(Options.Threads);
        RelaxedPathSolver solver = SolverWith(Options with { Threads = Math.Max(1, threads / folds) });
        ParallelWork.For(threads, folds, FitFold);
        cancellationToken.ThrowIfCancellationRequested();
        double[] foldWeights = new double[folds];
        for (int i = 0; i < foldOfRow.Length; i++)
        {
            foldWeights[foldOfRow[i]] += weights[i];
        }

        CrossValidationCurve[] curves = [.. scores.Select(s => s.Curves(foldWeights, lambdas.Length)[0])];
        return new RelaxedCrossValidationResult(path, _gammas, curves, foldOfRow, scores[0].Unconverged, penalizedOnly, Stopwatch.GetElapsedTime(started).TotalSeconds);

        void FitFold(int f)
        {
            var context = new FitContext(training[f], Loss, Penalty, solver.Options);
            var heldOut = new HeldOutRows(problem, weights, [.. Enumerable.Range(0, foldOfRow.Length).Where(i => foldOfRow[i] == f)]);
            Solution[] solutions = [.. PathSolver.Solutions(context, new LambdaFitter(context, cancellationToken), lambdas, cancellationToken, Math.Min(threads, folds)).TakeWhile(_ => !cancellationToken.IsCancellationRequested)];
            int k = 0;
            foreach (Refit refit in solver.Refits(training[f], solutions, cancellationToken))
            {
                for (int g = 0; g < _gammas.Length; g++)
                {
                    Solution blend = RelaxedPath.Blend(solutions[k], refit, _gammas[g]);
                    scores[g].Record(f, k, blend, heldOut.Judge(blend, measures));
                }

                if (refit.Status != RefitStatus.Converged)
                {
                    Interlocked.Increment(ref penalizedOnly);
                }

                k++;
            }
        }
    }

    private RelaxedPathSolver SolverWith(FitOptions options) => new(Loss, Penalty) { Options = options, Grid = Grid, MaxFeatures = MaxFeatures };

    /// <summary>Blends, each once, ascending.</summary>
    internal static double[] Checked(IReadOnlyList<double>? gammas, string name)
    {
        if (gammas is not { Count: > 0 })
        {
            throw new ArgumentException($"{name} is empty; give at least one blend, such as 0 for the refit.", name);
        }

        foreach (double gamma in gammas)
        {
            RelaxedPath.CheckGamma(gamma, name);
        }

        return [.. gammas.Distinct().Order()];
    }
}
