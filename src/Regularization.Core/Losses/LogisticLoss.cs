using System.Numerics.Tensors;

namespace Regularization;

/// <summary>
/// The negative Bernoulli log-likelihood of a class y in {0, 1} with probability p = 1 / (1 + exp(−η)): loss(y, η) = log(1 + exp(η)) − y η.
/// </summary>
/// <remarks>
/// Conjugate gap: the Kullback-Leibler divergence of a = y − θ from p, a log(a/p) + (1 − a) log((1 − a)/(1 − p)), for a in [0, 1].
/// Deviances for cross-validation clip p to [1e-5, 1 − 1e-5], as glmnet does, so that one confident error does not decide a curve.
/// Source: Friedman, Hastie, Tibshirani, Regularization Paths for Generalized Linear Models via Coordinate Descent (2010), equation (13).
/// </remarks>
internal sealed class LogisticLoss : Loss
{
    private const double DomainTolerance = 1e-6;
    private const double SmallestProbability = 1e-5;
    private const double Smallest = 1e-300;
    private const int Block = 256;

    public override string Name => "logistic";

    public override double CurvatureBound => 0.25;

    public override double Value(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        // log(1 + exp(η)) = max(η, 0) + log(1 + exp(−|η|)), by blocks that stay in cache.
        Span<double> tail = stackalloc double[Block];
        double sum = 0;
        for (int start = 0; start < eta.Length; start += Block)
        {
            int count = Math.Min(Block, eta.Length - start);
            ReadOnlySpan<double> e = eta.Slice(start, count), t = y.Slice(start, count), w = weights.Slice(start, count);
            Span<double> log = tail[..count];
            TensorPrimitives.Abs(e, log);
            TensorPrimitives.Negate(log, log);
            TensorPrimitives.Exp(log, log);
            TensorPrimitives.Add(log, 1, log);
            TensorPrimitives.Log(log, log);
            for (int i = 0; i < count; i++)
            {
                log[i] += Math.Max(e[i], 0) - (t[i] * e[i]);
            }

            sum += TensorPrimitives.Dot(log, w);
        }

        return sum;
    }

    public override void Derivatives(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, Span<double> residual, Span<double> curvature)
    {
        TensorPrimitives.Sigmoid(eta, residual);
        if (!curvature.IsEmpty)
        {
            for (int i = 0; i < residual.Length; i++)
            {
                curvature[i] = residual[i] * (1 - residual[i]);
            }
        }

        TensorPrimitives.Subtract(y, residual, residual);
    }

    public override double DualityGap(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, ReadOnlySpan<double> weights, ReadOnlySpan<double> theta)
    {
        Span<double> buffer = stackalloc double[4 * Block];
        double sum = 0;
        for (int start = 0; start < eta.Length; start += Block)
        {
            int count = Math.Min(Block, eta.Length - start);
            Span<double> one = buffer[..count], other = buffer.Slice(Block, count), p = buffer.Slice(2 * Block, count), q = buffer.Slice(3 * Block, count);

            // a = y − θ and 1 − a, written so that neither loses digits for y in {0, 1}.
            for (int i = 0; i < count; i++)
            {
                double response = y[start + i], dual = theta[start + i];
                (one[i], other[i]) = (response - dual, 1 - response + dual);
            }

            if (!(TensorPrimitives.Min<double>(one) >= -DomainTolerance && TensorPrimitives.Min<double>(other) >= -DomainTolerance))
            {
                return double.PositiveInfinity;
            }

            TensorPrimitives.Sigmoid(eta.Slice(start, count), p);
            TensorPrimitives.Negate(eta.Slice(start, count), q);
            TensorPrimitives.Sigmoid(q, q);
            sum += Entropy(one, p, weights.Slice(start, count)) + Entropy(other, q, weights.Slice(start, count));
        }

        return Math.Max(sum, 0);
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
        bool zero = false, one = false;
        for (int i = 0; i < y.Length; i++)
        {
            if (ResponseRule(y[i]) is { } rule)
            {
                throw new ArgumentException($"The response of row {i} is {y[i]}; the logistic loss needs {rule}", nameof(y));
            }

            if (weights[i] > 0)
            {
                zero |= y[i] == 0;
                one |= y[i] == 1;
            }
        }

        if (!zero || !one)
        {
            throw new ArgumentException($"All responses of positive weight are {(one ? 1 : 0)}; the logistic loss needs both classes. Check the label, or add examples of the other class.", nameof(y));
        }
    }

    public override string? ResponseRule(double y) => y is 0 or 1 ? null : "classes written as 0 and 1. Recode the two classes.";

    /// <summary>Σ w a log(a / p), with 0 log 0 = 0. Overwrites a and p.</summary>
    private static double Entropy(Span<double> a, Span<double> p, ReadOnlySpan<double> weights)
    {
        TensorPrimitives.Max(a, Smallest, a);
        TensorPrimitives.Max(p, Smallest, p);
        TensorPrimitives.Divide(a, p, p);
        TensorPrimitives.Log(p, p);
        TensorPrimitives.Multiply(a, p, p);
        return TensorPrimitives.Dot(p, weights);
    }
}
