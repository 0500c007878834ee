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

    public override string Name => "logistic";

    public override double CurvatureBound => 0.25;

    public override double Value(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < eta.Length; i++)
        {
            sum += weights[i] * (Softplus(eta[i]) - (y[i] * eta[i]));
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
        double sum = 0;
        for (int i = 0; i < eta.Length; i++)
        {
            double a = y[i] - theta[i];
            if (!(a >= -DomainTolerance && a <= 1 + DomainTolerance))
            {
                return double.PositiveInfinity;
            }

            sum += weights[i] * Divergence(Math.Clamp(a, 0, 1), eta[i]);
        }

        return sum;
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
            if (y[i] != 0 && y[i] != 1)
            {
                throw new ArgumentException($"The response of row {i} is {y[i]}; the logistic loss needs classes written as 0 and 1. Recode the two classes.", nameof(y));
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

    /// <summary>log(1 + exp(η)) without overflow.</summary>
    internal static double Softplus(double eta) => Math.Max(eta, 0) + LogOnePlus(Math.Exp(-Math.Abs(eta)));

    /// <summary>log(1 + x) for x in [0, 1], exact to a few units in the last place.</summary>
    private static double LogOnePlus(double x)
    {
        // Goldberg's correction: log(1 + x) · x / ((1 + x) − 1).
        double one = 1 + x;
        return one == 1 ? x : Math.Log(one) * (x / (one - 1));
    }

    /// <summary>KL(a ‖ p(η)) = a log(a/p) + (1 − a) log((1 − a)/(1 − p)).</summary>
    private static double Divergence(double a, double eta)
    {
        double p = 1 / (1 + Math.Exp(-eta)), d = a - p, spread = p * (1 - p);

        // Close together the logarithms cancel: KL = Σ d^k (...) from the second order on. The next term is of relative size |d| / spread.
        if (Math.Abs(d) < 1e-4 * spread)
        {
            double s = d / spread;
            return 0.5 * d * s * (1 + (s * ((2 * p) - 1) / 3) + (s * s * (1 - (3 * spread)) / 6));
        }

        double value = 0;
        if (a > 0)
        {
            value += a * (Math.Log(a) + Softplus(-eta));
        }

        if (a < 1)
        {
            value += (1 - a) * (Math.Log(1 - a) + Softplus(eta));
        }

        return Math.Max(value, 0);
    }
}
