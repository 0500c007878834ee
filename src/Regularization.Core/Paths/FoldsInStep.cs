namespace Regularization;

/// <summary>
/// Fits the path on all rows and those of all folds of a cross-validation at one lambda after the other, so that they share what is the same for all with dense
/// features: each pass over them that proves zeros, and with the squared loss the Gram matrix (<see cref="FoldShare"/>).
/// </summary>
/// <remarks>
/// It holds a copy of the features, by folds, and for each path at most 98 MB of a Gram matrix and 72 MB of its factor, for all of them 144 MB, or more where very
/// many columns come at one lambda (<see cref="CovarianceModel"/>, <see cref="SupportFactor"/>, <see cref="GramStore"/>); hence the limits of <see cref="Suits"/>. Paths write results of their own, so that these do not depend on who makes them.
/// </remarks>
internal sealed class FoldsInStep
{
    private const int MostFolds = 20;

    /// <summary>Features that are copied at most: 1 GB.</summary>
    private const long MostEntries = 1L << 28;

    /// <summary>How far curvatures on all rows may move, relative to their size, before the matrix that folds share is made anew: they are not those of the folds, for which more is allowed.</summary>
    private const double MostDrift = 0.025;

    /// <summary>So many times the columns with a coefficient are visited where most that are visited move.</summary>
    private const int MostVisited = 2;

    private readonly bool _isCurved;
    private readonly LambdaFitter[] _fitters;
    private readonly FitContext[] _contexts;
    private readonly GramStore? _store;
    private readonly int _threads;
    private readonly double _tolerance;

    /// <param name="problem">All rows.</param>
    /// <param name="training">For each fold, the problem with weight 0 for the rows that it holds out.</param>
    /// <param name="foldOfRow">The fold of each row.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="penalty">The penalty.</param>
    /// <param name="options">How fits are made.</param>
    /// <param name="cancellationToken">Ends fits.</param>
    public FoldsInStep(TrainingProblem problem, TrainingProblem[] training, int[] foldOfRow, Loss loss, Penalty penalty, FitOptions options, CancellationToken cancellationToken)
    {
        int folds = training.Length, threads = ColumnBlocks.Resolve(options.Threads);
        _tolerance = options.Tolerance;
        _threads = threads;
        (_fitters, _contexts, HeldOut) = (new LambdaFitter[folds + 1], new FitContext[folds + 1], new HeldOutRows[folds]);
        var all = new FitContext(problem, loss, penalty, options);
        _isCurved = QuadraticGram.Suits(all);
        _store = loss.IsSquared || _isCurved ? new GramStore(all.Design) : null;
        all.SharedGram = _isCurved ? null : _store;
        all.CurvatureShare = _isCurved ? new CurvatureShare(_store!) : null;
        DesignMatrix[] heldOut = problem.X.SplitRows(foldOfRow, folds, threads);
        FitOptions alone = options with { Threads = Math.Max(1, threads / folds) };
        ParallelWork.Each(_threads, folds + 1, f =>
        {
            if (f == folds)
            {
                _contexts[f] = all;
            }
            else
            {
                int[] rows = [.. Enumerable.Range(0, foldOfRow.Length).Where(i => foldOfRow[i] == f)];
                HeldOut[f] = new HeldOutRows(problem, all.Design.W, rows, heldOut[f]);
                _contexts[f] = new FitContext(training[f], loss, penalty, alone, loss.IsSquared ? new FoldShare(all, _store!, training[f], rows, heldOut[f]) : null)
                {
                    CurvatureShare = _isCurved ? new CurvatureShare(_store!, rows, heldOut[f], all.Design.W) : null,
                };
            }

            _fitters[f] = new LambdaFitter(_contexts[f], cancellationToken);
        });
    }

    /// <summary>The smallest lambda at which nothing enters, on all rows.</summary>
    public double LambdaMax => _fitters[^1].LambdaMax;

    /// <summary>The rows that each fold holds out.</summary>
    public HeldOutRows[] HeldOut { get; }

    /// <summary>Whether folds may share: smooth curvature, dense features of a size that may be copied, and not too many folds to be held at once.</summary>
    public static bool Suits(TrainingProblem problem, Loss loss, FitOptions options, int folds) =>
        (loss.IsSquared || loss.HasSmoothCurvature) && options.Solver.UsesCovariances && !problem.X.IsSparse && problem.X.EntryCount <= MostEntries && folds <= MostFolds;

    /// <summary>The fits at lambda, each path going on from where it ended.</summary>
    /// <param name="lambda">λ, descending from call to call.</param>
    /// <param name="found">Told of each fold's solution, from the threads that find them.</param>
    /// <param name="cancellationToken">Ends fits.</param>
    /// <returns>The solution on all rows.</returns>
    public Solution Fit(double lambda, Action<int, Solution> found, CancellationToken cancellationToken)
    {
        int paths = _fitters.Length;
        var entering = new IEnumerable<int>[paths];
        ParallelWork.Each(_threads, paths, f => entering[f] = [.. _fitters[f].Begin(lambda)]);
        if (_isCurved)
        {
            ShareCurvatures();
        }
        else
        {
            _store?.Add(entering.SelectMany(columns => columns));
        }

        var passes = new ScreeningPass?[paths];
        ParallelWork.Each(_threads, paths, f => passes[f] = _fitters[f].Descend(_tolerance, cancellationToken));
        ScreeningPass.Compute([.. Enumerable.Range(0, paths).Where(f => passes[f] is not null).Select(f => (_contexts[f].Design, passes[f]!))], _threads);
        Solution? all = null;
        ParallelWork.Each(_threads, paths, f =>
        {
            Solution solution = _fitters[f].Complete(_tolerance, cancellationToken);
            if (f < HeldOut.Length)
            {
                found(f, solution);
            }
            else
            {
                all = solution;
            }
        });
        return all!;
    }

    /// <summary>
    /// Has the matrix that all share of the curvatures on all rows, if these have moved, and of the columns that any path is about to visit, or where these are many more, that any has a coefficient
    /// for; nothing where they would not be used.
    /// </summary>
    private void ShareCurvatures()
    {
        double[] h = _fitters[^1].Curvatures;
        int[] visited = [.. _fitters.SelectMany(fitter => fitter.ToVisit).Distinct()], support = [.. _fitters.SelectMany(fitter => fitter.Support).Distinct()];
        int[] columns = visited.Length <= MostVisited * support.Length && IsUsed(visited) ? visited : support;
        if (h.Length == 0 || !IsUsed(columns))
        {
            return;
        }

        if (_store!.Version == 0 || VectorMath.Distance(h, _store.H) > MostDrift * VectorMath.Norm(h))
        {
            _store.Start(h);
        }

        _store.Add(columns);

        bool IsUsed(int[] of) => QuadraticGram.IsCheaper(_contexts[^1], of.Length, of.Length);
    }

    /// <summary>The path on all rows.</summary>
    public RegularizationPath PathOf(IEnumerable<Solution> solutions, double seconds) => PathSolver.Result(_contexts[^1], _fitters[^1], [.. solutions], seconds);
}
