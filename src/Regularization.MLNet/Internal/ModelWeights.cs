using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Regularization;

/// <summary>Turns coefficients into the float32 weights that ML.NET's linear models hold.</summary>
internal static class ModelWeights
{
    /// <summary>Below this float32 has fewer digits, and below a ten-millionth of it none.</summary>
    private const double LeastNormal = 1.1754944e-38;

    /// <summary>A standard deviation that no feature has whose values are of a usual size.</summary>
    private const double LargeScale = 1e7;

    /// <summary>The weights, dense or sparse, whichever is the smaller file: a sparse weight takes 8 bytes, a dense one 4.</summary>
    /// <param name="coefficients">The coefficients on the original scale.</param>
    /// <param name="names">The feature names, for the message.</param>
    /// <param name="scale">Standard deviations of the features: with them a coefficient that float32 rounds to 0 is refused where it counts.</param>
    /// <exception cref="InvalidOperationException">A coefficient is beyond float32.</exception>
    public static VBuffer<float> From(SparseCoefficients coefficients, IReadOnlyList<string> names, IReadOnlyList<double>? scale = null)
    {
        RequireNoneLost(coefficients, names, scale ?? []);
        var indices = new int[coefficients.NonzeroCount];
        var values = new float[coefficients.NonzeroCount];
        int count = 0;
        for (int k = 0; k < values.Length; k++)
        {
            float value = (float)coefficients.Values[k];
            if (!float.IsFinite(value))
            {
                throw new InvalidOperationException(
                    $"The coefficient of '{names[coefficients.Indices[k]]}' is {coefficients.Values[k]}, which is beyond the float32 that ML.NET "
                    + "models hold. Rescale the feature: its values are too small.");
            }

            if (value != 0)
            {
                (indices[count], values[count++]) = (coefficients.Indices[k], value);
            }
        }

        if (count < coefficients.Count / 2)
        {
            return new VBuffer<float>(coefficients.Count, count, values[..count], indices[..count]);
        }

        var dense = new float[coefficients.Count];
        for (int k = 0; k < count; k++)
        {
            dense[indices[k]] = values[k];
        }

        return new VBuffer<float>(dense.Length, dense);
    }

    /// <summary>Throws for a coefficient below what float32 holds whose feature is so large that it makes up at least a thousandth of the most important one.</summary>
    private static void RequireNoneLost(SparseCoefficients coefficients, IReadOnlyList<string> names, IReadOnlyList<double> scale)
    {
        if (scale.Count == 0)
        {
            return;
        }

        double Effect(int k) => Math.Abs(coefficients.Values[k]) * scale[coefficients.Indices[k]];
        double most = Enumerable.Range(0, coefficients.NonzeroCount).Select(Effect).DefaultIfEmpty().Max();
        for (int k = 0; k < coefficients.NonzeroCount; k++)
        {
            if (Math.Abs(coefficients.Values[k]) < LeastNormal && scale[coefficients.Indices[k]] > LargeScale && Effect(k) >= 1e-3 * most)
            {
                throw new InvalidOperationException(
                    $"The coefficient of '{names[coefficients.Indices[k]]}' is {coefficients.Values[k]}, which is below the float32 that ML.NET "
                    + "models hold. Rescale the feature: its values are too large.");
            }
        }
    }

    /// <summary>The weights, dense or sparse, whichever is the smaller file.</summary>
    /// <param name="weights">All weights, finite; they may be taken over.</param>
    public static VBuffer<float> From(float[] weights)
    {
        int count = weights.Length - MemoryMarshal.Cast<float, int>(weights).Count(0);
        if (count >= weights.Length / 2)
        {
            return new VBuffer<float>(weights.Length, weights);
        }

        var indices = new int[count];
        var values = new float[count];
        for (int j = 0, k = 0; j < weights.Length && k < count; j++)
        {
            if (BitConverter.SingleToInt32Bits(weights[j]) != 0)
            {
                (indices[k], values[k++]) = (j, weights[j]);
            }
        }

        return new VBuffer<float>(weights.Length, count, values, indices);
    }
}
