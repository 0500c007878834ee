namespace Regularization;

/// <summary>The rows of a multinomial model: linear predictors η, probabilities p, loss, and a dual point. All arrays are class after class, n rows each.</summary>
/// <remarks>
/// A dual point is θ_i = y_i − q_i with q_i in the simplex, y_i the indicator of the class; with an intercept Σ_i w_i θ_ik must be 0 for every class. The
/// point taken is q_ik = p_ik (1 + d_ik − p_i·d_i), where d is what the Newton step of the intercepts, and of features without a penalty, adds to η: that
/// makes the sums 0 exactly, as both are linear in d.
/// The gap of the loss is the Kullback-Leibler divergence Σ_i w_i KL(q_i ‖ p_i).
/// </remarks>
internal sealed class SoftmaxState
{
    private const int BlockRows = 1024;

    /// <summary>Intercept steps above this are made; one below it is only the correction of the dual point.</summary>
    private const double LargestCorrection = 1e-7;
    private const int MostInterceptSteps = 30;

    /// <summary>Newton steps of features without a penalty cost far more than those of intercepts; what is left is for the next time.</summary>
    private const int MostFreeSteps = 3;
    private const double Ridge = 1e-13;

    private readonly MultinomialContext _context;
    private readonly int _n;
    private readonly int _classes;
    private readonly int _blocks;
    private readonly int _threads;
    private readonly double[] _losses;
    private readonly double[] _products;
    private readonly double[] _mean;
    private readonly double[] _spread;
    private readonly double[] _leastFactor;
    private bool _isFeasible;
    private readonly double[] _correction;
    private double[] _corrections = [];
    private readonly double[] _beta;
    private FreeCorrection? _free;

    /// <param name="context">Rows, classes and design.</param>
    /// <param name="beta">The coefficients, K · p, of which those without a penalty are moved.</param>
    public SoftmaxState(MultinomialContext context, double[] beta)
    {
        (_context, _beta) = (context, beta);
        (_n, _classes) = (context.Rows, context.Classes);
        _blocks = (_n + BlockRows - 1) / BlockRows;
        _threads = (long)_n * _classes < 20_000 ? 1 : context.Threads;
        (Eta, P, Dual) = (new double[_n * _classes], new double[_n * _classes], new double[_n * _classes]);
        Intercept = [.. context.NullIntercepts];
        _losses = new double[_blocks];
        _leastFactor = new double[_blocks];
        _products = new double[_blocks * _classes * _classes];
        (_mean, _spread, _correction) = (new double[_n], new double[_n], new double[_classes]);
        for (int k = 0; k < _classes; k++)
        {
            Eta.AsSpan(k * _n, _n).Fill(Intercept[k]);
        }

        if (context.Offsets.Length > 0)
        {
            VectorMath.Add(Eta, context.Offsets, Eta);
        }
    }

    public double[] Eta { get; }

    /// <summary>The probabilities, after <see cref="Refresh"/>.</summary>
    public double[] P { get; }

    /// <summary>w_i θ_ik, after <see cref="Refresh"/>.</summary>
    public double[] Dual { get; }

    /// <summary>The intercepts of the centred features.</summary>
    public double[] Intercept { get; }

    public double Loss { get; private set; }

    /// <summary>Σ_k |Σ_i w_i θ_ik| after <see cref="Refresh"/>: 0 but for rounding, or where the intercepts could not be solved for.</summary>
    public double InterceptGradient { get; private set; }

    /// <summary>Says which columns have no penalty.</summary>
    public void SetFree(int[] columns)
    {
        bool isUsed = columns.Length > 0 && SoftmaxHessian.SizeOf(_context, columns.Length) <= FreeCorrection.LargestSystem;
        if (!isUsed)
        {
            _free = null;
        }
        else if (_free is null || !columns.AsSpan().SequenceEqual(_free.Columns))
        {
            _free = new FreeCorrection(_context, columns);
            _corrections = new double[Eta.Length];
        }
    }

    private ReadOnlySpan<double> W => _context.Design.W;

    /// <summary>Computes all from η, with what has no penalty moved to where its gradient all but vanishes.</summary>
    public void Refresh()
    {
        for (int step = 0; ; step++)
        {
            ParallelWork.Each(_threads, _blocks, Probabilities);
            Loss = VectorMath.Sum(_losses);
            double most = 0;
            if (_free is not null)
            {
                Residual();
                most = _free.Fill(P, Dual, _corrections);
            }
            else if (_context.Options.Intercept)
            {
                InterceptStep();
                most = VectorMath.MaxMagnitude(_correction);
            }

            if (!(most > LargestCorrection) || step == (_free is null ? MostInterceptSteps : MostFreeSteps))
            {
                break;
            }

            Move(Math.Min(1, 1 / most));
        }

        ParallelWork.Each(_threads, _blocks, DualPoint);
        _isFeasible = VectorMath.Min(_leastFactor) >= 0;
        InterceptGradient = 0;
        for (int k = 0; k < _classes && _context.Options.Intercept; k++)
        {
            InterceptGradient += Math.Abs(VectorMath.Sum(Dual.AsSpan(k * _n, _n)));
        }
    }

    private void Move(double length)
    {
        if (_free is not null)
        {
            VectorMath.MultiplyAdd(_corrections, length, Eta, Eta);
            _free.Move(length, _beta, Intercept);
            return;
        }

        for (int k = 0; k < _classes; k++)
        {
            Intercept[k] += length * _correction[k];
            Span<double> eta = Eta.AsSpan(k * _n, _n);
            VectorMath.Add(eta, length * _correction[k], eta);
        }
    }

    /// <summary>w_i (y_ik − p_ik), in <see cref="Dual"/>.</summary>
    private void Residual()
    {
        for (int k = 0; k < _classes; k++)
        {
            Span<double> own = Dual.AsSpan(k * _n, _n);
            VectorMath.Multiply(P.AsSpan(k * _n, _n), W, own);
            VectorMath.Negate(own, own);
        }

        for (int i = 0; i < _n; i++)
        {
            Dual[(_context.Labels[i] * _n) + i] += W[i];
        }
    }

    private double CorrectionOf(int row, int k) => _free is null ? _correction[k] : _corrections[(k * _n) + row];

    /// <summary>The loss at other linear predictors.</summary>
    public double LossAt(double[] eta)
    {
        ParallelWork.Each(_threads, _blocks, b => _losses[b] = BlockLoss(eta, b, null));
        return VectorMath.Sum(_losses);
    }

    /// <summary>Σ_i w_i KL(q_i ‖ p_i) of the dual point s θ, that is of s q_i + (1 − s) y_i; at most twice the part of the correction more. Infinite where q is not in the simplex, as the correction is too large.</summary>
    public double LossGap(double scale)
    {
        if (!_isFeasible)
        {
            return double.PositiveInfinity;
        }

        double logScale = scale > 0 ? Math.Log(scale) : 0;
        ParallelWork.Each(_threads, _blocks, b =>
        {
            double sum = 0;
            for (int i = b * BlockRows; i < Math.Min(_n, (b + 1) * BlockRows); i++)
            {
                if (W[i] == 0)
                {
                    continue;
                }

                int y = _context.Labels[i];
                double p = P[(y * _n) + i], e = CorrectionOf(i, y) - _mean[i], q = p * (1 + e), ofClass = (scale * q) + (1 - scale);
                sum += W[i] * ((ofClass > 0 ? ofClass * Math.Log(ofClass / p) : 0) + (scale * (((1 - q) * logScale) + _spread[i] - (q * e))));
            }

            _losses[b] = sum;
        });
        return Math.Max(0, VectorMath.Sum(_losses));
    }

    private void Probabilities(int block) => _losses[block] = BlockLoss(Eta, block, P);

    private double BlockLoss(double[] eta, int block, double[]? p)
    {
        int from = block * BlockRows, count = Math.Min(BlockRows, _n - from);
        Span<double> most = stackalloc double[count], sum = stackalloc double[count], work = stackalloc double[count];
        eta.AsSpan(from, count).CopyTo(most);
        for (int k = 1; k < _classes; k++)
        {
            VectorMath.Max(most, eta.AsSpan((k * _n) + from, count), most);
        }

        sum.Clear();
        for (int k = 0; k < _classes; k++)
        {
            Span<double> target = p is null ? work : p.AsSpan((k * _n) + from, count);
            VectorMath.ExpOfDifference(eta.AsSpan((k * _n) + from, count), most, target);
            VectorMath.Add(sum, target, sum);
        }

        for (int k = 0; k < _classes && p is not null; k++)
        {
            Span<double> target = p.AsSpan((k * _n) + from, count);
            VectorMath.Divide(target, sum, target);
        }

        if (p is not null && _context.Options.Intercept)
        {
            Products(block, from, count, p, work);
        }

        VectorMath.Log(sum, sum);
        double loss = 0;
        for (int i = 0; i < count; i++)
        {
            loss += W[from + i] * (sum[i] + (most[i] - eta[(_context.Labels[from + i] * _n) + from + i]));
        }

        return loss;
    }

    /// <summary>Σ_i w_i p_ik p_il of a block in its lower triangle, and Σ_i w_i p_ik at the place (k, K − 1) of the upper one, and of the last class on its diagonal.</summary>
    private void Products(int block, int from, int count, double[] p, Span<double> work)
    {
        Span<double> products = _products.AsSpan(block * _classes * _classes, _classes * _classes);
        for (int k = 0; k < _classes; k++)
        {
            VectorMath.Multiply(W.Slice(from, count), p.AsSpan((k * _n) + from, count), work);
            for (int l = 0; l <= k && k < _classes - 1; l++)
            {
                products[(k * _classes) + l] = VectorMath.Dot(work, p.AsSpan((l * _n) + from, count));
            }

            products[(k * _classes) + _classes - 1] = VectorMath.Sum(work);
        }
    }

    /// <summary>The Newton step of the intercepts, of mean 0.</summary>
    private void InterceptStep()
    {
        int size = _classes - 1;
        double[] hessian = new double[size * size], gradient = new double[size];
        for (int k = 0; k < size; k++)
        {
            double share = 0;
            for (int b = 0; b < _blocks; b++)
            {
                ReadOnlySpan<double> row = _products.AsSpan(((b * _classes) + k) * _classes, _classes);
                share += row[size];
                for (int l = 0; l <= k; l++)
                {
                    hessian[(k * size) + l] -= row[l];
                }
            }

            hessian[(k * size) + k] += share;
            gradient[k] = _context.ClassShare[k] - share;
        }

        Cholesky? factor = Cholesky.Factor(hessian, size, Ridge);
        Array.Clear(_correction);
        if (factor is not null)
        {
            factor.Solve(gradient);
            gradient.CopyTo(_correction, 0);
            double mean = VectorMath.Sum(_correction) / _classes;
            VectorMath.Subtract(_correction, mean, _correction);
        }
    }

    private void DualPoint(int block)
    {
        int from = block * BlockRows, count = Math.Min(BlockRows, _n - from);
        Span<double> mean = _mean.AsSpan(from, count), spread = _spread.AsSpan(from, count), work = stackalloc double[count];
        mean.Clear();
        spread.Clear();
        Span<double> d = stackalloc double[count];
        for (int k = 0; k < _classes && (_context.Options.Intercept || _free is not null); k++)
        {
            Correction(from, k, d);
            VectorMath.Multiply(d, P.AsSpan((k * _n) + from, count), work);
            VectorMath.Add(mean, work, mean);
            VectorMath.MultiplyAdd(work, d, spread, spread);
        }

        for (int i = 0; i < count; i++)
        {
            spread[i] = Math.Max(0, spread[i] - (mean[i] * mean[i]));
        }

        ReadOnlySpan<double> w = W.Slice(from, count);
        double least = 1;
        for (int k = 0; k < _classes; k++)
        {
            // −w p (1 + d − p·d)
            Span<double> dual = Dual.AsSpan((k * _n) + from, count);
            Correction(from, k, d);
            VectorMath.Subtract(mean, 1, dual);
            VectorMath.Subtract(dual, d, dual);
            bool isOutside = VectorMath.Max(dual) > 0;
            for (int i = 0; i < count && isOutside; i++)
            {
                least = w[i] > 0 ? Math.Min(least, -dual[i]) : least;
            }

            VectorMath.Multiply(dual, P.AsSpan((k * _n) + from, count), dual);
            VectorMath.Multiply(dual, w, dual);
        }

        _leastFactor[block] = least;
        for (int i = from; i < from + count; i++)
        {
            Dual[(_context.Labels[i] * _n) + i] += W[i];
        }
    }

    private void Correction(int from, int k, Span<double> d)
    {
        if (_free is null)
        {
            d.Fill(_correction[k]);
        }
        else
        {
            _corrections.AsSpan((k * _n) + from, d.Length).CopyTo(d);
        }
    }
}
