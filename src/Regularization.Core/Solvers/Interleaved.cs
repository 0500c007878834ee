using System.Runtime.Intrinsics;

namespace Regularization;

/// <summary>Arithmetic on the arrays of a batch: so many numbers for each element, one for each problem (<see cref="KernelSet.Batch"/>).</summary>
internal static class Interleaved
{
    private const int Batch = KernelSet.Batch;

    /// <summary>Elements whose products are added up in float32 before they are in float64.</summary>
    private const int Block = 256;

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
        Vector256<float> factor = Vector256.Create(a);
        for (int i = 0; i <= y.Length - Batch; i += Batch)
        {
            Span<float> target = y.Slice(i, Batch);
            Vector256.MultiplyAddEstimate(factor, Vector256.Create(x.Slice(i, Batch)), Vector256.Create<float>(target)).CopyTo(target);
        }
    }

    /// <summary>y = x + a ∘ y, a one number for each problem.</summary>
    public static void ScaleAdd(ReadOnlySpan<float> a, ReadOnlySpan<float> x, Span<float> y)
    {
        Vector256<float> factor = Vector256.Create(a);
        for (int i = 0; i <= y.Length - Batch; i += Batch)
        {
            Span<float> target = y.Slice(i, Batch);
            Vector256.MultiplyAddEstimate(factor, Vector256.Create<float>(target), Vector256.Create(x.Slice(i, Batch))).CopyTo(target);
        }
    }

    /// <summary>result = x / y, element by element.</summary>
    public static void Divide(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result)
    {
        for (int i = 0; i <= result.Length - Batch; i += Batch)
        {
            (Vector256.Create(x.Slice(i, Batch)) / Vector256.Create(y.Slice(i, Batch))).CopyTo(result.Slice(i, Batch));
        }
    }

    /// <summary>Σ_i x_i y_i for each problem.</summary>
    public static void Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<double> result)
    {
        Vector512<double> total = Vector512<double>.Zero;
        for (int start = 0; start < x.Length; start += Block * Batch)
        {
            Vector256<float> sum = Vector256<float>.Zero;
            for (int i = start; i < Math.Min(x.Length, start + (Block * Batch)); i += Batch)
            {
                sum = Vector256.MultiplyAddEstimate(Vector256.Create(x.Slice(i, Batch)), Vector256.Create(y.Slice(i, Batch)), sum);
            }

            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(sum);
            total += Vector512.Create(low, high);
        }

        total.CopyTo(result);
    }
}
