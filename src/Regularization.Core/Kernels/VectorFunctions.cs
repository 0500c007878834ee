using System.Numerics;
using System.Runtime.CompilerServices;

namespace Regularization;

/// <summary>Exponentials and logarithms of vectors of doubles, with errors of at most 3 units in the last place.</summary>
/// <remarks>
/// System.Numerics has them. But it calls a generic method for each vector, which the runtime compiles at first without optimisation: in the first fit of a process
/// that took as long as all other arithmetic on the rows. These are inlined into the loops that use them. Series, not fits: every constant says where it comes from.
/// </remarks>
internal static class VectorFunctions
{
    /// <summary>Adding it rounds to the nearest integer, which is then in the lowest bits.</summary>
    private const double Rounder = 1.5 * (1L << 52);

    private const int MantissaBits = 52;

    /// <summary>log 2 in two parts: products of the first, of 33 bits, with exponents are exact.</summary>
    private const double Log2High = 0x162E42FEFL / (double)(1L << 33);
    private const double Log2Low = 7.440617110012397e-11;

    /// <summary>Between them results are normal numbers.</summary>
    private const double LeastExponent = -708;
    private const double LargestExponent = 709.78;

    /// <summary>e to the power of x; 0 below −708, near where it would be less than a normal number, and ∞ above 709.78.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Exp(Vector<double> x)
    {
        // x = n log 2 + r with |r| ≤ log(2)/2, and the series of e^r in its even and odd powers.
        Vector<double> bounded = Vector.Min(Vector.Max(x, new(LeastExponent)), new(LargestExponent));
        Vector<double> rounded = Vector.MultiplyAddEstimate(bounded, new(1 / Math.Log(2)), new(Rounder)), n = rounded - new Vector<double>(Rounder);
        Vector<double> r = Vector.MultiplyAddEstimate(n, new(-Log2Low), Vector.MultiplyAddEstimate(n, new(-Log2High), bounded)), square = r * r;
        Vector<double> even = new(1.0 / 479001600), odd = new(1.0 / 6227020800);
        even = Vector.MultiplyAddEstimate(even, square, new(1.0 / 3628800));
        odd = Vector.MultiplyAddEstimate(odd, square, new(1.0 / 39916800));
        even = Vector.MultiplyAddEstimate(even, square, new(1.0 / 40320));
        odd = Vector.MultiplyAddEstimate(odd, square, new(1.0 / 362880));
        even = Vector.MultiplyAddEstimate(even, square, new(1.0 / 720));
        odd = Vector.MultiplyAddEstimate(odd, square, new(1.0 / 5040));
        even = Vector.MultiplyAddEstimate(even, square, new(1.0 / 24));
        odd = Vector.MultiplyAddEstimate(odd, square, new(1.0 / 120));
        even = Vector.MultiplyAddEstimate(even, square, new(1.0 / 2));
        odd = Vector.MultiplyAddEstimate(odd, square, new(1.0 / 6));
        odd = Vector.MultiplyAddEstimate(odd, square, Vector<double>.One) * r;
        Vector<double> series = Vector.MultiplyAddEstimate(even, square, odd) + Vector<double>.One;

        Vector<double> power = Vector.AsVectorDouble(Vector.AsVectorInt64(series) + Vector.ShiftLeft(Vector.AsVectorInt64(rounded), MantissaBits));
        power = Vector.ConditionalSelect(Vector.LessThan(x, new(LeastExponent)), Vector<double>.Zero, power);
        power = Vector.ConditionalSelect(Vector.GreaterThan(x, new(LargestExponent)), new(double.PositiveInfinity), power);
        return Vector.ConditionalSelect(Vector.Equals(x, x), power, x);
    }

    /// <summary>The natural logarithm: −∞ of 0 and NaN below; about −709 of what is less than a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Log(Vector<double> x)
    {
        // x = 2^n (1 + f) with 1 + f between the roots of 1/2 and 2.
        Vector<long> bits = Vector.AsVectorInt64(x), root = new(BitConverter.DoubleToInt64Bits(Math.Sqrt(0.5)));
        Vector<long> n = Vector.ShiftRightArithmetic(bits - root, MantissaBits);
        Vector<double> f = Vector.AsVectorDouble(bits - Vector.ShiftLeft(n, MantissaBits)) - Vector<double>.One;
        Vector<double> exponent = Vector.AsVectorDouble(n + new Vector<long>(BitConverter.DoubleToInt64Bits(Rounder))) - new Vector<double>(Rounder);
        Vector<double> log = Vector.MultiplyAddEstimate(exponent, new(Log2High), Vector.MultiplyAddEstimate(exponent, new(Log2Low), -Correction(f)) + f);
        log = Vector.ConditionalSelect(Vector.LessThan(x, new Vector<double>(double.PositiveInfinity)), log, x);
        Vector<double> other = Vector.ConditionalSelect(Vector.Equals(x, Vector<double>.Zero), new Vector<double>(double.NegativeInfinity), new Vector<double>(double.NaN));
        return Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<double>.Zero), log, other);
    }

    /// <summary>log(1 + x) for 0 ≤ x ≤ 1, with all digits of a small x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> LogOnePlus(Vector<double> x)
    {
        // Above √2 − 1, 1 + x = 2 (1 + f).
        Vector<long> isLarge = Vector.GreaterThan(x, new Vector<double>(Math.Sqrt(2) - 1));
        Vector<double> f = Vector.ConditionalSelect(isLarge, (x - Vector<double>.One) * 0.5, x);
        return f - Correction(f) + Vector.ConditionalSelect(isLarge, new Vector<double>(Math.Log(2)), Vector<double>.Zero);
    }

    /// <summary>f − log(1 + f) for 1 + f between the roots of 1/2 and 2, by the series of the inverse hyperbolic tangent of s = f / (2 + f).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Correction(Vector<double> f)
    {
        Vector<double> s = f / (f + new Vector<double>(2)), square = s * s, fourth = square * square;
        Vector<double> even = new(2.0 / 19), odd = new(2.0 / 21);
        even = Vector.MultiplyAddEstimate(even, fourth, new(2.0 / 15));
        odd = Vector.MultiplyAddEstimate(odd, fourth, new(2.0 / 17));
        even = Vector.MultiplyAddEstimate(even, fourth, new(2.0 / 11));
        odd = Vector.MultiplyAddEstimate(odd, fourth, new(2.0 / 13));
        even = Vector.MultiplyAddEstimate(even, fourth, new(2.0 / 7));
        odd = Vector.MultiplyAddEstimate(odd, fourth, new(2.0 / 9));
        even = Vector.MultiplyAddEstimate(even, fourth, new(2.0 / 3));
        odd = Vector.MultiplyAddEstimate(odd, fourth, new(2.0 / 5));
        return s * (f - (square * Vector.MultiplyAddEstimate(odd, square, even)));
    }
}
