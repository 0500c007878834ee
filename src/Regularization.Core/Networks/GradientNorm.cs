using System.Numerics;

namespace Regularization;

/// <summary>The square of a gradient's norm, in double precision.</summary>
internal static class GradientNorm
{
    /// <summary>Σ (g + l2 w + l1 sign(w))².</summary>
    /// <param name="gradient">g.</param>
    /// <param name="weights">w, as many.</param>
    /// <param name="l1">The factor of the subgradient of Σ|w|.</param>
    /// <param name="l2">The factor of w, twice that of Σw².</param>
    public static double Squares(ReadOnlySpan<float> gradient, ReadOnlySpan<float> weights, float l1, float l2)
    {
        int width = Vector<float>.Count, i = 0;
        double sum = 0;
        for (; i <= gradient.Length - width; i += width)
        {
            Vector.Widen(With(new Vector<float>(gradient[i..]), new Vector<float>(weights[i..]), l1, l2), out Vector<double> low, out Vector<double> high);
            sum += Vector.Sum((low * low) + (high * high));
        }

        for (; i < gradient.Length; i++)
        {
            double g = With(new Vector<float>(gradient[i]), new Vector<float>(weights[i]), l1, l2)[0];
            sum += g * g;
        }

        return sum;
    }

    private static Vector<float> With(Vector<float> g, Vector<float> w, float l1, float l2) =>
        g + (l2 * w) + (l1 * Vector.ConditionalSelect(Vector.Equals(w, Vector<float>.Zero), w, Vector.CopySign(Vector<float>.One, w)));
}
