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
internal sealed class LambdaBatch
{
    /// <summary>Problems side by side.</summary>
    public const int Size = KernelSet.Batch;

    private const int MostRounds = 30;

    /// <summary>Steps of all problems for one set of columns.</summary>
    private const int MostSteps = 40;

    /// <summary>A problem whose measure has not fallen by a tenth for so many steps is given up.</summary>
    private const int MostFruitless = 5;

    /// <summary>Epochs of coordinate descent before the conjugate gradients, and after them.</summary>
    private const int EpochsBefore = 3;
    private const int EpochsAfter = 1;

    private const double Forcing = 0.1;
    private const int MostIterations = 25;

    /// <summary>While columns are missing, gaps need not be smaller than this.</summary>
    private const double RoughGap = 1e-2;

    private readonly FitContext _context;
    private readonly SparseDesignMatrix _design;
    private readonly BatchQuadratic _quadratic;
    private readonly ResidualModel[] _models = new ResidualModel[Size];
    private readonly bool[] _isActive = new bool[Size];
    private readonly bool[] _isVisited;
    private readonly double[] _rows;
    private double[] _products = [];

    public LambdaBatch(FitContext context)
    {
        _context = context;
        _design = (SparseDesignMatrix)context.Design.X;
        _quadratic = new BatchQuadratic(context);
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
    public double[] LastGradient { get; private set; } = [];

    /// <summary>The fits at some lambdas, at most <see cref="Size"/> and descending.</summary>
    /// <param name="lambdas">All positive.</param>
    /// <param name="before">Where the path was before <paramref name="start"/>; null if nowhere.</param>
    /// <param name="start">Where it is.</param>
    /// <param name="gradient">The gradient of every column there.</param>
    /// <param name="tolerance">The largest gap.</param>
    /// <param name="cancellationToken">Stops within a few epochs.</param>
    public Solution[] Fit(ReadOnlySpan<double> lambdas, PathPoint? before, PathPoint start, double[] gradient, double tolerance, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        int count = lambdas.Length, epochs = 0;
        for (int b = 0; b < Size; b++)
        {
            _models[b].Set.SetLambda(lambdas[Math.Min(b, count - 1)]);
        }

        Visit(FirstColumns(before, start, gradient, lambdas[^1]));
        Begin(before, start, count);
        DualCertificate[] certificates = new DualCertificate[Size];
        double target = Math.Max(tolerance / 2, RoughGap);
        bool isWhole = false;
        for (int round = 0; round < MostRounds && !isWhole; round++)
        {
            Minimize(count, target, ref epochs, cancellationToken);
            int[] violators = Check(count, certificates);
            isWhole = cancellationToken.IsCancellationRequested || (violators.Length == 0 && target <= tolerance / 2);
            target = violators.Length > _models[0].Set.Visit.Length / 20 ? target : tolerance / 2;
            if (violators.Length > 0)
            {
                Visit([.. _models[0].Set.ColumnsAt(_models[0].Set.Visit), .. violators]);
            }
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds / count;
        var solutions = new Solution[count];
        for (int b = 0; b < count; b++)
        {
            FitStatus status = certificates[b].Measure <= tolerance ? FitStatus.Converged : cancellationToken.IsCancellationRequested ? FitStatus.Canceled : FitStatus.PrecisionLimit;
            solutions[b] = _models[b].ToSolution(certificates[b], epochs, seconds, status);
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

    /// <summary>The columns of the start and those whose gradient there is beyond the threshold of the last lambda.</summary>
    private List<int> FirstColumns(PathPoint? before, PathPoint start, double[] gradient, double last)
    {
        var columns = new HashSet<int>(start.Columns);
        columns.UnionWith(before?.Columns ?? []);
        for (int j = 0; j < gradient.Length; j++)
        {
            if (_context.IsEligible(j) && Math.Abs(gradient[j]) >= _context.Penalty.ZeroThreshold(last * _context.Penalty.Factor(j)))
            {
                columns.Add(j);
            }
        }

        return [.. columns.Order()];
    }

    /// <summary>Makes these columns the visited ones of every problem.</summary>
    private void Visit(List<int> columns)
    {
        WorkingSet first = _models[0].Set;
        int[] fresh = [.. columns.Where(j => first.PositionOf(j) < 0)];
        foreach (ResidualModel model in _models)
        {
            model.Set.Add(fresh);
            model.Grow();
        }

        int[] visit = [.. columns.Select(first.PositionOf)];
        Array.Sort(visit);
        Array.Clear(_isVisited);
        foreach (int j in columns)
        {
            _isVisited[j] = true;
        }

        foreach (ResidualModel model in _models)
        {
            model.Set.SetVisit(visit);
        }
    }

    /// <summary>Takes every problem to where the line through the last two points leads, or to the last point if that is better.</summary>
    private void Begin(PathPoint? before, PathPoint start, int count)
    {
        WorkingSet first = _models[0].Set;
        var earlier = new Dictionary<int, double>();
        for (int k = 0; k < (before?.Columns.Length ?? 0); k++)
        {
            earlier[before!.Columns[k]] = before.Beta[k];
        }

        int[] positions = [.. start.Columns.Select(first.PositionOf)];
        double[] slope = new double[positions.Length], changes = new double[positions.Length * Size];
        for (int k = 0; k < positions.Length; k++)
        {
            slope[k] = before is null ? 0 : start.Beta[k] - earlier.GetValueOrDefault(start.Columns[k]);
        }

        for (int b = 0; b < Size; b++)
        {
            WorkingSet set = _models[b].Set;
            Array.Clear(set.Beta, 0, set.Count);
            double ahead = before is null ? 0 : (start.Lambda - set.Lambda) / (before.Lambda - start.Lambda);
            for (int k = 0; k < positions.Length; k++)
            {
                double b0 = start.Beta[k], end = Math.Clamp(b0 + (ahead * slope[k]), set.Lower[positions[k]], set.Upper[positions[k]]);
                end = end * b0 > 0 ? end : 0;
                set.Beta[positions[k]] = end;
                changes[(k * Size) + b] = (end - b0) * set.InverseScale[positions[k]];
            }
        }

        Array.Clear(_rows);
        Kernels.Current.BatchAdd(_design.View, start.Columns, changes, _rows);
        for (int b = 0; b < Size; b++)
        {
            double ahead = before is null ? 0 : (start.Lambda - _models[b].Set.Lambda) / (before.Lambda - start.Lambda);
            double shift = before is null ? 0 : ahead * (start.Intercept - before.Intercept);
            Interleaved.Take(_rows, b, shift, _models[b].Step);
            _models[b].StartAt(start, positions, shift);
            _isActive[b] = b < count;
        }
    }

    /// <summary>Brings the measure of every problem, over the visited columns, down to the target.</summary>
    private void Minimize(int count, double target, ref int epochs, CancellationToken cancellationToken)
    {
        Span<double> best = stackalloc double[Size];
        Span<int> fruitless = stackalloc int[Size];
        best.Fill(double.PositiveInfinity);
        for (int b = 0; b < Size; b++)
        {
            _isActive[b] = b < count;
        }

        for (int step = 0; step < MostSteps && !cancellationToken.IsCancellationRequested; step++)
        {
            Refresh();
            bool goesOn = false;
            for (int b = 0; b < count; b++)
            {
                if (_isActive[b])
                {
                    double measure = DualCertificate.MeasureOf(_context, _models[b]);
                    fruitless[b] = measure < 0.9 * best[b] ? 0 : fruitless[b] + 1;
                    best[b] = Math.Min(best[b], measure);
                    _isActive[b] = measure > target && fruitless[b] <= MostFruitless;
                    goesOn |= _isActive[b];
                }
            }

            if (!goesOn)
            {
                return;
            }

            _quadratic.Prepare(_models, _isActive, _products);
            _quadratic.Descend(EpochsBefore);
            int iterations = _quadratic.ConjugateGradients(Forcing, MostIterations);
            _quadratic.Descend(EpochsAfter);
            epochs += EpochsBefore + EpochsAfter;
            Move();
        }

        Refresh();
    }

    /// <summary>Brings every problem that is active up to date with its point.</summary>
    private void Refresh()
    {
        WorkingSet set = _models[0].Set;
        int[] columns = set.ColumnsAt(set.Visit);
        int length = columns.Length * Size;
        if (_products.Length < length)
        {
            _products = new double[length * 5 / 4];
        }

        for (int b = 0; b < Size; b++)
        {
            if (_isActive[b])
            {
                _models[b].RefreshRows();
                Interleaved.Put(_models[b].U, b, _rows);
            }
        }

        Kernels.Current.BatchDot(_design.View, columns, _rows, _products);
        bool again = false;
        for (int b = 0; b < Size; b++)
        {
            if (_isActive[b])
            {
                SetGradient(_models[b], b, _models[b].U, _models[b].Gradient, _products);
                if (_models[b].ProjectDual())
                {
                    Interleaved.Put(_models[b].Work, b, _rows);
                    again = true;
                }
            }
        }

        if (again)
        {
            var products = new double[length];
            Kernels.Current.BatchDot(_design.View, columns, _rows, products);
            for (int b = 0; b < Size; b++)
            {
                if (_isActive[b] && !ReferenceEquals(_models[b].DualGradient, _models[b].Gradient))
                {
                    SetGradient(_models[b], b, _models[b].Work, _models[b].DualGradient, products);
                }
            }
        }
    }

    /// <summary>Centres and scales the products of one problem.</summary>
    private void SetGradient(ResidualModel model, int b, double[] u, double[] gradient, double[] products)
    {
        double sum = _context.Options.Intercept ? System.Numerics.Tensors.TensorPrimitives.Sum<double>(u) : 0;
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
        int[] movable = _quadratic.Movable;
        WorkingSet set = _models[0].Set;
        double[][] before = new double[Size][];
        var changes = new double[movable.Length * Size];
        var columns = new int[movable.Length];
        Span<double> intercept = stackalloc double[Size];
        for (int b = 0; b < Size; b++)
        {
            before[b] = _isActive[b] ? [.. _models[b].Set.Beta.AsSpan(0, set.Count)] : [];
            intercept[b] = _isActive[b] ? _models[b].InterceptStep() : 0;
        }

        for (int k = 0; k < movable.Length; k++)
        {
            int position = set.Visit[movable[k]];
            columns[k] = set.Columns[position];
            for (int b = 0; b < Size; b++)
            {
                int at = (k * Size) + b;
                float change = _quadratic.Change[at];
                if (_isActive[b] && change != 0)
                {
                    WorkingSet own = _models[b].Set;
                    double old = own.Beta[position], end = _quadratic.Start[at] + change == 0 ? 0 : Math.Clamp(old + change, own.Lower[position], own.Upper[position]);
                    own.Beta[position] = end;
                    changes[at] = (end - old) * own.InverseScale[position];
                    intercept[b] -= changes[at] * _quadratic.Center[(movable[k] * Size) + b];
                }
            }
        }

        Array.Clear(_rows);
        Kernels.Current.BatchAdd(_design.View, columns, changes, _rows);
        for (int b = 0; b < Size; b++)
        {
            if (_isActive[b])
            {
                Interleaved.Take(_rows, b, intercept[b], _models[b].Step);
                _models[b].LineSearch(before[b], intercept[b]);
            }
        }
    }

    /// <summary>Computes the gradients of all columns that are not visited; certifies every problem, and returns the columns that some of them need.</summary>
    private int[] Check(int count, DualCertificate[] certificates)
    {
        int[] outside = [.. _context.Design.AllColumns.Where(j => !_isVisited[j] && _context.IsEligible(j))];
        var products = new double[outside.Length * Size];
        var weighted = new double[_context.Y.Length];
        Span<double> sums = stackalloc double[Size];
        for (int b = 0; b < count; b++)
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply<double>(_models[b].DualResidual(), _context.Design.W, weighted);
            sums[b] = _context.Options.Intercept ? System.Numerics.Tensors.TensorPrimitives.Sum<double>(weighted) : 0;
            Interleaved.Put(weighted, b, _rows);
        }

        Kernels.Current.BatchDot(_design.View, outside, _rows, products);
        var violators = new SortedSet<int>();
        for (int b = 0; b < count; b++)
        {
            var columns = new List<int>();
            var gradients = new List<double>();
            double lambda = _models[b].Set.Lambda;
            for (int k = 0; k < outside.Length; k++)
            {
                int j = outside[k];
                double g = (products[(k * Size) + b] - (_context.Design.Center[j] * sums[b])) * _context.Design.InverseScale[j];
                products[(k * Size) + b] = g;
                if (Math.Abs(g) > _context.Penalty.ZeroThreshold(lambda * _context.Penalty.Factor(j)))
                {
                    columns.Add(j);
                    gradients.Add(g);
                    (double lower, double upper) = _context.Bounds(j);
                    if (g > 0 ? upper > 0 : lower < 0)
                    {
                        violators.Add(j);
                    }
                }
            }

            certificates[b] = DualCertificate.Of(_context, _models[b], columns.ToArray(), [.. gradients]);
        }

        RememberGradients(count - 1, outside, products);
        return [.. violators];
    }

    private void RememberGradients(int problem, int[] outside, double[] gradients)
    {
        LastGradient = new double[_context.Design.Columns];
        for (int k = 0; k < outside.Length; k++)
        {
            LastGradient[outside[k]] = gradients[(k * Size) + problem];
        }

        WorkingSet set = _models[problem].Set;
        foreach (int k in set.Visit)
        {
            LastGradient[set.Columns[k]] = _models[problem].Gradient[k];
        }
    }
}
