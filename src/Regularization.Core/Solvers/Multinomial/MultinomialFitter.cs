using System.Diagnostics;

namespace Regularization;

/// <summary>Fits a multinomial model at one λ after the other, each from the one before: steps over a working set until its duality gap is small, then a look at the rest.</summary>
internal sealed partial class MultinomialFitter
{
    private const double LeastL1Share = 1e-3;
    private const double CandidateShare = 0.8;
    private const int MostFruitless = 20;
    private const double GoodReduction = 0.5;

    /// <summary>The share of the gap at which the quadratic model is solved well enough.</summary>
    private const double Strictness = 1e-7;

    private readonly MultinomialContext _context;
    private readonly MultinomialTerms _terms;
    private readonly MultinomialPoint _point;
    private readonly MultinomialQuadratic _quadratic;
    private readonly MultinomialDescent _descent;
    private readonly SoftmaxHessian _hessian;
    private readonly double[] _gradient;
    private readonly bool[] _isVisited;
    private int[] _columns = [];
    private double[] _ofColumns = [];
    private double[] _before = [];
    private double[] _interceptBefore = [];
    private double _lambdaBefore = double.NaN;
    private double _lambda = double.NaN;
    private bool _isStale = true;
    private bool _isNewtonNext;

    public MultinomialFitter(MultinomialContext context, CancellationToken cancellationToken)
    {
        _context = context;
        _terms = new MultinomialTerms(context);
        _point = new MultinomialPoint(context, _terms);
        _quadratic = new MultinomialQuadratic(context, _terms);
        _descent = new MultinomialDescent(context, _terms, _point);
        _hessian = new SoftmaxHessian(context, SoftmaxHessian.NextToNothing);
        _gradient = new double[(long)context.Columns * context.Classes];
        _isVisited = new bool[context.Columns];
        _point.Rows.Refresh();
        context.Gradient(context.Design.AllColumns, _point.Rows.Dual, _gradient);
        _terms.GradientScale = Math.Max(double.Epsilon, VectorMath.MaxMagnitude(_gradient));
        LambdaMax = FindLambdaMax(cancellationToken);
        _lambda = LambdaMax;
    }

    public double LambdaMax { get; }

    public MultinomialSolution Fit(double lambda, double tolerance, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        _terms.Lambda = lambda;
        _point.Rows.SetFree(Free(lambda));
        Visit(Candidates(lambda));
        Extrapolate(lambda);
        (_lambdaBefore, _lambda) = (_lambda, lambda);
        (double gap, int steps, FitStatus status) = Minimize(tolerance, cancellationToken);
        _point.Shift(_columns);
        double loss = _point.Rows.Loss;
        return MultinomialSolutions.Of(_context, _point) with
        {
            Lambda = lambda,
            DualityGap = gap,
            DevianceExplained = 1 - (loss / _context.NullLoss),
            Objective = loss + _point.PenaltyValue(_columns),
            Epochs = steps,
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            Status = status,
        };
    }

    private bool HasMatrix => SoftmaxHessian.SizeOf(_context, _columns.Length) <= _context.LargestMatrix;

    private (double Gap, int Steps, FitStatus Status) Minimize(double tolerance, CancellationToken cancellationToken)
    {
        double best = double.PositiveInfinity, last = double.PositiveInfinity;
        int fruitless = 0, matrixSteps = 0;
        for (int step = 0; ; step++)
        {
            _point.Rows.Refresh();
            FillGradient();
            double gap = Gap([]);
            if (gap <= tolerance)
            {
                int[] outside = Outside();
                double whole = outside.Length == 0 ? gap : Gap(outside);
                if (whole <= tolerance)
                {
                    _isStale |= matrixSteps > 3;
                    return (whole, step, FitStatus.Converged);
                }

                if (outside.Length > 0)
                {
                    Visit([.. _columns, .. outside]);
                    (best, last) = (double.PositiveInfinity, double.PositiveInfinity);
                    continue;
                }
            }

            fruitless = gap < 0.9 * best ? 0 : fruitless + 1;
            best = Math.Min(best, gap);
            if (cancellationToken.IsCancellationRequested || step >= _context.Options.MaxEpochs || fruitless > (HasMatrix ? MostFruitless : 4 * MostFruitless))
            {
                FitStatus status = cancellationToken.IsCancellationRequested ? FitStatus.Canceled : step >= _context.Options.MaxEpochs ? FitStatus.EpochLimit : FitStatus.PrecisionLimit;
                return (Gap(Outside()), step, status);
            }

            if (HasMatrix)
            {
                bool isSlow = gap > GoodReduction * last;
                _isStale |= isSlow && matrixSteps > 0;
                MatrixStep(gap, isSlow, ref matrixSteps);
            }
            else
            {
                FreeStep();
            }

            last = gap;
            _point.Shift(_columns);
        }
    }

    private void MatrixStep(double gap, bool isThorough, ref int steps)
    {
        if (_isStale || !_columns.AsSpan().SequenceEqual(_hessian.Columns))
        {
            _hessian.Build(_columns, _point.Rows.P);
            _quadratic.Forget();
            (_isStale, steps) = (false, 0);
        }

        steps++;
        double tolerance = Strictness * gap * _context.NullLoss / _hessian.Size;
        int count = _ofColumns.Length;
        ReadOnlySpan<double> end = _quadratic.Solve(_hessian, _point.Gather(_columns), _ofColumns, tolerance, isThorough);
        double[] intercept = new double[_context.Classes];
        end[count..].CopyTo(intercept);
        if (!_point.TryMove(_columns, end, intercept, _ofColumns))
        {
            _isStale = true;
        }
    }

    private void FreeStep()
    {
        if (_isNewtonNext && _descent.NewtonStep(_columns, _ofColumns))
        {
            _isNewtonNext = false;
            return;
        }

        _isNewtonNext = true;
        _ = _context.IsGrouped ? _descent.GroupSteps(_columns, _ofColumns) : _descent.ClassSteps(_columns, _ofColumns);
    }

    private void FillGradient()
    {
        int m = _columns.Length;
        if (_ofColumns.Length != m * _context.Classes)
        {
            _ofColumns = new double[m * _context.Classes];
        }

        _context.Gradient(_columns, _point.Rows.Dual, _ofColumns);
        for (int i = 0; i < _ofColumns.Length; i++)
        {
            _gradient[(i / m * _context.Columns) + _columns[i % m]] = _ofColumns[i];
        }
    }

    /// <summary>The gap relative to the null model's loss, of the working set and the columns outside it whose gradient is above the threshold.</summary>
    private double Gap(int[] outside)
    {
        int classes = _context.Classes;
        Span<double> b = stackalloc double[classes], g = stackalloc double[classes];
        double scale = 1, sum = 0;
        foreach (int j in (ReadOnlySpan<int>)[.. _columns, .. outside])
        {
            GradientOf(j, g);
            scale = _terms.Shrunk(scale, j, g);
        }

        foreach (int j in (ReadOnlySpan<int>)[.. _columns, .. outside])
        {
            GradientOf(j, g);
            _point.Gather(j, b);
            sum += _terms.Gap(j, b, g, scale);
        }

        double gap = sum + (scale * _terms.InterceptCharge(_point.Rows.InterceptGradient)) + _point.Rows.LossGap(scale);
        // Without a penalty the objective is the loss, which is not below 0: of classes that are told apart, whose coefficients have no end, that is what proves the fit.
        return (_terms.Lambda == 0 ? Math.Min(gap, _point.Rows.Loss) : gap) / _context.NullLoss;
    }

    private void GradientOf(int column, Span<double> row)
    {
        for (int k = 0; k < row.Length; k++)
        {
            row[k] = _gradient[(k * _context.Columns) + column];
        }
    }

    /// <summary>The columns outside the working set that would not stay 0.</summary>
    private int[] Outside()
    {
        if (_columns.Length == _context.Columns)
        {
            return [];
        }

        int[] rest = [.. _context.Design.AllColumns.Where(j => !_isVisited[j] && _context.IsEligible(j))];
        double[] values = new double[rest.Length * _context.Classes];
        _context.Gradient(rest, _point.Rows.Dual, values);
        for (int i = 0; i < values.Length; i++)
        {
            _gradient[(i / rest.Length * _context.Columns) + rest[i % rest.Length]] = values[i];
        }

        return [.. rest.Where(j => Size(j) > _terms.L1(j))];
    }

    /// <summary>What of the gradient of a feature counts against its l1 threshold.</summary>
    private double Size(int column)
    {
        Span<double> g = stackalloc double[_context.Classes];
        GradientOf(column, g);
        if (_context.IsGrouped)
        {
            return MultinomialTerms.Norm(g);
        }

        (double lower, double upper) = _context.Bounds(column);
        double most = 0;
        foreach (double value in g)
        {
            most = (value > 0 ? upper > 0 : lower < 0) ? Math.Max(most, Math.Abs(value)) : most;
        }

        return most;
    }

    private int[] Candidates(double lambda)
    {
        int[] eligible = [.. _context.Design.AllColumns.Where(_context.IsEligible)];
        double ratio = _context.Penalty.L1Ratio;
        Span<double> b = stackalloc double[_context.Classes];
        var columns = new List<int>();
        foreach (int j in eligible)
        {
            double unit = _context.Penalty.Factor(j) * ratio;
            _point.Gather(j, b);
            if (Size(j) >= unit * Math.Max((2 * lambda) - _lambda, CandidateShare * lambda) || b.ContainsAnyExcept(0.0) || (_isVisited[j] && HasMatrix))
            {
                columns.Add(j);
            }
        }

        return [.. columns];
    }

    private void Visit(int[] columns)
    {
        Array.Sort(columns);
        _columns = columns;
        Array.Clear(_isVisited);
        foreach (int j in columns)
        {
            _isVisited[j] = true;
        }
    }

    /// <summary>Goes on in the direction of the last two solutions, if that is lower than standing still.</summary>
    private void Extrapolate(double lambda)
    {
        double[] beta = [.. _point.Beta], intercept = [.. _point.Rows.Intercept];
        if (_before.Length > 0 && _lambdaBefore > _lambda && _lambda > lambda)
        {
            double ahead = (lambda - _lambda) / (_lambda - _lambdaBefore);
            double[] target = _point.Gather(_columns), step = new double[_context.Classes];
            for (int i = 0, m = _columns.Length; i < target.Length; i++)
            {
                double b = target[i], end = b + (ahead * (b - _before[(i / m * _context.Columns) + _columns[i % m]]));
                (double lower, double upper) = _context.Bounds(_columns[i % m]);
                target[i] = b == 0 ? 0 : end * b > 0 || _terms.L1(_columns[i % m]) == 0 ? Math.Clamp(end, lower, upper) : 0;
            }

            for (int k = 0; k < step.Length; k++)
            {
                step[k] = ahead * (intercept[k] - _interceptBefore[k]);
            }

            _point.TryMove(_columns, target, step, null, halvings: 0);
        }

        (_before, _interceptBefore) = (beta, intercept);
    }

    private int[] Free(double lambda) => [.. _context.Design.AllColumns.Where(j => _context.IsEligible(j) && (lambda == 0 || _context.Penalty.Factor(j) == 0) && _context.Bounds(j) is (double.NegativeInfinity, double.PositiveInfinity))];

    private double FindLambdaMax(CancellationToken cancellationToken)
    {
        int[] free = Free(double.PositiveInfinity);
        if (free.Length > 0)
        {
            _point.Rows.SetFree(free);
            Visit(free);
            _terms.Lambda = double.MaxValue;
            Minimize(Math.Min(_context.Options.Tolerance, 1e-8), cancellationToken);
            _context.Gradient(_context.Design.AllColumns, _point.Rows.Dual, _gradient);
        }

        double most = 0;
        for (int j = 0; j < _context.Columns; j++)
        {
            double factor = _context.Penalty.Factor(j);
            most = factor > 0 && _context.IsEligible(j) ? Math.Max(most, Size(j) / (factor * Math.Max(_context.Penalty.L1Ratio, LeastL1Share))) : most;
        }

        return most;
    }
}
