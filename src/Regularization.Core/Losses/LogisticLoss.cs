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
            Vector<double> e = new(eta[i..]), tail = VectorFunctions.LogOnePlus(VectorFunctions.Exp(-Vector.Abs(e)));
            sums += new Vector<double>(weights[i..]) * (tail + (Vector.Max(e, Vector<double>.Zero) - (new Vector<double>(y[i..]) * e)));
        }

        double sum = Vector.Sum(sums);
        for (; i < eta.Length; i++)
        {
            double tail = VectorFunctions.LogOnePlus(VectorFunctions.Exp(new Vector<double>(-Math.Abs(eta[i]))))[0];
            sum += weights[i] * (tail + (Math.Max(eta[i], 0) - (y[i] * eta[i])));
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Derivatives(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, Span<double> residual, Span<double> curvature)
    {
        int i = 0;
        for (; i <= eta.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var row = new Row(new Vector<double>(eta[i..]), new Vector<double>(y[i..]));
            row.Residual.CopyTo(residual[i..]);
            if (!curvature.IsEmpty)
            {
                (row.P * row.Q).CopyTo(curvature[i..]);
            }
        }

        for (; i < eta.Length; i++)
        {
            var row = new Row(new Vector<double>(eta[i]), new Vector<double>(y[i]));
            residual[i] = row.Residual[0];
            if (!curvature.IsEmpty)
            {
                curvature[i] = (row.P * row.Q)[0];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double DualityGap(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, ReadOnlySpan<double> weights, ReadOnlySpan<double> theta)
    {
        Vector<double> sums = Vector<double>.Zero;
        int i = 0;
        for (; i <= eta.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            sums += new Vector<double>(weights[i..]) * Divergence(new Vector<double>(eta[i..]), new Vector<double>(y[i..]), new Vector<double>(theta[i..]));
        }

        double sum = Vector.Sum(sums);
        for (; i < eta.Length; i++)
        {
            sum += weights[i] * Divergence(new Vector<double>(eta[i]), new Vector<double>(y[i]), new Vector<double>(theta[i]))[0];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool ClampDual(ReadOnlySpan<double> y, Span<double> theta)
    {
        Vector<long> isInside = Vector<long>.AllBitsSet;
        int i = 0;
        for (; i <= theta.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> highest = new(y[i..]), before = new(theta[i..]), inside = Vector.Min(Vector.Max(before, highest - Vector<double>.One), highest);
            isInside &= Vector.Equals(before, inside);
            inside.CopyTo(theta[i..]);
        }

        bool moved = isInside != Vector<long>.AllBitsSet;
        for (; i < theta.Length; i++)
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

    /// <summary>a log(a/p) + (1 − a) log((1 − a)/(1 − p)) with a = y − θ and p = 1 / (1 + exp(−η)); +∞ for a outside [0, 1] by more than rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Divergence(Vector<double> eta, Vector<double> y, Vector<double> theta)
    {
        // Close to the optimum, where p = a, the logarithms of the divergence cancel; there its series in d = a − p is exact to 1e-13, and cheaper.
        var row = new Row(eta, y);
        Vector<double> spread = row.P * row.Q, skew = row.P - row.Q, d = row.Residual - theta, s = d / spread, one = Vector<double>.One;
        Vector<double> third = (s * skew * (one - (2 * spread)) * 0.1) + ((one - (3 * spread)) * (1.0 / 6));
        Vector<double> series = 0.5 * d * s * (one + (s * ((skew * (1.0 / 3)) + (s * third))));
        Vector<long> isNear = Vector.LessThan(Vector.Abs(d), SeriesRange * spread);
        return Vector.EqualsAll(isNear, Vector<long>.AllBitsSet) ? series : Vector.ConditionalSelect(isNear, series, Far(eta, y, theta));
    }

    /// <summary>The divergence by its logarithms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector<double> Far(Vector<double> eta, Vector<double> y, Vector<double> theta)
    {
        Vector<double> zero = Vector<double>.Zero, a = y - theta, rest = Vector<double>.One - y + theta, outside = new(-DomainTolerance);
        Vector<double> tail = VectorFunctions.LogOnePlus(VectorFunctions.Exp(-Vector.Abs(eta)));
        Vector<double> ofOne = a * (VectorFunctions.Log(a) + (Vector.Max(-eta, zero) + tail)), ofZero = rest * (VectorFunctions.Log(rest) + (Vector.Max(eta, zero) + tail));
        Vector<double> value = Vector.ConditionalSelect(Vector.GreaterThan(a, zero), ofOne, zero) + Vector.ConditionalSelect(Vector.GreaterThan(rest, zero), ofZero, zero);
        Vector<long> isInside = Vector.BitwiseAnd(Vector.GreaterThanOrEqual(a, outside), Vector.GreaterThanOrEqual(rest, outside));
        return Vector.ConditionalSelect(isInside, Vector.Max(value, zero), new Vector<double>(double.PositiveInfinity));
    }

    /// <summary>p = 1 / (1 + exp(−η)), q = 1 − p and y − p, of none of which digits are lost.</summary>
    private readonly ref struct Row
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Row(Vector<double> eta, Vector<double> y)
        {
            Vector<double> tail = VectorFunctions.Exp(-Vector.Abs(eta)), likely = Vector<double>.One / (Vector<double>.One + tail), unlikely = tail * likely;
            Vector<long> isPositive = Vector.GreaterThan(eta, Vector<double>.Zero);
            (P, Q) = (Vector.ConditionalSelect(isPositive, likely, unlikely), Vector.ConditionalSelect(isPositive, unlikely, likely));
            Residual = (y * Q) - ((Vector<double>.One - y) * P);
        }

        public Vector<double> P { get; }

        public Vector<double> Q { get; }

        public Vector<double> Residual { get; }
    }
}
