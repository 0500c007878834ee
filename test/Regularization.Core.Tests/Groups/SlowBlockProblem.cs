namespace Regularization.Tests;

/// <summary>The objective with a block penalty over a dense double array, and plain accelerated proximal gradient steps on it.</summary>
internal sealed class SlowBlockProblem
{
    private readonly Loss _loss;
    private readonly SlowBlockPenalty _penalty;
    private readonly bool _intercept;
    private readonly double[][] _z;
    private readonly double[] _y;
    private readonly double[] _w;
    private readonly double[] _o;
    private readonly double[] _center;
    private readonly double[] _scale;
    private readonly double _curvature;

    public SlowBlockProblem(double[] x, double[] y, Loss loss, SlowBlockPenalty penalty, FitOptions options, double[]? weights, double[]? offsets)
    {
        int n = y.Length, p = x.Length / n;
        (_loss, _penalty, _intercept, _y) = (loss, penalty, options.Intercept, y);
        double[] w = weights ?? [.. y.Select(_ => 1.0)];
        (_w, _o) = ([.. w.Select(v => v / w.Sum())], offsets ?? new double[n]);
        (_z, _center, _scale) = (new double[p][], new double[p], new double[p]);
        double trace = 1;
        for (int j = 0; j < p; j++)
        {
            double[] column = x[(j * n)..((j + 1) * n)];
            double mean = column.Select((v, i) => _w[i] * v).Sum();
            _center[j] = _intercept ? mean : 0;
            _scale[j] = options.Standardize ? Math.Sqrt(column.Select((v, i) => _w[i] * (v - mean) * (v - mean)).Sum()) : 1;
            _z[j] = [.. column.Select(v => (v - _center[j]) / _scale[j])];
            trace += _z[j].Select((v, i) => _w[i] * v * v).Sum();
        }

        _curvature = trace * loss.CurvatureBound;
    }

    /// <summary>The smallest objective that many steps find, with the intercept as one more coefficient that is not penalised.</summary>
    public double Minimum(double lambda, int steps)
    {
        double[] b = new double[_z.Length + 1], ahead = [.. b];
        double momentum = 1, best = double.PositiveInfinity;
        for (int step = 0; step < steps; step++)
        {
            double[] before = b, start = ahead;
            double[] gradient = Gradient(start);
            double[] next = [.. start.Select((v, k) => v + (gradient[k] / _curvature))];
            b = [.. _penalty.Prox(next[1..], lambda / _curvature).Prepend(next[0])];
            double along = b.Select((v, k) => (v - start[k]) * (v - before[k])).Sum();
            double grown = along < 0 ? 1 : (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
            double ratio = along < 0 ? 0 : (momentum - 1) / grown;
            ahead = [.. b.Select((v, k) => v + (ratio * (v - before[k])))];
            momentum = grown;
            if (step % 50 == 49)
            {
                double objective = Objective(b, lambda);
                if (best - objective < 1e-15 * Math.Abs(objective) && step > 500)
                {
                    return Math.Min(best, objective);
                }

                best = Math.Min(best, objective);
            }
        }

        return best;
    }

    public double Objective(Solution s) => Objective(Standardised(s), s.Lambda);

    /// <summary>The largest change of a proximal gradient step from a solution, in units of the gradient.</summary>
    public double Kkt(Solution s)
    {
        double[] b = Standardised(s), gradient = Gradient(b);
        double[] next = _penalty.Prox([.. b[1..].Select((v, k) => v + gradient[k + 1])], s.Lambda);
        return Math.Max(Math.Abs(gradient[0]), next.Select((v, k) => Math.Abs(v - b[k + 1])).Max());
    }

    private double[] Standardised(Solution s)
    {
        double[] b = [.. s.Coefficients.Select((v, j) => v * _scale[j])];
        return [.. b.Prepend(s.Intercept + b.Select((v, j) => v * _center[j] / _scale[j]).Sum())];
    }

    private double[] Eta(double[] b)
    {
        double[] eta = [.. _o.Select(o => o + b[0])];
        for (int j = 0; j < _z.Length; j++)
        {
            for (int i = 0; i < eta.Length; i++)
            {
                eta[i] += _z[j][i] * b[j + 1];
            }
        }

        return eta;
    }

    private double Objective(double[] b, double lambda) => _loss.Value(Eta(b), _y, _w) + (lambda * _penalty.Value(b[1..]));

    private double[] Gradient(double[] b)
    {
        double[] residual = new double[_y.Length];
        _loss.Derivatives(Eta(b), _y, residual, []);
        double[] gradient = new double[b.Length];
        for (int i = 0; i < residual.Length; i++)
        {
            double u = residual[i] * _w[i];
            gradient[0] += _intercept ? u : 0;
            for (int j = 0; j < _z.Length; j++)
            {
                gradient[j + 1] += _z[j][i] * u;
            }
        }

        return gradient;
    }
}
