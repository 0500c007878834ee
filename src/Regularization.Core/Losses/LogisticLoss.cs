using System.Numerics;
using System.Runtime.CompilerServices;

namespace Regularization;

/// <summary>
/// The negative Bernoulli log-likelihood of a class y in {0, 1} with probability p = 1 / (1 + exp(−η)): loss(y, η) = log(1 + exp(η)) − y η.
/// </summary>
/// <remarks>
/// Conjugate gap: the Kullback-Leibler divergence of a = y − θ from p, a log(a/p) + (1 − a) log((1 − a)/(1 − p)), for a in [0, 1].
/// Deviances for cross-validation clip p to [1e-5, 1 − 1e-5], as glmnet does, so that one confident error does not decide a curve.
/// The loops are compiled in full at their first call: the tiers of the compiler would run their exponentials slowly through the whole of a short path.
/// Source: Friedman, Hastie, Tibshirani, Regularization Paths for Generalized Linear Models via Coordinate Descent (2010), equation (13).
/// </remarks>
internal sealed class LogisticLoss : Loss
{
    private const double DomainTolerance = 1e-15;
    private const double SmallestProbability = 1e-5;
    private const double SeriesRange = 1e-3;
    private const int Block = 256;

    public override string Name => "logistic";

    public override bool IsClassification => true;

    public override double CurvatureBound => 0.25;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Value(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        // log(1 + exp(η)) = max(η, 0) + log(1 + exp(−|η|))
        Vector<double> sums = Vector<double>.Zero;
        int i = 0;
        for (; i <= eta.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> e = new(eta[i..]), tail = Vector.Log(Vector<double>.One + Vector.Exp(-Vector.Abs(e)));
            sums += new Vector<double>(weights[i..]) * (tail + (Vector.Max(e, Vector<double>.Zero) - (new Vector<double>(y[i..]) * e)));
        }

        double sum = Vector.Sum(sums);
        for (; i < eta.Length; i++)
        {
            sum += weights[i] * (Math.Log(1 + Math.Exp(-Math.Abs(eta[i]))) + (Math.Max(eta[i], 0) - (y[i] * eta[i])));
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Derivatives(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, Span<double> residual, Span<double> curvature)
    {
        Means(eta, 1, residual);
        for (int i = 0; i < residual.Length; i++)
        {
            double p = residual[i];
            residual[i] = y[i] - p;
            if (!curvature.IsEmpty)
            {
                curvature[i] = p * (1 - p);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double DualityGap(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, ReadOnlySpan<double> weights, ReadOnlySpan<double> theta)
    {
        // Close to the optimum, where p = a, the logarithms of the divergence cancel; there its series in d = a − p is exact to rounding, and cheaper.
        Span<double> buffer = stackalloc double[2 * Block];
        double sum = 0;
        for (int start = 0; start < eta.Length; start += Block)
        {
            int count = Math.Min(Block, eta.Length - start);
            Span<double> p = buffer[..count], q = buffer.Slice(Block, count);
            Means(eta.Slice(start, count), 1, p);
            Means(eta.Slice(start, count), -1, q);
            for (int i = 0; i < count; i++)
            {
                double response = y[start + i], dual = theta[start + i], spread = p[i] * q[i];
                double d = (response * q[i]) - ((1 - response) * p[i]) - dual;
                if (Math.Abs(d) < SeriesRange * spread)
                {
                    double s = d / spread, skew = p[i] - q[i];
                    sum += weights[start + i] * 0.5 * d * s * (1 + (s * (skew / 3)) + (s * s * (1 - (3 * spread)) / 6) + (s * s * s * skew * (1 - (2 * spread)) / 10));
                }
                else
                {
                    sum += weights[start + i] * Divergence(response - dual, 1 - response + dual, eta[start + i]);
                }
            }
        }

        return sum;
    }

    public override bool ClampDual(ReadOnlySpan<double> y, Span<double> theta)
    {
        bool moved = false;
        for (int i = 0; i < theta.Length; i++)
        {
            double inside = Math.Clamp(theta[i], y[i] - 1, y[i]);
            moved |= inside != theta[i];
            theta[i] = inside;
        }

        return moved;
    }

    public override double Link(double mean) => Math.Log(mean / (1 - mean));

    public override double Mean(double eta) => 1 / (1 + Math.Exp(-eta));

    public override double Deviance(double eta, double y)
    {
        double p = Math.Clamp(Mean(eta), SmallestProbability, 1 - SmallestProbability);
        return -2 * ((y * Math.Log(p)) + ((1 - y) * Math.Log(1 - p)));
    }

    public override void CheckResponse(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        base.CheckResponse(y, weights);
        TwoClasses.CheckBoth(this, y, weights);
    }

    public override string? ResponseRule(double y) => TwoClasses.Rule(y);

    /// <summary>result = 1 / (1 + exp(−sign η)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Means(ReadOnlySpan<double> eta, double sign, Span<double> result)
    {
        int i = 0;
        for (; i <= eta.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (Vector<double>.One / (Vector<double>.One + Vector.Exp(new Vector<double>(eta[i..]) * -sign))).CopyTo(result[i..]);
        }

        for (; i < eta.Length; i++)
        {
            result[i] = 1 / (1 + Math.Exp(-sign * eta[i]));
        }
    }

    /// <summary>a log(a/p) + (1 − a) log((1 − a)/(1 − p)) with p = 1 / (1 + exp(−η)); +∞ for a outside [0, 1] by more than rounding.</summary>
    private static double Divergence(double a, double rest, double eta)
    {
        if (!(a >= -DomainTolerance && rest >= -DomainTolerance))
        {
            return double.PositiveInfinity;
        }

        double tail = Math.Log(1 + Math.Exp(-Math.Abs(eta)));
        double value = (a > 0 ? a * (Math.Log(a) + Math.Max(-eta, 0) + tail) : 0) + (rest > 0 ? rest * (Math.Log(rest) + Math.Max(eta, 0) + tail) : 0);
        return Math.Max(value, 0);
    }
}
