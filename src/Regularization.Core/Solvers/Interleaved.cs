using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Regularization;

/// <summary>Arithmetic on the arrays of a batch: so many numbers for each element, one for each problem (<see cref="KernelSet.Batch"/>).</summary>
/// <remarks>
/// Vectors are loaded and stored by <see cref="Load(ReadOnlySpan{float}, int)"/> and <see cref="Store(Vector256{float}, Span{float}, int)"/>: in code that was compiled ahead
/// of time <see cref="Vector256.Create{T}(ReadOnlySpan{T})"/>, <see cref="Vector256.CopyTo{T}(Vector256{T}, Span{T})"/> and
/// <see cref="Vector256.MultiplyAddEstimate(Vector256{float}, Vector256{float}, Vector256{float})"/> are calls, the last of them for each number, and so is making a span of an array.
/// </remarks>
internal static class Interleaved
{
    private const int Batch = KernelSet.Batch;

    /// <summary>Elements whose products are added up in float32 before they are in float64.</summary>
    private const int Block = 256;

    /// <summary>The numbers of the problems from <paramref name="at"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(ReadOnlySpan<float> values, int at)
    {
        _ = values[at + Batch - 1];
        return Vector256.LoadUnsafe(in values[at]);
    }

    /// <inheritdoc cref="Load(ReadOnlySpan{float}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float[] values, int at)
    {
        _ = values[at + Batch - 1];
        return Vector256.LoadUnsafe(ref values[at]);
    }

    /// <summary>Puts the numbers of the problems where <paramref name="at"/> is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> numbers, Span<float> values, int at)
    {
        _ = values[at + Batch - 1];
        numbers.StoreUnsafe(ref values[at]);
    }

    /// <inheritdoc cref="Store(Vector256{float}, Span{float}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> numbers, float[] values, int at)
    {
        _ = values[at + Batch - 1];
        numbers.StoreUnsafe(ref values[at]);
    }

    /// <summary>target[i·Batch + problem] = source[i].</summary>
    public static void Put(ReadOnlySpan<double> source, int problem, Span<double> target)
    {
        for (int i = 0, at = problem; i < source.Length; i++, at += Batch)
        {
            target[at] = source[i];
        }
    }

    /// <inheritdoc cref="Put(ReadOnlySpan{double}, int, Span{double})"/>
    public static void Put(ReadOnlySpan<double> source, int problem, Span<float> target)
    {
        for (int i = 0, at = problem; i < source.Length; i++, at += Batch)
        {
            target[at] = (float)source[i];
        }
    }

    /// <summary>target[i] = source[i·Batch + problem] + shift.</summary>
    public static void Take(ReadOnlySpan<double> source, int problem, double shift, Span<double> target)
    {
        for (int i = 0, at = problem; i < target.Length; i++, at += Batch)
        {
            target[i] = source[at] + shift;
        }
    }

    /// <summary>y += a ∘ x, a one number for each problem.</summary>
    public static void AddScaled(ReadOnlySpan<float> a, ReadOnlySpan<float> x, Span<float> y)
    {
        Vector256<float> factor = Load(a, 0);
        for (int i = 0; i <= y.Length - Batch; i += Batch)
        {
            Store(MultiplyAdd(factor, Load(x, i), Load(y, i)), y, i);
        }
    }

    /// <summary>y = x + a ∘ y, a one number for each problem.</summary>
    public static void ScaleAdd(ReadOnlySpan<float> a, ReadOnlySpan<float> x, Span<float> y)
    {
        Vector256<float> factor = Load(a, 0);
        for (int i = 0; i <= y.Length - Batch; i += Batch)
        {
            Store(MultiplyAdd(factor, Load(y, i), Load(x, i)), y, i);
        }
    }

    /// <summary>result = x / y, element by element.</summary>
    public static void Divide(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result)
    {
        for (int i = 0; i <= result.Length - Batch; i += Batch)
        {
            Store(Load(x, i) / Load(y, i), result, i);
        }
    }

    /// <summary>Σ_i x_i y_i for each problem.</summary>
    public static void Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<double> result)
    {
        Vector256<double> low = Vector256<double>.Zero, high = low;
        for (int start = 0; start < x.Length; start += Block * Batch)
        {
            Vector256<float> sum = Vector256<float>.Zero;
            for (int i = start; i < Math.Min(x.Length, start + (Block * Batch)); i += Batch)
            {
                sum = MultiplyAdd(Load(x, i), Load(y, i), sum);
            }

            low += Vector256.WidenLower(sum);
            high += Vector256.WidenUpper(sum);
        }

        low.CopyTo(result);
        high.CopyTo(result[(Batch / 2)..]);
    }

    /// <summary>x y + z, rounded once where the processor can.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> MultiplyAdd(Vector256<float> x, Vector256<float> y, Vector256<float> z) => Fma.IsSupported ? Fma.MultiplyAdd(x, y, z) : Vector256.MultiplyAddEstimate(x, y, z);
}
