using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Regularization;

/// <summary>
/// The kernels in C#: what runs where there is no native library for the platform, and what the native kernels are tested against.
/// <see cref="Vector{T}"/> is as wide as the machine's registers, so there is one text for all instruction sets.
/// </summary>
internal sealed partial class ManagedKernels : KernelSet
{
    public static readonly ManagedKernels Instance = new();

    private ManagedKernels()
    {
    }

    public override string Name => "managed";

    protected override void ProxElasticNetCore(ReadOnlySpan<double> z, double step, ReadOnlySpan<double> l1, ReadOnlySpan<double> l2, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, Span<double> result)
    {
        int k = 0;
        int width = Vector<double>.Count;
        ref double target = ref MemoryMarshal.GetReference(result);
        for (; k <= z.Length - width; k += width)
        {
            Vector<double> value = Load(z, k);
            Vector<double> shrunk = Vector.Abs(value) - (Load(l1, k) * step);
            // "not <= 0" instead of "> 0": NaN goes on
            Vector<double> soft = Vector.ConditionalSelect(Vector.LessThanOrEqual(shrunk, Vector<double>.Zero), Vector<double>.Zero, Vector.CopySign(shrunk, value));
            soft /= Vector<double>.One + (Load(l2, k) * step);
            Vector<double> low = Load(lower, k);
            Vector<double> high = Load(upper, k);
            soft = Vector.ConditionalSelect(Vector.LessThan(soft, low), low, soft);
            soft = Vector.ConditionalSelect(Vector.GreaterThan(soft, high), high, soft);
            soft.StoreUnsafe(ref target, (nuint)k);
        }

        for (; k < z.Length; k++)
        {
            result[k] = Clip(Soft(z[k], step * l1[k]) / (1 + (step * l2[k])), lower[k], upper[k]);
        }
    }

    /// <summary>sign(value) · max(|value| − threshold, 0); NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Soft(double value, double threshold)
    {
        double shrunk = Math.Abs(value) - threshold;
        return shrunk <= 0 ? 0 : Math.CopySign(shrunk, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Clip(double value, double lower, double upper) => value < lower ? lower : value > upper ? upper : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Load(ReadOnlySpan<double> span, int index) => Vector.LoadUnsafe(ref MemoryMarshal.GetReference(span), (nuint)index);

    /// <summary>As many floats as two vectors of doubles hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadWide(ReadOnlySpan<float> span, int index, out Vector<double> low, out Vector<double> high)
        => Vector.Widen(Vector.LoadUnsafe(ref MemoryMarshal.GetReference(span), (nuint)index), out low, out high);

    private static double Sum(ReadOnlySpan<double> values)
    {
        Vector<double> sum0 = Vector<double>.Zero;
        Vector<double> sum1 = Vector<double>.Zero;
        int width = Vector<double>.Count;
        int i = 0;
        for (; i <= values.Length - (2 * width); i += 2 * width)
        {
            sum0 += Load(values, i);
            sum1 += Load(values, i + width);
        }

        double sum = Vector.Sum(sum0 + sum1);
        for (; i < values.Length; i++)
        {
            sum += values[i];
        }

        return sum;
    }
}
