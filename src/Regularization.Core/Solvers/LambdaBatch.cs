using System.Diagnostics;

namespace Regularization;

/// <summary>
/// Fits some lambdas side by side on a sparse design: what is expensive there is to fetch an entry and what it meets, and that is done once for all of them.
/// Each is a proximal Newton method of its own (<see cref="ResidualModel"/>), of which the passes over the design are made together.
/// </summary>
/// <remarks>
/// The visited columns are those of the start and those that violate the optimality conditions at some lambda, found by passes over all columns, the last
/// of which proves the solutions. What has not come to its gap here is left to <see cref="LambdaFitter"/>.
/// </remarks>
internal sealed partial class LambdaBatch
{
    /// <summary>Problems side by side.</summary>
    public const int Size = KernelSet.Batch;

    /// <summary>Epochs that a problem makes at the most for one set of columns.</summary>
    public const int MostEpochs = MostSteps * (EpochsBefore + EpochsAfterFailure);

    private const int MostRounds = 30;

    /// <summary>Steps of all problems for one set of columns.</summary>
    private const int MostSteps = 40;

    /// <summary>A problem whose measure has not fallen by a tenth for so many steps is given up.</summary>
    private const int MostFruitless = 5;

    /// <summary>Epochs of coordinate descent before the conjugate gradients, and after them.</summary>
    private const int EpochsBefore = 3;
    private const int EpochsAfter = 1;

    /// <summary>After a step that did not lower the objective the next one does without conjugate gradients, whose support was wrong, and has more epochs instead.</summary>
    private const int EpochsAfterFailure = 8;

    private const double Forcing = 0.2;
    private const int MostIterations = 25;

    /// <summary>After the first step columns come in whose gradients are beyond this share of their threshold: more will be.</summary>
    private const double Margin = 0.97;

    private readonly FitContext _context;
    private readonly ColumnsByRows _byRows;
    private readonly BatchQuadratic _quadratic;
    private readonly BatchScreening _screening;
    private readonly ResidualModel[] _models = new ResidualModel[Size];
    private readonly bool[] _isActive = new bool[Size];
    private readonly int[] _epochs = new int[Size];
    private readonly bool[] _hasFailed = new bool[Size];
    private readonly bool[] _isVisited;
    private readonly double[] _rows;
    private double[] _products = [];
    private double[] _changes = [];

    public LambdaBatch(FitContext context)
    {
        _context = context;
        _byRows = new ColumnsByRows((SparseDesignMatrix)context.Design.X, context.Design.Threads);
        _quadratic = new BatchQuadratic(context, _byRows);
        _screening = new BatchScreening(context);
        _rows = new double[context.Design.Rows * Size];
        _isVisited = new bool[context.Design.Columns];
        for (int b = 0; b < Size; b++)
        {
            var set = new WorkingSet(context);
            set.SetLambda(1);
            _models[b] = new ResidualModel(context, set, context.NullIntercept);
        }
    }

    /// <summary>The gradient of every column at the last lambda fitted.</summary>
    public double[] LastGradient => _screening.LastGradient;

    /// <summary>The fits at some lambdas, at most <see cref="Size"/> and descending.</summary>
    /// <param name="lambdas">All positive.</param>
    /// <param name="before">Where the path was before <paramref name="start"/>; null if nowhere.</param>
    /// <param name="start">Where it is.</param>
    /// <param name="gradient">The gradient of every column there.</param>
    /// <param name="tolerance">The largest gap.</param>
    /// <param name="cancellationToken">Stops within an epoch of all problems; then they are checked.</param>
    public Solution[] Fit(ReadOnlySpan<double> lambdas, PathPoint? before, PathPoint start, double[] gradient, double tolerance, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        int count = lambdas.Length;
        Array.Clear(_epochs);
        for (int b = 0; b < Size; b++)
        {
            _models[b].Set.SetLambda(lambdas[Math.Min(b, count - 1)]);
        }

        _screening.Begin(_models);
        Visit(FirstColumns(before, start, gradient, lambdas[^1]));
        Begin(before, start, count);
        DualCertificate[] certificates = new DualCertificate[Size];
        bool isWhole = false;
        for (int round = 0; round < MostRounds && !isWhole; round++)
        {
            // One step tells enough of what is missing.
            Minimize(count, tolerance / 2, round == 0 ? 1 : MostSteps, cancellationToken);
            int[] violators = _screening.Check(_models, count, _isVisited, round == 0 ? Margin : 1, certificates);
            isWhole = cancellationToken.IsCancellationRequested || (violators.Length == 0 && round > 0);
            if (violators.Length > 0 && !cancellationToken.IsCancellationRequested)
            {
                Visit([.. _models[0].Set.ColumnsAt(_models[0].Set.Visit), .. violators]);
            }
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds / count;
        var solutions = new Solution[count];
        for (int b = 0; b < count; b++)
        {
            FitStatus status = certificates[b].Measure <= tolerance ? FitStatus.Converged : cancellationToken.IsCancellationRequested ? FitStatus.Canceled : FitStatus.PrecisionLimit;
            solutions[b] = _models[b].ToSolution(certificates[b], _epochs[b], seconds, status);
        }

        return solutions;
    }

    /// <summary>Where the path has come to at one of the lambdas just fitted.</summary>
    public PathPoint PointOf(int problem)
    {
        WorkingSet set = _models[problem].Set;
        int[] positions = [.. Enumerable.Range(0, set.Count).Where(k => set.Beta[k] != 0)];
        return new PathPoint(set.Lambda, set.ColumnsAt(positions), [.. positions.Select(k => set.Beta[k])], _models[problem].Intercept, [.. _models[problem].Eta]);
    }

    /// <summary>Brings the measure of every problem, over the visited columns, down to the target.</summary>
    private void Minimize(int count, double target, int mostSteps, CancellationToken cancellationToken)
    {
        double[] best = [.. Enumerable.Repeat(double.PositiveInfinity, Size)];
        int[] fruitless = new int[Size];
        Array.Clear(_hasFailed);
        for (int b = 0; b < Size; b++)
        {
            _isActive[b] = b < count;
        }

        for (int step = 0; step < mostSteps && !cancellationToken.IsCancellationRequested; step++)
        {
            Refresh();
            ForEachActive(b =>
            {
                double measure = DualCertificate.MeasureOf(_context, _models[b], 2 * target);
                fruitless[b] = measure < 0.9 * best[b] ? 0 : fruitless[b] + 1;
                best[b] = Math.Min(best[b], measure);
                _isActive[b] = measure > target && fruitless[b] < MostFruitless;
            });
            for (int b = 0; b < Size; b++)
            {
                _hasFailed[b] &= _isActive[b];
            }

            if (!_isActive.Contains(true))
            {
                return;
            }

            _quadratic.Prepare(_models, _isActive, step == 0, _products);
            _quadratic.Descend(EpochsBefore, cancellationToken);
            _quadratic.ConjugateGradients(_hasFailed, Forcing, MostIterations, cancellationToken);
            int after = _hasFailed.Contains(true) ? EpochsAfterFailure : EpochsAfter;
            _quadratic.Descend(after, cancellationToken);
            ForEachActive(b => _epochs[b] += EpochsBefore + after);
            Move();
        }

        Refresh();
    }

    /// <summary>Brings every problem that is active up to date with its point.</summary>
    private void Refresh()
    {
        ForEachActive(b =>
        {
            _models[b].RefreshRows();
            Interleaved.Put(_models[b].U, b, _rows);
        });
        Span<double> products = _products.AsSpan(0, _models[0].Set.Visit.Length * Size);
        _byRows.Dot(_rows, products);
        bool[] isOther = new bool[Size];
        ForEachActive(b =>
        {
            SetGradient(_models[b], b, _models[b].U, _models[b].Gradient, _products);
            isOther[b] = _models[b].ProjectDual();
            if (isOther[b])
            {
                Interleaved.Put(_models[b].Work, b, _rows);
            }
        });
        if (isOther.Contains(true))
        {
            _byRows.Dot(_rows, _changes.AsSpan(0, products.Length));
            ForEachActive(b =>
            {
                if (isOther[b])
                {
                    SetGradient(_models[b], b, _models[b].Work, _models[b].DualGradient, _changes);
                }
            });
        }
    }

    private void ForEachActive(Action<int> action) => BatchThreads.ForEach(_context.Design.Threads, b =>
    {
        if (_isActive[b])
        {
            action(b);
        }
    });

    /// <summary>Centres and scales the products of one problem.</summary>
    private void SetGradient(ResidualModel model, int b, double[] u, double[] gradient, double[] products)
    {
        double sum = _context.Options.Intercept ? VectorMath.Sum(u) : 0;
        WorkingSet set = model.Set;
        ReadOnlySpan<int> visit = set.Visit;
        for (int i = 0; i < visit.Length; i++)
        {
            gradient[visit[i]] = (products[(i * Size) + b] - (_context.Design.Center[set.Columns[visit[i]]] * sum)) * set.InverseScale[visit[i]];
        }
    }

    /// <summary>Moves every active problem by the step of its quadratic model, as far as its loss allows.</summary>
    private void Move()
    {
        Array.Clear(_changes);
        double[][] before = new double[Size][];
        double[] intercept = new double[Size];
        ForEachActive(b =>
        {
            WorkingSet set = _models[b].Set;
            before[b] = [.. set.Beta.AsSpan(0, set.Count)];
            intercept[b] = _models[b].InterceptStep();
            foreach (int k in _quadratic.Movable)
            {
                int position = set.Visit[k], at = (k * Size) + b;
                float change = _quadratic.Change[at];
                if (change != 0)
                {
                    double old = set.Beta[position], end = _quadratic.Start[at] + change == 0 ? 0 : Math.Clamp(old + change, set.Lower[position], set.Upper[position]);
                    set.Beta[position] = end;
                    _changes[at] = (end - old) * set.InverseScale[position];
                    intercept[b] -= _changes[at] * _quadratic.Center[at];
                }
            }
        });
        _byRows.Times(_changes, _rows);
        ForEachActive(b =>
        {
            Interleaved.Take(_rows, b, intercept[b], _models[b].Step);
            _hasFailed[b] = !_models[b].LineSearch(before[b], intercept[b]);
        });
    }
}
