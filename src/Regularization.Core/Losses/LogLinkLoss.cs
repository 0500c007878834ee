using System.Numerics;
using System.Runtime.CompilerServices;

namespace Regularization;

/// <summary>
/// Half unit deviances of a positive mean μ = exp(η): they are 0 where μ is the response, and lose no digits near it. In exponentials η is taken as at most
/// <see cref="Largest"/> in size, so that nothing overflows.
/// </summary>
internal abstract class LogLinkLoss : Loss
{
    protected const double Largest = 701;

    /// <summary>Products of a response and an exponential are not taken beyond this, so that even a row of weight 0 gives no NaN.</summary>
    protected const double Ceiling = 2e307;

    /// <summary>Rows at a time, on the stack.</summary>
    protected const int Block = 256;

    /// <summary>Up to this |x| the series of exp(x) − 1 − x is exact to rounding.</summary>
    protected const double SeriesRange = 0.05;

    private const double DivergenceRange = 1e-3;

    public override double CurvatureBound => double.PositiveInfinity;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Value(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        Vector<double> sums = Vector<double>.Zero;
        int i = 0;
        for (; i <= eta.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            sums += new Vector<double>(weights[i..]) * At(new Vector<double>(eta[i..]), new Vector<double>(y[i..]));
        }

        double sum = Vector.Sum(sums);
        for (; i < eta.Length; i++)
        {
            sum += weights[i] * At(new Vector<double>(eta[i]), new Vector<double>(y[i]))[0];
        }

        return sum;
    }

    public override double Link(double mean) => Math.Log(mean);

    public override double Mean(double eta) => Math.Exp(Math.Min(eta, Largest));

    public override double Deviance(double eta, double y) => 2 * Value([eta], [y], [1]);

    public override void CheckResponse(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        base.CheckResponse(y, weights);
        for (int i = 0; i < y.Length; i++)
        {
            if (y[i] > 0 && weights[i] > 0)
            {
                return;
            }
        }

        throw new ArgumentException($"All responses of positive weight are 0; the {Name} loss would have an intercept of minus infinity. Check the label, or add rows with a positive response.", nameof(y));
    }

    /// <summary>loss(y, η).</summary>
    protected abstract Vector<double> At(Vector<double> eta, Vector<double> y);

    /// <summary>result = exp(factor η).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected static void Exponentials(ReadOnlySpan<double> eta, double factor, Span<double> result)
    {
        int i = 0;
        for (; i <= eta.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Exponential(new Vector<double>(eta[i..]) * factor).CopyTo(result[i..]);
        }

        for (; i < eta.Length; i++)
        {
            result[i] = Exponential(factor * eta[i]);
        }
    }

    protected static Vector<double> Exponential(Vector<double> x) => VectorFunctions.Exp(Vector.Max(Vector.Min(x, new Vector<double>(Largest)), new Vector<double>(-Largest)));

    protected static double Exponential(double x) => Math.Exp(Math.Clamp(x, -Largest, Largest));

    /// <summary>2 (exp(x) − 1 − x) / x² by its series, for |x| up to <see cref="SeriesRange"/>.</summary>
    protected static Vector<double> Series(Vector<double> x)
    {
        Vector<double> sum = new(2.0 / 362880);
        sum = (sum * x) + new Vector<double>(2.0 / 40320);
        sum = (sum * x) + new Vector<double>(2.0 / 5040);
        sum = (sum * x) + new Vector<double>(2.0 / 720);
        sum = (sum * x) + new Vector<double>(2.0 / 120);
        sum = (sum * x) + new Vector<double>(2.0 / 24);
        sum = (sum * x) + new Vector<double>(2.0 / 6);
        return (sum * x) + Vector<double>.One;
    }

    /// <inheritdoc cref="Series(Vector{double})"/>
    protected static double Series(double x) => Series(new Vector<double>(x))[0];

    /// <summary>a log(a/ν) − a + ν for a ≥ 0 and x = log(ν/a): 0 where the two are the same.</summary>
    protected static Vector<double> Excess(Vector<double> a, Vector<double> nu, Vector<double> x)
    {
        Vector<double> near = a * x * x * Series(x) * new Vector<double>(0.5), far = nu - a - (a * x);
        return Vector.ConditionalSelect(Vector.GreaterThan(a, Vector<double>.Zero), Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(x), new Vector<double>(SeriesRange)), near, far), nu);
    }

    /// <summary>a log(a/ν) − a + ν for a = ν + d, given d so that no digit is lost near d = 0; +∞ for an a below 0 by more than <paramref name="tolerance"/>.</summary>
    protected static double Divergence(double a, double nu, double logNu, double d, double tolerance)
    {
        if (!(a >= -tolerance))
        {
            return double.PositiveInfinity;
        }

        double s = d / nu;
        if (Math.Abs(s) < DivergenceRange)
        {
            return 0.5 * d * s * (1 - (s / 3) + (s * s / 6) - (s * s * s / 10) + (s * s * s * s / 15));
        }

        return a > 0 ? Math.Max((a * (s < 1e10 ? Math.Log(a / nu) : Math.Log(a) - logNu)) - d, 0) : nu;
    }
}
