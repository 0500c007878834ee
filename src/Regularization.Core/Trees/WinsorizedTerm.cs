namespace Regularization;

/// <summary>Makes the linear term of a feature: its limits, and its moments within them.</summary>
internal static class WinsorizedTerm
{
    /// <summary>The term and the mean of the feature within its limits, or null if it does not vary.</summary>
    /// <param name="values">The feature in each row; NaN is a missing value.</param>
    /// <param name="weights">Example weights, or null.</param>
    /// <param name="feature">Its position.</param>
    /// <param name="name">Its name.</param>
    /// <param name="share">The share of the rows that is cut off at each end.</param>
    public static (LinearTerm Term, double Mean)? Of(float[] values, IReadOnlyList<double>? weights, int feature, string name, double share)
    {
        float[] sorted = [.. values.Where(value => !float.IsNaN(value)).Order()];
        if (sorted.Length == 0 || sorted[0] == sorted[^1])
        {
            return null;
        }

        int cut = (int)(share * sorted.Length);
        (float lower, float upper) = (sorted[cut], sorted[^(cut + 1)]);
        if (lower == upper)
        {
            (lower, upper) = (sorted[0], sorted[^1]);       // an indicator of something rare: cut off, it would be constant
        }

        double total = 0, sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsNaN(values[i]))
            {
                double w = weights?[i] ?? 1;
                total += w;
                sum += w * Math.Clamp(values[i], lower, upper);
            }
        }

        // A row without a value counts as the mean, and so adds to the weight but not to the spread.
        double mean = sum / total, all = 0, squares = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double w = weights?[i] ?? 1, off = float.IsNaN(values[i]) ? 0 : Math.Clamp(values[i], lower, upper) - mean;
            all += w;
            squares += w * off * off;
        }

        return squares > 0
            ? (new LinearTerm { Feature = feature, Name = name, Lower = lower, Upper = upper, Missing = (float)mean, StandardDeviation = Math.Sqrt(squares / all) }, mean)
            : null;
    }
}
