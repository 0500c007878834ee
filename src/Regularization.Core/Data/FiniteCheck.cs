namespace Regularization;

/// <summary>Finds NaN and infinite inputs at the door, with messages that say where they are.</summary>
internal static class FiniteCheck
{
    /// <summary>The first index whose value is NaN or infinite, or −1.</summary>
    public static long IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        // x · 0 is NaN exactly where x is NaN or infinite; sums of blocks keep the pass at memory speed.
        const int Block = 4096;
        for (int start = 0; start < values.Length; start += Block)
        {
            ReadOnlySpan<float> block = values.Slice(start, Math.Min(Block, values.Length - start));
            if (float.IsFinite(System.Numerics.Tensors.TensorPrimitives.SumOfMagnitudes(block)))
            {
                continue;
            }

            for (int i = 0; i < block.Length; i++)
            {
                if (!float.IsFinite(block[i]))
                {
                    return start + i;
                }
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

    public static string FeatureMessage(float value, long row, long column) =>
        $"Feature {column} of row {row} is {value}; features must be finite. Remove the row or impute the value.";
}
