using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Regularization;

/// <summary>Finds NaN and infinite inputs at the door, with messages that say where they are.</summary>
internal static class FiniteCheck
{
    /// <summary>The bits of infinity: those of a NaN are more, those of other numbers, without the sign, less.</summary>
    private const int Infinity = 0x7F800000;

    /// <summary>Numbers below this have few digits in float32, or are 0.</summary>
    private const double SmallNumbers = 1e-36;

    /// <summary>The first index whose value is NaN or infinite, or −1.</summary>
    /// <remarks>Compiled once, optimised: see <see cref="VectorMath"/>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(values);
        var magnitude = new Vector<int>(int.MaxValue);
        var least = new Vector<int>(Infinity);
        int i = 0;
        while (i <= bits.Length - Vector<int>.Count && !Vector.GreaterThanOrEqualAny(new Vector<int>(bits[i..]) & magnitude, least))
        {
            i += Vector<int>.Count;
        }

        for (; i < bits.Length; i++)
        {
            if ((bits[i] & int.MaxValue) >= Infinity)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Throws if a value is NaN or infinite.</summary>
    public static void Require(ReadOnlySpan<double> values, string what, string parameter)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException($"The {what} of row {i} is {values[i]}; every {what} must be a finite number. Remove the row or impute the value.", parameter);
            }
        }
    }

    /// <summary>Throws if float32 cannot hold a column: a value is not finite there, or rounding takes more than 1% of what the column varies by.</summary>
    public static void RequireSpread(ReadOnlySpan<double> column, int index, string parameter)
    {
        double least = double.PositiveInfinity, most = double.NegativeInfinity, error = 0;
        for (int i = 0; i < column.Length; i++)
        {
            double value = column[i];
            if (!float.IsFinite((float)value))
            {
                throw new ArgumentException(FormattableString.Invariant($"Feature {index} of row {i} is {value}; features must be finite and at most {float.MaxValue:g3}, as they are held in float32. Remove the row, impute the value or rescale the feature."), parameter);
            }

            (least, most) = (Math.Min(least, value), Math.Max(most, value));
            error = Math.Max(error, Math.Abs(value - (float)value));
        }

        if (most > least && error > 0.01 * (most - least))
        {
            throw new ArgumentException(FormattableString.Invariant($"Feature {index} varies by {most - least:g3} around {most:g6}, and float32, which holds features, keeps it only to {error:g2}. {(Math.Max(-least, most) < SmallNumbers ? "Rescale the feature" : "Subtract its mean or its minimum first")}."), parameter);
        }
    }

    public static string FeatureMessage(float value, long row, long column) =>
        $"Feature {column} of row {row} is {value}; features must be finite. Remove the row or impute the value.";
}
