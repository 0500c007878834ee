using System.Diagnostics;

namespace Regularization;

/// <summary>
/// Fits one lambda after the other, each from the one before: chooses the columns to visit by the sequential strong rule, lets the solver work on them,
/// then proves over all columns that nothing was missed, or takes in what was.
/// </summary>
/// <remarks>Source of the strong rule: Tibshirani et al., Strong rules for discarding predictors in lasso-type problems (2012), equation (7).</remarks>
internal sealed partial class LambdaFitter : IPathFitter
{
    /// <summary>What the null gradient is divided by, at the least, for the first lambda of a ridge path, which has no lambda at which all is 0 (as glmnet does).</summary>
    private const double LeastL1Share = 1e-3;

    private const int MostRounds = 200;

    /// <summary>So many columns are worth a Gram matrix of all of them at once: it costs less than the passes over them that would prove the zeros.</summary>
    private const int FewColumns = 500;

    /// <summary>λmax is so many times the largest gradient: the same sum in another order may have other last digits, and be above it.</summary>
    private const double RoundingRoom = 1 + 1e-13;

    private readonly FitContext _context;
    private readonly WorkingSet _set;
    private readonly Screening _screening;
    private readonly bool[] _isVisited;
    private readonly int _eligible;
    private readonly PathExtrapolation _extrapolation = new();
    private WorkingModel _model;
    private double _previousLambda;
    private long _started;
    private List<int> _candidates = [];
    private int _epochs;
    private FitStatus _status;
    private double[] _residual = [];
    private ScreeningPass? _pass;

    public LambdaFitter(FitContext context, CancellationToken cancellationToken)
    {
        _context = context;
        _set = new WorkingSet(context);
        _set.SetLambda(1);
        _screening = new Screening(context);
        _isVisited = new bool[context.Design.Columns];
        _eligible = context.Design.AllColumns.Count(context.IsEligible);
        _model = NewModel(context.NullIntercept);
        LambdaMax = FindLambdaMax(cancellationToken);
        _previousLambda = LambdaMax;
        _screening.SetLambda(LambdaMax);
    }

    /// <summary>The smallest lambda at which every penalised coefficient is 0, with room for rounding.</summary>
    public double LambdaMax { get; }

    /// <summary>The columns that are about to be visited, after <see cref="Begin"/>.</summary>
    public IReadOnlyList<int> ToVisit => _candidates;

    /// <summary>The columns with a coefficient other than 0.</summary>
    public IEnumerable<int> Support => _set.VisitArray.Where(k => _set.Beta[k] != 0).Select(k => _set.Columns[k]);

    /// <summary>The weights of the rows in the last quadratic model of a curved loss; empty before the first.</summary>
    public double[] Curvatures => _model is ResidualModel { HasCurvatures: true } model ? model.Curvatures : [];

    /// <summary>The fit at lambda to a measure of at most <paramref name="tolerance"/>, from where the last fit ended.</summary>
    /// <param name="lambda">λ.</param>
    /// <param name="tolerance">The measure.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    /// <param name="visitAll">Whether all columns are visited, and not only those that may come in.</param>
    public Solution Fit(double lambda, double tolerance, CancellationToken cancellationToken, bool visitAll = false)
    {
        Begin(lambda, visitAll);
        Descend(tolerance, cancellationToken)?.Compute(_context.Design);
        return Complete(tolerance, cancellationToken);
    }

    /// <summary>The first part of <see cref="Fit"/>: chooses the columns to visit. Those that it returns are about to enter the working set.</summary>
    public IEnumerable<int> Begin(double lambda, bool visitAll = false)
    {
        _started = Stopwatch.GetTimestamp();
        _epochs = 0;
        _set.SetLambda(lambda);
        _screening.SetLambda(lambda);
        if (!(IsFew && _candidates.Count == _eligible && _set.Visit.Length == _eligible))
        {
            _candidates = visitAll ? EligibleColumns() : WithTheRest(Candidates());
        }

        return _candidates.Where(j => _set.PositionOf(j) < 0);
    }

    /// <summary>The second part: minimises over the columns to visit. What it returns, if anything, must be computed before the last part.</summary>
    public ScreeningPass? Descend(double tolerance, CancellationToken cancellationToken)
    {
        Visit(_candidates);
        if (!_set.HasTangents)
        {
            _extrapolation.Apply(_model, _previousLambda, _set.Lambda);
        }

        Minimize(FirstTarget(tolerance), tolerance, cancellationToken);
        return _pass;
    }

    /// <summary>The last part: proves that nothing was missed, or goes on until that is so.</summary>
    public Solution Complete(double tolerance, CancellationToken cancellationToken)
    {
        (DualCertificate certificate, FitStatus status) = Prove(tolerance, cancellationToken);
        _previousLambda = _set.Lambda;
        return _model.ToSolution(certificate, _epochs, Stopwatch.GetElapsedTime(_started).TotalSeconds, status);
    }

    private static double FirstTarget(double tolerance) => tolerance / 2;

    /// <summary>Brings the gap over the visited columns down to a target, and asks what must be known of the others.</summary>
    private void Minimize(double target, double tolerance, CancellationToken cancellationToken)
    {
        _status = _context.Options.Solver.Minimize(_context, _model, target, ref _epochs, cancellationToken);
        if (_model is CovarianceModel covariances && (covariances.LosesDigits(tolerance) || (_status == FitStatus.PrecisionLimit && !covariances.IsSingle && DualCertificate.MeasureOf(_context, _model) > tolerance)))
        {
            _model = new ResidualModel(_context, _set, _model.Intercept);
            _status = _context.Options.Solver.Minimize(_context, _model, target, ref _epochs, cancellationToken);
        }

        RememberGradients();
        _residual = [];
        _pass = null;
        if (_set.Visit.Length < _eligible)
        {
            _residual = _model.DualResidual();
            _pass = _screening.Begin(_residual, _isVisited);
        }
    }

    private (DualCertificate Certificate, FitStatus Status) Prove(double tolerance, CancellationToken cancellationToken)
    {
        double target = FirstTarget(tolerance);
        for (int round = 0; ; round++)
        {
            if (round > 0)
            {
                Minimize(target, tolerance, cancellationToken);
                _pass?.Compute(_context.Design);
            }

            FitStatus status = _status;
            (int[] outside, double[] gradient) = _pass is null ? ([], []) : _screening.End(_pass, _residual, _isVisited);
            DualCertificate certificate = DualCertificate.Of(_context, _model, outside, gradient);
            if (certificate.Measure <= tolerance)
            {
                return (certificate, FitStatus.Converged);
            }

            if (status != FitStatus.Canceled && _model.MakeExact())
            {
                continue;
            }

            if (status is FitStatus.Canceled or FitStatus.EpochLimit || round == MostRounds)
            {
                return (certificate, status == FitStatus.Converged ? FitStatus.EpochLimit : status);
            }

            int[] violators = Violators(outside, gradient);
            if (violators.Length > 0)
            {
                Visit([.. _set.VisitedColumns, .. violators]);
            }
            else if (status == FitStatus.PrecisionLimit || target < 1e-17)
            {
                return (certificate, FitStatus.PrecisionLimit);
            }
            else
            {
                target /= 10;
            }
        }
    }

    /// <summary>Support, unpenalised columns, and those that the strong rule does not discard.</summary>
    private List<int> Candidates()
    {
        List<int> columns = _screening.Strong();
        Array.Clear(_isVisited);
        foreach (int j in columns)
        {
            _isVisited[j] = true;
        }

        foreach (int k in _set.Visit)
        {
            if (_set.Beta[k] != 0 && !_isVisited[_set.Columns[k]])
            {
                columns.Add(_set.Columns[k]);
            }
        }

        columns.Sort();
        return columns;
    }

    /// <summary>In covariance form few columns, or a third of them, may as well be all of them: then nothing outside is left to prove.</summary>
    private List<int> WithTheRest(List<int> columns) =>
        columns.Count > 0 && (IsFew || (_model is CovarianceModel && columns.Count > _eligible / 3 && _eligible <= _context.Design.Rows)) ? EligibleColumns() : columns;

    /// <summary>Whether the columns are so few that all of them may be visited: once they are, that stays so.</summary>
    private bool IsFew => _model is CovarianceModel && _eligible <= FewColumns && _eligible <= _context.Design.Rows;

    private List<int> EligibleColumns() => [.. _context.Design.AllColumns.Where(_context.IsEligible)];

    /// <summary>Makes these columns the visited ones, taking new ones into the set.</summary>
    private void Visit(List<int> columns)
    {
        if (IsFew && columns.Count == _eligible && _set.Visit.Length == _eligible)
        {
            // All are visited already. What is marked as such is not asked: there is nothing to screen.
            return;
        }

        int[] fresh = [.. columns.Where(j => _set.PositionOf(j) < 0)];
        _set.Add(fresh);
        Array.Clear(_isVisited);
        int[] visit = new int[columns.Count];
        for (int k = 0; k < visit.Length; k++)
        {
            _isVisited[columns[k]] = true;
            visit[k] = _set.PositionOf(columns[k]);
        }

        Array.Sort(visit);
        _set.SetVisit(visit);
        if (_model is CovarianceModel && !CovarianceModel.Suits(_context, _set))
        {
            _model = new ResidualModel(_context, _set, _model.Intercept);
        }
        else if (fresh.Length > 0)
        {
            _model.Grow();
        }
    }

    /// <summary>The columns that must come in, the worst first, at most doubling the set.</summary>
    private int[] Violators(int[] outside, double[] gradient)
    {
        var ranked = new List<(double Ratio, int Column)>();
        for (int k = 0; k < outside.Length; k++)
        {
            double threshold = _context.Penalty.ZeroThreshold(_set.Lambda * _context.Penalty.Factor(outside[k]));
            double ratio = Math.Abs(gradient[k]) / threshold;
            (double lower, double upper) = _context.Bounds(outside[k]);
            if (ratio > 1 && (gradient[k] > 0 ? upper > 0 : lower < 0))
            {
                ranked.Add((ratio, outside[k]));
            }
        }

        return [.. ranked.OrderByDescending(r => r.Ratio).ThenBy(r => r.Column).Take(Math.Max(100, _set.Visit.Length)).Select(r => r.Column)];
    }

    private void RememberGradients()
    {
        foreach (int k in _set.Visit)
        {
            _screening.LastGradient[_set.Columns[k]] = _model.Gradient[k];
        }
    }

    /// <summary>Fits the unpenalised columns, if any, and looks where the first penalised one would enter.</summary>
    private double FindLambdaMax(CancellationToken cancellationToken)
    {
        List<int> free = [.. _context.Design.AllColumns.Where(j => _context.IsEligible(j) && _context.Penalty.Factor(j) == 0)];
        double[] gradient = _context.NullGradient;
        if (free.Count > 0)
        {
            Visit(free);
            int epochs = 0;
            _context.Options.Solver.Minimize(_context, _model, Math.Min(_context.Options.Tolerance, 1e-8), ref epochs, cancellationToken);
            var u = new double[_context.Y.Length];
            VectorMath.Multiply(_model.DualResidual(), _context.Design.W, u);
            gradient = new double[gradient.Length];
            _context.Design.Gradient(_context.Design.AllColumns, u, gradient);
            gradient.CopyTo(_screening.LastGradient, 0);
        }

        double most = 0;
        for (int j = 0; j < gradient.Length; j++)
        {
            double factor = _context.Penalty.Factor(j);
            (double lower, double upper) = _context.Bounds(j);
            bool canEnter = factor > 0 && (gradient[j] > 0 ? upper > 0 : lower < 0);
            if (canEnter)
            {
                double share = Math.Max(_context.Penalty.ZeroThreshold(factor) / factor, LeastL1Share);
                most = Math.Max(most, Math.Abs(gradient[j]) / (factor * share));
            }
        }

        return _context.HasVariation ? most * RoundingRoom : 0;
    }

    private WorkingModel NewModel(double intercept) =>
        _context.Options.Solver.UsesCovariances && CovarianceModel.Suits(_context, _set)
            ? new CovarianceModel(_context, _set)
            : new ResidualModel(_context, _set, intercept);
}
