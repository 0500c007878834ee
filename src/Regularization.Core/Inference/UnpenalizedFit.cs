using System.Numerics.Tensors;

namespace Regularization;

/// <summary>
/// Minimises (1/Σw) Σ_i w_i loss(y_i, b0 + x_i.b + o_i) over the coefficients of a few features by Newton steps, each a least squares problem solved by
/// orthogonalisation, or for losses whose second derivative vanishes in places by a <see cref="PathSolver"/>. The squared loss takes one step.
/// </summary>
/// <remarks>Source: McCullagh and Nelder, Generalized Linear Models (1989), section 2.5.</remarks>
internal sealed class UnpenalizedFit
{
    private const int MostIterations = 60;
    private const int MostHalvings = 40;

    /// <summary>A step that moves no linear predictor by more than this share is the last.</summary>
    private const double Tolerance = 1e-10;

    /// <summary>The duality gap of a fit by <see cref="PathSolver"/>.</summary>
    private const double PathTolerance = 1e-8;

    /// <summary>What float32 leaves of a column that is a combination of others.</summary>
    private const double DesignTolerance = 1e-6;
    private const double WeightedTolerance = 1e-11;

    /// <summary>Predictors beyond this that still grow after so many steps grow without end.</summary>
    private const double FarPredictor = 25;
    private const int ManySteps = 15;

    private readonly TrainingProblem _problem;
    private readonly Loss _loss;
    private readonly double[] _weights;
    private readonly double[] _center;
    private readonly double[] _size;
    private readonly double[][] _columns;
    private readonly bool _intercept;
    private double[] _theta;
    private OrthogonalFactor? _factor;

    private UnpenalizedFit(TrainingProblem problem, Loss loss, int[] features, bool intercept, bool mayDepend = false)
    {
        (_problem, _loss, _intercept) = (problem, loss, intercept);
        Features = features;
        _weights = problem.NormalizedWeights();
        Rows = _weights.Count(w => w > 0);
        int k = features.Length, first = intercept ? 1 : 0;
        (_center, _size, _columns, _theta) = (new double[k], new double[k], new double[k + first][], new double[k + first]);
        Eta = new double[_weights.Length];
        if (!mayDepend && !HasEnoughRows())
        {
            return;
        }

        if (intercept)
        {
            Array.Fill(_columns[0] = new double[Eta.Length], 1);
        }

        for (int j = 0; j < k; j++)
        {
            double[] column = _columns[j + first] = new double[Eta.Length];
            problem.X.Add([features[j]], [1], column);
            double full = Size(column);
            _center[j] = intercept ? TensorPrimitives.Dot<double>(_weights, column) : 0;
            TensorPrimitives.Subtract(column, _center[j], column);
            _size[j] = Size(column);
            if (!(_size[j] > DesignTolerance * full))
            {
                (Status, Dependent) = (RefitStatus.Collinear, features[j]);
                return;
            }

            TensorPrimitives.Divide(column, _size[j], column);
        }
    }

    /// <summary>Whether the minimum was found.</summary>
    public RefitStatus Status { get; private set; }

    /// <summary>The features with a coefficient.</summary>
    public int[] Features { get; }

    /// <summary>Rows of positive weight.</summary>
    public int Rows { get; }

    /// <summary>b0 + x_i.b + o_i.</summary>
    public double[] Eta { get; private set; }

    /// <summary>A feature that is constant or a combination of <see cref="Parents"/>, or −1.</summary>
    public int Dependent { get; private set; } = -1;

    /// <summary>What it is a combination of.</summary>
    public int[] Parents { get; private set; } = [];

    /// <summary>The coefficients of the features, on their original scale.</summary>
    public double[] Coefficients => [.. _size.Select((s, j) => _theta[j + First] / s)];

    /// <summary>b0, on the original scale.</summary>
    public double Intercept => _intercept ? _theta[0] - TensorPrimitives.Dot<double>(_center, Coefficients) : 0;

    private int First => _intercept ? 1 : 0;

    /// <summary>The minimum.</summary>
    public static UnpenalizedFit Of(TrainingProblem problem, Loss loss, int[] features, bool intercept, CancellationToken cancellationToken = default) =>
        Of(problem, loss, features, intercept, mayDepend: false, cancellationToken);

    /// <summary>The minimum, for which a feature that is a combination of those before it is left out of <see cref="Features"/>: what is predicted does not depend on which.</summary>
    public static UnpenalizedFit OfSpan(TrainingProblem problem, Loss loss, int[] features, bool intercept, CancellationToken cancellationToken = default)
    {
        UnpenalizedFit fit = Of(problem, loss, features, intercept, mayDepend: true, cancellationToken);
        return fit.Parents.Length > 0 ? Of(problem, loss, fit.Independent(), intercept, cancellationToken) : fit;
    }

    private static UnpenalizedFit Of(TrainingProblem problem, Loss loss, int[] features, bool intercept, bool mayDepend, CancellationToken cancellationToken)
    {
        var fit = new UnpenalizedFit(problem, loss, features, intercept, mayDepend);
        if (fit.Status == RefitStatus.Converged && fit.HasFullRank() && fit.HasEnoughRows())
        {
            if (loss.IsSquared || loss.HasSmoothCurvature)
            {
                fit.Start(null);
                fit.Minimize(cancellationToken);
            }
            else
            {
                fit.MinimizeByPath(cancellationToken);
            }
        }

        return fit;
    }

    /// <summary>One full Newton step from a solution, whose coefficients outside the features are taken as 0.</summary>
    public static UnpenalizedFit OneStep(TrainingProblem problem, Loss loss, int[] features, bool intercept, Solution from)
    {
        var fit = new UnpenalizedFit(problem, loss, features, intercept);
        if (fit.Status == RefitStatus.Converged && fit.HasFullRank())
        {
            fit.Start(from);
            if (fit.Newton() is { } change)
            {
                TensorPrimitives.Add(fit._theta, change, fit._theta);
                fit.Eta = fit.Predictor(fit._theta);
            }
            else
            {
                fit.Status = RefitStatus.Separated;
            }
        }

        return fit;
    }

    /// <summary>The variance of the intercept (position −1) or the coefficient of a feature (by position) in units of dispersion / Σ w.</summary>
    public double Variance(int position)
    {
        double[] t = new double[_theta.Length];
        if (position >= 0)
        {
            t[position + First] = 1 / _size[position];
        }
        else
        {
            t[0] = 1;
            for (int j = 0; j < _size.Length; j++)
            {
                t[j + 1] = -_center[j] / _size[j];
            }
        }

        return _factor!.Variance(t);
    }

    private double Size(double[] column)
    {
        double sum = 0;
        for (int i = 0; i < column.Length; i++)
        {
            sum += _weights[i] * column[i] * column[i];
        }

        return Math.Sqrt(sum);
    }

    private double[] RowScale() => [.. _weights.Select(Math.Sqrt)];

    private int[] Independent() => [.. OrthogonalFactor.Independent(_columns, RowScale(), DesignTolerance).Where(position => position >= First).Select(position => Features[position - First])];

    private bool HasEnoughRows()
    {
        Status = Rows > Features.Length + First ? Status : RefitStatus.TooManyFeatures;
        return Status != RefitStatus.TooManyFeatures;
    }

    private bool HasFullRank()
    {
        if (OrthogonalFactor.Of(_columns, RowScale(), DesignTolerance, out int dependent, out double[] parents) is not null)
        {
            return true;
        }

        (Status, Dependent) = (RefitStatus.Collinear, Features[dependent - First]);
        Parents = [.. Enumerable.Range(First, dependent - First).Where(l => Math.Abs(parents[l]) > 1e-4).Select(l => Features[l - First])];
        return false;
    }

    private void Start(Solution? from)
    {
        if (from is not null)
        {
            for (int j = 0; j < Features.Length; j++)
            {
                _theta[j + First] = from.Coefficients[Features[j]] * _size[j];
            }

            if (_intercept)
            {
                _theta[0] = from.Intercept + TensorPrimitives.Dot<double>(_center, Coefficients);
            }
        }
        else if (_intercept)
        {
            double mean = _loss.Link(TensorPrimitives.Dot<double>(_weights, _problem.Y)), offset = 0;
            for (int i = 0; i < _weights.Length; i++)
            {
                offset += _problem.Offsets is null ? 0 : _weights[i] * _problem.Offsets[i];
            }

            _theta[0] = double.IsFinite(mean) ? mean - offset : 0;
        }

        Eta = Predictor(_theta);
    }

    private void Minimize(CancellationToken cancellationToken)
    {
        double value = _loss.Value(Eta, _problem.Y, _weights), moved = double.PositiveInfinity;
        for (int step = 0; step < MostIterations; step++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                Status = RefitStatus.Canceled;
                return;
            }

            double far = Eta.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(Eta));
            if (Newton() is not { } change || (step >= ManySteps && far > FarPredictor && moved > 1e-3))
            {
                Status = RefitStatus.Separated;
                return;
            }

            double[] theta = [.. _theta], eta = Eta;
            double next = double.NaN, share = 1;
            for (int halving = 0; halving < MostHalvings; halving++, share /= 2)
            {
                TensorPrimitives.MultiplyAdd(change, share, _theta, theta);
                eta = Predictor(theta);
                next = _loss.Value(eta, _problem.Y, _weights);
                if (next <= value + (1e-14 * Math.Abs(value)))
                {
                    break;
                }
            }

            if (!(next <= value + (1e-14 * Math.Abs(value))))
            {
                // Rounding leaves nothing to gain: the step before was the last.
                Status = moved <= 1e-6 * (1 + far) ? RefitStatus.Converged : RefitStatus.IterationLimit;
                return;
            }

            moved = Math.Abs(TensorPrimitives.MaxMagnitude<double>(Predictor(change, withOffsets: false))) * share;
            (_theta, Eta, value) = (theta, eta, next);
            if (moved <= Tolerance * (1 + far))
            {
                return;
            }
        }

        Status = RefitStatus.IterationLimit;
    }

    /// <summary>Where the second derivative vanishes in places Newton steps miss what rows pull there; the solvers of paths do not, and prove what they find.</summary>
    private void MinimizeByPath(CancellationToken cancellationToken)
    {
        int n = Eta.Length, k = Features.Length;
        if (k == 0)
        {
            _theta = _intercept ? [NullModel.Fit(_loss, [.. _problem.Y], _weights, [.. _problem.Offsets ?? []], out _)] : [];
            Eta = Predictor(_theta);
            return;
        }

        var columns = new double[n * k];
        for (int j = 0; j < k; j++)
        {
            _problem.X.Add([Features[j]], [1], columns.AsSpan(j * n, n));
        }

        var chosen = new TrainingProblem(DesignMatrix.FromColumns([.. columns.Select(value => (float)value)], n, k), [.. _problem.Y]) { Weights = _weights, Offsets = _problem.Offsets };
        Solution solution = new PathSolver(_loss, Penalties.Lasso) { Options = FitOptions.Default with { Intercept = _intercept, Tolerance = PathTolerance } }.FitAt(chosen, 0, cancellationToken: cancellationToken);
        for (int j = 0; j < k; j++)
        {
            _theta[j + First] = solution.Coefficients[j] * _size[j];
        }

        if (_intercept)
        {
            _theta[0] = solution.Intercept + TensorPrimitives.Dot<double>(_center, Coefficients);
        }

        Eta = Predictor(_theta);
        Status = solution.Status switch
        {
            FitStatus.Converged => RefitStatus.Converged,
            FitStatus.Canceled => RefitStatus.Canceled,
            _ => RefitStatus.IterationLimit,
        };
    }

    /// <summary>The Newton step at the linear predictors, and its factor; null if the curvature has vanished in some direction.</summary>
    private double[]? Newton()
    {
        double[] residual = new double[Eta.Length], curvature = new double[Eta.Length];
        _loss.Derivatives(Eta, _problem.Y, residual, curvature);
        for (int i = 0; i < residual.Length; i++)
        {
            double root = Math.Sqrt(curvature[i]);
            residual[i] = root > 0 ? Math.Sqrt(_weights[i]) * residual[i] / root : 0;
            curvature[i] = Math.Sqrt(_weights[i]) * root;
        }

        _factor = _loss.IsSquared && _factor is not null ? _factor : OrthogonalFactor.Of(_columns, curvature, WeightedTolerance, out _, out _);
        return _factor?.Solve(residual);
    }

    private double[] Predictor(double[] theta, bool withOffsets = true)
    {
        double[] eta = withOffsets && _problem.Offsets is not null ? [.. _problem.Offsets] : new double[_weights.Length];
        for (int k = 0; k < theta.Length; k++)
        {
            TensorPrimitives.MultiplyAdd(_columns[k], theta[k], eta, eta);
        }

        return eta;
    }
}
