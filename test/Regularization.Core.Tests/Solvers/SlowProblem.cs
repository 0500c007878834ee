namespace Regularization.Tests;

/// <summary>
/// The objective of docs/objectives.md and its optimality conditions in plain loops over a dense double array, and a slow solver of it. Nothing here
/// uses the library's data structures or solvers; losses and penalties have tests of their own.
/// </summary>
internal sealed class SlowProblem
{
    private readonly Loss _loss;
    private readonly Penalty _penalty;
    private readonly bool _intercept;
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly double[] _w;
    private readonly double[] _o;

    /// <summary>Standardised columns (centred where there is an intercept), 0 where left out.</summary>
    private readonly double[] _z;
    private readonly double[] _squares;

    /// <param name="x">Column-major, n x p.</param>
    /// <param name="y">Length n.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="penalty">The penalty.</param>
    /// <param name="options">Standardize and Intercept count.</param>
    /// <param name="weights">Length n, or null.</param>
    /// <param name="offsets">Length n, or null.</param>
    public SlowProblem(double[] x, double[] y, Loss loss, Penalty penalty, FitOptions options, double[]? weights = null, double[]? offsets = null)
    {
        (_x, _y, _loss, _penalty, _intercept) = (x, y, loss, penalty, options.Intercept);
        Rows = y.Length;
        Columns = x.Length / y.Length;
        double[] w = weights ?? [.. y.Select(_ => 1.0)];
        _w = [.. w.Select(v => v / w.Sum())];
        _o = offsets ?? new double[Rows];
        (Center, Scale, _squares, _z) = (new double[Columns], new double[Columns], new double[Columns], new double[x.Length]);
        for (int j = 0; j < Columns; j++)
        {
            Standardize(j, options.Standardize);
        }

        NullIntercept = _intercept ? SlowMinimum.ZeroOfDecreasing(b => Residuals(Eta(b, new double[Columns])).Select((r, i) => _w[i] * r).Sum(), -Reach(), Reach()) : 0;
        NullLoss = Loss(NullIntercept, new double[Columns]) - _loss.SaturatedValue(_y, _w);
        NullGradient = Gradient(NullIntercept, new double[Columns]);
    }

    public int Rows { get; }

    public int Columns { get; }

    public double[] Center { get; }

    /// <summary>Standard deviations, or ones; 0 for columns that are left out.</summary>
    public double[] Scale { get; }

    public double NullIntercept { get; }

    public double NullLoss { get; }

    /// <summary>Σ_i w_i z_ij r_i at the null model.</summary>
    public double[] NullGradient { get; }

    /// <summary>The objective at coefficients of the original features.</summary>
    public double Objective(double lambda, double intercept, IReadOnlyList<double> b)
    {
        double sum = Loss(intercept, b);
        for (int j = 0; j < Columns; j++)
        {
            sum += _penalty.Value(b[j] * (Scale[j] == 0 ? 1 : Scale[j]), lambda * Factor(j));
        }

        return sum;
    }

    public double Objective(Solution s) => Objective(s.Lambda, s.Intercept, s.Coefficients.ToDense());

    /// <summary>1 − (loss − saturated) / (null loss − saturated).</summary>
    public double DevianceExplained(Solution s) => 1 - ((Loss(s.Intercept, s.Coefficients.ToDense()) - _loss.SaturatedValue(_y, _w)) / NullLoss);

    /// <summary>
    /// The largest violation of an optimality condition, as a share of the largest gradient of the null model: how far the coefficient is from the minimiser
    /// along its own coordinate, in the metric of the column (which is the gradient's for a standardised one), and the mean residual. Infinite outside the bounds, but for rounding.
    /// </summary>
    public double Kkt(double lambda, double intercept, IReadOnlyList<double> b)
    {
        double unit = double.Epsilon, most = 0;
        double[] residual = Residuals(Eta(intercept, b));
        for (int j = 0; j < Columns; j++)
        {
            if (Scale[j] == 0)
            {
                most = b[j] == 0 ? most : double.PositiveInfinity;
                continue;
            }

            double norm = Math.Sqrt(_squares[j]), beta = b[j] * Scale[j], g = 0;
            for (int i = 0; i < Rows; i++)
            {
                g += _w[i] * _z[(j * Rows) + i] * residual[i];
            }

            (double lower, double upper) = Bounds(j);
            if (b[j] < lower - (1e-14 * Math.Abs(lower)) || b[j] > upper + (1e-14 * Math.Abs(upper)))
            {
                return double.PositiveInfinity;
            }

            double best = Math.Clamp(_penalty.Prox(beta + (g / _squares[j]), 1 / _squares[j], lambda * Factor(j)), lower * Scale[j], upper * Scale[j]);
            most = Math.Max(most, norm * Math.Abs(best - beta));
            unit = Math.Max(unit, Math.Abs(NullGradient[j]) / norm);
        }

        return Math.Max(most, _intercept ? Math.Abs(residual.Select((r, i) => _w[i] * r).Sum()) : 0) / unit;
    }

    public double Kkt(Solution s) => Kkt(s.Lambda, s.Intercept, s.Coefficients.ToDense());

    /// <summary>Plain cyclic coordinate descent with the largest curvature, until nothing moves.</summary>
    public (double Intercept, double[] Coefficients) Solve(double lambda, int sweeps = 50_000)
    {
        var beta = new double[Columns];
        double[] eta = Eta(NullIntercept, beta), residual = Residuals(eta);
        double centered = NullIntercept, bound = _loss.CurvatureBound;
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            double most = 0, size = 1e-3;
            if (_intercept)
            {
                double step = residual.Select((r, i) => _w[i] * r).Sum();
                step /= double.IsFinite(bound) ? bound : SafeCurvature(eta, [.. Enumerable.Repeat(1.0, Rows)], step, c => step / c);
                centered += step;
                for (int i = 0; i < Rows; i++)
                {
                    eta[i] += step;
                }

                residual = Residuals(eta);
                most = Math.Abs(step);
            }

            for (int j = 0; j < Columns; j++)
            {
                if (Scale[j] == 0)
                {
                    continue;
                }

                double g = 0;
                for (int i = 0; i < Rows; i++)
                {
                    g += _w[i] * _z[(j * Rows) + i] * residual[i];
                }

                (double lower, double upper) = Bounds(j);
                double Best(double c) => Math.Clamp(_penalty.Prox(beta[j] + (g / c), 1 / c, lambda * Factor(j)), lower * Scale[j], upper * Scale[j]);
                double curvature = double.IsFinite(bound) ? bound * _squares[j] : SafeCurvature(eta, _z[(j * Rows)..((j + 1) * Rows)], g, c => Best(c) - beta[j]);
                double next = Best(curvature), change = next - beta[j];
                if (change != 0)
                {
                    beta[j] = next;
                    for (int i = 0; i < Rows; i++)
                    {
                        eta[i] += change * _z[(j * Rows) + i];
                    }

                    residual = Residuals(eta);
                }

                double norm = Math.Sqrt(_squares[j]);
                most = Math.Max(most, norm * Math.Abs(change));
                size = Math.Max(size, norm * Math.Abs(next));
            }

            if (most <= 1e-14 * size)
            {
                break;
            }
        }

        double[] b = [.. beta.Select((v, j) => Scale[j] == 0 ? 0 : v / Scale[j])];
        return (_intercept ? centered - b.Select((v, j) => v * Center[j]).Sum() : 0, b);
    }

    /// <summary>Σ_i w_i z_ij r_i.</summary>
    public double[] Gradient(double intercept, IReadOnlyList<double> b)
    {
        double[] residual = Residuals(Eta(intercept, b)), gradient = new double[Columns];
        for (int j = 0; j < Columns; j++)
        {
            for (int i = 0; i < Rows; i++)
            {
                gradient[j] += _w[i] * _z[(j * Rows) + i] * residual[i];
            }
        }

        return gradient;
    }

    /// <summary>Σ_i w_i r_i, or 0 where there is no intercept.</summary>
    public double InterceptGradient(double intercept, IReadOnlyList<double> b) => !_intercept ? 0 : Residuals(Eta(intercept, b)).Select((r, i) => _w[i] * r).Sum();

    /// <summary>A curvature along a direction whose parabola is above the loss where the step with it leads; steps too small to tell take the curvature of the point.</summary>
    private double SafeCurvature(double[] eta, double[] direction, double gradient, Func<double, double> stepOf)
    {
        double[] h = new double[Rows], residual = new double[Rows];
        _loss.Derivatives(eta, _y, residual, h);
        double curvature = Enumerable.Range(0, Rows).Sum(i => _w[i] * h[i] * direction[i] * direction[i]), loss = _loss.Value(eta, _y, _w);
        for (curvature = Math.Max(curvature, 1e-12); ; curvature *= 2)
        {
            double step = stepOf(curvature), square = curvature * step * step / 2;
            if (square < 1e-12 * NullLoss || _loss.Value([.. eta.Select((e, i) => e + (step * direction[i]))], _y, _w) <= loss - (gradient * step) + square)
            {
                return curvature;
            }
        }
    }

    private double Loss(double intercept, IReadOnlyList<double> b) => _loss.Value(Eta(intercept, b), _y, _w);

    private void Standardize(int j, bool standardize)
    {
        double mean = 0, variance = 0, least = double.PositiveInfinity, most = double.NegativeInfinity;
        for (int i = 0; i < Rows; i++)
        {
            double v = _x[(j * Rows) + i];
            mean += _w[i] * v;
            if (_w[i] > 0)
            {
                (least, most) = (Math.Min(least, v), Math.Max(most, v));
            }
        }

        for (int i = 0; i < Rows; i++)
        {
            variance += _w[i] * Math.Pow(_x[(j * Rows) + i] - mean, 2);
        }

        bool constant = least == most;
        bool leftOut = constant && (_intercept || standardize || least == 0);
        Center[j] = _intercept ? mean : 0;
        Scale[j] = leftOut ? 0 : standardize ? Math.Sqrt(variance) : 1;
        for (int i = 0; i < Rows && !leftOut; i++)
        {
            double z = _z[(j * Rows) + i] = (_x[(j * Rows) + i] - Center[j]) / Scale[j];
            _squares[j] += _w[i] * z * z;
        }
    }

    private double[] Eta(double intercept, IReadOnlyList<double> b)
    {
        double[] eta = [.. _o.Select(o => o + intercept)];
        for (int j = 0; j < Columns; j++)
        {
            for (int i = 0; i < Rows && b[j] != 0; i++)
            {
                eta[i] += b[j] * _x[(j * Rows) + i];
            }
        }

        return eta;
    }

    private double[] Residuals(double[] eta)
    {
        var residual = new double[Rows];
        _loss.Derivatives(eta, _y, residual, []);
        return residual;
    }

    private double Factor(int j) => _penalty.Factors?[j] ?? 1;

    private (double Lower, double Upper) Bounds(int j) =>
        (Of(_penalty.LowerBounds, j, double.NegativeInfinity), Of(_penalty.UpperBounds, j, double.PositiveInfinity));

    private double Reach() => 100 + (10 * (_y.Max(Math.Abs) + _o.Max(Math.Abs)));

    private static double Of(IReadOnlyList<double>? values, int j, double otherwise) => values is null ? otherwise : values.Count == 1 ? values[0] : values[j];
}
